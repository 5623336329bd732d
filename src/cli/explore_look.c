/* explore_look.c — what a search found is run again before it is reported; see explore_report.h.
 *
 * The search keeps choices. Running them with names, source lines and steps tells what they do; running them a second time
 * tells that it was no accident. */
#include "cli/explore_report.h"

#include "cli/program.h"
#include "export/export.h"
#include "trace/file.h"
#include "trace/schedule.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct look {
  struct report *report;
  struct session *session;
  struct program *program;
  const char *save;
};

static bool look_save(const struct look *l, const char *name, size_t number, struct plait_err *err) {
  if (!l->save)
    return true;
  struct trace *t = session_trace(l->session);
  struct buf path = {0};
  buf_printf(&path, "%s/%s-%zu.plait", l->save, name, number);
  program_sources(l->program, t);
  bool ok = recording_write(buf_str(&path), t, err);
  buf_fini(&path);
  return ok;
}

static bool look_differs(const struct explore_way *w, const char *what, struct plait_err *err) {
  return plait_err_set(err, PLAIT_EXIT_DIVERGED, "the program does not repeat itself: the same schedule (%zu choices) does not lead to %s every time", w->len, what);
}

/* Twice; the trace is that of the second time. */
static bool look_run(struct look *l, const struct explore_way *w, const char *what, struct plait_err *err) {
  if (!explore_show(l->session, w->schedule, w->len, err))
    return false;
  uint64_t first = trace_hash(session_trace(l->session));
  if (!explore_show(l->session, w->schedule, w->len, err))
    return false;
  return trace_hash(session_trace(l->session)) == first || look_differs(w, what, err);
}

static char *look_schedule(const struct look *l) {
  struct buf b = {0};
  schedule_print(session_trace(l->session), &b);
  char *text = xstrdup(buf_str(&b));
  buf_fini(&b);
  return text;
}

static bool look_outcome(struct look *l, size_t i, struct plait_err *err) {
  const struct explore_outcome *o = &l->report->result->outcomes[i];
  if (!look_run(l, &o->way, plait_end_names[o->end], err))
    return false;
  if (trace_end(session_trace(l->session))->kind != o->end)
    return look_differs(&o->way, plait_end_names[o->end], err);
  *ARRAY_PUSH(&l->report->schedules) = look_schedule(l);
  return look_save(l, "outcome", i + 1, err);
}

static const struct finding *look_for(const struct analysis *a, const struct trace *t, const char *key) {
  const struct finding *found = NULL;
  struct buf b = {0};
  for (size_t i = 0; i < analysis_findings(a) && !found; i++) {
    buf_clear(&b);
    finding_key(t, analysis_finding(a, i), &b);
    if (strcmp(buf_str(&b), key) == 0)
      found = analysis_finding(a, i);
  }
  buf_fini(&b);
  return found;
}

static bool look_finding(struct look *l, size_t i, struct plait_err *err) {
  const struct explore_finding *f = &l->report->result->findings[i];
  if (!look_run(l, &f->way, finding_kind_names[f->kind], err))
    return false;
  const struct trace *t = session_trace(l->session);
  struct analysis *a = analysis_new(t);
  const struct finding *found = look_for(a, t, f->key);
  if (found) {
    struct buf text = {0}, json = {0};
    finding_print(t, found, &text);
    finding_json(t, found, &json);
    *ARRAY_PUSH(&l->report->findings) = (struct report_finding){.key = xstrdup(f->key), .text = text.at, .json = json.at, .schedule = look_schedule(l),
                                                                .kind = finding_kind_names[f->kind], .severity = found->severity, .count = f->count};
  }
  analysis_free(a);
  return found ? look_save(l, finding_kind_names[f->kind], i + 1, err) : look_differs(&f->way, f->key, err);
}

bool report_folder(const char *save, struct plait_err *err) {
  if (mkdir(save, 0777) != 0 && errno != EEXIST)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot make the folder %s: %s", save, strerror(errno));
  struct buf inside = {0};
  buf_printf(&inside, "%s/.", save);
  bool ok = access(buf_str(&inside), W_OK | X_OK) == 0;
  buf_fini(&inside);
  return ok || plait_err_set(err, PLAIT_EXIT_USAGE, "cannot write into %s: %s", save, strerror(errno));
}

bool report_look(struct report *r, struct session *s, struct program *program, const char *save, struct plait_err *err) {
  struct look l = {.report = r, .session = s, .program = program, .save = save};
  bool ok = true;
  for (size_t i = 0; ok && i < r->result->outcomes_len; i++)
    ok = look_outcome(&l, i, err);
  for (size_t i = 0; ok && i < r->result->findings_len; i++)
    ok = look_finding(&l, i, err);
  return ok;
}

/* ---- predictions -------------------------------------------------------------------------------- */

/* A key is the finding's name, then its places in the source, each after a blank. Are all places of A among those of B? */
static bool look_within(const char *a, const char *b) {
  bool any = false;
  for (const char *at = a; (at = strchr(at, ' ')); at++) {
    const char *word = at + 1;
    size_t n = strcspn(word, " ");
    if (!memchr(word, ':', n))
      continue;
    any = true;
    bool there = false;
    for (const char *p = strchr(b, ' '); p && !there; p = strchr(p + 1, ' '))
      there = strncmp(p + 1, word, n) == 0 && (p[1 + n] == ' ' || p[1 + n] == '\0');
    if (!there)
      return false;
  }
  return any;
}

void report_verdicts(struct report *r) {
  for (size_t i = 0; i < r->findings.len; i++) {
    struct report_finding *f = &r->findings.at[i];
    if (strcmp(f->kind, finding_kind_names[FINDING_LOCK_ORDER]) != 0)
      continue;
    bool real = false;
    for (size_t k = 0; k < r->findings.len && !real; k++)
      real = strcmp(r->findings.at[k].kind, finding_kind_names[FINDING_DEADLOCK]) == 0 && look_within(r->findings.at[k].key, f->key);
    f->verdict = real ? "confirmed" : r->result->complete ? "refuted" : "not decided";
    if (!real && r->result->complete)
      f->severity = SEVERITY_NOTE;
  }
}

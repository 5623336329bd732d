/* minimise_report.c — see minimise_report.h. Fills buffers; cmd_minimise.c prints them. */
#include "cli/minimise_report.h"

#include "export/ending.h"
#include "export/export.h"
#include "export/inside.h"
#include "trace/schedule.h"
#include "view/view.h"

#include <inttypes.h>
#include <string.h>

/* ---- taking in ------------------------------------------------------------------------------ */

static const struct finding *report_find(const struct minimise_report *m, const struct trace *t, const struct analysis *a) {
  const struct finding *found = NULL;
  struct buf key = {0};
  for (size_t i = 0; i < analysis_findings(a) && m->result->key && !found; i++) {
    buf_clear(&key);
    finding_key(t, analysis_finding(a, i), &key);
    if (strcmp(buf_str(&key), m->result->key) == 0)
      found = analysis_finding(a, i);
  }
  buf_fini(&key);
  return found;
}

/* The errors of an execution whose ending is what was kept: "race counter". */
static void report_errors(const struct trace *t, const struct analysis *a, struct buf *out) {
  for (size_t i = 0; i < analysis_findings(a); i++) {
    const struct finding *f = analysis_finding(a, i);
    if (f->severity != SEVERITY_ERROR)
      continue;
    buf_printf(out, "%s%s", out->len ? ", " : "", finding_kind_names[f->kind]);
    if (f->object && f->object <= trace_objects(t))
      buf_printf(out, " %s", trace_object(t, f->object)->name);
  }
}

static void report_step(struct minimise_report *m, const struct trace *t) {
  uint32_t step = m->result->step;
  if (!m->result->found || m->result->always || step < 1 || step > trace_steps(t))
    return;
  const struct trace_step *s = trace_step(t, step);
  const struct trace_site *site = trace_site(t, s->site);
  struct spans *spans = spans_new(t);
  const struct trace_site *shown = inside_site(t, spans, step);
  explain_step(t, step, &m->what);
  inside_words(t, spans, step, &m->what);
  spans_free(spans);
  if (*shown->file && shown->line)
    buf_printf(&m->place, "%s:%" PRIu32 ": ", shown->file, shown->line);
  buf_printf(&m->step, "\"step\":%" PRIu32 ",\"thread\":\"", step);
  buf_json(&m->step, trace_thread(t, s->thread)->name, strlen(trace_thread(t, s->thread)->name));
  buf_printf(&m->step, "\",\"op\":\"%s\"", plait_op_table[s->op].name);
  if (s->object) {
    const char *name = trace_object(t, s->object)->name;
    buf_puts(&m->step, ",\"object\":\"");
    buf_json(&m->step, name, strlen(name));
    buf_putc(&m->step, '"');
  }
  if (*site->file) {
    buf_puts(&m->step, ",\"file\":\"");
    buf_json(&m->step, site->file, strlen(site->file));
    buf_printf(&m->step, "\",\"line\":%" PRIu32, site->line);
  }
}

void minimise_report_after(struct minimise_report *m, const struct trace *t) {
  const struct minimise_result *r = m->result;
  struct analysis *a = analysis_new(t);
  analysis_update(a);
  const struct finding *f = report_find(m, t, a);
  if (f) {
    finding_print(t, f, &m->wrong);
    finding_json(t, f, &m->finding);
    buf_printf(&m->kept, "the %s", finding_kind_names[f->kind]);
    for (size_t i = 0; i < m->kept.len; i++)
      m->kept.at[i] = m->kept.at[i] == '_' ? ' ' : m->kept.at[i];
  } else {
    struct buf errors = {0};
    report_errors(t, a, &errors);
    buf_puts(&m->wrong, "outcome: ");
    ending_text(t, &m->wrong);
    if (r->common && errors.len)
      buf_printf(&m->wrong, " (kept, because %s is also found when nobody is preempted)", buf_str(&errors));
    buf_putc(&m->wrong, '\n');
    buf_puts(&m->kept, "this outcome");
    buf_fini(&errors);
  }
  analysis_free(a);
  schedule_print(t, &m->after);
  ending_json(t, &m->ending);
  report_step(m, t);
}

void minimise_report_passing(struct minimise_report *m, const struct trace *t) {
  schedule_print(t, &m->passing);
  ending_text(t, &m->passing_text);
  ending_json(t, &m->passing_json);
}

void minimise_report_fini(struct minimise_report *m) {
  struct buf *all[] = {&m->wrong, &m->finding, &m->kept, &m->ending, &m->before, &m->after, &m->passing, &m->place, &m->what, &m->step, &m->passing_text, &m->passing_json};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++)
    buf_fini(all[i]);
}

/* ---- for people ------------------------------------------------------------------------------- */

static void report_row(const char *name, const struct minimise_way *w, struct buf *out) {
  buf_printf(out, "  %-8s  %11" PRIu32 "  %5" PRIu32 "  %5" PRIu32 "\n", name, w->preemptions, w->steps, w->turns);
}

static void report_proof(const struct minimise_result *r, struct buf *out) {
  if (!r->proven)
    buf_puts(out, r->stopped ? "stopped before all schedules with fewer preemptions had been tried\n"
                             : "the time was up before all schedules with fewer preemptions had been tried; --seconds gives it more\n");
  else if (r->proof)
    buf_printf(out, "no schedule with fewer preemptions shows it (all %" PRIu64 " tried%s)\n", r->proof,
               r->loose ? ", a switch at a yield or to a sleeper counted as one" : "");
  else
    buf_puts(out, "no preemption is needed\n");
}

static void report_inflection(const struct minimise_report *m, struct buf *out) {
  const struct minimise_result *r = m->result;
  const char *kept = buf_str(&m->kept);
  if (!r->found) {
    buf_puts(out, r->stopped ? "stopped before the inflection point was known\n" : "the time was up before the inflection point was known; --seconds gives it more\n");
    return;
  }
  if (r->always) {
    buf_printf(out, "no inflection point: every execution comes to %s (", kept);
    if (!r->exhaustive)
      buf_printf(out, "%" PRIu64 " tried)\n", r->continuations);
    else if (r->continuations == 1)
      buf_puts(out, "there is no other order that matters)\n");
    else
      buf_printf(out, "all %" PRIu64 " that differ tried)\n", r->continuations);
    return;
  }
  buf_printf(out, "%sinflection point: ", buf_str(&m->place));
  buf_printf(out, "step %" PRIu32 ", %s\n  ", r->step, buf_str(&m->what));
  if (!r->exhaustive)
    buf_printf(out, "none of the %" PRIu64 " continuations tried after it avoids %s", r->continuations, kept);
  else if (r->continuations == 1)
    buf_printf(out, "after it nothing avoids %s (there is one continuation)", kept);
  else
    buf_printf(out, "after it nothing avoids %s (all %" PRIu64 " continuations tried)", kept, r->continuations);
  buf_puts(out, "; just before it, one still does\n");
}

void minimise_report_text(const struct minimise_report *m, struct buf *out) {
  const struct minimise_result *r = m->result;
  buf_add(out, m->wrong.at, m->wrong.len);
  buf_puts(out, "\n            preemptions  steps  turns\n");
  report_row("recorded", &r->before, out);
  report_row("smallest", &r->after, out);
  buf_printf(out, "\n  %s\n\n", buf_str(&m->after));
  report_proof(r, out);
  report_inflection(m, out);
  if (!m->passing.len)
    return;
  buf_printf(out, "\nnearest schedule without it%s%s: %s, %" PRIu32 " preemption%s\n", r->nearest ? "" : " that was found",
             r->elsewhere ? ", though not a good one" : "", buf_str(&m->passing_text),
             r->passing.preemptions, r->passing.preemptions == 1 ? "" : "s");
  buf_printf(out, "\n  %s\n", buf_str(&m->passing));
}

/* ---- JSON --------------------------------------------------------------------------------------- */

static void report_way(const char *name, const struct minimise_way *w, const struct buf *schedule, const struct buf *ending, struct buf *out) {
  buf_printf(out, ",\"%s\":{\"preemptions\":%" PRIu32 ",\"steps\":%" PRIu32 ",\"turns\":%" PRIu32 "%s,\"schedule\":\"", name, w->preemptions, w->steps,
             w->turns, ending ? buf_str(ending) : "");
  buf_json(out, buf_str(schedule), schedule->len);
  buf_puts(out, "\"}");
}

void minimise_report_json(const struct minimise_report *m, double elapsed, struct buf *out) {
  const struct minimise_result *r = m->result;
  buf_printf(out, "{\"kept\":\"%s\"", r->goal == GOAL_FINDING ? "finding" : "outcome");
  if (m->finding.len)
    buf_printf(out, ",\"finding\":%s", buf_str(&m->finding));
  report_way("before", &r->before, &m->before, NULL, out);
  report_way("after", &r->after, &m->after, &m->ending, out);
  buf_printf(out, ",\"fewest\":%s", r->proven ? "true" : "false");
  if (r->proof)
    buf_printf(out, ",\"fewer_tried\":%" PRIu64, r->proof);
  if (r->found)
    buf_printf(out, ",\"always\":%s", r->always ? "true" : "false");
  if (m->step.len)
    buf_printf(out, ",\"inflection\":{%s,\"continuations\":%" PRIu64 ",\"exhaustive\":%s}", buf_str(&m->step), r->continuations, r->exhaustive ? "true" : "false");
  if (m->passing.len)
    report_way("passing", &r->passing, &m->passing, &m->passing_json, out);
  buf_printf(out, ",\"executions\":%" PRIu64 ",\"elapsed_s\":%.3f,\"interrupted\":%s}\n", r->executions, elapsed, r->stopped ? "true" : "false");
}

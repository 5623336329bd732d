/* explore_report.c — see explore_report.h. Fills buffers; cmd_explore.c prints them. */
#include "cli/explore_report.h"

#include "export/export.h"
#include "trace/schedule.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { BAR = 16, SHOWN = 40 };

/* ---- taking in ------------------------------------------------------------------------------ */

static void report_finding(struct report *r, const struct trace *t, const struct finding *f, size_t outcome) {
  struct buf key = {0}, text = {0}, json = {0};
  finding_key(t, f, &key);
  for (size_t i = 0; i < r->findings.len; i++)
    if (strcmp(r->findings.at[i].key, buf_str(&key)) == 0) {
      buf_fini(&key);
      return;
    }
  finding_print(t, f, &text);
  finding_json(t, f, &json);
  *ARRAY_PUSH(&r->findings) = (struct report_finding){.key = xstrdup(buf_str(&key)), .text = text.at, .json = json.at, .outcome = outcome, .error = f->severity == SEVERITY_ERROR};
  buf_fini(&key);
}

void report_add(struct report *r, const struct trace *t, size_t i, bool strict) {
  struct buf schedule = {0};
  schedule_print(t, &schedule);
  *ARRAY_PUSH(&r->schedules) = xstrdup(buf_str(&schedule));
  buf_fini(&schedule);
  struct analysis *a = analysis_new(t);
  analysis_update(a);
  for (size_t k = 0; k < analysis_findings(a); k++) {
    const struct finding *f = analysis_finding(a, k);
    if (f->severity != SEVERITY_NOTE)
      report_finding(r, t, f, i);
  }
  r->error |= findings_counts(a, strict);
  analysis_free(a);
}

void report_fini(struct report *r) {
  for (size_t i = 0; i < r->findings.len; i++) {
    free(r->findings.at[i].key);
    free(r->findings.at[i].text);
    free(r->findings.at[i].json);
  }
  for (size_t i = 0; i < r->schedules.len; i++)
    free(r->schedules.at[i]);
  ARRAY_FREE(&r->findings);
  ARRAY_FREE(&r->schedules);
}

/* ---- for people ------------------------------------------------------------------------------- */

/* What it printed, in quotes and cut to what fits on a line. */
static void report_quote(const struct buf *output, struct buf *out) {
  struct buf all = {0};
  buf_json(&all, output->at ? output->at : "", output->len);
  buf_putc(out, '"');
  if (all.len <= SHOWN) {
    buf_puts(out, buf_str(&all));
    buf_putc(out, '"');
  } else {
    size_t n = SHOWN - 3;
    while (n && ((unsigned char)all.at[n] & 0xc0) == 0x80)
      n--;
    buf_add(out, all.at, n);
    buf_puts(out, "...\"");
  }
  buf_fini(&all);
}

static void report_ending(const struct explore_outcome *o, struct buf *out) {
  bool livelock = o->end == END_DEADLOCK && strncmp(o->end_text, "livelock", 8) == 0;
  switch (o->end) {
  case END_EXIT: buf_printf(out, "exit %d", (int)o->status); break;
  case END_CRASH: buf_printf(out, "crash (signal %d)", (int)o->status); break;
  case END_STEP_LIMIT: buf_puts(out, "stopped at --max-steps"); break;
  default: buf_puts(out, livelock ? "livelock" : plait_end_names[o->end]); break;
  }
  if (o->output.len) {
    buf_putc(out, ' ');
    report_quote(&o->output, out);
  }
}

static void report_count(uint64_t n, const char *what, struct buf *out) {
  buf_printf(out, "%" PRIu64 " %s%s", n, what, n == 1 ? "" : "s");
}

static void report_summary(const struct report *r, struct buf *out) {
  const struct explore_result *x = r->result;
  buf_printf(out, "%s: ", r->program);
  report_count(x->outcomes_len, "outcome", out);
  buf_puts(out, " in ");
  report_count(x->executions, "execution", out);
  buf_printf(out, " (%s, %.2f s)", x->strategy, x->elapsed_s);
  if (x->complete)
    buf_printf(out, "; %s\n", *x->note ? x->note : "complete: it cannot end in any other way");
  else
    buf_printf(out, "; not complete%s%s\n", *x->note ? ": " : "", x->note);
}

void report_text(const struct report *r, bool ascii, struct buf *out) {
  const struct explore_result *x = r->result;
  uint64_t most = 1;
  size_t width = 0, digits = 1;
  report_summary(r, out);
  for (size_t i = 0; i < x->outcomes_len; i++) {
    struct buf b = {0};
    report_ending(&x->outcomes[i], &b);
    width = b.len > width ? b.len : width;
    most = x->outcomes[i].count > most ? x->outcomes[i].count : most;
    buf_fini(&b);
  }
  for (uint64_t n = most; n >= 10; n /= 10)
    digits++;
  for (size_t i = 0; i < x->outcomes_len; i++) {
    const struct explore_outcome *o = &x->outcomes[i];
    struct buf b = {0};
    report_ending(o, &b);
    unsigned bar = (unsigned)((o->count * BAR + most - 1) / most);
    buf_printf(out, "\n%*" PRIu64 "  ", (int)digits, o->count);
    for (unsigned k = 0; k < BAR; k++)
      buf_puts(out, k < bar ? (ascii ? "#" : "█") : " ");
    buf_printf(out, "  %-*s", (int)width, buf_str(&b));
    if (i < r->schedules.len)
      buf_printf(out, "  %s", r->schedules.at[i]);
    buf_fini(&b);
  }
  buf_puts(out, x->outcomes_len ? "\n" : "");
  buf_puts(out, r->findings.len ? "\n" : "");
  for (int errors = 1; errors >= 0; errors--)
    for (size_t i = 0; i < r->findings.len; i++)
      if (r->findings.at[i].error == errors)
        buf_puts(out, r->findings.at[i].text);
}

/* ---- JSON ------------------------------------------------------------------------------------------ */

static void report_string(struct buf *out, const char *name, const char *s, size_t n) {
  buf_printf(out, ",\"%s\":\"", name);
  buf_json(out, s ? s : "", n);
  buf_putc(out, '"');
}

void report_json(const struct report *r, struct buf *out) {
  const struct explore_result *x = r->result;
  buf_printf(out, "{\"executions\":%" PRIu64 ",\"complete\":%s,\"elapsed_s\":%.3f", x->executions, x->complete ? "true" : "false", x->elapsed_s);
  report_string(out, "strategy", x->strategy, strlen(x->strategy));
  if (*x->note)
    report_string(out, "note", x->note, strlen(x->note));
  buf_puts(out, ",\"outcomes\":[");
  for (size_t i = 0; i < x->outcomes_len; i++) {
    const struct explore_outcome *o = &x->outcomes[i];
    buf_printf(out, "%s{\"count\":%" PRIu64 ",\"end\":\"%s\",\"status\":%d,\"steps\":%" PRIu64 ",\"preemptions\":%" PRIu32, i ? "," : "", o->count,
               plait_end_names[o->end], (int)o->status, o->way.steps, o->way.preemptions);
    report_string(out, "output", o->output.at, o->output.len);
    const char *schedule = i < r->schedules.len ? r->schedules.at[i] : "";
    report_string(out, "schedule", schedule, strlen(schedule));
    buf_putc(out, '}');
  }
  buf_puts(out, "],\"findings\":[");
  for (size_t i = 0; i < r->findings.len; i++) {
    const struct report_finding *f = &r->findings.at[i];
    size_t n = strlen(f->json);
    buf_puts(out, i ? "," : "");
    /* The object of the finding, with the schedule that shows it. */
    buf_add(out, f->json, n && f->json[n - 1] == '}' ? n - 1 : n);
    const char *schedule = f->outcome < r->schedules.len ? r->schedules.at[f->outcome] : "";
    report_string(out, "schedule", schedule, strlen(schedule));
    buf_putc(out, '}');
  }
  buf_puts(out, "]}\n");
}

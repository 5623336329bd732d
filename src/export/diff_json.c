/* diff_json.c — what differs between two executions as one JSON object. */
#include "export/diff.h"
#include "export/ending.h"
#include "export/export.h"
#include "trace/schedule.h"

#include <inttypes.h>
#include <string.h>

static void string(const char *name, const char *value, struct buf *out) {
  buf_printf(out, ",\"%s\":\"", name);
  buf_json(out, value, strlen(value));
  buf_putc(out, '"');
}

/* The step where there is one, else what is known of it from the other execution. */
static void event(const struct diff *d, int side, const struct compare_event *e, struct buf *out) {
  if (e->step[side]) {
    json_step(d->c.t[side], d->spans[side], e->step[side], out);
    return;
  }
  const struct trace *other = d->c.t[!side], *t = d->c.t[side];
  const struct trace_step *s = trace_step(other, e->step[!side]);
  uint16_t thread = e->thread[side];
  buf_puts(out, "{\"step\":null");
  string("thread", thread < trace_threads(t) ? trace_thread(t, thread)->name : trace_thread(other, s->thread)->name, out);
  string("op", plait_op_table[s->op].name, out);
  if (s->object && s->object <= trace_objects(other))
    string("object", trace_object(other, s->object)->name, out);
  buf_putc(out, '}');
}

static void side_of(const struct diff *d, int side, struct buf *out) {
  const struct trace *t = d->c.t[side];
  struct buf schedule = {0};
  uint32_t preemptions = 0;
  for (uint32_t i = 1; i <= trace_steps(t); i++)
    preemptions += trace_step(t, i)->why == WHY_PREEMPTED;
  schedule_print(t, &schedule);
  buf_printf(out, ",\"%c\":{\"steps\":%" PRIu32 ",\"preemptions\":%" PRIu32, 'a' + side, trace_steps(t), preemptions);
  string("file", d->name[side], out);
  string("program", trace_meta(t)->program, out);
  ending_json(t, out);
  string("schedule", buf_str(&schedule), out);
  buf_putc(out, '}');
  buf_fini(&schedule);
}

static void findings(const struct diff *d, const char *name, int side, bool shared, struct buf *out) {
  bool any = false;
  buf_printf(out, "\"%s\":[", name);
  for (size_t i = 0; i < analysis_findings(d->found[side]); i++) {
    const struct finding *f = analysis_finding(d->found[side], i);
    if (diff_shared(d, side, f) != shared)
      continue;
    buf_puts(out, any ? "," : "");
    finding_json(d->c.t[side], f, out);
    any = true;
  }
  buf_putc(out, ']');
}

void diff_json(const struct diff *d, struct buf *out) {
  const struct comparison *c = &d->c;
  buf_printf(out, "{\"same\":%s,\"common\":%" PRIu32 ",\"same_program\":%s", d->same ? "true" : "false", c->common, diff_related(d) ? "true" : "false");
  side_of(d, 0, out);
  side_of(d, 1, out);
  if (c->swapped) {
    buf_puts(out, ",\"swap\":{\"a\":[");
    event(d, 0, &c->first, out);
    buf_putc(out, ',');
    event(d, 0, &c->second, out);
    buf_puts(out, "],\"b\":[");
    event(d, 1, &c->second, out);
    buf_putc(out, ',');
    event(d, 1, &c->first, out);
    buf_printf(out, "]},\"swaps\":%" PRIu32, c->swaps);
  }
  buf_puts(out, ",\"findings\":{");
  findings(d, "both", 0, true, out);
  buf_putc(out, ',');
  findings(d, "only_a", 0, false, out);
  buf_putc(out, ',');
  findings(d, "only_b", 1, false, out);
  buf_puts(out, "}}\n");
}

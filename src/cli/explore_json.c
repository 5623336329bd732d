/* explore_json.c — a search as one JSON object; see explore_report.h.
 *
 * Other programs, and `explore --merge`, depend on the names of the fields: they only ever get added. */
#include "cli/explore_report.h"

#include <inttypes.h>
#include <string.h>

static void json_text(struct buf *out, const char *name, const char *s, size_t n) {
  buf_printf(out, ",\"%s\":\"", name);
  buf_json(out, s ? s : "", n);
  buf_putc(out, '"');
}

static void json_string(struct buf *out, const char *name, const char *s) { json_text(out, name, s, strlen(s)); }

static void json_outcome(const struct report *r, size_t i, struct buf *out) {
  const struct explore_outcome *o = &r->result->outcomes[i];
  buf_printf(out, "{\"count\":%" PRIu64, o->count);
  if (o->sampled)
    buf_printf(out, ",\"sampled\":%" PRIu64, o->sampled);
  if (o->interleavings)
    buf_printf(out, ",\"interleavings\":%" PRIu64, o->interleavings);
  buf_printf(out, ",\"end\":\"%s\",\"status\":%d,\"steps\":%" PRIu64 ",\"preemptions\":%" PRIu32, plait_end_names[o->end], (int)o->status, o->way.steps,
             o->way.preemptions);
  if (*o->end_text)
    json_string(out, "end_text", o->end_text);
  json_text(out, "output", o->output.at, o->output.len);
  if (o->errors.len)
    json_text(out, "errors", o->errors.at, o->errors.len);
  json_string(out, "schedule", i < r->schedules.len ? r->schedules.at[i] : "");
  buf_putc(out, '}');
}

static void json_finding(const struct report_finding *f, struct buf *out) {
  /* The object of the finding in the execution that shows it, and what the search adds. */
  size_t n = strlen(f->json);
  buf_add(out, f->json, n && f->json[n - 1] == '}' ? n - 1 : n);
  buf_printf(out, ",\"count\":%" PRIu64, f->count);
  if (f->verdict)
    json_string(out, "verdict", f->verdict);
  json_string(out, "schedule", f->schedule);
  json_string(out, "key", f->key);
  json_string(out, "text", f->text);
  buf_putc(out, '}');
}

void report_json(const struct report *r, struct buf *out) {
  const struct explore_result *x = r->result;
  buf_printf(out, "{\"executions\":%" PRIu64 ",\"complete\":%s,\"elapsed_s\":%.3f", x->executions, x->complete ? "true" : "false", x->elapsed_s);
  json_string(out, "strategy", x->strategy);
  if (*x->note)
    json_string(out, "note", x->note);
  if (x->sampled)
    buf_printf(out, ",\"sampled\":%" PRIu64, x->sampled);
  if (x->interleavings)
    buf_printf(out, ",\"interleavings\":%" PRIu64, x->interleavings);
  if (r->shards)
    buf_printf(out, ",\"shard\":%" PRIu32 ",\"shards\":%" PRIu32, r->shard, r->shards);
  json_string(out, "program", r->program);
  buf_puts(out, ",\"outcomes\":[");
  for (size_t i = 0; i < x->outcomes_len; i++) {
    buf_puts(out, i ? "," : "");
    json_outcome(r, i, out);
  }
  buf_puts(out, "],\"findings\":[");
  for (size_t i = 0; i < r->findings.len; i++) {
    buf_puts(out, i ? "," : "");
    json_finding(&r->findings.at[i], out);
  }
  buf_puts(out, "]}\n");
}

/* json.c — steps and endings as JSON, field by field as DESIGN section 6 names them.
 *
 * Other programs depend on these names: they only ever get added. A field that
 * would say nothing (no object, no value, no source position) is left out rather
 * than null. Beyond the fields of the design there are
 *   "other"   the thread that was created, joined or woken
 *   "mutex"   what cond_wait and cond_wake give back and take again
 *   "waited"  true when the operation had been blocked before it was performed
 *   "order"   the memory order of an atomic operation or fence, when it is not "seq_cst"
 *   "verb"    of span_begin and span_end: what was called
 *   "span"    the number of the span_begin of the outermost call that the step lies in
 *   "effect"  of a note on a queue or composite: "put", "get" or "change"; include/plait.h says what "value" is then;
 *             "unfinished" (queue, pool) and "generation" (barrier) are counts after it; "place", from 1, is that of an item
 *             that is not put at the end or got from the front; "shared" and "broken" are true or not there
 *   "error"   the name of the errno value in "result"
 *   "stderr"  in the end object, when anything was printed there */
#include "export/export.h"

#include "model/spans.h"
#include "trace/schedule.h"
#include "wire/ops.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

static void key(struct buf *out, const char *name) {
  buf_printf(out, "%s\"%s\":", out->len && out->at[out->len - 1] != '{' ? "," : "", name);
}

static void text(struct buf *out, const char *name, const char *s, size_t len) {
  key(out, name);
  buf_putc(out, '"');
  buf_json(out, s, len);
  buf_putc(out, '"');
}

static void string(struct buf *out, const char *name, const char *s) { text(out, name, s, strlen(s)); }

static void number(struct buf *out, double v, int digits) {
  if (isfinite(v))
    buf_printf(out, "%.*g", digits, v);
  else
    buf_printf(out, "\"%s\"", isnan(v) ? "nan" : v < 0 ? "-inf" : "inf"); /* JSON has no such numbers */
}

static int64_t sign_extend(uint64_t v, unsigned bytes) {
  unsigned shift = bytes && bytes < 8 ? 64 - 8 * bytes : 0;
  return (int64_t)(v << shift) >> shift;
}

static void value(struct buf *out, const struct trace_object *o, const struct trace_step *s) {
  unsigned bytes = s->size ? s->size : 8;
  if (bytes > 8) {
    buf_printf(out, "\"0x%" PRIx64 "%016" PRIx64 "\"", s->value_hi, s->value);
    return;
  }
  switch (o && o->kind == KIND_VAR ? (enum trace_enc)o->enc : ENC_SIGNED) {
  case ENC_FLOAT:
    if (bytes == 4) {
      uint32_t bits = (uint32_t)s->value;
      float f;
      memcpy(&f, &bits, sizeof f);
      number(out, (double)f, 9);
    } else {
      double d;
      memcpy(&d, &s->value, sizeof d);
      number(out, d, 17);
    }
    break;
  case ENC_BOOL:
    buf_puts(out, s->value ? "true" : "false");
    break;
  case ENC_POINTER:
    buf_printf(out, "\"0x%" PRIx64 "\"", s->value);
    break;
  case ENC_SIGNED:
  case ENC_CHAR:
    buf_printf(out, "%" PRId64, sign_extend(s->value, bytes));
    break;
  case ENC_UNSIGNED:
  case ENC_UNKNOWN:
    buf_printf(out, "%" PRIu64, s->value);
    break;
  }
}

static bool names_a_thread(const struct trace_step *s) {
  switch (s->op) {
  case OP_THREAD_CREATE:
  case OP_THREAD_JOIN:
  case OP_THREAD_DETACH:
  case OP_THREAD_CANCEL:
    return true;
  case OP_COND_SIGNAL: /* value: how many were woken */
    return (s->flags & STEP_VALUE) && s->value;
  default:
    return false;
  }
}

static void position(struct buf *out, const struct trace *t, uint32_t number_of_site) {
  const struct trace_site *site = trace_site(t, number_of_site);
  if (*site->file)
    string(out, "file", site->file);
  if (site->line) {
    key(out, "line");
    buf_printf(out, "%" PRIu32, site->line);
  }
  if (*site->func)
    string(out, "func", site->func);
}

static void flag(struct buf *out, const char *name) {
  key(out, name);
  buf_puts(out, "true");
}

static void count(struct buf *out, const char *name, uint64_t n) {
  key(out, name);
  buf_printf(out, "%" PRIu64, n);
}

/* What a note says of a queue or composite. */
static void effect(struct buf *out, const struct trace_object *o, const struct trace_step *s) {
  string(out, "effect", s->flags & STEP_PUT ? "put" : s->flags & STEP_GET ? "get" : "change");
  if (o->composite && (o->kind == KIND_QUEUE || o->kind == KIND_POOL))
    count(out, "unfinished", (uint32_t)s->value_hi);
  if (o->composite && o->kind == KIND_QUEUE && s->value_hi >> 32)
    count(out, "place", s->value_hi >> 32);
  if (o->composite && o->kind == KIND_BARRIER)
    count(out, "generation", s->value_hi);
  if (s->flags & STEP_SHARED)
    flag(out, "shared");
  if (s->flags & STEP_FAILED)
    flag(out, "broken");
}

static bool is_span(const struct trace_step *s) { return s->op == OP_SPAN_BEGIN || s->op == OP_SPAN_END; }

void json_step(const struct trace *t, const struct spans *spans, uint32_t step, struct buf *out) {
  const struct trace_step *s = trace_step(t, step);
  const struct trace_object *o = s->object ? trace_object(t, s->object) : NULL;
  enum plait_class cls = plait_op_table[s->op].cls;
  buf_puts(out, "{\"step\":");
  buf_printf(out, "%" PRIu32, step);
  string(out, "thread", trace_thread(t, s->thread)->name);
  string(out, "op", plait_op_table[s->op].name);
  if (o)
    string(out, "object", o->name);
  if (plait_order_of(s->flags) != MEMORY_SEQ_CST)
    string(out, "order", plait_order_names[plait_order_of(s->flags)]);
  if (s->object2)
    string(out, "mutex", trace_object(t, s->object2)->name);
  if (names_a_thread(s))
    string(out, "other", trace_thread(t, s->other)->name);
  if (s->flags & STEP_VALUE) {
    key(out, "value");
    value(out, o, s);
  }
  if (o && cls == CLASS_MEMORY && *o->type)
    string(out, "type", o->type);
  if (s->op == OP_NOTE && o)
    effect(out, o, s);
  if (is_span(s)) {
    string(out, "verb", trace_text(t, s->text, NULL));
  } else if (s->text || s->op == OP_OUTPUT) {
    size_t len;
    const char *bytes = trace_text(t, s->text, &len);
    text(out, "text", bytes, len);
  }
  if (cls == CLASS_IO) {
    key(out, "fd");
    buf_printf(out, "%" PRId32, s->result);
  } else if ((s->flags & (STEP_FAILED | STEP_WAITED) || s->result) && !(s->op == OP_NOTE && o)) {
    key(out, "result");
    buf_printf(out, "%" PRId32, s->result);
    bool failed = s->result > 0 && plait_op_table[s->op].cls != CLASS_END; /* how a program ended is a signal or a status */
    const char *name = failed ? strerrorname_np(s->result) : NULL;
    if (name)
      string(out, "error", name);
  }
  if (s->flags & STEP_WAITED) {
    key(out, "waited");
    buf_puts(out, "true");
  }
  const struct span *span = spans ? spans_outer(spans, step) : NULL;
  if (span) {
    key(out, "span");
    buf_printf(out, "%" PRIu32, span->begin);
  }
  position(out, t, s->site);
  string(out, "why", plait_why_names[s->why]);
  key(out, "time_ns");
  buf_printf(out, "%" PRIu64 "}", s->time_ns);
}

/* What was printed on descriptor FD from the first step to the last. */
static void printed(const struct trace *t, int fd, struct buf *out) {
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    if (s->op != OP_OUTPUT || s->result != fd)
      continue;
    size_t len;
    const char *bytes = trace_text(t, s->text, &len);
    buf_add(out, bytes, len);
  }
}

void json_end(const struct trace *t, struct buf *out) {
  const struct trace_end *end = trace_end(t);
  struct buf b = {0};
  buf_puts(out, "{\"end\":");
  buf_printf(out, "\"%s\",\"status\":%" PRId32 ",\"steps\":%" PRIu32, plait_end_names[end->kind], end->status,
             trace_steps(t));
  printed(t, 1, &b);
  text(out, "output", buf_str(&b), b.len);
  buf_clear(&b);
  printed(t, 2, &b);
  if (b.len)
    text(out, "stderr", buf_str(&b), b.len);
  key(out, "findings");
  struct analysis *a = analysis_new(t);
  findings_json(a, t, out);
  analysis_free(a);
  buf_clear(&b);
  schedule_print(t, &b);
  text(out, "schedule", buf_str(&b), b.len);
  buf_fini(&b);
  key(out, "log_hash");
  buf_printf(out, "\"%016" PRIx64 "\"}", trace_hash(t));
}

bool export_json(const struct trace *t, uint32_t from, uint32_t to, export_put *put, void *ctx) {
  struct buf line = {0};
  struct spans *spans = spans_new(t);
  bool more = true;
  if (to > trace_steps(t))
    to = trace_steps(t);
  for (uint32_t i = from; i <= to && more; i++) {
    buf_clear(&line);
    json_step(t, spans, i, &line);
    buf_putc(&line, '\n');
    more = put(ctx, line.at, line.len);
  }
  if (more) {
    buf_clear(&line);
    json_end(t, &line);
    buf_putc(&line, '\n');
    more = put(ctx, line.at, line.len);
  }
  spans_free(spans);
  buf_fini(&line);
  return more;
}

/* compare.c — see compare.h.
 *
 * What is compared is what trace_hash covers: names and source positions are left
 * out, because a program built again elsewhere has others. */
#include "cli/compare.h"

#include "view/view.h"

#include <string.h>

static bool compare_object(const struct trace *a, uint32_t x, const struct trace *b, uint32_t y) {
  if (!x || !y) return x == y;
  const struct trace_object *p = trace_object(a, x), *q = trace_object(b, y);
  return p->kind == q->kind && p->place.kind == q->place.kind && p->place.owner == q->place.owner &&
         p->place.seq == q->place.seq && p->place.off == q->place.off;
}

static bool compare_text(const struct trace *a, uint32_t x, const struct trace *b, uint32_t y) {
  size_t n, m;
  const char *p = trace_text(a, x, &n), *q = trace_text(b, y, &m);
  return n == m && memcmp(p, q, n) == 0;
}

static bool compare_step(const struct trace *a, const struct trace *b, uint32_t step) {
  const struct trace_step *x = trace_step(a, step), *y = trace_step(b, step);
  return x->thread == y->thread && x->other == y->other && x->flags == y->flags && x->op == y->op && x->why == y->why &&
         x->result == y->result && x->size == y->size && x->value == y->value &&
         (x->size <= 8 || x->value_hi == y->value_hi) && x->time_ns == y->time_ns &&
         compare_object(a, x->object, b, y->object) && compare_object(a, x->object2, b, y->object2) &&
         compare_text(a, x->text, b, y->text);
}

uint32_t compare_traces(const struct trace *a, const struct trace *b) {
  uint32_t n = trace_steps(a), m = trace_steps(b);
  for (uint32_t s = 1; s <= n && s <= m; s++)
    if (!compare_step(a, b, s)) return s;
  if (m < n) return m + 1;
  const struct trace_end *x = trace_end(a), *y = trace_end(b);
  if (x->kind == END_NONE) return 0; /* it was interrupted: what comes after is not known */
  if (m > n || x->kind != y->kind || x->status != y->status) return n + 1;
  return 0;
}

void compare_line(const struct trace *t, uint32_t step, struct buf *out) {
  if (step > trace_steps(t)) {
    const struct trace_end *e = trace_end(t);
    buf_printf(out, "the end (%s", plait_end_names[e->kind]);
    if (e->kind == END_EXIT) buf_printf(out, " %d", e->status);
    buf_puts(out, *e->text ? ": " : ")");
    if (*e->text) buf_printf(out, "%s)", e->text);
    return;
  }
  const struct trace_step *s = trace_step(t, step);
  const struct trace_site *site = trace_site(t, s->site);
  explain_step(t, step, out);
  if (*site->file) buf_printf(out, "  %s:%u", site->file, site->line);
  buf_printf(out, "  (%s)", plait_why_names[s->why]);
}

/* words.c — names and small clauses. Plain ASCII, one word for one thing. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <string.h>

const char *words_thread(const struct trace *t, uint16_t thread) {
  return thread < trace_threads(t) ? trace_thread(t, thread)->name : "another thread";
}

const char *words_object(const struct trace *t, uint32_t object) {
  return object && object <= trace_objects(t) ? trace_object(t, object)->name : "something";
}

uint32_t words_first(const struct trace *t, uint32_t a, uint32_t b) {
  if (!a || !b)
    return a ? a : b;
  const struct trace_object *x = trace_object(t, a), *y = trace_object(t, b);
  int order = strcmp(x->name, y->name);
  /* Without debug information names are numbers in the order of this execution; places are the same in all. */
  if (x->place.kind == y->place.kind && x->place.owner == y->place.owner && x->place.seq == y->place.seq && x->place.off != y->place.off)
    order = x->place.off < y->place.off ? -1 : 1;
  return order < 0 || (order == 0 && a < b) ? a : b;
}

void words_site(const struct trace *t, uint32_t site, struct buf *out) {
  const struct trace_site *s = trace_site(t, site);
  if (*s->file && s->line)
    buf_printf(out, " (%s:%" PRIu32 ")", s->file, s->line);
}

void words_list(const struct trace *t, const uint16_t *threads, size_t n, struct buf *out) {
  for (size_t i = 0; i < n; i++)
    buf_printf(out, "%s%s", i == 0 ? "" : i + 1 == n ? " and " : ", ", words_thread(t, threads[i]));
}

void words_held(const struct analysis_state *st, uint16_t thread, uint32_t without, struct buf *out) {
  const struct locks_thread *th = locks_thread(&st->locks, thread);
  size_t n = 0, total = 0;
  for (size_t i = 0; th && i < th->held.len; i++)
    total += th->held.at[i].object != without && !locks_is_part(st->trace, th->held.at[i].object);
  for (size_t i = 0; th && i < th->held.len; i++) {
    const struct locks_held *h = &th->held.at[i];
    if (h->object == without || locks_is_part(st->trace, h->object))
      continue;
    buf_printf(out, "%s%s%s", n == 0 ? "holding " : n + 1 == total ? " and " : ", ", words_object(st->trace, h->object),
               h->shared ? " (as a reader)" : "");
    n++;
  }
  if (!n)
    buf_puts(out, "holding no lock");
}

void words_held_at(const struct trace *t, uint16_t thread, uint32_t step, struct buf *out) {
  struct analysis_state st = {.trace = t};
  locks_init(&st.locks, t);
  for (uint32_t i = trace_thread(t, thread)->first; i && i <= step; i = trace_step(t, i)->next) {
    const struct trace_step *s = trace_step(t, i);
    enum plait_class cls = plait_op_table[s->op].cls;
    if (cls != CLASS_LOCK && cls != CLASS_COND && cls != CLASS_NOTE)
      continue;
    locks_before(&st.locks, i, s);
    locks_after(&st.locks, i, s);
  }
  words_held(&st, thread, 0, out);
  locks_fini(&st.locks);
}

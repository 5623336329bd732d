/* minimise_way.c — schedules as minimise keeps and compares them: fewest preemptions, then steps, then turns. */
#include "engine/minimise_inner.h"

#include <stdlib.h>

void way_count(const struct trace *t, struct minimise_way *out) {
  uint32_t steps = trace_steps(t);
  int before = -1;
  out->preemptions = out->turns = 0;
  out->steps = steps;
  for (uint32_t i = 1; i <= steps; i++) {
    const struct trace_step *s = trace_step(t, i);
    out->preemptions += s->why == WHY_PREEMPTED;
    out->turns += s->thread != before && s->op != OP_DEADLOCK;
    before = s->thread;
  }
}

void way_take(struct minimise_way *w, const struct trace *t) {
  way_fini(w);
  w->len = trace_choices(t, 1, trace_steps(t), &w->choices);
  way_count(t, w);
  w->hash = trace_hash(t);
}

bool way_less(const struct minimise_way *a, const struct minimise_way *b) {
  if (a->preemptions != b->preemptions)
    return a->preemptions < b->preemptions;
  return a->steps != b->steps ? a->steps < b->steps : a->turns < b->turns;
}

void way_fini(struct minimise_way *w) {
  free(w->choices);
  *w = (struct minimise_way){0};
}

uint32_t *way_upto(const struct trace *t) {
  uint32_t steps = trace_steps(t), *upto = xmalloc((steps + 1) * sizeof *upto);
  upto[0] = 0;
  for (uint32_t i = 1; i <= steps; i++) {
    uint32_t *choices;
    upto[i] = upto[i - 1] + (uint32_t)trace_choices(t, i, i, &choices);
    free(choices);
  }
  return upto;
}

size_t way_common(const uint32_t *a, size_t n, const uint32_t *b, size_t m) {
  size_t i = 0;
  while (i < n && i < m && a[i] == b[i])
    i++;
  return i;
}

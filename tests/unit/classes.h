/* classes.h — counts equivalence classes of executions, apart from the search's own idea of them.
 *
 * Two executions are equivalent when the same steps were made and all dependent ones in the same order. Each step gets a
 * digest of itself and of the digests of all steps before it that it depends on directly, whatever their order; an execution's
 * class is the sum of its steps' digests. Quadratic, without clocks: nothing here is shared with explore_order.c but the
 * table of dependence. */
#ifndef PLAIT_TESTS_CLASSES_H
#define PLAIT_TESTS_CLASSES_H

#include "engine/explore_log.h"
#include "live.h"

struct classes {
  ARRAY(uint64_t) at; /* those seen */
  uint64_t runs;
};

static inline uint64_t classes_mix(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

static inline uint64_t classes_of(const struct explore_log *log) {
  const struct explore_run *r = &log->run;
  uint64_t *digest = xcalloc(r->events.len + 1, sizeof *digest), sum = r->events.len;
  for (size_t i = 0; i < r->events.len; i++) {
    const struct explore_event *e = &r->events.at[i];
    uint64_t before = 0;
    for (size_t j = 0; j < i; j++) {
      const struct explore_event *f = &r->events.at[j];
      if (f->thread == e->thread || j == e->enabler || j < e->epoch || e->ends || depend(&f->effect, &e->effect))
        before += classes_mix(digest[j]);
    }
    uint32_t other = e->op == OP_COND_SIGNAL || e->op == OP_THREAD_JOIN ? e->other : 0;
    uint64_t self = e->thread | (uint64_t)e->op << 16 | (uint64_t)e->kind << 24 | (uint64_t)(e->flags & STEP_FAILED) << 32 | (uint64_t)other << 48;
    digest[i] = classes_mix(before + classes_mix(self + 1));
    sum += classes_mix(digest[i]);
  }
  free(digest);
  return classes_mix(sum);
}

/* explore_options.seen, with a struct classes as its context. */
static inline void classes_seen(void *ctx, const struct explore_log *log) {
  struct classes *c = ctx;
  *ARRAY_PUSH(&c->at) = classes_of(log);
  c->runs++;
}

static inline int classes_compare(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return x < y ? -1 : x > y;
}

/* How many different ones; sorts them. */
static inline size_t classes_count(struct classes *c) {
  size_t n = 0;
  if (c->at.len)
    qsort(c->at.at, c->at.len, sizeof *c->at.at, classes_compare);
  for (size_t i = 0; i < c->at.len; i++)
    if (i == 0 || c->at.at[i] != c->at.at[i - 1])
      c->at.at[n++] = c->at.at[i];
  c->at.len = n;
  return n;
}

#endif

/* explore_linear.c — see explore_linear.h. Goes through the sets of events that can be behind at some time, all of one size after
 * all of the size before, and adds up the ways to each. */
#include "engine/explore_linear.h"

#include <string.h>

static void linear_fini_layer(struct linear_layer *a) {
  ARRAY_FREE(&a->at);
  ARRAY_FREE(&a->ways);
  ARRAY_FREE(&a->table);
}

void explore_linear_fini(struct explore_linear *l) {
  explore_order_fini(&l->order);
  ARRAY_FREE(&l->events);
  ARRAY_FREE(&l->first);
  ARRAY_FREE(&l->count);
  linear_fini_layer(&l->layer[0]);
  linear_fini_layer(&l->layer[1]);
}

/* Sorts the events by thread. */
static void linear_sort(struct explore_linear *l, const struct explore_run *r, uint32_t threads) {
  l->first.len = l->count.len = l->events.len = 0;
  for (uint32_t t = 0; t < threads; t++) {
    *ARRAY_PUSH(&l->count) = 0;
    *ARRAY_PUSH(&l->first) = 0;
  }
  for (uint32_t i = 0; i < r->events.len; i++) {
    l->count.at[r->events.at[i].thread]++;
    *ARRAY_PUSH(&l->events) = 0;
  }
  for (uint32_t t = 1; t < threads; t++)
    l->first.at[t] = l->first.at[t - 1] + l->count.at[t - 1];
  for (uint32_t i = 0; i < r->events.len; i++)
    l->events.at[l->first.at[r->events.at[i].thread] + r->events.at[i].nth - 1] = i;
}

static void linear_empty(struct linear_layer *a) {
  a->at.len = a->ways.len = 0;
  if (a->table.len)
    memset(a->table.at, 0, a->table.len * sizeof *a->table.at);
}

static size_t linear_slot(const struct linear_layer *a, const uint16_t *at, uint32_t threads) {
  uint64_t h = 0;
  for (uint32_t t = 0; t < threads; t++)
    h = (h ^ at[t]) * 0x9e3779b97f4a7c15u;
  size_t mask = a->table.len - 1, slot = (size_t)(h >> 32) & mask;
  while (a->table.at[slot] && memcmp(a->at.at + (size_t)(a->table.at[slot] - 1) * threads, at, threads * sizeof *at) != 0)
    slot = (slot + 1) & mask;
  return slot;
}

static void linear_grow(struct linear_layer *a, uint32_t threads) {
  size_t n = a->table.len ? 2 * a->table.len : 64;
  ARRAY_RESERVE(&a->table, n);
  a->table.len = n;
  memset(a->table.at, 0, n * sizeof *a->table.at);
  for (size_t i = 0; i < a->ways.len; i++)
    a->table.at[linear_slot(a, a->at.at + i * threads, threads)] = (uint32_t)i + 1;
}

/* WAYS more lead to the state; false: too many. */
static bool linear_add(struct linear_layer *a, const uint16_t *at, uint32_t threads, uint64_t ways) {
  if (2 * (a->ways.len + 1) > a->table.len)
    linear_grow(a, threads);
  size_t slot = linear_slot(a, at, threads);
  if (a->table.at[slot])
    return !__builtin_add_overflow(a->ways.at[a->table.at[slot] - 1], ways, &a->ways.at[a->table.at[slot] - 1]);
  for (uint32_t t = 0; t < threads; t++)
    *ARRAY_PUSH(&a->at) = at[t];
  *ARRAY_PUSH(&a->ways) = ways;
  a->table.at[slot] = (uint32_t)a->ways.len;
  return true;
}

/* Is all behind that comes before event E of thread T? */
static bool linear_next(const struct explore_linear *l, const uint16_t *at, uint32_t threads, uint32_t t) {
  const uint32_t *row = l->order.clock.at + (size_t)l->events.at[l->first.at[t] + at[t]] * l->order.columns;
  for (uint32_t u = 0; u < threads; u++)
    if (u != t && row[u] > at[u])
      return false;
  return true;
}

static bool linear_step(struct explore_linear *l, const struct linear_layer *from, struct linear_layer *to, uint32_t threads) {
  uint16_t next[WIRE_THREADS];
  for (size_t i = 0; i < from->ways.len; i++) {
    const uint16_t *at = from->at.at + i * threads;
    for (uint32_t t = 0; t < threads; t++) {
      if (at[t] == l->count.at[t] || !linear_next(l, at, threads, t))
        continue;
      memcpy(next, at, threads * sizeof *at);
      next[t]++;
      if (!linear_add(to, next, threads, from->ways.at[i]))
        return false;
    }
  }
  return true;
}

static bool linear_spun(const struct explore_run *r) {
  for (size_t i = 0; i < r->pending.len; i++)
    if (r->pending.at[i].spinning)
      return true;
  return false;
}

bool explore_linear(struct explore_linear *l, const struct explore_log *log, size_t states, uint64_t *out) {
  const struct explore_run *r = &log->run;
  uint32_t threads = log->thread_count;
  if (threads > WIRE_THREADS || r->events.len > UINT16_MAX || linear_spun(r))
    return false;
  explore_order_update(&l->order, log, 0);
  linear_sort(l, r, threads);
  uint16_t none[WIRE_THREADS] = {0};
  linear_empty(&l->layer[0]);
  linear_add(&l->layer[0], none, threads, 1);
  for (size_t n = 0, seen = 1; n < r->events.len; n++) {
    struct linear_layer *from = &l->layer[n & 1], *to = &l->layer[(n & 1) ^ 1];
    linear_empty(to);
    if (!linear_step(l, from, to, threads) || (seen += to->ways.len) > states)
      return false;
  }
  *out = l->layer[r->events.len & 1].ways.at[0];
  return true;
}

/* strategy_surw.c — what the selectively uniform random walk needs to know of the program.
 *
 * The walk is the runtime's (runtime/surw.c). Here every execution is counted: which places have accesses that could have
 * happened in another order (they race; a place that a join or a lock orders does not), and how often each thread accesses
 * each of them. The next execution is about one of those places, drawn in proportion to its accesses; as long as none is
 * known it is a plain random walk. */
#include "engine/explore_order.h"
#include "engine/strategy.h"
#include "wire/name.h"
#include "wire/prng.h"

#include <stdlib.h>

/* To count the races of an execution costs more than to run it; what races is known soon. */
enum { WATCHED = 50, WATCH_EVERY = 16 };

struct surw_share { /* of a place: what one thread does to it */
  uint32_t thread;
  uint64_t accesses;
};

struct surw_place {
  uint64_t name, accesses;
  bool races;
  ARRAY(struct surw_share) shares;
};

struct surw {
  const struct strategy_root *root;
  uint64_t seed, executions;
  ARRAY(struct surw_place) places;
  struct intern number;       /* of a place by its name, from 1 */
  ARRAY(struct wire_walker) threads; /* by canonical number */
  struct explore_order order;
};

static void *surw_begin(const struct explore_options *o, const struct strategy_root *root) {
  struct surw *s = xcalloc(1, sizeof *s);
  s->root = root;
  s->seed = o->seed;
  return s;
}

static void surw_end(void *state) {
  struct surw *s = state;
  for (size_t i = 0; i < s->places.len; i++)
    ARRAY_FREE(&s->places.at[i].shares);
  ARRAY_FREE(&s->places);
  ARRAY_FREE(&s->threads);
  intern_clear(&s->number);
  explore_order_fini(&s->order);
  free(s);
}

/* ---- planning ------------------------------------------------------------------------------- */

/* EVEN: each place alike; otherwise in proportion to its accesses. */
static const struct surw_place *surw_draw(struct surw *s, bool even) {
  const struct surw_place *drawn = NULL;
  uint64_t sum = 0;
  for (size_t i = 0; i < s->places.len; i++) {
    const struct surw_place *p = &s->places.at[i];
    if (!p->races)
      continue;
    uint64_t chance = even ? 1 : p->accesses;
    sum += chance;
    if (prng_next(&s->seed) % sum < chance)
      drawn = p;
  }
  return drawn;
}

static void surw_plan(struct surw *s, struct strategy_plan *plan, bool even) {
  for (size_t i = 0; i < s->root->len; i++)
    *ARRAY_PUSH(&plan->prefix) = s->root->choices[i];
  plan->policy = POLICY_RANDOM;
  plan->seed = prng_next(&s->seed);
  const struct surw_place *p = surw_draw(s, even);
  if (!p)
    return;
  plan->target = p->name;
  for (size_t i = 0; i < s->threads.len && i < WIRE_THREADS; i++)
    *ARRAY_PUSH(&plan->walkers) = s->threads.at[i];
  for (size_t i = 0; i < p->shares.len; i++) {
    const struct surw_share *of = &p->shares.at[i];
    if (of->thread < plan->walkers.len) /* the mean, rounded up: what may happen must be expected */
      plan->walkers.at[of->thread].accesses = (uint32_t)((of->accesses + s->executions - 1) / s->executions);
  }
}

static bool surw_next(void *state, struct strategy_plan *plan) {
  surw_plan(state, plan, false);
  return true;
}

void strategy_surw_even(void *state, struct strategy_plan *plan) { surw_plan(state, plan, true); }

/* ---- learning ------------------------------------------------------------------------------- */

static struct surw_place *surw_place(struct surw *s, uint64_t name) {
  struct intern_key key = {.a = name};
  uint32_t n = intern_get(&s->number, &key);
  if (!n) {
    *ARRAY_PUSH(&s->places) = (struct surw_place){.name = name};
    n = (uint32_t)s->places.len;
    intern_put(&s->number, &key, n);
  }
  return &s->places.at[n - 1];
}

static void surw_count(struct surw *s, uint64_t name, uint32_t thread) {
  struct surw_place *p = surw_place(s, name);
  p->accesses++;
  size_t i = 0;
  while (i < p->shares.len && p->shares.at[i].thread != thread)
    i++;
  if (i == p->shares.len)
    *ARRAY_PUSH(&p->shares) = (struct surw_share){.thread = thread};
  p->shares.at[i].accesses++;
}

static void surw_threads(struct surw *s, const struct explore_log *log) {
  for (size_t i = s->threads.len; i < log->thread_names.len; i++)
    *ARRAY_PUSH(&s->threads) = (struct wire_walker){.thread = log->thread_names.at[i]};
  const struct explore_run *r = &log->run;
  for (size_t i = 0; i < r->events.len; i++) {
    const struct explore_event *e = &r->events.at[i];
    if (e->op == OP_THREAD_CREATE && e->other < s->threads.len)
      s->threads.at[e->other].creator = e->thread;
  }
}

/* The same accesses as runtime/surw.c: giving back comes by itself. */
static bool surw_counts(const struct depend_touch *t) { return t->mode != MODE_NONE && t->mode != MODE_GIVE && t->mode != MODE_UNSHARE; }

static void surw_races(struct surw *s, const struct explore_log *log) {
  const struct explore_run *r = &log->run;
  explore_order_update(&s->order, log, 0);
  for (uint32_t i = 0; i < r->events.len; i++) {
    const uint32_t *partners;
    size_t n = explore_order_races(&s->order, i, &partners);
    for (size_t k = 0; k < n; k++) {
      const struct explore_event *a = &r->events.at[i], *b = &r->events.at[partners[k]];
      for (int t = 0; t < 4; t++) {
        if (!depend_touching(&a->effect.touch[t & 1], &b->effect.touch[t >> 1]))
          continue;
        uint64_t x = explore_log_name(log, a, t & 1), y = explore_log_name(log, b, t >> 1);
        if (x && y) {
          surw_place(s, x)->races = true;
          surw_place(s, y)->races = true;
        }
      }
    }
  }
}

static void surw_learn(void *state, const struct explore_log *log) {
  struct surw *s = state;
  const struct explore_run *r = &log->run;
  surw_threads(s, log);
  for (size_t i = 0; i < r->events.len; i++)
    for (int t = 0; t < 2; t++) {
      const struct explore_event *e = &r->events.at[i];
      uint64_t name = e->choice >= s->root->len && surw_counts(&e->effect.touch[t]) ? explore_log_name(log, e, t) : 0;
      if (name)
        surw_count(s, name, e->thread);
    }
  if (s->executions < WATCHED || s->executions % WATCH_EVERY == 0)
    surw_races(s, log);
  s->executions++;
}

const struct strategy strategy_surw = {
    .info = {"surw", "every order of the accesses to one place alike, another place each time", false},
    .begin = surw_begin, .next = surw_next, .learn = surw_learn, .end = surw_end,
};

/* surw.c — every order of the accesses to one place alike: the selectively uniform random walk.
 *
 * Zhao, Wolff, Mathur, Roychoudhury, "Selectively Uniform Concurrency Testing", ASPLOS 2025. An execution has one place
 * (a variable, a lock, …) that it is about, and plait says how often each thread is going to access it. Drawing the thread
 * of the next access in proportion to the accesses it has left makes all orders of them equally likely; drawing any
 * thread that can move, which is what a plain random walk does, prefers those in which the threads take turns.
 *
 * Whoever arrives at an access to that place is held there until it is the *intended* thread; all others move by
 * priority. A thread that has yet to be created counts to its creator, who alone can bring it about. The counts are
 * those of earlier executions, so they may be wrong: when everybody who could move is held, the next is intended
 * among those. */
#include "runtime/rt.h"

#include "wire/depend.h"
#include "wire/name.h"

enum { NOBODY = -1 };

static struct walker {
  uint32_t left;  /* accesses expected of it, and of those that it has yet to create */
  int32_t thread; /* its index, or NOBODY */
} walker[WIRE_THREADS];
static uint32_t weight[WIRE_THREADS]; /* by thread: its `left` */
static bool at_target[WIRE_THREADS];  /* its pending operation is an access to the place */
static bool held[WIRE_THREADS];
static uint16_t known;                /* threads taken in */
static int32_t intended = NOBODY;

static void begin(void) {
  const struct wire_ctl *c = rt.ctl;
  for (uint32_t i = 0; i < c->run_walkers && i < WIRE_THREADS; i++)
    walker[i] = (struct walker){.left = c->run_walker[i].accesses, .thread = NOBODY};
  for (uint32_t i = c->run_walkers < WIRE_THREADS ? c->run_walkers : WIRE_THREADS; i-- > 1;)
    if (c->run_walker[i].creator < i)
      walker[c->run_walker[i].creator].left += walker[i].left;
}

/* A thread has come: what was counted to its creator is its own now. */
static void take_in(uint16_t index) {
  const struct wire_ctl *c = rt.ctl;
  uint32_t i = 0;
  while (i < c->run_walkers && i < WIRE_THREADS && c->run_walker[i].thread != rt.thread[index]->name)
    i++;
  if (i >= c->run_walkers || i >= WIRE_THREADS)
    return;
  walker[i].thread = index;
  weight[index] = walker[i].left;
  int32_t creator = i ? walker[c->run_walker[i].creator].thread : NOBODY;
  if (creator == NOBODY)
    return;
  uint32_t before = weight[creator];
  weight[creator] = before > weight[index] ? before - weight[index] : 0;
  if (intended == creator && before && prng_below(&rt.random, before) < weight[index])
    intended = index;
}

/* Giving back comes by itself after taking: its order is not a choice. */
static bool counts(const struct depend_touch *t) { return t->mode != MODE_NONE && t->mode != MODE_GIVE && t->mode != MODE_UNSHARE; }

static bool is_there(uintptr_t addr) {
  struct rt_place p = rt_place(addr);
  uint64_t owner = name_owned(p.kind) ? rt.thread[p.owner]->name : p.owner;
  return name_place(name_region(p.kind, owner, p.seq), name_offset(p.kind, p.off)) == rt.ctl->run_target;
}

static bool accesses_target(const struct rt_thread *t) {
  const struct rt_wait *w = t->wait;
  if (!w || (!w->obj && !w->addr))
    return false;
  struct depend_effect e = rt_sample_effect(t);
  if (!w->obj)
    return counts(&e.touch[0]) && is_there((uintptr_t)w->addr);
  return (counts(&e.touch[0]) && is_there(w->obj->addr)) || (w->obj2 && counts(&e.touch[1]) && is_there(w->obj2->addr));
}

/* One thread that has accesses left; ONLY_HELD: of those that wait for their turn. */
static int32_t draw_intended(bool only_held) {
  uint64_t sum = 0;
  int32_t drawn = NOBODY;
  for (uint16_t i = 0; i < rt.threads; i++) {
    if (rt.thread[i]->state != THREAD_LIVE || !weight[i] || (only_held && !held[i]))
      continue;
    sum += weight[i];
    if (prng_next(&rt.random) % sum < weight[i])
      drawn = i;
  }
  return drawn;
}

/* What the threads are about to do is known of all but the one that has just arrived. */
static void look(void) {
  if (known == 0) {
    begin();
    for (uint16_t i = 0; i < rt.threads; i++)
      at_target[i] = accesses_target(rt.thread[i]);
  }
  while (known < rt.threads)
    take_in(known++);
  at_target[rt.current] = accesses_target(rt.thread[rt.current]);
}

static int32_t highest(const uint32_t *options, unsigned n, const uint64_t *priority) {
  int32_t best = NOBODY;
  for (unsigned i = 0; i < n; i++) {
    uint32_t t = WIRE_CHOICE_THREAD(options[i]);
    if (!held[t] && (best == NOBODY || priority[t] > priority[best]))
      best = (int32_t)t;
  }
  return best;
}

uint32_t rt_surw(const uint32_t *options, unsigned n, const uint64_t *priority) {
  look();
  for (uint16_t i = 0; i < rt.threads; i++)
    held[i] = false;
  int32_t t;
  while ((t = highest(options, n, priority)) != NOBODY && at_target[t]) {
    if (!weight[t])
      weight[t] = 1; /* it comes once more than was expected */
    if (intended == NOBODY)
      intended = draw_intended(false);
    if (t == intended)
      break;
    held[t] = true;
  }
  if (t == NOBODY)
    t = draw_intended(true);
  if (at_target[t]) {
    weight[t]--;
    intended = NOBODY;
  }
  return (uint32_t)t;
}

/* sample.c — schedules drawn by priorities: PCT and POS.
 *
 * pct   Burckhardt, Kothari, Musuvathi, Nagarakatte, "A Randomized Scheduler with Probabilistic Guarantees of Finding
 *       Bugs", ASPLOS 2010. Every thread has a random priority, the highest goes on; at run_depth − 1 steps, drawn from
 *       the run_length that executions are expected to have, the running thread falls below all others.
 * pos   Yuan, Yang, Gu, "Partial Order Aware Concurrency Sampling", CAV 2018. Every pending operation has a random
 *       priority; when one is performed, those that conflict with it draw anew.
 * With a place that the execution is about (surw.c) these priorities decide where that place does not; POLICY_RANDOM draws
 * all of them anew at every step.
 *
 * A thread that waits by going round in circles or yields would keep its priority for ever: it draws anew. */
#include "runtime/rt.h"

#include "wire/depend.h"

enum { PCT_CHANGES = 16 };

static uint64_t priority[WIRE_THREADS];
static bool drawn[WIRE_THREADS];
static uint64_t change[PCT_CHANGES];
static uint64_t lowest; /* counts down: each fall is below the one before */

static uint64_t draw(void) { return prng_next(&rt.random) | 1ull << 63; }

/* What was given is behind: the changes lie in the steps that are drawn. */
static void begin_pct(void) {
  lowest = 1ull << 62;
  uint64_t length = rt.ctl->run_length ? rt.ctl->run_length : 100;
  uint32_t left = length > rt.steps ? (uint32_t)(length - rt.steps) : 1;
  for (uint32_t i = 0; i + 1 < rt.ctl->run_depth && i < PCT_CHANGES; i++)
    change[i] = rt.steps + 1 + prng_below(&rt.random, left);
}

struct depend_effect rt_sample_effect(const struct rt_thread *t) {
  const struct rt_wait *w = t->wait;
  struct depend_op o = {.op = (uint8_t)w->op, .nature = (uint8_t)(rt_nature(w) | NATURE_EFFECT), .flags = w->flags, .thread = t->index,
                        .other = w->other, .fd = w->result, .object = (uintptr_t)w->obj, .object2 = (uintptr_t)w->obj2};
  if (!w->obj && w->addr) {
    o.at = (uintptr_t)w->addr;
    o.size = w->size;
  }
  return depend_effect(&o);
}

static void redraw(const struct rt_thread *next) {
  struct depend_effect mine = rt_sample_effect(next);
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (t == next || t->state != THREAD_LIVE || !t->wait)
      continue;
    struct depend_effect its = rt_sample_effect(t);
    if (depend(&mine, &its))
      priority[i] = draw();
  }
  priority[next->index] = draw();
}

/* A thread may have several: to go on, to give up. */
static uint32_t any_of_thread(const uint32_t *options, unsigned n, uint32_t thread) {
  uint32_t taken = 0, seen = 0;
  for (unsigned i = 0; i < n; i++)
    if (WIRE_CHOICE_THREAD(options[i]) == thread && (seen++ == 0 || prng_below(&rt.random, seen) == 0))
      taken = options[i];
  return taken;
}

uint32_t rt_sample(const uint32_t *options, unsigned n) {
  static bool begun;
  bool pct = rt.ctl->run_policy == POLICY_PCT;
  if (!begun && pct)
    begin_pct();
  begun = true;
  const struct rt_thread *running = rt.thread[rt.current];
  for (uint32_t i = 0; pct && i + 1 < rt.ctl->run_depth && i < PCT_CHANGES; i++)
    if (change[i] == rt.steps + 1)
      priority[running->index] = --lowest;
  if (running->wait && (running->weary || running->wait->op == OP_YIELD))
    priority[running->index] = pct ? --lowest : draw();
  bool fresh = rt.ctl->run_policy == POLICY_RANDOM;
  uint32_t best = WIRE_CHOICE_THREAD(options[0]);
  for (unsigned i = 0; i < n; i++) {
    uint32_t t = WIRE_CHOICE_THREAD(options[i]);
    if (!drawn[t] || fresh) {
      drawn[t] = true;
      priority[t] = draw();
    }
    if (priority[t] > priority[best])
      best = t;
  }
  if (rt.ctl->run_target)
    best = rt_surw(options, n, priority);
  if (rt.ctl->run_policy == POLICY_POS)
    redraw(rt.thread[best]);
  return any_of_thread(options, n, best);
}

/* order.h — which steps come before which, by what the program does and not by the schedule.
 *
 * Two orders are computed by the same code, because they agree about everything but
 * locks and memory:
 *
 *   ORDER_HAPPENS_BEFORE  what POSIX and C11 promise: a lock's release comes before
 *                         its next acquisition, a release store before the acquire load
 *                         that sees it (order_atomic.c). What it does not order is a race.
 *   ORDER_MUST            what every schedule has to keep as long as all reads see the
 *                         same writes: locks order nothing (the other could have been
 *                         first), but a read comes after the write that it saw. What
 *                         it does not order could have been at the same time.
 *
 * Both know creation and joining, semaphores, barriers, once and I/O. A signal orders in ORDER_MUST only: a wait may
 * return without one, so data is handed over by the mutex or not at all. A semaphore orders in ORDER_MUST only when it begins with no permits, that is when it carries messages and not resources. */
#ifndef PLAIT_ANALYSIS_ORDER_H
#define PLAIT_ANALYSIS_ORDER_H

#include "analysis/vclock.h"
#include "base/array.h"
#include "trace/trace.h"

enum order_kind { ORDER_HAPPENS_BEFORE, ORDER_MUST };

/* A thread whose release the value of a location still passes on, and what it knew. */
struct order_head {
  uint16_t thread;
  struct vclock clock;
};

struct order_object {
  struct vclock clock;   /* what its last release knew; barrier: of those that have arrived */
  struct vclock readers; /* rwlock: what readers knew when they left */
  uint32_t wrote;        /* memory: who comes after this step of `writer` knows `clock`; 0: there is nothing to know */
  uint16_t writer;
  uint16_t head;         /* memory: its only head, when `heads` is empty and `clock` is not */
  ARRAY(struct order_head) heads;
};

struct order_thread {
  struct vclock clock;
  struct vclock seen;   /* through relaxed loads: an acquire fence comes after it */
  struct vclock fenced; /* at its last release fence: relaxed stores pass it on */
  uint32_t waits_on; /* condition or barrier that it waits at; 0: none */
};

struct order {
  const struct trace *trace;
  enum order_kind kind;
  ARRAY(struct order_thread) threads;
  ARRAY(struct order_object) objects; /* by object number; [0]: I/O */
};

void order_init(struct order *o, const struct trace *t, enum order_kind kind);
void order_fini(struct order *o);
/* Before a step is looked at: what it comes after. */
void order_before(struct order *o, uint32_t step, const struct trace_step *s);
/* Afterwards: what will come after it. */
void order_after(struct order *o, const struct trace_step *s);

/* Does step STEP of thread U come before what T does now? */
static inline bool order_knows(const struct order *o, uint16_t t, uint16_t u, uint32_t step) {
  return vclock_get(&o->threads.at[t].clock, u) >= step;
}

/* -- order_atomic.c: memory under ORDER_HAPPENS_BEFORE ------------------------- */
void order_atomic_load(struct order_thread *me, struct order_object *x, enum plait_order order);
void order_atomic_store(struct order_thread *me, uint16_t thread, uint32_t step, struct order_object *x, enum plait_order order);
/* The writing half of a read-modify-write; its reading half, order_atomic_load, comes first. */
void order_atomic_update(struct order_thread *me, uint16_t thread, uint32_t step, struct order_object *x, enum plait_order order);
void order_atomic_forget(struct order_object *x);
void order_atomic_fini(struct order_object *x);
void order_fence_acquire(struct order_thread *me, enum plait_order order);
void order_fence_release(struct order_thread *me, enum plait_order order);

#endif

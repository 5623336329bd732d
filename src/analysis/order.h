/* order.h — which steps come before which, by what the program does and not by the schedule.
 *
 * Two orders are computed by the same code, because they agree about everything but
 * locks and memory:
 *
 *   ORDER_HAPPENS_BEFORE  what POSIX and C11 promise: a lock's release comes before
 *                         its next acquisition, an atomic store before the load that
 *                         sees it. What it does not order is a race.
 *   ORDER_MUST            what every schedule has to keep as long as all reads see the
 *                         same writes: locks order nothing (the other could have been
 *                         first), but a read comes after the write that it saw. What
 *                         it does not order could have been at the same time.
 *
 * Both know creation and joining, conditions, semaphores, barriers, once and I/O. All
 * memory orders count as sequentially consistent: the trace does not have them. A semaphore orders in
 * ORDER_MUST only when it begins with no permits, that is when it carries messages and not resources. */
#ifndef PLAIT_ANALYSIS_ORDER_H
#define PLAIT_ANALYSIS_ORDER_H

#include "analysis/vclock.h"
#include "base/array.h"
#include "trace/trace.h"

enum order_kind { ORDER_HAPPENS_BEFORE, ORDER_MUST };

struct order_object {
  struct vclock clock;   /* what its last release knew; barrier: of those that have arrived */
  struct vclock readers; /* rwlock: what readers knew when they left */
  uint32_t wrote;        /* memory: last write, and its thread */
  uint16_t writer;
};

struct order_thread {
  struct vclock clock;
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

#endif

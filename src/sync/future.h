/* future.h — the inside of a future, which is also the job that a pool does; see future.c. */
#ifndef PLAIT_SYNC_FUTURE_INSIDE_H
#define PLAIT_SYNC_FUTURE_INSIDE_H

#include "sync/waiters.h"

#include <plait/sync.h>

struct plait_future {
  bool wanted; /* by the program; if not, nobody but the pool knows of it, and the rest up to `job` is not used */
  pthread_mutex_t lock;
  struct waiters done;
  enum { FUTURE_PENDING, FUTURE_RUNNING, FUTURE_DONE, FUTURE_CANCELLED } state;
  bool shared; /* both the pool and the program still have it */
  intptr_t result;

  intptr_t (*job)(void *);
  void *arg;
  const void *caller;        /* who submitted it */
  long number;               /* in its pool, from 1 */
  struct plait_future *next; /* in its pool, while it waits there */
};

struct plait_future *future_new(intptr_t (*job)(void *), void *arg, bool wanted, const void *caller);
/* Nobody else has seen it. */
void future_discard(struct plait_future *f);
/* Does the job, unless it was cancelled; the pool has it no longer. */
void future_run(struct plait_future *f);
/* Will never be done; the pool has it no longer. */
void future_drop(struct plait_future *f);

#endif

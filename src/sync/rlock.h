/* rlock.h — the inside of an RLock, which a condition needs too; see rlock.c. */
#ifndef PLAIT_SYNC_RLOCK_INSIDE_H
#define PLAIT_SYNC_RLOCK_INSIDE_H

#include "sync/waiters.h"

#include <plait/sync.h>

struct plait_rlock {
  pthread_mutex_t lock;
  struct waiters freed;
  pthread_t owner; /* while depth > 0 */
  unsigned depth;
};

/* With the inner lock held. */
bool rlock_is_mine(const struct plait_rlock *l);
/* Gives it up whatever its depth, which it returns. */
unsigned rlock_put_down(struct plait_rlock *l, const void *caller);
/* Waits until it is free and takes it, DEPTH deep. */
void rlock_pick_up(struct plait_rlock *l, unsigned depth, const void *caller);

/* The three forms of acquire, and release, for a caller of another public function. */
int rlock_acquire(struct plait_rlock *l, struct limit limit, const void *caller);
int rlock_release(struct plait_rlock *l, const void *caller);

#endif

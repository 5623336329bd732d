/* rlock.c — RLock: a mutex that guards an owner and a depth, and a condition "freed".
 *
 * The mutex is never held while the RLock is: it is only for looking. Must not give the
 * lock to a certain thread: whoever looks first after a release has it. */
#include "sync/rlock.h"

#include "sync/report.h"

#include <limits.h>
#include <stdlib.h>

struct plait_rlock *plait_rlock_new(const char *name) {
  struct plait_rlock *l = malloc(sizeof *l);
  if (!l)
    return NULL;
  report_object(l, PLAIT_KIND_RLOCK, name, 0, 0);
  pthread_mutex_init(&l->lock, NULL);
  report_mutex(&l->lock, l, PLAIT_KIND_RLOCK, "lock");
  waiters_init(&l->freed, l, PLAIT_KIND_RLOCK, "freed");
  l->depth = 0;
  return l;
}

void plait_rlock_free(struct plait_rlock *l) {
  if (!l)
    return;
  waiters_fini(&l->freed);
  pthread_mutex_destroy(&l->lock);
  free(l);
}

bool rlock_is_mine(const struct plait_rlock *l) { return l->depth > 0 && pthread_equal(l->owner, pthread_self()); }

static void rlock_set(struct plait_rlock *l, unsigned depth, unsigned flag, const void *caller) {
  l->depth = depth;
  report_effect(l, PLAIT_KIND_RLOCK, flag, depth, 0, caller);
}

static void rlock_take(struct plait_rlock *l, unsigned depth, const void *caller) {
  l->owner = pthread_self();
  rlock_set(l, depth, PLAIT_EFFECT_PUT, caller);
}

unsigned rlock_put_down(struct plait_rlock *l, const void *caller) {
  unsigned depth = l->depth;
  rlock_set(l, 0, PLAIT_EFFECT_GET, caller);
  waiters_wake_one(&l->freed);
  return depth;
}

void rlock_pick_up(struct plait_rlock *l, unsigned depth, const void *caller) {
  while (l->depth > 0)
    waiters_wait(&l->freed, &l->lock, LIMIT_NONE);
  rlock_take(l, depth, caller);
}

int rlock_acquire(struct plait_rlock *l, struct limit limit, const void *caller) {
  if (!l || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(l, PLAIT_KIND_RLOCK, LIMIT_VERB("acquire", limit), caller);
  int e = 0;
  pthread_mutex_lock(&l->lock);
  while (l->depth > 0 && !rlock_is_mine(l) && e == 0)
    e = waiters_wait(&l->freed, &l->lock, limit);
  if (l->depth == UINT_MAX) {
    e = EOVERFLOW;
  } else if (l->depth == 0 || rlock_is_mine(l)) {
    rlock_take(l, l->depth + 1, caller);
    e = 0;
  }
  pthread_mutex_unlock(&l->lock);
  return call_end(&c, e);
}

int plait_rlock_acquire(struct plait_rlock *l) { return rlock_acquire(l, LIMIT_NONE, HERE); }
int plait_rlock_acquire_try(struct plait_rlock *l) { return rlock_acquire(l, LIMIT_TRY, HERE); }
int plait_rlock_acquire_for(struct plait_rlock *l, double seconds) {
  return rlock_acquire(l, limit_for_positive(seconds), HERE);
}

int rlock_release(struct plait_rlock *l, const void *caller) {
  if (!l)
    return EINVAL;
  struct call c = call_begin(l, PLAIT_KIND_RLOCK, "release", caller);
  int e = 0;
  pthread_mutex_lock(&l->lock);
  if (!rlock_is_mine(l)) {
    e = EPERM;
  } else {
    rlock_set(l, l->depth - 1, PLAIT_EFFECT_GET, caller);
    if (l->depth == 0)
      waiters_wake_one(&l->freed);
  }
  pthread_mutex_unlock(&l->lock);
  return call_end(&c, e);
}

int plait_rlock_release(struct plait_rlock *l) { return rlock_release(l, HERE); }

unsigned plait_rlock_depth(struct plait_rlock *l) {
  if (!l)
    return 0;
  struct call c = call_begin(l, PLAIT_KIND_RLOCK, "depth", HERE);
  pthread_mutex_lock(&l->lock);
  unsigned depth = rlock_is_mine(l) ? l->depth : 0;
  pthread_mutex_unlock(&l->lock);
  call_end(&c, 0);
  return depth;
}

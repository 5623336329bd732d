/* async_lock.c — asyncio.Lock: a flag, and those who await it in the order in which they came.
 *
 * Guarded by the loop's mutex, which the calling task holds anyway. Must not be used by the
 * tasks of two loops at once. */
#include "sync/report.h"
#include "sync/task.h"

#include <stdlib.h>

struct turn {
  struct turn *next;
};

struct plait_async_lock {
  const struct loop *loop; /* whose tasks use it now */
  struct waiters released;
  bool locked;
  struct turn *first; /* who awaits it */
};

struct plait_async_lock *plait_async_lock_new(const char *name) {
  struct plait_async_lock *l = calloc(1, sizeof *l);
  if (!l)
    return NULL;
  report_object(l, PLAIT_KIND_RLOCK, name, 0, 0);
  waiters_init(&l->released, l, PLAIT_KIND_RLOCK, "released");
  return l;
}

void plait_async_lock_free(struct plait_async_lock *l) {
  if (!l)
    return;
  waiters_fini(&l->released);
  free(l);
}

/* Is the calling task one of the loop that uses it? An idle lock may change to another loop. */
static int async_lock_refused(struct plait_async_lock *l) {
  if (!l)
    return EINVAL;
  const struct loop *here = loop_here();
  if (here && !l->locked && !l->first)
    l->loop = here;
  return here && here == l->loop ? 0 : EPERM;
}

static int async_lock_take(struct plait_async_lock *l, const struct call *c, struct limit limit) {
  struct turn me = {NULL}, **at = &l->first;
  while (*at)
    at = &(*at)->next;
  *at = &me;
  int e = 0;
  while ((l->locked || l->first != &me) && e == 0)
    e = loop_await(loop_here(), &l->released, limit, c->caller);
  bool mine = !l->locked && l->first == &me;
  for (at = &l->first; *at != &me;)
    at = &(*at)->next;
  *at = me.next;
  if (!mine) {
    if (!l->locked && l->first)
      waiters_wake_all(&l->released);
    return e;
  }
  l->locked = true;
  call_effect(c, PLAIT_EFFECT_PUT, 1, 0);
  return 0;
}

static int async_lock_acquire(struct plait_async_lock *l, struct limit limit, const void *caller) {
  int e = limit.over == EINVAL ? EINVAL : async_lock_refused(l);
  if (e == EINVAL)
    return e;
  struct call c = call_begin(l, PLAIT_KIND_RLOCK, LIMIT_VERB("acquire", limit), caller);
  if (e == 0)
    e = async_lock_take(l, &c, limit);
  return call_end(&c, e);
}

int plait_async_lock_acquire(struct plait_async_lock *l) { return async_lock_acquire(l, LIMIT_NONE, HERE); }
int plait_async_lock_acquire_try(struct plait_async_lock *l) { return async_lock_acquire(l, LIMIT_TRY, HERE); }
int plait_async_lock_acquire_for(struct plait_async_lock *l, double seconds) {
  return async_lock_acquire(l, limit_for(seconds), HERE);
}

int plait_async_lock_release(struct plait_async_lock *l) {
  int e = async_lock_refused(l);
  if (e == EINVAL)
    return e;
  struct call c = call_begin(l, PLAIT_KIND_RLOCK, "release", HERE);
  if (e == 0 && !l->locked)
    e = EPERM;
  if (e == 0) {
    l->locked = false;
    call_effect(&c, PLAIT_EFFECT_GET, 0, 0);
    waiters_wake_all(&l->released);
  }
  return call_end(&c, e);
}

bool plait_async_lock_locked(struct plait_async_lock *l) { return l && l->locked; }

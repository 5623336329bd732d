/* condition.c — Condition: a count of wakeups that have been sent and not yet been received.
 *
 * Waits on the mutex inside its RLock, so to give the RLock up and to begin to wait are one
 * move. A pthread condition alone would do but for spurious wakeups: a thread goes on only
 * with a wakeup, and takes only one that was sent after it came; who has been notified and
 * who comes later are told apart by their numbers. Must not remember a notification
 * that nobody was waiting for. */
#include "sync/report.h"
#include "sync/rlock.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

struct plait_condition {
  struct plait_rlock *lock;
  bool own; /* the lock is freed with it */
  struct waiters notified;
  unsigned waiting;      /* threads that have not got a wakeup; these numbers are guarded by the mutex in `lock` */
  unsigned wakeups;      /* sent to that many of them */
  unsigned long numbers; /* each wait has the next number */
  unsigned long sent_to; /* `wakeups` are for waits with smaller numbers */
  unsigned long all_to;  /* all waits with smaller numbers go on: notify_all */
};

/* A lock of its own is called after the condition. */
static struct plait_rlock *condition_own_lock(const char *name) {
  char text[64];
  snprintf(text, sizeof text, "%s.lock", name ? name : "");
  return plait_rlock_new(name ? text : NULL);
}

struct plait_condition *plait_condition_new(const char *name, struct plait_rlock *lock) {
  struct plait_condition *c = calloc(1, sizeof *c);
  if (!c)
    return NULL;
  report_object(c, PLAIT_KIND_COND, name, 0, 0);
  c->own = !lock;
  c->lock = lock ? lock : condition_own_lock(name);
  if (!c->lock) {
    free(c);
    return NULL;
  }
  waiters_init(&c->notified, c, PLAIT_KIND_COND, "notified");
  return c;
}

void plait_condition_free(struct plait_condition *c) {
  if (!c)
    return;
  waiters_fini(&c->notified);
  if (c->own)
    plait_rlock_free(c->lock);
  free(c);
}

int plait_condition_acquire(struct plait_condition *c) { return c ? rlock_acquire(c->lock, LIMIT_NONE, HERE) : EINVAL; }
int plait_condition_acquire_try(struct plait_condition *c) {
  return c ? rlock_acquire(c->lock, LIMIT_TRY, HERE) : EINVAL;
}
int plait_condition_acquire_for(struct plait_condition *c, double seconds) {
  return c ? rlock_acquire(c->lock, limit_for_positive(seconds), HERE) : EINVAL;
}
int plait_condition_release(struct plait_condition *c) { return c ? rlock_release(c->lock, HERE) : EINVAL; }

/* Has the wait NUMBER got a wakeup? Then it is used up. */
static bool condition_woken(struct plait_condition *c, unsigned long number) {
  if (number < c->all_to)
    return true; /* and is not counted any more */
  if (c->wakeups == 0 || number >= c->sent_to)
    return false;
  c->wakeups--;
  c->waiting--;
  return true;
}

static int condition_wait_woken(struct plait_condition *c, struct limit limit) {
  unsigned long number = c->numbers++;
  c->waiting++;
  for (int e = 0;;) {
    if (condition_woken(c, number))
      return 0;
    if (e != 0) {
      c->waiting--;
      return e;
    }
    e = waiters_wait(&c->notified, &c->lock->lock, limit);
  }
}

static int condition_wait(struct plait_condition *c, struct limit limit, const void *caller) {
  struct call call = call_begin(c, PLAIT_KIND_COND, LIMIT_VERB("wait", limit), caller);
  int e = EPERM;
  pthread_mutex_lock(&c->lock->lock);
  if (rlock_is_mine(c->lock)) {
    unsigned depth = rlock_put_down(c->lock, caller);
    e = condition_wait_woken(c, limit);
    rlock_pick_up(c->lock, depth, caller);
  }
  pthread_mutex_unlock(&c->lock->lock);
  return call_end(&call, e);
}

int plait_condition_wait(struct plait_condition *c) { return c ? condition_wait(c, LIMIT_NONE, HERE) : EINVAL; }
int plait_condition_wait_for(struct plait_condition *c, double seconds) {
  struct limit limit = limit_for(seconds);
  return c && limit.over != EINVAL ? condition_wait(c, limit, HERE) : EINVAL;
}

static int condition_wait_until(struct plait_condition *c, bool (*predicate)(void *), void *arg, struct limit limit,
                                const void *caller) {
  if (!c || !predicate || limit.over == EINVAL)
    return EINVAL;
  int e = 0;
  bool holds;
  while (!(holds = predicate(arg)) && e == 0)
    e = condition_wait(c, limit, caller);
  return holds ? 0 : e;
}

int plait_condition_wait_until(struct plait_condition *c, bool (*predicate)(void *), void *arg) {
  return condition_wait_until(c, predicate, arg, LIMIT_NONE, HERE);
}
int plait_condition_wait_until_for(struct plait_condition *c, bool (*predicate)(void *), void *arg, double seconds) {
  return condition_wait_until(c, predicate, arg, limit_for(seconds), HERE);
}

/* N < 0: all. */
static int condition_notify(struct plait_condition *c, int n, const char *verb, const void *caller) {
  struct call call = call_begin(c, PLAIT_KIND_COND, verb, caller);
  int e = 0;
  pthread_mutex_lock(&c->lock->lock);
  if (!rlock_is_mine(c->lock)) {
    e = EPERM;
  } else if (n < 0) {
    c->all_to = c->numbers;
    c->waiting = c->wakeups = 0;
    waiters_wake_all(&c->notified);
  } else {
    c->sent_to = c->numbers;
    for (; n > 0 && c->wakeups < c->waiting; n--) {
      c->wakeups++;
      waiters_wake_one(&c->notified);
    }
  }
  pthread_mutex_unlock(&c->lock->lock);
  return call_end(&call, e);
}

int plait_condition_notify(struct plait_condition *c) { return c ? condition_notify(c, 1, "notify", HERE) : EINVAL; }
int plait_condition_notify_n(struct plait_condition *c, int n) {
  return c && n >= 0 ? condition_notify(c, n, "notify", HERE) : EINVAL;
}
int plait_condition_notify_all(struct plait_condition *c) {
  return c ? condition_notify(c, -1, "notify_all", HERE) : EINVAL;
}

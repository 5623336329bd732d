/* barrier.c — Barrier: how many have arrived, a generation, and two conditions: "opened" and "left".
 *
 * When the last one comes, the generation grows and the barrier is empty at once: those who are
 * still on their way out know from their generation that it was opened for them, and the next round can
 * begin without waiting for them. Only after a reset must they have left first, because then
 * nothing else would tell them from newcomers. The action runs with the lock held, as in CPython. */
#include "sync/report.h"
#include "sync/waiters.h"

#include <plait/sync.h>
#include <stdlib.h>

struct plait_barrier {
  pthread_mutex_t lock;
  struct waiters opened; /* or broken, or reset */
  struct waiters left;
  int parties, arrived; /* arrived: and not yet opened for, or not yet left */
  unsigned long generation;
  bool broken;
  bool leaving; /* it was reset, and some have not left yet */
  int (*action)(void *);
  void *arg;
};

struct plait_barrier *plait_barrier_new(const char *name, int parties, int (*action)(void *), void *arg) {
  if (parties < 1) {
    errno = EINVAL;
    return NULL;
  }
  struct plait_barrier *b = calloc(1, sizeof *b);
  if (!b)
    return NULL;
  report_object(b, PLAIT_KIND_BARRIER, name, (unsigned long)parties, 0);
  pthread_mutex_init(&b->lock, NULL);
  report_mutex(&b->lock, b, PLAIT_KIND_BARRIER, "lock");
  waiters_init(&b->opened, b, PLAIT_KIND_BARRIER, "opened");
  waiters_init(&b->left, b, PLAIT_KIND_BARRIER, "left");
  b->parties = parties;
  b->action = action;
  b->arg = arg;
  return b;
}

void plait_barrier_free(struct plait_barrier *b) {
  if (!b)
    return;
  waiters_fini(&b->left);
  waiters_fini(&b->opened);
  pthread_mutex_destroy(&b->lock);
  free(b);
}

static void barrier_effect(const struct plait_barrier *b, const struct call *c, unsigned flags) {
  call_effect(c, flags | (b->broken ? PLAIT_EFFECT_BROKEN : 0u), b->arrived, (long long)b->generation);
}

static void barrier_break(struct plait_barrier *b, const struct call *c) {
  b->broken = true;
  barrier_effect(b, c, 0);
  waiters_wake_all(&b->opened);
}

/* The calling thread goes although the barrier was not opened. */
static void barrier_leave(struct plait_barrier *b, const struct call *c) {
  b->arrived--;
  barrier_effect(b, c, PLAIT_EFFECT_GET);
  if (b->arrived == 0 && b->leaving) {
    b->leaving = false;
    waiters_wake_all(&b->left);
  }
}

/* The last one has come. */
static int barrier_open(struct plait_barrier *b, const struct call *c) {
  int e = b->action ? b->action(b->arg) : 0;
  if (e != 0) {
    barrier_break(b, c);
    barrier_leave(b, c);
    return e;
  }
  b->arrived = 0;
  b->generation++;
  barrier_effect(b, c, PLAIT_EFFECT_GET);
  waiters_wake_all(&b->opened);
  return 0;
}

static int barrier_wait_opened(struct plait_barrier *b, const struct call *c, struct limit limit) {
  unsigned long generation = b->generation;
  int e = 0;
  while (b->generation == generation && !b->broken && !b->leaving && e == 0)
    e = waiters_wait(&b->opened, &b->lock, limit);
  if (b->generation != generation)
    return 0;
  if (b->broken || b->leaving)
    e = ECANCELED;
  else
    barrier_break(b, c); /* the time is over */
  barrier_leave(b, c);
  return e;
}

static int barrier_arrive(struct plait_barrier *b, const struct call *c, int *index, struct limit limit) {
  for (int e = 0; b->leaving;)
    if ((e = waiters_wait(&b->left, &b->lock, limit)) != 0 && b->leaving)
      return e;
  if (b->broken)
    return ECANCELED;
  if (limit.over == EAGAIN && b->arrived + 1 < b->parties)
    return EAGAIN;
  if (index)
    *index = b->arrived;
  b->arrived++;
  barrier_effect(b, c, PLAIT_EFFECT_PUT);
  return b->arrived == b->parties ? barrier_open(b, c) : barrier_wait_opened(b, c, limit);
}

static int barrier_wait(struct plait_barrier *b, int *index, struct limit limit, const void *caller) {
  if (!b || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(b, PLAIT_KIND_BARRIER, LIMIT_VERB("wait", limit), caller);
  pthread_mutex_lock(&b->lock);
  int e = barrier_arrive(b, &c, index, limit);
  pthread_mutex_unlock(&b->lock);
  return call_end(&c, e);
}

int plait_barrier_wait(struct plait_barrier *b, int *index) { return barrier_wait(b, index, LIMIT_NONE, HERE); }
int plait_barrier_wait_try(struct plait_barrier *b, int *index) { return barrier_wait(b, index, LIMIT_TRY, HERE); }
int plait_barrier_wait_for(struct plait_barrier *b, int *index, double seconds) {
  return barrier_wait(b, index, limit_for(seconds), HERE);
}

int plait_barrier_abort(struct plait_barrier *b) {
  if (!b)
    return EINVAL;
  struct call c = call_begin(b, PLAIT_KIND_BARRIER, "abort", HERE);
  pthread_mutex_lock(&b->lock);
  barrier_break(b, &c);
  pthread_mutex_unlock(&b->lock);
  return call_end(&c, 0);
}

int plait_barrier_reset(struct plait_barrier *b) {
  if (!b)
    return EINVAL;
  struct call c = call_begin(b, PLAIT_KIND_BARRIER, "reset", HERE);
  pthread_mutex_lock(&b->lock);
  b->broken = false;
  b->leaving = b->arrived > 0;
  barrier_effect(b, &c, PLAIT_EFFECT_GET);
  waiters_wake_all(&b->opened);
  pthread_mutex_unlock(&b->lock);
  return call_end(&c, 0);
}

bool plait_barrier_broken(struct plait_barrier *b) {
  if (!b)
    return false;
  struct call c = call_begin(b, PLAIT_KIND_BARRIER, "broken", HERE);
  pthread_mutex_lock(&b->lock);
  bool broken = b->broken;
  pthread_mutex_unlock(&b->lock);
  call_end(&c, 0);
  return broken;
}

int plait_barrier_parties(struct plait_barrier *b) { return b ? b->parties : 0; }

int plait_barrier_n_waiting(struct plait_barrier *b) {
  if (!b)
    return 0;
  struct call c = call_begin(b, PLAIT_KIND_BARRIER, "n_waiting", HERE);
  pthread_mutex_lock(&b->lock);
  int waiting = b->broken || b->leaving ? 0 : b->arrived;
  pthread_mutex_unlock(&b->lock);
  call_end(&c, 0);
  return waiting;
}

/* semaphore.c — Semaphore and BoundedSemaphore: a number of permits, and a condition "released".
 *
 * One machine with a limit; a semaphore without bound has INT_MAX. The two have types of
 * their own so that a compiler tells a program which of them it uses. Must not hand a
 * permit to a certain waiter: whoever looks first takes it. */
#include "sync/report.h"
#include "sync/waiters.h"

#include <limits.h>
#include <plait/sync.h>
#include <stdlib.h>

struct semaphore {
  pthread_mutex_t lock;
  struct waiters released;
  int permits, most;
};
struct plait_semaphore {
  struct semaphore s;
};
struct plait_bounded_semaphore {
  struct semaphore s;
};

static void *semaphore_new(const char *name, int permits, int most, int variant) {
  if (permits < 0) {
    errno = EINVAL;
    return NULL;
  }
  struct semaphore *s = malloc(sizeof *s);
  if (!s)
    return NULL;
  report_object(s, PLAIT_KIND_SEM, name, (unsigned long)permits, variant);
  pthread_mutex_init(&s->lock, NULL);
  report_mutex(&s->lock, s, PLAIT_KIND_SEM, "lock");
  waiters_init(&s->released, s, PLAIT_KIND_SEM, "released");
  s->permits = permits;
  s->most = most;
  return s;
}

struct plait_semaphore *plait_semaphore_new(const char *name, int permits) {
  return semaphore_new(name, permits, INT_MAX, 0);
}
struct plait_bounded_semaphore *plait_bounded_semaphore_new(const char *name, int permits) {
  return semaphore_new(name, permits, permits, 1);
}

static void semaphore_free(struct semaphore *s) {
  waiters_fini(&s->released);
  pthread_mutex_destroy(&s->lock);
  free(s);
}

void plait_semaphore_free(struct plait_semaphore *s) {
  if (s)
    semaphore_free(&s->s);
}
void plait_bounded_semaphore_free(struct plait_bounded_semaphore *s) {
  if (s)
    semaphore_free(&s->s);
}

static int semaphore_acquire(struct semaphore *s, struct limit limit, const void *caller) {
  if (!s || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(s, PLAIT_KIND_SEM, LIMIT_VERB("acquire", limit), caller);
  int e = 0;
  pthread_mutex_lock(&s->lock);
  while (s->permits == 0 && e == 0)
    e = waiters_wait(&s->released, &s->lock, limit);
  if (s->permits > 0) {
    s->permits--;
    call_effect(&c, PLAIT_EFFECT_GET, s->permits, 0);
    e = 0;
  }
  pthread_mutex_unlock(&s->lock);
  return call_end(&c, e);
}

static int semaphore_release(struct semaphore *s, int n, const void *caller) {
  if (!s || n < 1)
    return EINVAL;
  struct call c = call_begin(s, PLAIT_KIND_SEM, "release", caller);
  int e = 0;
  pthread_mutex_lock(&s->lock);
  if (n > s->most - s->permits) {
    e = EOVERFLOW;
  } else {
    s->permits += n;
    call_effect(&c, PLAIT_EFFECT_PUT, s->permits, 0);
    if (n == 1)
      waiters_wake_one(&s->released);
    else
      waiters_wake_all(&s->released);
  }
  pthread_mutex_unlock(&s->lock);
  return call_end(&c, e);
}

static int semaphore_permits(struct semaphore *s, const void *caller) {
  struct call c = call_begin(s, PLAIT_KIND_SEM, "permits", caller);
  pthread_mutex_lock(&s->lock);
  int permits = s->permits;
  pthread_mutex_unlock(&s->lock);
  call_end(&c, 0);
  return permits;
}

/* The address of the machine inside, or NULL. */
#define INSIDE(p) ((p) ? &(p)->s : NULL)

int plait_semaphore_acquire(struct plait_semaphore *s) { return semaphore_acquire(INSIDE(s), LIMIT_NONE, HERE); }
int plait_semaphore_acquire_try(struct plait_semaphore *s) { return semaphore_acquire(INSIDE(s), LIMIT_TRY, HERE); }
int plait_semaphore_acquire_for(struct plait_semaphore *s, double seconds) {
  return semaphore_acquire(INSIDE(s), limit_for(seconds), HERE);
}
int plait_semaphore_release(struct plait_semaphore *s) { return semaphore_release(INSIDE(s), 1, HERE); }
int plait_semaphore_release_n(struct plait_semaphore *s, int n) { return semaphore_release(INSIDE(s), n, HERE); }
int plait_semaphore_permits(struct plait_semaphore *s) { return s ? semaphore_permits(&s->s, HERE) : 0; }

int plait_bounded_semaphore_acquire(struct plait_bounded_semaphore *s) {
  return semaphore_acquire(INSIDE(s), LIMIT_NONE, HERE);
}
int plait_bounded_semaphore_acquire_try(struct plait_bounded_semaphore *s) {
  return semaphore_acquire(INSIDE(s), LIMIT_TRY, HERE);
}
int plait_bounded_semaphore_acquire_for(struct plait_bounded_semaphore *s, double seconds) {
  return semaphore_acquire(INSIDE(s), limit_for(seconds), HERE);
}
int plait_bounded_semaphore_release(struct plait_bounded_semaphore *s) { return semaphore_release(INSIDE(s), 1, HERE); }
int plait_bounded_semaphore_release_n(struct plait_bounded_semaphore *s, int n) {
  return semaphore_release(INSIDE(s), n, HERE);
}
int plait_bounded_semaphore_permits(struct plait_bounded_semaphore *s) {
  return s ? semaphore_permits(&s->s, HERE) : 0;
}

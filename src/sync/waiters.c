/* waiters.c — conditions with a count, and times; see waiters.h.
 *
 * Owns the only calls of pthread_cond_… in the library. Deadlines are absolute, so a
 * thread that is woken too early and waits again still ends at the time it was
 * given. Must not decide what is waited for: that loop is in each primitive. */
#include "sync/waiters.h"

#include "sync/report.h"

#include <errno.h>

enum { NANO = 1000000000 };

struct limit limit_for(double seconds) {
  if (seconds != seconds)
    return (struct limit){.over = EINVAL};
  if (seconds <= 0)
    return (struct limit){.over = ETIMEDOUT};
  if (seconds > 1e9) /* thirty years, and infinity: for ever */
    return LIMIT_NONE;
  struct limit l = {.timed = true};
  clock_gettime(CLOCK_MONOTONIC, &l.until);
  long whole = (long)seconds;
  l.until.tv_sec += whole;
  l.until.tv_nsec += (long)((seconds - (double)whole) * NANO + 0.5); /* 0.29 is a little less than that */
  if (l.until.tv_nsec >= NANO) {
    l.until.tv_sec++;
    l.until.tv_nsec -= NANO;
  }
  return l;
}

struct limit limit_for_positive(double seconds) {
  return seconds < 0 ? (struct limit){.over = EINVAL} : limit_for(seconds);
}

void waiters_init(struct waiters *w, const void *whole, int kind, const char *name) {
  pthread_cond_init(&w->changed, NULL);
  w->count = 0;
  if (whole)
    report_cond(&w->changed, whole, kind, name);
}

void waiters_fini(struct waiters *w) { pthread_cond_destroy(&w->changed); }

int waiters_wait(struct waiters *w, pthread_mutex_t *lock, struct limit limit) {
  if (limit.over)
    return limit.over;
  w->count++;
  int e = limit.timed ? pthread_cond_clockwait(&w->changed, lock, CLOCK_MONOTONIC, &limit.until)
                      : pthread_cond_wait(&w->changed, lock);
  w->count--;
  return e;
}

void waiters_wake_one(struct waiters *w) {
  if (w->count > 0)
    pthread_cond_signal(&w->changed);
}

void waiters_wake_all(struct waiters *w) {
  if (w->count == 1)
    pthread_cond_signal(&w->changed);
  else if (w->count > 1)
    pthread_cond_broadcast(&w->changed);
}

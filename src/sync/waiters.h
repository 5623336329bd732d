/* waiters.h — waiting, in the three forms that every call has; see waiters.c.
 *
 * A condition variable that counts who waits on it, so that nobody signals into the
 * void: a call that finds no one waiting is two steps shorter under plait. */
#ifndef PLAIT_SYNC_WAITERS_H
#define PLAIT_SYNC_WAITERS_H

#include <pthread.h>
#include <stdbool.h>
#include <time.h>

/* How long a call is ready to wait. */
struct limit {
  int over;              /* not at all: EAGAIN, ETIMEDOUT; or EINVAL, the limit itself makes no sense */
  bool timed;            /* until that moment of CLOCK_MONOTONIC */
  struct timespec until;
};

#define LIMIT_NONE ((struct limit){0})
#define LIMIT_TRY ((struct limit){.over = EAGAIN})
/* What a call with this limit is called: "get", "get_try", "get_for". Only the first may wait for ever. */
#define LIMIT_VERB(verb, limit) ((limit).over == EAGAIN ? verb "_try" : (limit).over || (limit).timed ? verb "_for" : verb)
/* From now on. */
struct limit limit_for(double seconds);
/* The same where the original refuses negative times. */
struct limit limit_for_positive(double seconds);

struct waiters {
  pthread_cond_t changed;
  unsigned count;
};

/* NAME: what this condition is called as a part of WHOLE; WHOLE NULL: it is part of nothing. */
void waiters_init(struct waiters *w, const void *whole, int kind, const char *name);
void waiters_fini(struct waiters *w);

/* Gives LOCK up, waits, and takes it again: 0 when woken, else what the limit says. The caller looks again
 * at what it waits for in either case: it may have come true although the time is over. */
int waiters_wait(struct waiters *w, pthread_mutex_t *lock, struct limit limit);
void waiters_wake_one(struct waiters *w);
void waiters_wake_all(struct waiters *w);

#endif

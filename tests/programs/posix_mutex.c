/* Mutexes of every type: lock, try, timed, clock, unlock, destroy, and every error. */
#include "posix_check.h"

static pthread_mutex_t normal = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_mutex_t adaptive = PTHREAD_ADAPTIVE_MUTEX_INITIALIZER_NP;

static void *try_it(void *m) {
  int r = pthread_mutex_trylock(m);
  if (r == 0)
    pthread_mutex_unlock(m);
  return (void *)(long)r;
}
static void *timed_past(void *m) { return (void *)(long)pthread_mutex_timedlock(m, past()); }
static void *timed_soon(void *m) {
  struct timespec t = in_ms(CLOCK_REALTIME, 2);
  return (void *)(long)pthread_mutex_timedlock(m, &t);
}
static void *timed_malformed(void *m) { return (void *)(long)pthread_mutex_timedlock(m, malformed()); }
static void *clock_soon(void *m) {
  struct timespec t = in_ms(CLOCK_MONOTONIC, 2);
  return (void *)(long)pthread_mutex_clocklock(m, CLOCK_MONOTONIC, &t);
}
static void *unlock_it(void *m) { return (void *)(long)pthread_mutex_unlock(m); }

static pthread_mutex_t made(int type) {
  pthread_mutexattr_t a;
  pthread_mutex_t m;
  pthread_mutexattr_init(&a);
  pthread_mutexattr_settype(&a, type);
  pthread_mutexattr_setpshared(&a, PTHREAD_PROCESS_SHARED);
  pthread_mutex_init(&m, &a);
  pthread_mutexattr_destroy(&a);
  return m;
}

static int count;
static void *work(void *m) {
  for (int i = 0; i < 20; i++) {
    pthread_mutex_lock(m);
    count++;
    pthread_mutex_unlock(m);
  }
  return NULL;
}

static void normal_ones(pthread_mutex_t *m) {
  equals(pthread_mutex_lock(m), 0, "a free mutex is locked");
  equals(pthread_mutex_trylock(m), EBUSY, "its owner cannot try it again");
  equals(elsewhere(try_it, m), EBUSY, "nor can another thread");
  equals(elsewhere(timed_past, m), ETIMEDOUT, "waiting until the past times out");
  equals(elsewhere(timed_soon, m), ETIMEDOUT, "waiting a little times out");
  equals(elsewhere(clock_soon, m), ETIMEDOUT, "so it does by the monotonic clock");
  equals(elsewhere(timed_malformed, m), EINVAL, "a time with too many nanoseconds is refused");
  equals(pthread_mutex_timedlock(m, past()), ETIMEDOUT, "the owner times out too");
  equals(pthread_mutex_clocklock(m, CLOCK_PROCESS_CPUTIME_ID, past()), EINVAL, "not every clock will do");
  equals(pthread_mutex_destroy(m), EBUSY, "a locked mutex is not destroyed");
  equals(pthread_mutex_unlock(m), 0, "the owner unlocks it");
  equals(elsewhere(try_it, m), 0, "then another thread can try it");
  equals(pthread_mutex_timedlock(m, past()), 0, "a free mutex is locked whatever the time");
  pthread_mutex_unlock(m);
  equals(pthread_mutex_timedlock(m, malformed()), 0, "even a malformed one");
  equals(elsewhere(unlock_it, m), 0, "anybody may unlock a normal mutex");
  equals(elsewhere(try_it, m), 0, "and it is free then");
  count = 0;
  pthread_t t[3];
  for (int i = 0; i < 3; i++)
    pthread_create(&t[i], NULL, work, m);
  for (int i = 0; i < 3; i++)
    pthread_join(t[i], NULL);
  equals(count, 60, "three threads exclude each other");
}

static void recursive_ones(pthread_mutex_t *m) {
  equals(pthread_mutex_lock(m), 0, "a recursive mutex is locked");
  equals(pthread_mutex_lock(m), 0, "and locked again");
  equals(pthread_mutex_trylock(m), 0, "and tried again");
  equals(pthread_mutex_timedlock(m, past()), 0, "and once more, whatever the time");
  equals(elsewhere(try_it, m), EBUSY, "another thread cannot");
  equals(elsewhere(unlock_it, m), EPERM, "nor unlock it");
  for (int i = 0; i < 3; i++)
    equals(pthread_mutex_unlock(m), 0, "unlocked once");
  equals(elsewhere(try_it, m), EBUSY, "it is still locked");
  equals(pthread_mutex_unlock(m), 0, "until the last unlock");
  equals(elsewhere(try_it, m), 0, "then it is free");
  equals(pthread_mutex_unlock(m), EPERM, "a free one cannot be unlocked");
}

static void checked_ones(pthread_mutex_t *m) {
  equals(pthread_mutex_unlock(m), EPERM, "an error-checking mutex: unlocking a free one is an error");
  equals(pthread_mutex_lock(m), 0, "it is locked");
  equals(pthread_mutex_lock(m), EDEADLK, "locking it again is an error");
  equals(pthread_mutex_trylock(m), EBUSY, "trying it again fails");
  equals(pthread_mutex_timedlock(m, past()), EDEADLK, "locking it again within a time is an error");
  equals(elsewhere(unlock_it, m), EPERM, "nobody else may unlock it");
  equals(elsewhere(try_it, m), EBUSY, "nobody else can lock it");
  equals(pthread_mutex_unlock(m), 0, "its owner unlocks it");
  equals(elsewhere(try_it, m), 0, "then it is free");
}

int main(void) {
  normal_ones(&normal);
  normal_ones(&adaptive);
  recursive_ones(&recursive);
  checked_ones(&checked);
  pthread_mutex_t m = made(PTHREAD_MUTEX_NORMAL), r = made(PTHREAD_MUTEX_RECURSIVE), c = made(PTHREAD_MUTEX_ERRORCHECK);
  normal_ones(&m);
  recursive_ones(&r);
  checked_ones(&c);
  equals(pthread_mutex_destroy(&m), 0, "a free mutex is destroyed");
  equals(pthread_mutex_init(&m, NULL), 0, "and can be initialised again");
  equals(elsewhere(try_it, &m), 0, "and is free then");
  equals(pthread_mutex_consistent(&m), EINVAL, "only robust mutexes become consistent");
  for (int i = 0; i < 2; i++) {
    pthread_mutex_t left_behind = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
    equals(pthread_mutex_lock(&left_behind) + pthread_mutex_lock(&left_behind), 0, "a local recursive mutex");
    equals(pthread_mutex_unlock(&left_behind) + pthread_mutex_unlock(&left_behind), 0, "is unlocked as often");
  }
  return done();
}

/* Read-write locks: readers, writers, try, timed, clock, preference, errors. */
#include "posix_check.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static void *try_read(void *l) {
  int r = pthread_rwlock_tryrdlock(l);
  if (r == 0)
    pthread_rwlock_unlock(l);
  return (void *)(long)r;
}
static void *try_write(void *l) {
  int r = pthread_rwlock_trywrlock(l);
  if (r == 0)
    pthread_rwlock_unlock(l);
  return (void *)(long)r;
}
static void *timed_read(void *l) {
  struct timespec t = in_ms(CLOCK_REALTIME, 2);
  return (void *)(long)pthread_rwlock_timedrdlock(l, &t);
}
static void *timed_write(void *l) {
  struct timespec t = in_ms(CLOCK_REALTIME, 2);
  return (void *)(long)pthread_rwlock_timedwrlock(l, &t);
}
static void *clock_read(void *l) {
  struct timespec t = in_ms(CLOCK_MONOTONIC, 2);
  return (void *)(long)pthread_rwlock_clockrdlock(l, CLOCK_MONOTONIC, &t);
}
static void *clock_write(void *l) {
  struct timespec t = in_ms(CLOCK_MONOTONIC, 2);
  return (void *)(long)pthread_rwlock_clockwrlock(l, CLOCK_MONOTONIC, &t);
}
static void *malformed_read(void *l) { return (void *)(long)pthread_rwlock_timedrdlock(l, malformed()); }
static void *malformed_write(void *l) { return (void *)(long)pthread_rwlock_timedwrlock(l, malformed()); }

static void all(pthread_rwlock_t *l) {
  equals(pthread_rwlock_rdlock(l), 0, "a reader enters");
  equals(pthread_rwlock_rdlock(l), 0, "twice");
  equals(elsewhere(try_read, l), 0, "another reader may enter too");
  equals(elsewhere(timed_read, l), 0, "also within a time");
  equals(elsewhere(try_write, l), EBUSY, "a writer may not");
  equals(elsewhere(timed_write, l), ETIMEDOUT, "nor by waiting a little");
  equals(elsewhere(clock_write, l), ETIMEDOUT, "nor by another clock");
  equals(pthread_rwlock_trywrlock(l), EBUSY, "a reader cannot become a writer");
  equals(elsewhere(malformed_write, l), EINVAL, "a malformed time is refused");
  equals(pthread_rwlock_unlock(l), 0, "one leaves");
  equals(elsewhere(try_write, l), EBUSY, "two are still inside");
  equals(pthread_rwlock_unlock(l), 0, "the next leaves");
  equals(elsewhere(try_write, l), EBUSY, "the one who entered within a time has not");
  equals(pthread_rwlock_unlock(l), 0, "somebody leaves for him");
  equals(pthread_rwlock_wrlock(l), 0, "a writer enters");
  equals(elsewhere(try_read, l), EBUSY, "no reader may");
  equals(elsewhere(try_write, l), EBUSY, "nor another writer");
  equals(elsewhere(timed_read, l), ETIMEDOUT, "a reader waits a little");
  equals(elsewhere(clock_read, l), ETIMEDOUT, "by either clock");
  equals(elsewhere(malformed_read, l), EINVAL, "a malformed time is refused");
  equals(pthread_rwlock_wrlock(l), EDEADLK, "the writer is told that it would wait for itself");
  equals(pthread_rwlock_rdlock(l), EDEADLK, "also when it wants to read");
  equals(pthread_rwlock_tryrdlock(l), EBUSY, "trying just fails");
  equals(pthread_rwlock_timedwrlock(l, past()), EDEADLK, "and a time does not help");
  equals(pthread_rwlock_unlock(l), 0, "the writer leaves");
  equals(elsewhere(try_write, l), 0, "then another can enter");
  equals(pthread_rwlock_timedwrlock(l, past()), 0, "a free lock is taken whatever the time");
  equals(pthread_rwlock_unlock(l), 0, "and left");
  equals(pthread_rwlock_timedwrlock(l, malformed()), EINVAL, "but the time must be well-formed");
  equals(pthread_rwlock_clockwrlock(l, CLOCK_PROCESS_CPUTIME_ID, past()), EINVAL, "and the clock a fitting one");
}

static int value, sum;
static void *write_it(void *l) {
  for (int i = 0; i < 10; i++) {
    pthread_rwlock_wrlock(l);
    value++;
    pthread_rwlock_unlock(l);
  }
  return NULL;
}
static void *read_it(void *l) {
  for (int i = 0; i < 10; i++) {
    pthread_rwlock_rdlock(l);
    int a = value, b = value;
    pthread_rwlock_unlock(l);
    if (a != b)
      __atomic_fetch_add(&sum, 1, __ATOMIC_SEQ_CST);
  }
  return NULL;
}

int main(void) {
  all(&lock);
  pthread_rwlockattr_t a;
  pthread_rwlock_t writers_first;
  pthread_rwlockattr_init(&a);
  pthread_rwlockattr_setkind_np(&a, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
  equals(pthread_rwlock_init(&writers_first, &a), 0, "a lock that prefers writers");
  all(&writers_first);
  pthread_t t[4];
  pthread_create(&t[0], NULL, write_it, &lock);
  pthread_create(&t[1], NULL, read_it, &lock);
  pthread_create(&t[2], NULL, write_it, &lock);
  pthread_create(&t[3], NULL, read_it, &lock);
  for (int i = 0; i < 4; i++)
    pthread_join(t[i], NULL);
  equals(value, 20, "writers exclude each other");
  equals(sum, 0, "and readers");
  equals(pthread_rwlock_destroy(&lock), 0, "destroyed");
  return done();
}

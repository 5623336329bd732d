/* Semaphores, unnamed and named: wait, try, timed, clock, post, value, and every error. */
#include "posix_check.h"

#include <fcntl.h>
#include <limits.h>
#include <semaphore.h>

static sem_t sem;

static int value_of(sem_t *s) {
  int v = -1;
  sem_getvalue(s, &v);
  return v;
}

static void *wait_for_it(void *s) { return (void *)(long)ERRNO(sem_wait(s)); }
static void *post_it(void *s) { return (void *)(long)ERRNO(sem_post(s)); }

static sem_t chairs, counted;
static int seated, most;
static void *guest(void *unused) {
  sem_wait(&chairs);
  int now = __atomic_add_fetch(&seated, 1, __ATOMIC_SEQ_CST), old = __atomic_load_n(&most, __ATOMIC_SEQ_CST);
  while (now > old && !__atomic_compare_exchange_n(&most, &old, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
    continue;
  __atomic_fetch_sub(&seated, 1, __ATOMIC_SEQ_CST);
  sem_post(&chairs);
  sem_post(&counted);
  return unused;
}

static void named(void) {
  char name[64];
  snprintf(name, sizeof name, "/plait-test-%ld", (long)getpid());
  sem_unlink(name);
  check(sem_open(name, 0) == SEM_FAILED && errno == ENOENT, "a name that nobody made");
  equals(ERRNO(sem_unlink(name)), ENOENT, "cannot be removed either");
  check(sem_open(name, O_CREAT, 0600, (unsigned)SEM_VALUE_MAX + 1) == SEM_FAILED && errno == EINVAL, "too large a value");
  sem_t *s = sem_open(name, O_CREAT | O_EXCL, 0600, 2);
  check(s != SEM_FAILED, "a named semaphore is made");
  check(sem_open(name, O_CREAT | O_EXCL, 0600, 2) == SEM_FAILED && errno == EEXIST, "not twice");
  check(sem_open(name, 0) == s, "opened again it has the same address");
  check(sem_open(name, O_CREAT, 0600, 7) == s && value_of(s) == 2, "and keeps its value");
  equals(ERRNO(sem_wait(s)) + ERRNO(sem_wait(s)), 0, "it has two permits");
  equals(ERRNO(sem_trywait(s)), EAGAIN, "and no more");
  equals(elsewhere(post_it, s), 0, "another thread gives one");
  equals(value_of(s), 1, "there it is");
  equals(ERRNO(sem_close(s)) + ERRNO(sem_close(s)), 0, "closed twice");
  equals(ERRNO(sem_unlink(name)), 0, "its name is removed");
  check(sem_open(name, 0) == SEM_FAILED && errno == ENOENT, "and is gone");
  equals(value_of(s), 1, "it lives on for those who have it open");
  equals(ERRNO(sem_close(s)), 0, "closed for the last time");
  check(sem_open("/a/b", O_CREAT, 0600, 1) == SEM_FAILED && errno == EINVAL, "a name with a slash inside");
  check(sem_open("/", O_CREAT, 0600, 1) == SEM_FAILED && errno == EINVAL, "an empty name");
  char longer[NAME_MAX + 2] = "/";
  for (int i = 1; i < NAME_MAX + 1; i++)
    longer[i] = 'x';
  longer[NAME_MAX + 1] = '\0';
  sem_t *too_long = sem_open(longer, O_CREAT, 0600, 1);
  check(too_long == SEM_FAILED && (errno == ENAMETOOLONG || errno == EINVAL), "a name that is too long");
}

int main(void) {
  equals(ERRNO(sem_init(&sem, 0, (unsigned)SEM_VALUE_MAX + 1)), EINVAL, "too many permits");
  equals(ERRNO(sem_init(&sem, 0, SEM_VALUE_MAX)), 0, "as many as there can be");
  equals(ERRNO(sem_post(&sem)), EOVERFLOW, "one more is too many");
  equals(ERRNO(sem_init(&sem, 1, 1)), 0, "a semaphore with one permit");
  equals(value_of(&sem), 1, "has the value 1");
  equals(ERRNO(sem_wait(&sem)), 0, "the permit is taken");
  equals(value_of(&sem), 0, "then the value is 0");
  equals(ERRNO(sem_trywait(&sem)), EAGAIN, "there is none to try for");
  equals(ERRNO(sem_timedwait(&sem, past())), ETIMEDOUT, "waiting until the past times out");
  struct timespec soon = in_ms(CLOCK_REALTIME, 2), monotonic = in_ms(CLOCK_MONOTONIC, 2);
  equals(ERRNO(sem_timedwait(&sem, &soon)), ETIMEDOUT, "waiting a little times out");
  equals(ERRNO(sem_clockwait(&sem, CLOCK_MONOTONIC, &monotonic)), ETIMEDOUT, "by either clock");
  equals(ERRNO(sem_timedwait(&sem, malformed())), EINVAL, "a malformed time is refused");
  equals(ERRNO(sem_clockwait(&sem, CLOCK_THREAD_CPUTIME_ID, past())), EINVAL, "so is a clock that will not do");
  equals(ERRNO(sem_post(&sem)), 0, "a permit is given back");
  equals(ERRNO(sem_timedwait(&sem, malformed())), EINVAL, "a malformed time is refused even so");
  equals(ERRNO(sem_timedwait(&sem, past())), 0, "a free permit is taken whatever the time");
  equals(elsewhere(post_it, &sem), 0, "another thread may give one");
  equals(elsewhere(wait_for_it, &sem), 0, "and take it");

  pthread_t t;
  void *r;
  pthread_create(&t, NULL, wait_for_it, &sem);
  sem_post(&sem);
  pthread_join(t, &r);
  equals((long)r, 0, "a waiter is let go");
  equals(value_of(&sem), 0, "with the permit");
  equals(ERRNO(sem_destroy(&sem)), 0, "destroyed");

  sem_init(&chairs, 0, 2);
  sem_init(&counted, 0, 0);
  pthread_t guests[5];
  for (int i = 0; i < 5; i++)
    pthread_create(&guests[i], NULL, guest, NULL);
  for (int i = 0; i < 5; i++)
    sem_wait(&counted);
  for (int i = 0; i < 5; i++)
    pthread_join(guests[i], NULL);
  check(most >= 1 && most <= 2, "never more than two on two chairs");
  equals(value_of(&chairs), 2, "and both are free in the end");
  named();
  return done();
}

/* Condition variables: wait, timedwait, clockwait, signal, broadcast. */
#include "posix_check.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t cond = PTHREAD_COND_INITIALIZER;
static pthread_mutex_t checked = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
static pthread_mutex_t recursive = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
static int waiting, turns, woken;

static void *waiter(void *unused) {
  pthread_mutex_lock(&lock);
  waiting++;
  while (!turns)
    pthread_cond_wait(&cond, &lock);
  turns--;
  woken++;
  pthread_mutex_unlock(&lock);
  return unused;
}

static pthread_t thread[3];

/* Three threads that wait. */
static void start_waiters(void) {
  waiting = woken = 0;
  for (int i = 0; i < 3; i++)
    pthread_create(&thread[i], NULL, waiter, NULL);
  for (bool all = false; !all;) {
    pthread_mutex_lock(&lock);
    all = waiting == 3; /* each holds the lock from here until it waits */
    pthread_mutex_unlock(&lock);
    if (!all)
      sched_yield();
  }
}

static void join_waiters(void) {
  for (int i = 0; i < 3; i++)
    pthread_join(thread[i], NULL);
}

static void *ready_later(void *flag) {
  pthread_mutex_lock(&lock);
  *(bool *)flag = true;
  pthread_cond_signal(&cond);
  pthread_mutex_unlock(&lock);
  return NULL;
}

static void *try_lock(void *m) { return (void *)(long)pthread_mutex_trylock(m); }

static void times_out(pthread_cond_t *c, clockid_t clock, bool by_clock, const char *what) {
  struct timespec t = in_ms(clock, 2);
  int r;
  pthread_mutex_lock(&lock);
  do /* a wakeup without reason is allowed */
    r = by_clock ? pthread_cond_clockwait(c, &lock, clock, &t) : pthread_cond_timedwait(c, &lock, &t);
  while (r == 0);
  equals(r, ETIMEDOUT, what);
  equals(elsewhere(try_lock, &lock), EBUSY, "and it holds the mutex again");
  struct timespec now = in_ms(clock, 0);
  check(now.tv_sec > t.tv_sec || (now.tv_sec == t.tv_sec && now.tv_nsec >= t.tv_nsec), "not before its time");
  pthread_mutex_unlock(&lock);
}

/* Waits until the past; once more after a wakeup without reason. */
static int past_wait(pthread_mutex_t *m) {
  int r;
  do
    r = pthread_cond_timedwait(&cond, m, past());
  while (r == 0);
  return r;
}

int main(void) {
  equals(pthread_cond_signal(&cond), 0, "a signal that nobody waits for is lost");
  equals(pthread_cond_broadcast(&cond), 0, "so is a broadcast");

  start_waiters();
  for (int i = 0; i < 3; i++) {
    pthread_mutex_lock(&lock);
    turns++;
    equals(pthread_cond_signal(&cond), 0, "a signal with the lock held");
    pthread_mutex_unlock(&lock);
  }
  join_waiters();
  equals(woken, 3, "three signals wake three threads");

  start_waiters();
  pthread_mutex_lock(&lock);
  turns = 3;
  pthread_mutex_unlock(&lock);
  equals(pthread_cond_broadcast(&cond), 0, "a broadcast without the lock");
  join_waiters();
  equals(woken, 3, "wakes all of them");

  times_out(&cond, CLOCK_REALTIME, false, "waiting a little times out");
  times_out(&cond, CLOCK_MONOTONIC, true, "by the monotonic clock as well");
  pthread_condattr_t a;
  pthread_condattr_init(&a);
  equals(pthread_condattr_setclock(&a, CLOCK_MONOTONIC), 0, "a condition may have another clock");
  pthread_cond_t monotonic;
  pthread_cond_init(&monotonic, &a);
  pthread_condattr_destroy(&a);
  times_out(&monotonic, CLOCK_MONOTONIC, false, "its timeouts are measured by that");
  equals(pthread_cond_destroy(&monotonic), 0, "it is destroyed");

  pthread_mutex_lock(&lock);
  equals(past_wait(&lock), ETIMEDOUT, "waiting until the past times out");
  equals(pthread_cond_timedwait(&cond, &lock, malformed()), EINVAL, "a malformed time is refused");
  equals(elsewhere(try_lock, &lock), EBUSY, "with the mutex still held");
  equals(pthread_cond_clockwait(&cond, &lock, CLOCK_THREAD_CPUTIME_ID, past()), EINVAL, "not every clock will do");

  /* A signal that comes in time is no timeout. */
  bool flag = false;
  pthread_t t;
  pthread_create(&t, NULL, ready_later, &flag);
  struct timespec far = in_ms(CLOCK_REALTIME, 60000);
  int r = 0;
  while (!flag && r == 0)
    r = pthread_cond_timedwait(&cond, &lock, &far);
  equals(r, 0, "a signal in time is no timeout");
  pthread_mutex_unlock(&lock);
  pthread_join(t, NULL);

  equals(past_wait(&checked), EPERM, "waiting needs the mutex, an error-checking one says so");
  pthread_mutex_lock(&checked);
  equals(past_wait(&checked), ETIMEDOUT, "with it held the wait times out");
  equals(pthread_mutex_unlock(&checked), 0, "and its owner owns it again");
  pthread_mutex_lock(&recursive);
  equals(past_wait(&recursive), ETIMEDOUT, "a recursive mutex works as well");
  equals(pthread_mutex_unlock(&recursive), 0, "and is unlocked once");
  equals(pthread_mutex_unlock(&recursive), EPERM, "not twice");
  equals(pthread_cond_destroy(&cond), 0, "a condition without waiters is destroyed");
  return done();
}

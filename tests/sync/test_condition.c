/* test_condition.c — Condition. */
#include "check.h"

static struct plait_condition *changed;
static struct plait_rlock *lock;
static int ready, passed;

static void *wait_for_ready(void *unused) {
  GIVES(plait_condition_acquire(changed), 0);
  while (!ready)
    GIVES(plait_condition_wait(changed), 0);
  ready--;
  passed++;
  GIVES(plait_condition_release(changed), 0);
  return unused;
}

static void set_ready(int n) {
  GIVES(plait_condition_acquire(changed), 0);
  ready = n;
  if (n == 1)
    GIVES(plait_condition_notify(changed), 0);
  else
    GIVES(plait_condition_notify_all(changed), 0);
  GIVES(plait_condition_release(changed), 0);
}

static void begin(struct plait_rlock *l) {
  ready = passed = 0;
  changed = plait_condition_new("changed", l);
}

static void one(void) {
  begin(NULL);
  pthread_t a = start(wait_for_ready, NULL);
  set_ready(1);
  join(a);
  CHECK(passed == 1);
  plait_condition_free(changed);
}

static void all(void) {
  begin(NULL);
  pthread_t a = start(wait_for_ready, NULL), b = start(wait_for_ready, NULL);
  set_ready(2);
  join(a);
  join(b);
  CHECK(passed == 2);
  plait_condition_free(changed);
}

static bool is_ready(void *unused) {
  (void)unused;
  return ready > 0;
}

static void *wait_deep(void *unused) {
  GIVES(plait_rlock_acquire(lock), 0);
  GIVES(plait_rlock_acquire(lock), 0);
  GIVES(plait_condition_wait_until(changed, is_ready, NULL), 0);
  GIVES(plait_rlock_depth(lock), 2);
  GIVES(plait_rlock_release(lock), 0);
  GIVES(plait_rlock_release(lock), 0);
  return unused;
}

/* A given lock, held twice, is given up altogether and had again twice. */
static void given_lock(void) {
  lock = plait_rlock_new("lock");
  begin(lock);
  pthread_t a = start(wait_deep, NULL);
  set_ready(1);
  join(a);
  plait_condition_free(changed);
  GIVES(plait_rlock_depth(lock), 0);
  plait_rlock_free(lock);
}

/* Nobody waits, so the notification is for nobody. */
static void not_remembered(void) {
  begin(NULL);
  GIVES(plait_condition_acquire(changed), 0);
  GIVES(plait_condition_notify(changed), 0);
  GIVES(plait_condition_notify_n(changed, 2), 0);
  GIVES(plait_condition_notify_all(changed), 0);
  GIVES(plait_condition_wait_for(changed, 0), ETIMEDOUT);
  GIVES(plait_condition_wait_for(changed, 0.0001), ETIMEDOUT);
  GIVES(plait_condition_wait_until_for(changed, is_ready, NULL, 0.0001), ETIMEDOUT);
  ready = 1;
  GIVES(plait_condition_wait_until_for(changed, is_ready, NULL, 0), 0);
  GIVES(plait_condition_release(changed), 0);
  plait_condition_free(changed);
}

static struct plait_semaphore *waiting; /* given with the lock held, so whoever has that lock next finds the giver waiting */

static void *wait_here(void *unused) {
  GIVES(plait_condition_acquire(changed), 0);
  GIVES(plait_semaphore_release(waiting), 0);
  GIVES(plait_condition_wait(changed), 0);
  passed++;
  GIVES(plait_condition_release(changed), 0);
  return unused;
}

static void *wait_in_time(void *result) {
  GIVES(plait_condition_acquire(changed), 0);
  GIVES(plait_semaphore_release(waiting), 0);
  *(int *)result = plait_condition_wait_for(changed, 0.0001);
  GIVES(plait_condition_release(changed), 0);
  return NULL;
}

static void notify_n(int n) {
  GIVES(plait_condition_acquire(changed), 0);
  GIVES(plait_condition_notify_n(changed, n), 0);
  GIVES(plait_condition_release(changed), 0);
}

static void wait_for_two(void) {
  GIVES(plait_semaphore_acquire(waiting), 0);
  GIVES(plait_semaphore_acquire(waiting), 0);
}

/* Two notifications for two that wait; the third is for nobody. */
static void exactly(void) {
  begin(NULL);
  waiting = plait_semaphore_new("waiting", 0);
  pthread_t a = start(wait_here, NULL), b = start(wait_here, NULL);
  wait_for_two();
  notify_n(3);
  join(a);
  join(b);
  CHECK(passed == 2);
  plait_condition_free(changed);
  plait_semaphore_free(waiting);
}

/* One notification wakes one: the one whose time runs out meanwhile, or else the other. */
static void one_of_two(void) {
  int result = -1;
  begin(NULL);
  waiting = plait_semaphore_new("waiting", 0);
  pthread_t a = start(wait_in_time, &result), b = start(wait_here, NULL);
  wait_for_two();
  notify_n(1);
  join(a);
  CHECK(result == 0 || result == ETIMEDOUT);
  if (result == 0) {
    CHECK(passed == 0);
    notify_n(1);
  }
  join(b);
  CHECK(passed == 1);
  plait_condition_free(changed);
  plait_semaphore_free(waiting);
}

/* A notification is not for who comes after it, not even while the one it is for has not yet gone on. */
static void not_for_later_ones(void) {
  begin(NULL);
  waiting = plait_semaphore_new("waiting", 0);
  pthread_t a = start(wait_here, NULL);
  GIVES(plait_semaphore_acquire(waiting), 0);
  GIVES(plait_condition_acquire(changed), 0);
  GIVES(plait_condition_notify(changed), 0);
  GIVES(plait_condition_wait_for(changed, 0), ETIMEDOUT);
  GIVES(plait_condition_release(changed), 0);
  join(a);
  plait_condition_free(changed);
  plait_semaphore_free(waiting);
}

CASES({"one", one}, {"all", all}, {"given_lock", given_lock}, {"not_remembered", not_remembered}, {"exactly", exactly},
      {"one_of_two", one_of_two}, {"not_for_later_ones", not_for_later_ones})

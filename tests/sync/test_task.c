/* test_task.c — cooperative tasks, gather, async lock. */
#include "check.h"

static struct plait_async_lock *lock;
static int counter, order[3], ordered;

static intptr_t add_without_await(void *n) {
  int seen = counter;
  counter = seen + 1;
  plait_await();
  seen = counter;
  counter = seen + 1;
  return (intptr_t)n;
}

static intptr_t two_adders(void *unused) {
  (void)unused;
  struct plait_task *t[2] = {plait_task_new("alice", add_without_await, (void *)1),
                             plait_task_new("bob", add_without_await, (void *)2)};
  intptr_t results[2] = {0};
  CHECK(t[0] && t[1] && !plait_task_done(t[0]));
  GIVES(plait_gather(t, 2, results), 0);
  CHECK(results[0] == 1 && results[1] == 2);
  plait_task_free(t[0]);
  plait_task_free(t[1]);
  return counter;
}

/* Between two awaits nobody comes in between. */
static void no_await_no_switch(void) {
  intptr_t result = 0;
  counter = 0;
  GIVES(plait_run(two_adders, NULL, &result), 0);
  CHECK(result == 4);
}

static intptr_t add_locked(void *unused) {
  GIVES(plait_async_lock_acquire(lock), 0);
  int seen = counter;
  plait_await();
  counter = seen + 1;
  GIVES(plait_async_lock_release(lock), 0);
  return (intptr_t)unused;
}

static intptr_t two_locked(void *unused) {
  struct plait_task *t[2] = {plait_task_new("alice", add_locked, NULL), plait_task_new("bob", add_locked, NULL)};
  GIVES(plait_gather(t, 2, NULL), 0);
  CHECK(!plait_async_lock_locked(lock));
  plait_task_free(t[0]);
  plait_task_free(t[1]);
  return (intptr_t)unused;
}

static void async_lock(void) {
  counter = 0;
  lock = plait_async_lock_new("lock");
  GIVES(plait_run(two_locked, NULL, NULL), 0);
  CHECK(counter == 2);
  plait_async_lock_free(lock);
}

static intptr_t sleeper(void *n) {
  GIVES(plait_task_sleep(0.002 * (double)(intptr_t)n), 0);
  order[ordered++] = (int)(intptr_t)n;
  return 0;
}

/* Those that nobody awaits are waited for at the end. */
static intptr_t three_sleepers(void *unused) {
  for (intptr_t n = 3; n >= 1; n--)
    plait_task_free(plait_task_new(NULL, sleeper, (void *)n));
  CHECK(ordered == 0);
  return (intptr_t)unused;
}

static void sleeping(void) {
  ordered = 0;
  GIVES(plait_run(three_sleepers, NULL, NULL), 0);
  CHECK(ordered == 3 && order[0] + order[1] + order[2] == 6);
}

static intptr_t hold(void *unused) {
  (void)unused;
  GIVES(plait_async_lock_acquire(lock), 0);
  GIVES(plait_async_lock_acquire_try(lock), EAGAIN);
  GIVES(plait_async_lock_acquire_for(lock, 0.0001), ETIMEDOUT);
  struct plait_task *t = plait_task_new("other", add_locked, NULL);
  GIVES(plait_task_await_try(t, NULL), EAGAIN);
  GIVES(plait_task_await_for(t, NULL, 0.0001), ETIMEDOUT);
  CHECK(!plait_task_done(t));
  GIVES(plait_async_lock_release(lock), 0);
  GIVES(plait_task_await(t, NULL), 0);
  CHECK(plait_task_done(t));
  GIVES(plait_task_await_try(t, NULL), 0);
  plait_task_free(t);
  return 0;
}

static void times(void) {
  lock = plait_async_lock_new("lock");
  GIVES(plait_run(hold, NULL, NULL), 0);
  GIVES(plait_run(hold, NULL, NULL), 0); /* the lock may be used by another loop later */
  plait_async_lock_free(lock);
}

CASES({"no_await_no_switch", no_await_no_switch}, {"async_lock", async_lock}, {"sleeping", sleeping}, {"times", times})

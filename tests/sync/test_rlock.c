/* test_rlock.c — RLock. */
#include "check.h"

static struct plait_rlock *lock;
static int counter;

static void *add_one(void *unused) {
  GIVES(plait_rlock_acquire(lock), 0);
  GIVES(plait_rlock_acquire(lock), 0);
  counter++;
  GIVES(plait_rlock_release(lock), 0);
  counter++;
  GIVES(plait_rlock_release(lock), 0);
  return unused;
}

/* It keeps others out until the outermost release. */
static void exclusion(void) {
  counter = 0;
  lock = plait_rlock_new("door");
  pthread_t a = start(add_one, NULL);
  add_one(NULL);
  join(a);
  CHECK(counter == 4);
  plait_rlock_free(lock);
}

static void depth(void) {
  lock = plait_rlock_new(NULL);
  GIVES(plait_rlock_depth(lock), 0);
  for (int i = 1; i <= 3; i++) {
    GIVES(plait_rlock_acquire_try(lock), 0);
    GIVES(plait_rlock_depth(lock), i);
  }
  for (int i = 3; i-- > 0;) {
    GIVES(plait_rlock_release(lock), 0);
    GIVES(plait_rlock_depth(lock), i);
  }
  plait_rlock_free(lock);
}

static void *refused(void *unused) {
  GIVES(plait_rlock_acquire_try(lock), EAGAIN);
  GIVES(plait_rlock_acquire_for(lock, 0), ETIMEDOUT);
  GIVES(plait_rlock_acquire_for(lock, 0.0001), ETIMEDOUT);
  GIVES(plait_rlock_depth(lock), 0);
  return unused;
}

/* What another thread holds is not to be had. */
static void held(void) {
  lock = plait_rlock_new("door");
  GIVES(plait_rlock_acquire(lock), 0);
  join(start(refused, NULL));
  GIVES(plait_rlock_release(lock), 0);
  plait_rlock_free(lock);
}

static void *try_it(void *unused) {
  int e = plait_rlock_acquire_for(lock, 0.0001);
  CHECK(e == 0 || e == ETIMEDOUT);
  if (e == 0) {
    counter++;
    GIVES(plait_rlock_release(lock), 0);
  }
  return unused;
}

/* A time may run out in the same moment in which the lock is freed: then it is either, and nothing is lost. */
static void times(void) {
  counter = 0;
  lock = plait_rlock_new("door");
  GIVES(plait_rlock_acquire(lock), 0);
  pthread_t a = start(try_it, NULL), b = start(try_it, NULL);
  GIVES(plait_rlock_release(lock), 0);
  GIVES(plait_rlock_acquire(lock), 0);
  CHECK(counter <= 2);
  GIVES(plait_rlock_release(lock), 0);
  join(a);
  join(b);
  GIVES(plait_rlock_acquire_try(lock), 0);
  GIVES(plait_rlock_release(lock), 0);
  plait_rlock_free(lock);
}

CASES({"exclusion", exclusion}, {"depth", depth}, {"held", held}, {"times", times})

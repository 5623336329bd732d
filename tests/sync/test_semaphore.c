/* test_semaphore.c — Semaphore and BoundedSemaphore. */
#include "check.h"

static struct plait_semaphore *chairs;
static struct plait_bounded_semaphore *bounded;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int inside, most, data;

static void change(int by) {
  pthread_mutex_lock(&lock);
  inside += by;
  if (inside > most)
    most = inside;
  pthread_mutex_unlock(&lock);
}

static void *guest(void *unused) {
  GIVES(plait_semaphore_acquire(chairs), 0);
  change(+1);
  change(-1);
  GIVES(plait_semaphore_release(chairs), 0);
  return unused;
}

/* Never more inside than there are permits. */
static void limits(void) {
  inside = most = 0;
  chairs = plait_semaphore_new("chairs", 1);
  pthread_t a = start(guest, NULL);
  guest(NULL);
  join(a);
  CHECK(most == 1);
  GIVES(plait_semaphore_permits(chairs), 1);
  plait_semaphore_free(chairs);
}

static void *give(void *unused) {
  data = 5;
  GIVES(plait_semaphore_release(chairs), 0);
  return unused;
}

/* A permit may come from another thread, and what that did before is seen. */
static void hand_over(void) {
  data = 0;
  chairs = plait_semaphore_new("ready", 0);
  pthread_t a = start(give, NULL);
  GIVES(plait_semaphore_acquire(chairs), 0);
  CHECK(data == 5);
  join(a);
  plait_semaphore_free(chairs);
}

static void *take(void *unused) {
  GIVES(plait_semaphore_acquire(chairs), 0);
  return unused;
}

/* Two permits let two go on. */
static void several(void) {
  chairs = plait_semaphore_new("chairs", 0);
  pthread_t a = start(take, NULL), b = start(take, NULL);
  GIVES(plait_semaphore_release_n(chairs, 2), 0);
  join(a);
  join(b);
  GIVES(plait_semaphore_permits(chairs), 0);
  plait_semaphore_free(chairs);
}

static void none(void) {
  chairs = plait_semaphore_new("chairs", 0);
  GIVES(plait_semaphore_acquire_try(chairs), EAGAIN);
  GIVES(plait_semaphore_acquire_for(chairs, 0), ETIMEDOUT);
  GIVES(plait_semaphore_acquire_for(chairs, -1), ETIMEDOUT);
  GIVES(plait_semaphore_acquire_for(chairs, 0.0001), ETIMEDOUT);
  GIVES(plait_semaphore_release_n(chairs, 3), 0);
  GIVES(plait_semaphore_acquire_try(chairs), 0);
  GIVES(plait_semaphore_permits(chairs), 2);
  plait_semaphore_free(chairs);
}

static void *take_in_time(void *got) {
  int e = plait_semaphore_acquire_for(chairs, 0.0001);
  CHECK(e == 0 || e == ETIMEDOUT);
  *(int *)got = e == 0;
  return NULL;
}

/* When the time runs out just as a permit comes, the permit is taken or is still there. */
static void times(void) {
  int got[2] = {0};
  chairs = plait_semaphore_new("chairs", 0);
  pthread_t a = start(take_in_time, &got[0]), b = start(take_in_time, &got[1]);
  GIVES(plait_semaphore_release(chairs), 0);
  join(a);
  join(b);
  GIVES(plait_semaphore_permits(chairs), 1 - got[0] - got[1]);
  plait_semaphore_free(chairs);
}

static void *use(void *unused) {
  GIVES(plait_bounded_semaphore_acquire(bounded), 0);
  change(+1);
  change(-1);
  GIVES(plait_bounded_semaphore_release(bounded), 0);
  return unused;
}

static void bounds(void) {
  inside = most = 0;
  bounded = plait_bounded_semaphore_new("chairs", 1);
  pthread_t a = start(use, NULL);
  use(NULL);
  join(a);
  CHECK(most == 1);
  GIVES(plait_bounded_semaphore_permits(bounded), 1);
  plait_bounded_semaphore_free(bounded);
}

CASES({"limits", limits}, {"hand_over", hand_over}, {"several", several}, {"none", none}, {"times", times}, {"bounds", bounds})

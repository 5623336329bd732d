/* test_barrier.c — Barrier. */
#include "check.h"

#include <time.h>

static struct plait_barrier *stop;
static int came[2], actions;
static bool done[2];

static int count_actions(void *unused) {
  (void)unused;
  actions++;
  return 0;
}

static void *walk(void *unused) {
  for (int round = 0; round < 2; round++) {
    int index;
    GIVES(plait_barrier_wait(stop, &index), 0);
    CHECK(actions > round);
    CHECK(index == 0 || index == 1);
    __atomic_fetch_add(&came[round], 1 << (4 * index), __ATOMIC_SEQ_CST);
  }
  return unused;
}

/* Round by round; the indices are different, the action is done once before any goes on. */
static void rounds(void) {
  came[0] = came[1] = actions = 0;
  stop = plait_barrier_new("stop", 2, count_actions, NULL);
  GIVES(plait_barrier_parties(stop), 2);
  pthread_t a = start(walk, NULL);
  walk(NULL);
  join(a);
  CHECK(came[0] == 0x11 && came[1] == 0x11 && actions == 2);
  GIVES(plait_barrier_n_waiting(stop), 0);
  plait_barrier_free(stop);
}

static void *expect_broken(void *unused) {
  GIVES(plait_barrier_wait(stop, NULL), ECANCELED);
  return unused;
}

/* Whether it comes before or after, a thread gets to know that the barrier was aborted. */
static void aborted(void) {
  stop = plait_barrier_new("stop", 2, NULL, NULL);
  pthread_t a = start(expect_broken, NULL);
  GIVES(plait_barrier_abort(stop), 0);
  CHECK(plait_barrier_broken(stop));
  join(a);
  GIVES(plait_barrier_wait_try(stop, NULL), ECANCELED);
  GIVES(plait_barrier_reset(stop), 0);
  CHECK(!plait_barrier_broken(stop));
  GIVES(plait_barrier_wait_try(stop, NULL), EAGAIN);
  plait_barrier_free(stop);
}

static void *be_reset(void *who) {
  int e = plait_barrier_wait(stop, NULL);
  CHECK(e == 0 || e == ECANCELED);
  if (e == ECANCELED)
    GIVES(plait_barrier_wait(stop, NULL), 0);
  done[(intptr_t)who] = true;
  return NULL;
}

/* A reset throws those out who wait; who then comes again makes a new round. */
static void reset(void) {
  done[0] = done[1] = false;
  stop = plait_barrier_new("stop", 2, NULL, NULL);
  pthread_t a = start(be_reset, (void *)0);
  GIVES(plait_barrier_reset(stop), 0);
  be_reset((void *)1);
  join(a);
  CHECK(done[0] && done[1] && !plait_barrier_broken(stop));
  plait_barrier_free(stop);
}

static void *expect_reset(void *unused) {
  GIVES(plait_barrier_wait(stop, NULL), ECANCELED);
  return unused;
}

/* Who is thrown out does not count for the next round, although it has not gone yet. */
static void virtual_reset(void) {
  stop = plait_barrier_new("stop", 2, NULL, NULL);
  pthread_t a = start(expect_reset, NULL);
  struct timespec second = {.tv_sec = 1};
  nanosleep(&second, NULL); /* until the other waits */
  GIVES(plait_barrier_n_waiting(stop), 1);
  GIVES(plait_barrier_reset(stop), 0);
  GIVES(plait_barrier_n_waiting(stop), 0);
  GIVES(plait_barrier_wait_try(stop, NULL), EAGAIN);
  join(a);
  CHECK(!plait_barrier_broken(stop));
  plait_barrier_free(stop);
}

static void times(void) {
  stop = plait_barrier_new("stop", 2, NULL, NULL);
  GIVES(plait_barrier_wait_for(stop, NULL, 0.0001), ETIMEDOUT);
  CHECK(plait_barrier_broken(stop));
  GIVES(plait_barrier_wait(stop, NULL), ECANCELED);
  GIVES(plait_barrier_n_waiting(stop), 0);
  GIVES(plait_barrier_reset(stop), 0);
  GIVES(plait_barrier_wait_for(stop, NULL, 0), ETIMEDOUT);
  plait_barrier_free(stop);
}

static void *in_time(void *result) {
  *(int *)result = plait_barrier_wait_for(stop, NULL, 0.0001);
  return NULL;
}

/* Both go through, or one runs out of time and the other learns it, however late. */
static void race_with_time(void) {
  int result[2];
  stop = plait_barrier_new("stop", 2, NULL, NULL);
  pthread_t a = start(in_time, &result[0]);
  in_time(&result[1]);
  join(a);
  CHECK((result[0] == 0 && result[1] == 0) || (result[0] == ETIMEDOUT && result[1] == ECANCELED) ||
        (result[0] == ECANCELED && result[1] == ETIMEDOUT));
  plait_barrier_free(stop);
}

static int fail(void *unused) {
  (void)unused;
  return EIO;
}

static void *action_failed(void *result) {
  *(int *)result = plait_barrier_wait(stop, NULL);
  return NULL;
}

static void failing_action(void) {
  int result[2];
  stop = plait_barrier_new("stop", 2, fail, NULL);
  pthread_t a = start(action_failed, &result[0]);
  action_failed(&result[1]);
  join(a);
  CHECK((result[0] == EIO && result[1] == ECANCELED) || (result[0] == ECANCELED && result[1] == EIO));
  CHECK(plait_barrier_broken(stop));
  plait_barrier_free(stop);
}

CASES({"rounds", rounds}, {"aborted", aborted}, {"reset", reset}, {"virtual_reset", virtual_reset}, {"times", times}, {"race_with_time", race_with_time},
      {"failing_action", failing_action})

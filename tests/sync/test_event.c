/* test_event.c — Event. */
#include "check.h"

#include <time.h>

static struct plait_event *go;
static int data;

static void *wait_for_it(void *unused) {
  GIVES(plait_event_wait(go), 0);
  CHECK(data == 7);
  return unused;
}

/* All who wait go on, and who comes later does not wait. */
static void start_signal(void) {
  data = 0;
  go = plait_event_new("go");
  CHECK(!plait_event_is_set(go));
  pthread_t a = start(wait_for_it, NULL), b = start(wait_for_it, NULL);
  data = 7;
  GIVES(plait_event_set(go), 0);
  join(a);
  join(b);
  CHECK(plait_event_is_set(go));
  GIVES(plait_event_wait_try(go), 0);
  plait_event_free(go);
}

static void *wait_only(void *unused) {
  GIVES(plait_event_wait(go), 0);
  return unused;
}

/* Who waits when it is set goes on even if it is cleared at once; who comes after that needs the next one. */
static void cleared_at_once(void) {
  go = plait_event_new("go");
  pthread_t a = start(wait_only, NULL);
  GIVES(plait_event_set(go), 0);
  GIVES(plait_event_clear(go), 0);
  GIVES(plait_event_set(go), 0);
  join(a);
  plait_event_free(go);
}

/* The same to the point: on virtual time a sleep ends when everybody else waits, so the thread is waiting when it is set. */
static void virtual_cleared(void) {
  go = plait_event_new("go");
  pthread_t a = start(wait_only, NULL);
  struct timespec second = {.tv_sec = 1};
  nanosleep(&second, NULL);
  GIVES(plait_event_set(go), 0);
  GIVES(plait_event_clear(go), 0);
  join(a);
  CHECK(!plait_event_is_set(go));
  plait_event_free(go);
}

static void *set_it(void *unused) {
  GIVES(plait_event_set(go), 0);
  GIVES(plait_event_clear(go), 0);
  return unused;
}

/* The wait ends by the event or by the time, and says which. */
static void times(void) {
  go = plait_event_new("go");
  GIVES(plait_event_wait_try(go), EAGAIN);
  GIVES(plait_event_wait_for(go, -1), ETIMEDOUT);
  pthread_t a = start(set_it, NULL);
  int e = plait_event_wait_for(go, 0.0001);
  CHECK(e == 0 || e == ETIMEDOUT);
  join(a);
  CHECK(!plait_event_is_set(go));
  GIVES(plait_event_wait_for(go, 0.0001), ETIMEDOUT);
  plait_event_free(go);
}

static uint64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

/* Times are those that were said, to the nanosecond, though 0.29 and 1.2 are not exactly numbers of the machine. */
static void virtual_exact(void) {
  go = plait_event_new("go");
  uint64_t before = now();
  GIVES(plait_event_wait_for(go, 0.29), ETIMEDOUT);
  CHECK(now() - before == 290000000);
  GIVES(plait_event_wait_for(go, 1.2), ETIMEDOUT);
  CHECK(now() - before == 1490000000);
  plait_event_free(go);
}

CASES({"start_signal", start_signal}, {"cleared_at_once", cleared_at_once}, {"virtual_cleared", virtual_cleared}, {"virtual_exact", virtual_exact},
      {"times", times})

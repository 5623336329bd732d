/* test_pool.c — ThreadPool and Future. */
#include "check.h"

static struct plait_pool *pool;
static struct plait_event *go;
static int ran;

static intptr_t square(void *n) { return (intptr_t)n * (intptr_t)n; }

static void results(void) {
  struct plait_future *f[2];
  intptr_t result = 0;
  pool = plait_pool_new("worker", 1);
  for (intptr_t i = 0; i < 2; i++)
    GIVES(plait_pool_submit(pool, square, (void *)(i + 2), &f[i]), 0);
  for (int i = 0; i < 2; i++) {
    GIVES(plait_future_result(f[i], &result), 0);
    CHECK(result == (i + 2) * (i + 2));
    CHECK(plait_future_done(f[i]));
    plait_future_free(f[i]);
  }
  plait_pool_free(pool);
}

static intptr_t mark(void *place) {
  *(int *)place += 1;
  return 0;
}

/* Whichever of the two takes it, it is done once and both end. */
static void two_threads(void) {
  int did = 0;
  pool = plait_pool_new("workers", 2);
  GIVES(plait_pool_submit(pool, mark, &did, NULL), 0);
  GIVES(plait_pool_shutdown(pool, true), 0);
  CHECK(did == 1);
  plait_pool_free(pool);
}

static intptr_t count(void *unused) {
  (void)unused;
  return ++ran;
}

/* What was submitted is done before shutdown returns; the futures live on. */
static void shutdown_waits(void) {
  struct plait_future *f;
  intptr_t result = 0;
  ran = 0;
  pool = plait_pool_new("worker", 1);
  GIVES(plait_pool_submit(pool, count, NULL, NULL), 0);
  GIVES(plait_pool_submit(pool, count, NULL, &f), 0);
  GIVES(plait_pool_shutdown(pool, true), 0);
  CHECK(ran == 2);
  GIVES(plait_pool_shutdown(pool, true), 0);
  plait_pool_free(pool);
  GIVES(plait_future_result_try(f, &result), 0);
  CHECK(result == 2);
  plait_future_free(f);
}

static intptr_t wait_for_go(void *unused) {
  (void)unused;
  plait_event_wait(go);
  return 1;
}

/* A job that has not begun can be cancelled, one that runs cannot. */
static void cancel(void) {
  struct plait_future *first, *second;
  intptr_t result;
  ran = 0;
  go = plait_event_new("go");
  pool = plait_pool_new("worker", 1);
  GIVES(plait_pool_submit(pool, wait_for_go, NULL, &first), 0);
  GIVES(plait_pool_submit(pool, count, NULL, &second), 0);
  GIVES(plait_future_cancel(second), 0);
  GIVES(plait_future_cancel(second), 0);
  GIVES(plait_future_result(second, &result), ECANCELED);
  plait_future_free(second);
  GIVES(plait_event_set(go), 0);
  GIVES(plait_future_result(first, &result), 0);
  GIVES(plait_future_cancel(first), EAGAIN);
  plait_future_free(first);
  plait_pool_free(pool);
  CHECK(ran == 0);
  plait_event_free(go);
}

/* shutdown_now: every job is done or cancelled, and its future knows which. */
static void shutdown_now(void) {
  struct plait_future *f[2];
  int done = 0;
  ran = 0;
  pool = plait_pool_new("worker", 1);
  for (int i = 0; i < 2; i++)
    GIVES(plait_pool_submit(pool, count, NULL, &f[i]), 0);
  GIVES(plait_pool_shutdown_now(pool, true), 0);
  for (int i = 0; i < 2; i++) {
    int e = plait_future_result_try(f[i], NULL);
    CHECK(e == 0 || e == ECANCELED);
    done += e == 0;
    plait_future_free(f[i]);
  }
  CHECK(done == ran);
  plait_pool_free(pool);
}

static intptr_t submit_more(void *unused) {
  (void)unused;
  int e = plait_pool_submit(pool, count, NULL, NULL);
  CHECK(e == 0);
  return 0;
}

/* A job may submit another. */
static void job_submits(void) {
  struct plait_future *f;
  ran = 0;
  pool = plait_pool_new("worker", 1);
  GIVES(plait_pool_submit(pool, submit_more, NULL, &f), 0);
  GIVES(plait_future_result(f, NULL), 0);
  plait_future_free(f);
  plait_pool_free(pool);
  CHECK(ran == 1);
}

static void times(void) {
  struct plait_future *f;
  go = plait_event_new("go");
  pool = plait_pool_new("worker", 1);
  GIVES(plait_pool_submit(pool, wait_for_go, NULL, &f), 0);
  GIVES(plait_future_result_try(f, NULL), EAGAIN);
  GIVES(plait_future_result_for(f, NULL, 0.0001), ETIMEDOUT);
  CHECK(!plait_future_done(f));
  GIVES(plait_event_set(go), 0);
  GIVES(plait_future_result(f, NULL), 0);
  plait_future_free(f);
  plait_pool_free(pool);
  plait_event_free(go);
}

CASES({"results", results}, {"two_threads", two_threads}, {"shutdown_waits", shutdown_waits}, {"cancel", cancel}, {"shutdown_now", shutdown_now},
      {"job_submits", job_submits}, {"times", times})

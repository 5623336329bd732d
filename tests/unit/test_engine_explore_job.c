/* test_engine_explore_job.c — searches in the background, beside a session that is shown. */
#include "live.h"

#include "engine/explore_job.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000 }; /* a bound for a machine that is busy, never waited for */

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

static struct session *shown(struct session_options *o, const uint32_t *choices, size_t n) {
  struct plait_err err = {0};
  struct session *s = session_new(o, &err);
  if (!s || !session_begin(s, choices, n, &err)) fail_msg("%s", err.text);
  enum session_event e;
  do
    e = session_poll(s, PATIENCE_MS, &err);
  while (e == SESSION_STEPPED);
  assert_int_equal(e, SESSION_ASK);
  return s;
}

static struct explore_job *job(struct session_options *o, struct session *s, double seconds) {
  struct plait_err err = {0};
  uint32_t *root = NULL;
  size_t n = trace_choices(session_trace(s), 1, trace_steps(session_trace(s)), &root);
  struct explore_job *j = explore_job_new(
      &(struct explore_job_options){.session = o, .shown = s, .root = root, .root_len = n, .seconds = seconds}, &err);
  free(root); /* it has its own */
  if (!j) fail_msg("%s", err.text);
  return j;
}

/* The next news, or the last. */
static void hear(struct explore_job *j, bool last, struct explore_job_news *n) {
  struct pollfd fd = {explore_job_fd(j), POLLIN, 0};
  do {
    assert_int_equal(poll(&fd, 1, PATIENCE_MS), 1);
    assert_true(explore_job_take(j, n));
  } while (last && !n->over);
}

static const uint32_t both[] = {WIRE_CHOICE(CHOICE_STEP, 0), WIRE_CHOICE(CHOICE_STEP, 0)};

/* What can follow from where the session is, and nothing else; the session does not notice. */
static void endings_from_here(void **state) {
  (void)state;
  struct session_options o = {.program = live_program("counter")};
  struct session *s = shown(&o, both, 2);
  struct explore_job *j = job(&o, s, 60);
  struct explore_job_news all = {0}, rest = {0};
  hear(j, true, &all);
  assert_false(explore_job_take(j, &all)); /* said once */
  explore_job_free(j);
  assert_false(all.failed);
  assert_true(all.result.complete);
  assert_int_equal(all.steps, 2);
  assert_true(all.outcomes > 1);
  assert_int_equal(all.outcomes, all.result.outcomes_len);
  for (size_t i = 0; i < all.result.outcomes_len; i++) {
    const struct explore_outcome *e = &all.result.outcomes[i];
    assert_memory_equal(e->way.schedule, both, sizeof both);
    assert_true(i == 0 || e->first > e[-1].first); /* as they were found */
  }
  assert_true(session_asking(s));
  assert_int_equal(trace_steps(session_trace(s)), 2);
  /* One thread has done everything before the other begins: only one way is left. */
  struct plait_err err = {0};
  while (session_asking(s) && trace_steps(session_trace(s)) < 6) {
    uint32_t c[8];
    size_t n = session_choices(s, c, 8), i = 0;
    while (i < n && WIRE_CHOICE_THREAD(c[i]) != 1) i++;
    if (i == n) break;
    assert_true(session_step(s, c[i], &err));
    while (session_poll(s, PATIENCE_MS, &err) == SESSION_STEPPED) continue;
  }
  j = job(&o, s, 60);
  hear(j, true, &rest);
  explore_job_free(j);
  assert_true(rest.result.complete);
  assert_true(rest.result.executions < all.result.executions);
  explore_job_news_fini(&all);
  explore_job_news_fini(&rest);
  session_free(s);
}

/* T2 writes `late` alone, which only the search finds to be shared: what it began with has more steps than it was told,
 * and the session follows what it found once it knows the same. */
static void memory_that_only_the_search_finds(void **state) {
  (void)state;
  uint32_t root[16]; /* two threads are created; T2 starts, does its twelve steps and writes `gone` */
  for (size_t i = 0; i < 16; i++)
    root[i] = WIRE_CHOICE(CHOICE_STEP, i < 2 ? 0 : 2);
  struct session_options o = {.program = live_program("late_share")};
  struct session *s = shown(&o, root, 16);
  uint32_t generation = session_generation(s);
  assert_int_equal(trace_steps(session_trace(s)), 16);
  struct explore_job *j = job(&o, s, 60);
  struct explore_job_news n = {0};
  hear(j, true, &n);
  explore_job_free(j);
  assert_true(n.result.complete);
  assert_int_equal(n.steps, 18); /* reading and writing `late` before `gone` */
  assert_int_equal(n.outcomes, 1);
  session_share(s, n.shared, n.shared_len);
  assert_int_not_equal(session_generation(s), generation);
  generation = session_generation(s);
  session_share(s, n.shared, n.shared_len); /* nothing new */
  assert_int_equal(session_generation(s), generation);
  const struct explore_way *way = &n.result.outcomes[0].way;
  struct plait_err err = {0};
  assert_true(session_begin_from(s, way->schedule, way->len, generation, &err));
  enum session_event e;
  do
    e = session_poll(s, PATIENCE_MS, &err);
  while (e == SESSION_STEPPED);
  assert_int_equal(e, SESSION_ENDED);
  assert_int_equal(trace_end(session_trace(s))->kind, END_EXIT);
  assert_int_equal(trace_steps(session_trace(s)), way->steps);
  explore_job_news_fini(&n);
  session_free(s);
}

/* A search that takes longer than anybody waits is heard of while it goes on, and is over when it is to be, or when its time is. */
static void a_long_search(void **state) {
  (void)state;
  struct session_options o = {.program = live_program("../../scenes/bounded-queue")};
  struct session *s = shown(&o, NULL, 0);
  struct explore_job *j = job(&o, s, 3600);
  struct explore_job_news n = {0};
  hear(j, false, &n);
  assert_false(n.over);
  explore_job_free(j);
  j = job(&o, s, 0.2);
  hear(j, true, &n);
  assert_true(n.over);
  assert_false(n.result.complete);
  explore_job_free(j);
  explore_job_news_fini(&n);
  session_free(s);
}

/* A program that has gone since. */
static void what_cannot_start_says_why(void **state) {
  (void)state;
  struct session_options o = {.program = live_program("counter")}, gone = {.program = "./no-such-program"};
  struct session *s = shown(&o, NULL, 0);
  struct explore_job *j = job(&gone, s, 60);
  struct explore_job_news n = {0};
  hear(j, true, &n);
  assert_true(n.failed);
  assert_non_null(strstr(n.err.text, "no-such-program"));
  explore_job_free(j);
  explore_job_news_fini(&n);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(endings_from_here),
      cmocka_unit_test(memory_that_only_the_search_finds),
      cmocka_unit_test(a_long_search),
      cmocka_unit_test(what_cannot_start_says_why),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

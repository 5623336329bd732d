/* Stepping a real program: choosing, refusing, going back, memory found shared on the way. */
#include "analysis/analysis.h"
#include "live.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

enum { PATIENCE_MS = 60000 }; /* a bound for a machine that is busy, never waited for */

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

static struct session *start(const char *name, struct session_options o) {
  struct plait_err err = {0};
  o.program = live_program(name);
  struct session *s = session_new(&o, &err);
  if (!s)
    fail_msg("%s", err.text);
  return s;
}

/* Polls until something other than steps happens. */
static enum session_event settle(struct session *s) {
  struct plait_err err = {0};
  enum session_event e;
  do
    e = session_poll(s, PATIENCE_MS, &err);
  while (e == SESSION_STEPPED);
  if (e == SESSION_FAILED)
    fail_msg("%s", err.text);
  return e;
}

static void begin(struct session *s, const uint32_t *prefix, size_t n) {
  struct plait_err err = {0};
  if (!session_begin(s, prefix, n, &err))
    fail_msg("%s", err.text);
}

/* Lets THREAD move; whatever comes next. */
static enum session_event step(struct session *s, uint32_t thread) {
  struct plait_err err = {0};
  if (!session_step(s, WIRE_CHOICE(CHOICE_STEP, thread), &err))
    fail_msg("%s", err.text);
  return settle(s);
}

static void stops_at_the_first_point(void **state) {
  (void)state;
  struct session *s = start("counter", (struct session_options){0});
  struct plait_err err = {0};
  assert_int_equal(session_poll(s, 0, &err), SESSION_QUIET);
  assert_false(session_asking(s));
  begin(s, NULL, 0);
  assert_int_equal(settle(s), SESSION_ASK);
  assert_true(session_asking(s));
  assert_int_equal(trace_steps(session_trace(s)), 0);
  uint32_t choices[8];
  assert_int_equal(session_choices(s, choices, 8), 1);
  assert_int_equal(choices[0], WIRE_CHOICE(CHOICE_STEP, 0));
  size_t n;
  const struct trace_pending *p = trace_pending(session_trace(s), &n);
  assert_int_equal(n, 1);
  assert_int_equal(p[0].op, OP_THREAD_CREATE);
  assert_int_equal(session_poll(s, 0, &err), SESSION_ASK); /* as often as asked */
  session_free(s);
}

/* main creates two threads, T1 reads, T2 reads, T1 writes, T2 writes: the update is lost. */
static void steps_as_told(void **state) {
  (void)state;
  struct session *s = start("counter", (struct session_options){0});
  begin(s, NULL, 0);
  assert_int_equal(settle(s), SESSION_ASK);
  static const uint16_t who[] = {0, 0, 1, 2, 1, 2, 1, 2, 1, 2};
  for (size_t i = 0; i < sizeof who / sizeof *who; i++) {
    assert_int_equal(step(s, who[i]), SESSION_ASK);
    assert_int_equal(trace_steps(session_trace(s)), i + 1);
    assert_int_equal(trace_step(session_trace(s), (uint32_t)i + 1)->thread, who[i]);
  }
  while (session_asking(s))
    step(s, 0);
  struct buf out = {0};
  live_output(session_trace(s), 1, &out);
  assert_string_equal(buf_str(&out), "1\n");
  buf_fini(&out);
  struct plait_err err = {0};
  assert_int_equal(session_poll(s, 0, &err), SESSION_ENDED);
  assert_false(session_step(s, WIRE_CHOICE(CHOICE_STEP, 0), &err));
  assert_string_equal(err.text, "the execution is over");
  session_free(s);
}

static void refuse(struct session *s, uint32_t choice, const char *why) {
  struct plait_err err = {0};
  if (session_step(s, choice, &err)) {
    live_print(session_trace(s), stderr);
    fail_msg("%x was possible, but: %s", choice, why);
  }
  assert_string_equal(err.text, why);
  assert_true(session_asking(s));
}

static void refuses_what_is_not_possible(void **state) {
  (void)state;
  struct session *s = start("mutex", (struct session_options){0});
  begin(s, NULL, 0);
  settle(s);
  refuse(s, WIRE_CHOICE(CHOICE_STEP, 1), "there is no thread 1");
  step(s, 0);
  step(s, 0);
  do
    step(s, 1);
  while (trace_step(session_trace(s), trace_steps(session_trace(s)))->op != OP_MUTEX_LOCK);
  while (trace_pending_of(session_trace(s), 2)->op != OP_MUTEX_LOCK)
    step(s, 2);
  refuse(s, WIRE_CHOICE(CHOICE_STEP, 2), "T2 is blocked");
  refuse(s, WIRE_CHOICE(CHOICE_STEP, 0), "main is blocked");
  refuse(s, WIRE_CHOICE(CHOICE_TIMEOUT, 2), "no timeout of T2 can expire now");
  refuse(s, WIRE_CHOICE(CHOICE_SPURIOUS, 1), "T1 cannot wake up by itself now");
  refuse(s, WIRE_CHOICE(CHOICE_COND, 1), "T1 is not one of those that can be woken");
  while (trace_step(session_trace(s), trace_steps(session_trace(s)))->op != OP_THREAD_EXIT)
    step(s, 1);
  refuse(s, WIRE_CHOICE(CHOICE_STEP, 1), "T1 has ended");
  session_free(s);
}

static void goes_on_by_itself(void **state) {
  (void)state;
  struct session *s = start("mutex", (struct session_options){0});
  struct plait_err err = {0};
  begin(s, NULL, 0);
  assert_int_equal(settle(s), SESSION_ASK);
  assert_true(session_continue(s, 7, &err));
  assert_int_equal(settle(s), SESSION_ASK);
  assert_int_equal(trace_steps(session_trace(s)), 7);
  assert_true(session_continue(s, 0, &err));
  assert_int_equal(settle(s), SESSION_ENDED);
  assert_int_equal(trace_end(session_trace(s))->kind, END_EXIT);
  session_free(s);
}

/* To the end and one step at a time is the same execution as the default schedule. */
static void continues_like_the_default_schedule(void **state) {
  (void)state;
  struct session *s = start("detached", (struct session_options){0});
  struct plait_err err = {0};
  assert_true(session_run(s, NULL, NULL, &err));
  uint64_t whole = trace_hash(session_trace(s));
  begin(s, NULL, 0);
  while (settle(s) == SESSION_ASK)
    assert_true(session_continue(s, trace_steps(session_trace(s)) + 1, &err));
  assert_true(trace_hash(session_trace(s)) == whole);
  session_free(s);
}

static void goes_back_and_branches(void **state) {
  (void)state;
  struct session *s = start("counter", (struct session_options){0});
  struct plait_err err = {0};
  begin(s, NULL, 0);
  settle(s);
  assert_true(session_continue(s, 0, &err));
  assert_int_equal(settle(s), SESSION_ENDED);
  uint32_t *choices = NULL, epoch = session_epoch(s);
  size_t n = trace_choices(session_trace(s), 1, 4, &choices);
  assert_int_equal(n, 4);
  begin(s, choices, n);
  assert_int_equal(settle(s), SESSION_ASK);
  assert_true(session_epoch(s) > epoch);
  assert_int_equal(trace_steps(session_trace(s)), 4);
  assert_int_equal(step(s, 2), SESSION_ASK);
  assert_int_equal(trace_step(session_trace(s), 5)->thread, 2);
  free(choices);
  session_free(s);
}

static void pauses(void **state) {
  (void)state;
  struct session *s = start("endless", (struct session_options){.max_steps = 100000});
  struct plait_err err = {0};
  begin(s, NULL, 0);
  settle(s);
  assert_true(session_continue(s, 50000, &err));
  enum session_event e = session_poll(s, PATIENCE_MS, &err); /* there are steps, or it was very quick */
  session_pause(s);
  if (e != SESSION_ASK)
    e = settle(s);
  assert_int_equal(e, SESSION_ASK);
  assert_true(trace_steps(session_trace(s)) > 0 && trace_steps(session_trace(s)) <= 50000);
  session_free(s);
}

/* Every choice of a random walk, also those of a waiter to wake, is accepted, and the trace grows by what was chosen. */
static void walks_at_random(void **state) {
  (void)state;
  static const char *const names[] = {"detached", "deadlock", "late_share", "waiters"};
  unsigned random = 1;
  for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
    struct session *s = start(names[k], (struct session_options){.spurious = true});
    for (int walk = 0; walk < 15; walk++) {
      struct plait_err err = {0};
      uint32_t choices[64], moved = 0;
      begin(s, NULL, 0);
      for (enum session_event e = settle(s); e != SESSION_ENDED; e = settle(s)) {
        if (!session_asking(s)) {
          assert_int_equal(e, SESSION_REDRAWN);
          continue;
        }
        size_t n = session_choices(s, choices, 64);
        assert_true(n > 0);
        random = random * 1103515245 + 12345;
        if (!session_step(s, choices[random / 65536 % n], &err))
          fail_msg("%s", err.text);
        assert_true(++moved < 10000);
      }
      assert_int_not_equal(trace_end(session_trace(s))->kind, END_NONE);
      assert_int_not_equal(trace_end(session_trace(s))->kind, END_CRASH);
      assert_int_not_equal(trace_end(session_trace(s))->kind, END_DIVERGED);
    }
    session_free(s);
  }
}

/* T2 first, then T1: only now is `late` found to be shared. T2's access to it, which was no step, becomes one. */
static void redraws_when_memory_is_found_shared(void **state) {
  (void)state;
  struct session *s = start("late_share", (struct session_options){0});
  begin(s, NULL, 0);
  assert_int_equal(settle(s), SESSION_ASK);
  step(s, 0);
  step(s, 0);
  enum session_event e = SESSION_ASK;
  uint32_t epoch = session_epoch(s), generation = session_generation(s), before = 0;
  for (int i = 0; i < 40 && e == SESSION_ASK; i++) {
    uint32_t choices[8];
    size_t n = session_choices(s, choices, 8);
    before = trace_steps(session_trace(s));
    /* T2 while it can, then T1 */
    e = step(s, WIRE_CHOICE_THREAD(choices[n - 1]) == 2 ? 2 : 1);
  }
  assert_int_equal(e, SESSION_REDRAWN);
  assert_true(session_asking(s));
  assert_true(session_epoch(s) > epoch);
  assert_true(session_generation(s) > generation);
  const struct trace *t = session_trace(s);
  assert_true(trace_steps(t) > before + 1);
  /* The choices that were made are still what happened: all of T2, then T1. */
  uint32_t i = 3;
  while (i <= trace_steps(t) && trace_step(t, i)->thread == 2)
    i++;
  assert_int_equal(trace_step(t, i - 1)->op, OP_THREAD_EXIT);
  while (i <= trace_steps(t) && trace_step(t, i)->thread == 1)
    i++;
  assert_int_equal(i, trace_steps(t) + 1);
  int on_late = 0;
  for (i = 1; i <= trace_steps(t); i++)
    on_late += trace_step(t, i)->thread == 2 && trace_step(t, i)->op == OP_WRITE;
  assert_int_equal(on_late, 2); /* late and gone */
  session_free(s);
}

/* A prefix kept from before is still good, with the generation that goes with it. */
static void begins_from_an_older_generation(void **state) {
  (void)state;
  struct session *s = start("late_share", (struct session_options){0});
  struct plait_err err = {0};
  begin(s, NULL, 0);
  settle(s);
  assert_true(session_continue(s, 0, &err));
  assert_int_equal(settle(s), SESSION_ENDED);
  uint32_t *old = NULL, generation = session_generation(s), steps = trace_steps(session_trace(s));
  size_t n = trace_choices(session_trace(s), 1, steps, &old);
  /* the other order, which finds more shared memory */
  begin(s, NULL, 0);
  enum session_event e = settle(s);
  for (int i = 0; i < 60 && e == SESSION_ASK; i++) {
    uint32_t choices[8];
    size_t m = session_choices(s, choices, 8);
    e = step(s, trace_steps(session_trace(s)) < 2 ? 0 : WIRE_CHOICE_THREAD(choices[m - 1]));
  }
  assert_int_equal(e, SESSION_REDRAWN);
  assert_true(session_generation(s) > generation);
  assert_true(session_begin_from(s, old, n, generation, &err));
  e = settle(s);
  assert_int_equal(e, SESSION_ENDED);
  assert_int_equal(trace_end(session_trace(s))->kind, END_EXIT);
  assert_true(trace_steps(session_trace(s)) > steps);
  free(old);
  session_free(s);
}

static void can_be_left_at_any_point(void **state) {
  (void)state;
  struct plait_err err = {0};
  struct session *s = start("endless", (struct session_options){.max_steps = 1000000});
  for (int i = 0; i < 20; i++) {
    begin(s, NULL, 0); /* the first time in the middle of the search, later of the execution */
    session_poll(s, 0, &err);
  }
  assert_int_equal(settle(s), SESSION_ASK);
  session_free(s);
}

/* Both take theirs, fail to get the other's, give theirs back, in step: what it is after a round it was before. */
static void tells_that_everything_is_as_it_was(void **state) {
  (void)state;
  enum { ROUND = 6, ROUNDS = 5 };
  struct session *s = start("find_polite", (struct session_options){0});
  const struct trace *t = session_trace(s);
  begin(s, NULL, 0);
  assert_int_equal(settle(s), SESSION_ASK);
  static const uint16_t who[] = {0, 0, 1, 1, 2, 2};
  for (size_t i = 0; i < sizeof who / sizeof *who; i++)
    assert_int_equal(step(s, who[i]), SESSION_ASK);
  uint32_t told = 0;
  for (uint32_t i = 0; i < ROUND * ROUNDS; i++) {
    assert_int_equal(step(s, 1 + i % 2), SESSION_ASK); /* it does not end: whoever steps may go on */
    if (trace_circle(t))
      assert_int_equal(trace_circle(t), trace_steps(t) - ROUND);
    else
      assert_int_equal(told, 0);
    told += trace_circle(t) != 0;
  }
  assert_true(told > ROUND);
  struct analysis *a = analysis_new(t);
  assert_int_equal(analysis_findings(a), 1);
  assert_int_equal(analysis_finding(a, 0)->kind, FINDING_LIVELOCK);
  analysis_free(a);
  /* T1 gives way, and T2, who goes on trying, gets both. */
  for (int i = 0; i < 2; i++)
    step(s, 1);
  step(s, 2);
  assert_int_equal(trace_circle(t), 0);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tells_that_everything_is_as_it_was),
      cmocka_unit_test(stops_at_the_first_point),
      cmocka_unit_test(steps_as_told),
      cmocka_unit_test(refuses_what_is_not_possible),
      cmocka_unit_test(goes_on_by_itself),
      cmocka_unit_test(continues_like_the_default_schedule),
      cmocka_unit_test(goes_back_and_branches),
      cmocka_unit_test(pauses),
      cmocka_unit_test(walks_at_random),
      cmocka_unit_test(redraws_when_memory_is_found_shared),
      cmocka_unit_test(begins_from_an_older_generation),
      cmocka_unit_test(can_be_left_at_any_point),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

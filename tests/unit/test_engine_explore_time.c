/* The search on virtual time: it finds what trying every schedule finds, and runs one execution of each class.
 *
 * PLAIT_SOAK=1 adds what takes minutes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "every_schedule.h"

static const char *const timed[] = {
    "equal", "later", "hold", "holdboth", "tooshort", "longenough", "readers", "timedwriter", "permit", "permits", "post", "intime", "toolate",
    "heldsignal", "heldback", "heldlater", "leaves", "leftout", "aborts", "join", "joinlate", "joinearly", "onces", "told", NULL};
static const char *const larger[] = {"before", "mixed", "justso", "lasttime", "spin", NULL};
static const char *const untimed[] = {"timedlock", "timedmix", "condtimed", "timedjoin", "stayers", NULL};

static void one_execution_of_each_class(void **state) {
  (void)state;
  for (size_t i = 0; timed[i]; i++)
    compare("exp_time", timed[i], false);
  for (size_t i = 0; soak() && larger[i]; i++)
    compare("exp_time", larger[i], false);
  for (size_t i = 0; untimed[i]; i++)
    compare("exp_small", untimed[i], false);
}

/* Too many schedules to try them all; what can come out is known. */
static void three_threads(void **state) {
  (void)state;
  static const struct { const char *name, *outcome[2]; } known[] = {
      {"waitinline", {"0 1\n", "5 0\n"}}, {"readers2", {"rw", "wr"}}, {"timedwriter2", {"r", "wr"}},
      {"permits2", {"0\n", "1\n"}},       {"heldthree", {"6 1\n", NULL}},
  };
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    struct classes c;
    struct explore_result r = search_timed("exp_time", known[i].name, "2", (struct explore_options){0}, &c, false);
    size_t n = known[i].outcome[1] ? 2 : 1;
    assert_string_equal(r.strategy, "dpor");
    assert_true(r.complete);
    assert_int_equal(r.outcomes_len, n);
    assert_int_equal(classes_count(&c), r.executions);
    for (size_t k = 0; k < n; k++)
      if (!count_of(&r, END_EXIT, 0, known[i].outcome[k]))
        fail_msg("%s does not come to %s", known[i].name, known[i].outcome[k]);
    explore_result_fini(&r);
    ARRAY_FREE(&c.at);
  }
}

/* With --time=free all of them can be otherwise. */
static void a_sleep_that_may_end_any_time(void **state) {
  (void)state;
  static const char *const names[] = {"later", "tooshort", "readers", "joinlate", NULL};
  for (size_t i = 0; names[i]; i++)
    compare("exp_time", names[i], true);
}

static void who_reads_the_clock_until_it_moves_is_not_covered(void **state) {
  (void)state;
  struct classes c;
  struct explore_result r = search_timed("exp_time", "impatient", "2", (struct explore_options){.strategy = "dpor"}, &c, false);
  assert_false(r.complete);
  assert_non_null(strstr(r.note, "reads the clock"));
  explore_result_fini(&r);
  ARRAY_FREE(&c.at);
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_execution_of_each_class),
      cmocka_unit_test(three_threads),
      cmocka_unit_test(a_sleep_that_may_end_any_time),
      cmocka_unit_test(who_reads_the_clock_until_it_moves_is_not_covered),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

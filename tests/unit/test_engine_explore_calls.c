/* The search on calls of plait/sync.h, with their spans and what composites report of themselves: it finds what trying every
 * schedule finds, and runs one execution of each class. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "every_schedule.h"

static const char *const calls[] = {"see", "wait", "try", "acquire", "queuetry", "queue", NULL};

static void one_execution_of_each_class(void **state) {
  (void)state;
  for (size_t i = 0; calls[i]; i++)
    compare("exp_sync", calls[i], true);
}

/* What either call may say, and nothing else. */
static void what_calls_return(void **state) {
  (void)state;
  struct classes c;
  struct explore_result r = search("exp_sync", "queue", "2", (struct explore_options){0}, &c);
  assert_true(r.complete);
  assert_int_equal(r.outcomes_len, 1);
  assert_int_equal(count_of(&r, END_EXIT, 0, "1\n"), r.executions);
  explore_result_fini(&r);
  ARRAY_FREE(&c.at);
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(one_execution_of_each_class), cmocka_unit_test(what_calls_return)};
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

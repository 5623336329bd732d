/* How many schedules an execution stands for: over all classes it is as many as there are. */
#include "live.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "engine/explore_linear.h"
#include "searching.h"

/* Executions, and the sum of what they stand for. False: memory was found shared, and they lacked steps. */
static bool search(struct searching *x, const struct strategy *strategy, uint64_t *executions, uint64_t *sum) {
  static const struct strategy_root everything = {.choices = NULL};
  static const struct explore_options none = {.strategy = NULL};
  struct explore_linear l = {.events = {NULL, 0, 0}};
  void *state = strategy->begin(&none, &everything);
  bool same = true;
  *executions = *sum = 0;
  for (searching_clear(x); same && strategy->next(state, &x->plan); searching_clear(x)) {
    uint64_t ways = 0;
    same = searching_run(x);
    *executions += 1;
    if (!x->log.run.diverged && strategy == &strategy_dpor)
      assert_true(explore_linear(&l, &x->log, 1000000, &ways));
    *sum += ways;
    strategy->learn(state, &x->log);
  }
  strategy->end(state);
  explore_linear_fini(&l);
  return same;
}

static void all_classes_make_all_schedules(void **state) {
  (void)state;
  static const char *const names[] = {"opposite",   "trymix",   "timedmix", "semtrypost", "semdead", "lostwakeup", "condtimed", "condbare", "tryread",
                                      "timedread", "barriers", "cas",      "detached",   "exits",   "asserts",    "tryjoin",   "timedjoin", NULL};
  for (size_t i = 0; names[i]; i++) {
    struct searching x;
    uint64_t sum, all, ignored;
    searching_init(&x, "exp_small", (char *[]){(char *)names[i], "2", NULL});
    while (!search(&x, &strategy_dfs, &all, &ignored) || !search(&x, &strategy_dpor, &ignored, &sum))
      continue;
    if (sum != all)
      fail_msg("%s: classes that make %llu schedules, and %llu schedules", names[i], (unsigned long long)sum, (unsigned long long)all);
    searching_fini(&x);
  }
}

static void too_many_is_unknown(void **state) {
  (void)state;
  struct searching x;
  struct explore_linear l = {.events = {NULL, 0, 0}};
  uint64_t n;
  searching_init(&x, "exp_small", (char *[]){"counter", "2", NULL});
  searching_clear(&x);
  assert_true(searching_run(&x));
  assert_true(explore_linear(&l, &x.log, 1000, &n));
  assert_true(n > 1);
  assert_false(explore_linear(&l, &x.log, 10, &n));
  explore_linear_fini(&l);
  searching_fini(&x);
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(all_classes_make_all_schedules), cmocka_unit_test(too_many_is_unknown)};
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

/* Threads that go round in circles: the search comes to its end, and finds what trying every schedule finds.
 *
 * Every schedule: as far as states do not come back on the way. That nothing is lost by leaving those is checked by
 * executions drawn at random, which go round as often as they like.
 *
 * PLAIT_FUZZ_SECONDS (make fuzz) goes on for so long, with seeds from PLAIT_FUZZ_SEED or the clock on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../fuzz/random_circles.h"
#include "live.h"

#include "every_schedule.h"

enum { SEEDS = 60, SCHEDULES = 1500, FUZZ_SCHEDULES = 20000, DRAWN = 60 };

/* FREE_TIME: a sleep may end at any time. */
static struct explore_result search_circles(const char *program, bool free_time, const char *strategy, uint64_t most) {
  struct classes unused;
  struct explore_result r = search_timed("exp_circles", program, NULL, (struct explore_options){.strategy = strategy, .executions = most}, &unused, free_time);
  ARRAY_FREE(&unused.at);
  return r;
}

static bool has(const struct explore_result *r, const struct explore_outcome *o) {
  for (size_t i = 0; i < r->outcomes_len; i++) {
    const struct explore_outcome *p = &r->outcomes[i];
    if (p->end == o->end && p->status == o->status && strcmp(buf_str(&p->output), buf_str(&o->output)) == 0 &&
        strcmp(buf_str(&p->errors), buf_str(&o->errors)) == 0)
      return true;
  }
  return false;
}

/* The first outcome of A that B lacks; NULL: there is none. */
static const struct explore_outcome *lacking(const struct explore_result *a, const struct explore_result *b) {
  for (size_t i = 0; i < a->outcomes_len; i++)
    if (a->outcomes[i].end != END_STEP_LIMIT && !has(b, &a->outcomes[i]))
      return &a->outcomes[i];
  return NULL;
}

static void same(const char *program, const char *what, const struct explore_result *a, const struct explore_result *b) {
  const struct explore_outcome *o = lacking(a, b);
  if (o)
    fail_msg("'%s': %s: %s %d \"%s\" %s", program, what, plait_end_names[o->end], (int)o->status, buf_str(&o->output), buf_str(&o->errors));
}

/* False: it has too many schedules. */
static bool compared(const char *program, bool free_time, uint64_t most) {
  struct explore_result dfs = search_circles(program, free_time, "dfs", most);
  bool small = dfs.complete;
  if (small) {
    struct explore_result dpor = search_circles(program, free_time, "dpor", 0), drawn = search_circles(program, free_time, "random", DRAWN);
    if (!dpor.complete)
      fail_msg("'%s': dpor does not come to its end", program);
    same(program, "dpor lacks", &dfs, &dpor);
    same(program, "dfs lacks", &dpor, &dfs);
    same(program, "both lack what was drawn", &drawn, &dfs);
    explore_result_fini(&dpor);
    explore_result_fini(&drawn);
  }
  explore_result_fini(&dfs);
  return small;
}

static void some_programs(void **state) {
  (void)state;
  size_t n = 0;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    struct random_circles p;
    random_circles(&p, seed);
    n += compared(p.text, seed % 2, SCHEDULES);
  }
  assert_true(n > SEEDS / 4);
}

/* In step with each other, sleeping for as long: too many schedules to try them all, but brute force finds both endings soon. */
static void both_give_way_and_sleep(void **state) {
  (void)state;
  for (int free_time = 0; free_time < 2; free_time++) {
    struct explore_result r = search_circles("{L0t1(U0s)}U1U0/{L1t0(U1s)}U0U1", free_time, "dpor", 0);
    assert_true(r.complete);
    assert_int_equal(r.outcomes_len, 2);
    assert_true(count_of(&r, END_EXIT, 0, ".\n") > 0);
    assert_true(count_of(&r, END_DEADLOCK, 0, "") > 0);
    explore_result_fini(&r);
  }
}

static void for_some_time(void **state) {
  (void)state;
  const char *from = getenv("PLAIT_FUZZ_SEED");
  time_t end = time(NULL) + (time_t)strtol(getenv("PLAIT_FUZZ_SECONDS"), NULL, 10);
  uint64_t seed = from ? strtoull(from, NULL, 0) : (uint64_t)time(NULL) << 16, first = seed, small = 0;
  do {
    struct random_circles p;
    random_circles(&p, seed++);
    if (getenv("PLAIT_VERBOSE"))
      fprintf(stderr, "%llu %s\n", (unsigned long long)(seed - 1), p.text);
    small += compared(p.text, seed % 2, FUZZ_SCHEDULES);
  } while (time(NULL) < end);
  printf("fuzz circles: %llu programs from seed %llu on, %llu of them small enough to try every schedule: no difference\n",
         (unsigned long long)(seed - first), (unsigned long long)first, (unsigned long long)small);
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(both_give_way_and_sleep), cmocka_unit_test(some_programs)};
  const struct CMUnitTest longer[] = {cmocka_unit_test(for_some_time)};
  if (argc > 1) { /* one program */
    bool small = compared(argv[1], true, 0) && compared(argv[1], false, 0);
    live_fini();
    return !small;
  }
  return getenv("PLAIT_FUZZ_SECONDS") ? cmocka_run_group_tests(longer, NULL, tear_down) : cmocka_run_group_tests(tests, NULL, tear_down);
}

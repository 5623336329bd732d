/* The search: it finds what trying every schedule finds, and runs one execution of each class.
 *
 * PLAIT_SOAK=1 adds what takes minutes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "every_schedule.h"

/* ---- against every schedule ------------------------------------------------------------------ */

static const char *const small[] = {
    "locked",     "opposite",  "trylock",   "trymix",   "timedlock", "timedmix",   "semaphore", "semorder",  "semdead",  "semtry",
    "semtrypost", "semtimed",  "sempair",   "condition", "lostwakeup", "broadcast", "condtimed", "condtimed2", "condbare", "rwlock", "stayers",
    "tryread",    "trywrite",  "timedread", "spinlock", "spintry",   "sameor",    "barriers",   "cas",       "storebuffer", "tworaces", "message", "prints",
    "streams",    "prints2",   "recursive", "unjoined", "detached",  "exits", "twoexits",      "asserts",   "endlocked", "crashes",   "timedjoin", "tryjoin",
    "pipes",      "polls",     "heaps",     "owners",    "independent", NULL};
static const char *const larger[] = {"philosophers", "semaphore2", "rounds", "fences", "sleeps", "onces", "waiters", "atomics", "yields", "exchange", NULL};

static void one_execution_of_each_class(void **state) {
  (void)state;
  for (size_t i = 0; small[i]; i++)
    compare("exp_small", small[i], true);
  for (size_t i = 0; soak() && larger[i]; i++)
    compare("exp_small", larger[i], true);
}

/* ---- known counts --------------------------------------------------------------------------------- */

static const struct { const char *file, *name, *size; uint64_t executions; bool slow; } known[] = {
    {"exp_small", "exchange", "2", 10, false},    {"exp_small", "counter", "1", 4, false},       {"exp_small", "counter", "2", 34, false},
    {"exp_small", "counter", "3", 328, false},     {"exp_small", "counter", "4", 3334, true},
    {"exp_small", "counter", "5", 34904, true},    {"exp_small", "opposite", "2", 3, false},
    {"exp_small", "philosophers", "3", 7, false},  {"exp_small", "philosophers", "4", 15, false},
    {"exp_small", "philosophers", "5", 31, false}, {"exp_paper", "readers", "8", 256, false},
    {"exp_paper", "readers", "13", 8192, true},    {"exp_paper", "lastzero", "5", 64, false},
    {"exp_paper", "lastzero", "10", 3328, true},   {"exp_paper", "lastzero", "15", 147456, true},   {"exp_paper", "indexer", "12", 8, false},
    {"exp_paper", "indexer", "15", 4096, true},    {"exp_paper", "filesystem", "14", 2, false},
    {"exp_paper", "filesystem", "19", 64, false},
};

static void known_counts(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    if (known[i].slow && !soak())
      continue;
    struct classes c;
    struct explore_result r = search(known[i].file, known[i].name, known[i].size, (struct explore_options){.strategy = "dpor"}, &c);
    size_t classes = classes_count(&c);
    if (!r.complete || r.executions != known[i].executions || r.redundant || classes != r.executions)
      fail_msg("%s(%s): %llu executions of %zu classes, %llu redundant, not %llu", known[i].name, known[i].size, (unsigned long long)r.executions,
               classes, (unsigned long long)r.redundant, (unsigned long long)known[i].executions);
    explore_result_fini(&r);
    ARRAY_FREE(&c.at);
  }
}

static void one_deadlock_among_philosophers(void **state) {
  (void)state;
  struct classes c;
  struct explore_result r = search("exp_small", "philosophers", "4", (struct explore_options){0}, &c);
  assert_int_equal(r.outcomes_len, 2);
  assert_int_equal(count_of(&r, END_DEADLOCK, 0, ""), 1);
  assert_int_equal(count_of(&r, END_EXIT, 0, ""), 14);
  explore_result_fini(&r);
  ARRAY_FREE(&c.at);
}

/* Classes that some schedule with at most BOUND preemptions belongs to. */
static size_t within(const char *size, uint32_t bound) {
  struct classes c;
  struct explore_result r = search("exp_small", "counter", size, (struct explore_options){.strategy = "preemption-bound", .bound = bound}, &c);
  size_t n = classes_count(&c);
  for (size_t i = 0; i < r.outcomes_len; i++)
    assert_true(r.outcomes[i].way.preemptions <= bound);
  assert_false(r.complete);
  explore_result_fini(&r);
  ARRAY_FREE(&c.at);
  return n;
}

static void classes_within_preemptions(void **state) {
  (void)state;
  static const size_t two[] = {2, 8, 22, 32, 34}, three[] = {2, 12, 56, 132, 236, 304, 326, 328};
  for (uint32_t k = 0; k < (soak() ? 5 : 3); k++)
    assert_int_equal(within("2", k), two[k]);
  for (uint32_t k = 0; k < (soak() ? 8 : 2); k++)
    assert_int_equal(within("3", k), three[k]);
}

static void delays_include_what_no_delay_allows(void **state) {
  (void)state;
  size_t before = 0;
  for (uint32_t k = 0; k < 4; k++) {
    struct classes c;
    struct explore_result r = search("exp_small", "counter", "1", (struct explore_options){.strategy = "delay-bound", .bound = k}, &c);
    size_t n = classes_count(&c);
    assert_true(k == 0 ? r.executions == 1 : n >= before);
    before = n;
    explore_result_fini(&r);
    ARRAY_FREE(&c.at);
  }
  assert_int_equal(before, 4);
}

/* Where no switch can happen between reading and writing, no update is lost. */
static void switch_models_are_searched_by_brute_force(void **state) {
  (void)state;
  struct plait_err err = {0};
  struct session_options s = {.program = live_program("exp_small"), .args = (char *[]){"counter", "1", NULL}, .free_time = true, .model = MODEL_SYNC};
  struct session *session = session_new(&s, &err);
  struct explore_result r;
  assert_non_null(session);
  assert_true(explore(session, &(struct explore_options){0}, &r, &err));
  assert_string_equal(r.strategy, "dfs");
  assert_true(r.complete);
  assert_int_equal(r.outcomes_len, 1);
  assert_string_equal(buf_str(&r.outcomes[0].output), "2\n");
  explore_result_fini(&r);
  assert_false(explore(session, &(struct explore_options){.strategy = "dpor"}, &r, &err));
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  explore_result_fini(&r);
  session_free(session);
}

/* ---- the rest ------------------------------------------------------------------------------------------ */

static void a_budget_is_kept(void **state) {
  (void)state;
  struct classes c;
  struct explore_result r = search("exp_small", "counter", "3", (struct explore_options){.executions = 50}, &c);
  assert_int_equal(r.executions + r.sampled, 50);
  assert_int_equal(c.runs, 50);
  assert_false(r.complete);
  explore_result_fini(&r);
  ARRAY_FREE(&c.at);
}

static void sampling_repeats_with_its_seed(void **state) {
  (void)state;
  struct classes a, b, other;
  struct explore_options o = {.strategy = "random", .executions = 30, .seed = 7};
  struct explore_result ra = search("exp_small", "counter", "2", o, &a), rb = search("exp_small", "counter", "2", o, &b);
  o.seed = 8;
  struct explore_result rc = search("exp_small", "counter", "2", o, &other);
  assert_memory_equal(a.at.at, b.at.at, 30 * sizeof *a.at.at);
  assert_memory_not_equal(a.at.at, other.at.at, 30 * sizeof *a.at.at);
  assert_false(ra.complete);
  explore_result_fini(&ra);
  explore_result_fini(&rb);
  explore_result_fini(&rc);
  ARRAY_FREE(&a.at);
  ARRAY_FREE(&b.at);
  ARRAY_FREE(&other.at);
}

/* The least likely outcome needs a thread to stop between reading and writing while the other goes all the way. */
static void sampling_finds_outcomes(void **state) {
  (void)state;
  static const char *const names[] = {"random", "pct", "pos", NULL};
  for (size_t i = 0; names[i]; i++) {
    struct classes c;
    struct explore_result r = search("exp_small", "counter", "2", (struct explore_options){.strategy = names[i], .executions = 300, .seed = 1}, &c);
    if (r.executions != 300 || !count_of(&r, END_EXIT, 0, "2\n") || !count_of(&r, END_EXIT, 0, "3\n") || !count_of(&r, END_EXIT, 0, "4\n"))
      fail_msg("%s: %zu outcomes in %llu executions", names[i], r.outcomes_len, (unsigned long long)r.executions);
    explore_result_fini(&r);
    ARRAY_FREE(&c.at);
  }
}

static void schedules_lead_to_their_outcomes(void **state) {
  (void)state;
  static const char *const names[] = {"counter", "opposite", "trymix", "waiters", "condtimed", "crashes", NULL};
  for (size_t i = 0; names[i]; i++) {
    struct plait_err err = {0};
    struct session_options s = {.program = live_program("exp_small"), .args = (char *[]){(char *)names[i], "2", NULL}, .free_time = true};
    struct session *session = session_new(&s, &err);
    struct explore_result r;
    struct buf text = {0};
    assert_non_null(session);
    assert_true(explore(session, &(struct explore_options){0}, &r, &err));
    for (size_t k = 0; k < r.outcomes_len; k++) {
      assert_true(explore_show(session, r.outcomes[k].way.schedule, r.outcomes[k].way.len, &err));
      const struct trace *t = session_trace(session);
      live_output(t, 0, &text);
      assert_int_equal(trace_end(t)->kind, r.outcomes[k].end);
      assert_string_equal(buf_str(&text), buf_str(&r.outcomes[k].output));
    }
    buf_fini(&text);
    explore_result_fini(&r);
    session_free(session);
  }
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(one_execution_of_each_class),     cmocka_unit_test(known_counts),
      cmocka_unit_test(one_deadlock_among_philosophers), cmocka_unit_test(classes_within_preemptions),
      cmocka_unit_test(delays_include_what_no_delay_allows), cmocka_unit_test(a_budget_is_kept),
      cmocka_unit_test(sampling_repeats_with_its_seed),  cmocka_unit_test(schedules_lead_to_their_outcomes),
      cmocka_unit_test(sampling_finds_outcomes),         cmocka_unit_test(switch_models_are_searched_by_brute_force),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

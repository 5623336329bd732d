/* Programs made up at random: the search finds what trying every schedule finds, by one execution of each class.
 *
 * PLAIT_FUZZ_SECONDS (make fuzz) goes on for so long, with seeds from PLAIT_FUZZ_SEED or the clock on. */
#include "classes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "../fuzz/random_program.h"
#include "searching.h"

#include <time.h>

enum { SEEDS = 60, SCHEDULES = 600, FUZZ_SCHEDULES = 2500, SOAK_SCHEDULES = 40000, TRIAL = 50 };

struct result {
  struct classes classes;
  struct classes endings; /* each a digest of how it ended */
  uint64_t executions, redundant;
  bool complete;
};

static void result_fini(struct result *r) {
  ARRAY_FREE(&r->classes.at);
  ARRAY_FREE(&r->endings.at);
}

static uint64_t ending(const struct explore_run *r) {
  uint64_t h = classes_mix((uint64_t)r->end << 32 ^ (uint32_t)r->status);
  for (size_t i = 0; i < r->out.len; i++)
    h = classes_mix(h ^ (unsigned char)r->out.at[i]);
  return h;
}

/* False: memory was found shared, and what was seen does not count. */
static bool once(struct searching *x, const struct strategy *strategy, uint64_t most, struct result *f) {
  static const struct strategy_root everything = {.choices = NULL};
  static const struct explore_options none = {.strategy = NULL};
  *f = (struct result){.complete = true};
  bool same = true;
  void *state = strategy->begin(&none, &everything);
  for (searching_clear(x); strategy->next(state, &x->plan); searching_clear(x)) {
    same = searching_run(x);
    /* Soon it can be seen that they are far too many. */
    double done = f->executions == TRIAL ? strategy->done(state) : 1;
    f->complete = f->executions < most && TRIAL / 4.0 < done * (double)most;
    if (!same || !f->complete)
      break;
    const struct explore_run *r = &x->log.run;
    f->redundant += r->asleep || r->diverged;
    if (!r->asleep && !r->diverged) {
      f->executions++;
      classes_seen(&f->classes, &x->log);
      *ARRAY_PUSH(&f->endings.at) = ending(r);
    }
    strategy->learn(state, &x->log);
  }
  strategy->end(state);
  return same;
}

static struct result search(struct searching *x, const struct strategy *strategy, uint64_t most) {
  struct result f;
  while (!once(x, strategy, most, &f))
    result_fini(&f);
  return f;
}

static bool equal(struct classes *a, struct classes *b) {
  size_t n = classes_count(a);
  return n == classes_count(b) && memcmp(a->at.at, b->at.at, n * sizeof *a->at.at) == 0;
}

/* False: it has too many schedules. */
static bool compare(const char *program, uint64_t most) {
  struct searching x;
  searching_init(&x, "exp_random", (char *[]){(char *)program, NULL});
  struct result dfs, dpor;
  bool same;
  for (;;) {
    dfs = search(&x, &strategy_dfs, most);
    same = !dfs.complete || once(&x, &strategy_dpor, most, &dpor);
    if (same)
      break;
    /* What one has found shared, the other has to know. */
    result_fini(&dfs);
    result_fini(&dpor);
  }
  if (!dfs.complete) {
    result_fini(&dfs);
    searching_fini(&x);
    return false;
  }
  size_t classes = classes_count(&dfs.classes), endings = classes_count(&dfs.endings);
  same = equal(&dfs.classes, &dpor.classes) && equal(&dfs.endings, &dpor.endings);
  /* All I/O is in one order, so a read that waits for one pipe is tried before what was written to another, in vain. */
  bool in_vain = strpbrk(program, "ijp");
  if (!same || dpor.executions != classes || (dpor.redundant && !in_vain))
    fail_msg("'%s': %llu schedules in %zu classes with %zu endings; dpor: %llu executions of %zu classes with %zu endings, %llu redundant\n"
             "  plait explore --strategy dfs tests/programs/exp_random.c '%s'\n  plait explore --strategy dpor tests/programs/exp_random.c '%s'",
             program, (unsigned long long)dfs.executions, classes, endings, (unsigned long long)dpor.executions, dpor.classes.at.len,
             dpor.endings.at.len, (unsigned long long)dpor.redundant, program, program);
  result_fini(&dpor);
  result_fini(&dfs);
  searching_fini(&x);
  return true;
}

static void some_programs(void **state) {
  (void)state;
  size_t compared = 0;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    struct random_program p;
    random_program(&p, seed);
    compared += compare(p.text, SCHEDULES);
  }
  assert_true(compared > SEEDS / 3);
}

/* Those with which something was wrong once. */
static void programs_remembered(void **state) {
  (void)state;
  static const char *const programs[] = {"I0R0/W0", "X1/B0/B0", "P0V0/P0V0", "P0P0/V0Y0", "V1P1/V1P1", "V2P2/V2Y2", "P0/Z0V0", NULL};
  static const char *const larger[] = {"V1/V1/P1", "P0/P0/V0", "P0/V0/Y0", NULL};
  for (size_t i = 0; programs[i]; i++)
    assert_true(compare(programs[i], FUZZ_SCHEDULES));
  for (size_t i = 0; getenv("PLAIT_SOAK") && larger[i]; i++)
    assert_true(compare(larger[i], SOAK_SCHEDULES));
}

static void fuzz(double seconds) {
  const char *from = getenv("PLAIT_FUZZ_SEED");
  struct timespec now, start;
  clock_gettime(CLOCK_MONOTONIC, &start);
  uint64_t seed = from ? strtoull(from, NULL, 0) : (uint64_t)time(NULL) << 16, first = seed, compared = 0;
  do {
    struct random_program p;
    random_program(&p, seed++);
    if (getenv("PLAIT_VERBOSE"))
      fprintf(stderr, "%llu %s\n", (unsigned long long)(seed - 1), p.text);
    compared += compare(p.text, FUZZ_SCHEDULES);
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((double)(now.tv_sec - start.tv_sec) + 1e-9 * (double)(now.tv_nsec - start.tv_nsec) < seconds);
  printf("fuzz explore: %llu programs from seed %llu on, %llu of them small enough to try every schedule: no difference\n",
         (unsigned long long)(seed - first), (unsigned long long)first, (unsigned long long)compared);
}

static void for_some_time(void **state) {
  (void)state;
  fuzz(strtod(getenv("PLAIT_FUZZ_SECONDS"), NULL));
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(programs_remembered), cmocka_unit_test(some_programs)};
  const struct CMUnitTest longer[] = {cmocka_unit_test(for_some_time)};
  if (argc > 1) { /* one program */
    bool small = compare(argv[1], UINT64_MAX);
    live_fini();
    return !small;
  }
  return getenv("PLAIT_FUZZ_SECONDS") ? cmocka_run_group_tests(longer, NULL, tear_down) : cmocka_run_group_tests(tests, NULL, tear_down);
}

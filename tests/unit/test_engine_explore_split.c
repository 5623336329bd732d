/* A search in parts: together they are the whole, and nothing is in two of them. Also: what a strategy tells on its way. */
#include "classes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "engine/explore_split.h"
#include "searching.h"

struct found {
  struct classes classes;
  uint64_t executions, redundant;
};

/* Searches the whole until no more memory is found shared: before that it lacks steps. */
static void settle(struct searching *x, const struct strategy *strategy, const struct explore_options *o) {
  static const struct strategy_root everything = {.choices = NULL};
  bool same = false;
  while (!same) {
    void *state = strategy->begin(o, &everything);
    same = true;
    for (searching_clear(x); same && strategy->next(state, &x->plan); searching_clear(x)) {
      same = searching_run(x);
      strategy->learn(state, &x->log);
    }
    strategy->end(state);
  }
}

/* Searches below ROOT. */
static void search(struct searching *x, const struct strategy *strategy, const struct explore_options *o, const struct strategy_root *root,
                   struct found *f) {
  void *state = strategy->begin(o, root);
  for (searching_clear(x); strategy->next(state, &x->plan); searching_clear(x)) {
    assert_true(searching_run(x));
    const struct explore_run *r = &x->log.run;
    f->redundant += r->asleep;
    if (!r->asleep && !r->diverged) {
      f->executions++;
      classes_seen(&f->classes, &x->log);
    }
    strategy->learn(state, &x->log);
  }
  assert_true(strategy->done(state) > 0.999);
  strategy->end(state);
}

static struct explore_split *split(struct searching *x, const struct strategy_root *whole, const struct explore_split_options *o) {
  struct explore_split *s = explore_split_new(whole, o);
  for (searching_clear(x); explore_split_next(s, &x->plan); searching_clear(x)) {
    assert_true(searching_run(x));
    explore_split_learn(s, &x->log);
  }
  return s;
}

/* Compares the whole with its parts, as many as each of SIZES until a 0. */
static void compare(struct searching *x, const char *name, const struct strategy *strategy, struct explore_options o, struct explore_split_options so,
                    const size_t *sizes) {
  static const struct strategy_root everything = {.choices = NULL};
  struct found whole = {.executions = 0};
  settle(x, strategy, &o);
  search(x, strategy, &o, &everything, &whole);
  size_t want = classes_count(&whole.classes);
  for (; *sizes; sizes++) {
    struct found parts = {.executions = 0};
    so.parts = *sizes;
    struct explore_split *s = split(x, &everything, &so);
    double share = 0;
    for (size_t i = 0; i < explore_split_parts(s); i++) {
      struct strategy_root root = explore_split_part(s, i);
      search(x, strategy, &o, &root, &parts);
      share += explore_split_share(s, i);
    }
    size_t got = classes_count(&parts.classes);
    bool same = want == got && memcmp(whole.classes.at.at, parts.classes.at.at, want * sizeof *whole.classes.at.at) == 0;
    if (!same || whole.executions != parts.executions || share < 0.999 || share > 1.001)
      fail_msg("%s by %s: %zu classes by %llu executions; in %zu parts (%f): %zu (%s) by %llu, %llu redundant", name, strategy->info.name, want,
               (unsigned long long)whole.executions, explore_split_parts(s), share, got, same ? "the same" : "others",
               (unsigned long long)parts.executions, (unsigned long long)parts.redundant);
    explore_split_free(s);
    ARRAY_FREE(&parts.classes.at);
  }
  ARRAY_FREE(&whole.classes.at);
}

/* The largest is more than there are branches: every part is one execution or none. */
static const size_t few[] = {2, 10, 0}, many[] = {3, 1000, 0};

static void compare_named(const char *name, const char *size, const size_t *sizes) {
  struct searching x;
  searching_init(&x, "exp_small", (char *[]){(char *)name, (char *)size, NULL});
  compare(&x, name, &strategy_dpor, (struct explore_options){0}, (struct explore_split_options){.sleeping = true}, sizes);
  searching_fini(&x);
}

static void parts_make_the_whole(void **state) {
  (void)state;
  static const char *const names[] = {"opposite", "timedmix", "semtrypost", "lostwakeup", "condtimed2", "tryread", "cas", "exits", "crashes", "detached", NULL};
  for (size_t i = 0; names[i]; i++)
    compare_named(names[i], "2", many);
  compare_named("counter", "3", few);
  compare_named("philosophers", "4", few);
}

static void parts_with_a_choice_of_whom_to_wake(void **state) {
  (void)state;
  compare_named("waiters", "2", many);
}

static void parts_of_brute_force(void **state) {
  (void)state;
  static const char *const names[] = {"opposite", "condition", "counter", "condtimed", NULL};
  for (size_t i = 0; names[i]; i++) {
    struct searching x;
    searching_init(&x, "exp_small", (char *[]){(char *)names[i], "1", NULL});
    compare(&x, names[i], &strategy_dfs, (struct explore_options){0}, (struct explore_split_options){.parts = 0}, few);
    for (uint32_t bound = 0; bound < 3; bound++) {
      compare(&x, names[i], &strategy_preemption, (struct explore_options){.bound = bound},
              (struct explore_split_options){.price = explore_price_preemption, .bound = bound}, few);
      compare(&x, names[i], &strategy_delay, (struct explore_options){.bound = bound},
              (struct explore_split_options){.price = explore_price_delay, .bound = bound}, few);
    }
    searching_fini(&x);
  }
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(parts_make_the_whole),
      cmocka_unit_test(parts_with_a_choice_of_whom_to_wake),
      cmocka_unit_test(parts_of_brute_force),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

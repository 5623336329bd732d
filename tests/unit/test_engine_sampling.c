/* Sampling: what is drawn, how evenly, and that the mistakes in tests/buggy are found. */
#include "sampling.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct strategy *const drawing[] = {&strategy_random, &strategy_pct, &strategy_pos, &strategy_surw, &strategy_portfolio};

/* Two threads read and write a counter: of the six orders of these accesses, all of which surw draws alike, four lose an
 * addition. A walk that lets any thread go on loses fewer. */
static void test_all_orders_alike(void **ctx) {
  (void)ctx;
  enum { RUNS = 3000 };
  struct sampling s;
  sampling_open(&s, "tests/programs/counter.c");
  double lost[2] = {0};
  for (int k = 0; k < 2; k++) {
    sampling_begin(&s, k ? &strategy_surw : &strategy_random, 1);
    for (int i = 0; i < RUNS; i++) {
      assert_true(sampling_next(&s));
      lost[k] += strcmp(buf_str(&s.worker.log.run.out), "1\n") == 0;
    }
    lost[k] /= RUNS;
  }
  sampling_close(&s);
  if (lost[1] < 0.63 || lost[1] > 0.70 || lost[0] > 0.5)
    fail_msg("of two additions one is lost in %.3f of the executions of surw and %.3f of random", lost[1], lost[0]);
}

static void test_a_seed_is_a_search(void **ctx) {
  (void)ctx;
  enum { RUNS = 40 };
  struct sampling s;
  sampling_open(&s, "tests/buggy/stolen_wakeup.c");
  for (size_t k = 0; k < sizeof drawing / sizeof *drawing; k++) {
    ARRAY(uint32_t) said = {0};
    for (int round = 0; round < 3; round++) {
      size_t at = 0, differences = 0;
      sampling_begin(&s, drawing[k], round < 2 ? 5 : 6);
      for (int i = 0; i < RUNS; i++) {
        assert_true(sampling_next(&s));
        const struct explore_run *r = sampling_run(&s);
        for (size_t c = 0; c < r->choices.len; c++, at++)
          if (round == 0)
            *ARRAY_PUSH(&said) = r->choices.at[c];
          else
            differences += at >= said.len || said.at[at] != r->choices.at[c];
      }
      if (round == 1 && (differences || at != said.len))
        fail_msg("%s: the same seed draws other executions", drawing[k]->info.name);
      if (round == 2 && !differences)
        fail_msg("%s: another seed draws the same executions", drawing[k]->info.name);
    }
    ARRAY_FREE(&said);
  }
  sampling_close(&s);
}

static void test_from_where_a_search_begins(void **ctx) {
  (void)ctx;
  enum { RUNS = 30 };
  /* The first thread has looked, and the second begins. */
  static const uint32_t root[] = {WIRE_CHOICE(CHOICE_STEP, 0), WIRE_CHOICE(CHOICE_STEP, 0), WIRE_CHOICE(CHOICE_STEP, 1),
                                  WIRE_CHOICE(CHOICE_STEP, 1), WIRE_CHOICE(CHOICE_STEP, 2)};
  enum { LEN = sizeof root / sizeof *root };
  struct sampling s;
  sampling_open(&s, "tests/buggy/lost_update.c");
  s.root = (struct strategy_root){.choices = root, .len = LEN};
  for (size_t k = 0; k < sizeof drawing / sizeof *drawing; k++) {
    sampling_begin(&s, drawing[k], 1);
    bool passed = false, failed = false;
    for (int i = 0; i < RUNS; i++) {
      assert_true(sampling_next(&s));
      const struct explore_run *r = sampling_run(&s);
      if (r->choices.len < LEN || memcmp(r->choices.at, root, sizeof root) != 0)
        fail_msg("%s: an execution does not begin as it should", drawing[k]->info.name);
      *(sampling_passed(&s) ? &passed : &failed) = true;
    }
    if (!passed || !failed)
      fail_msg("%s: draws only %s executions from there", drawing[k]->info.name, passed ? "good" : "bad");
  }
  sampling_close(&s);
}

struct seen {
  ARRAY(uint64_t) schedules; /* a fingerprint of each */
};

static void see(void *ctx, const struct explore_log *log) {
  struct seen *s = ctx;
  uint64_t h = 1;
  for (size_t i = 0; i < log->run.choices.len; i++)
    h = (h ^ log->run.choices.at[i]) * 0x100000001b3u;
  *ARRAY_PUSH(&s->schedules) = h;
}

static void forget(void *ctx) { ((struct seen *)ctx)->schedules.len = 0; }

/* A search too large for trying everything draws at its beginning and again at its end: not the same. */
static void test_nothing_is_drawn_twice(void **ctx) {
  (void)ctx;
  enum { RUNS = 3000, FIRST = 200 };
  struct plait_err err = {0};
  struct buf messages = {0};
  struct seen seen = {0};
  struct compiled *c = compiled_new("tests/buggy/forgotten_lock.c", &messages, &err);
  assert_non_null(c);
  struct session_options so = {.program = compiled_program(c), .free_time = true};
  struct session *s = session_new(&so, &err);
  assert_non_null(s);
  struct explore_options o = {.executions = RUNS, .blind = true, .seen = see, .again = forget, .ctx = &seen};
  struct explore_result r;
  assert_true(explore(s, &o, &r, &err));
  assert_false(r.complete);
  assert_true(r.sampled > 2 * FIRST);
  assert_int_equal(seen.schedules.len, r.executions + r.sampled);
  /* Some are likely enough to be drawn again, most are not. */
  size_t again = 0;
  for (size_t k = 0; k < FIRST; k++)
    for (size_t i = FIRST; i < seen.schedules.len; i++)
      if (seen.schedules.at[i] == seen.schedules.at[k]) {
        again++;
        break;
      }
  assert_true(again < FIRST / 4);
  ARRAY_FREE(&seen.schedules);
  explore_result_fini(&r);
  session_free(s);
  compiled_free(c);
  buf_fini(&messages);
}

/* How the program at PATH says that it ends. */
static void stated(const char *path, char *out, size_t size) {
  char line[256];
  FILE *f = fopen(path, "r");
  assert_non_null(f);
  *out = '\0';
  while (!*out && fgets(line, sizeof line, f)) {
    char *at = strstr(line, " * ends: ");
    if (at) {
      at += strlen(" * ends: ");
      at[strcspn(at, "*\n")] = '\0';
      snprintf(out, size, "%s", at);
    }
  }
  fclose(f);
  size_t n = strlen(out);
  while (n && out[n - 1] == ' ')
    out[--n] = '\0';
}

static void ending(const struct explore_run *r, char *out, size_t size) {
  if (r->end == END_EXIT)
    snprintf(out, size, "exit %d", (int)r->status);
  else
    snprintf(out, size, "%s", plait_end_names[r->end]);
}

static bool mistake_is_found(const char *path) {
  enum { MOST = 10000 };
  char want[64], have[64];
  stated(path, want, sizeof want);
  struct sampling s;
  sampling_open(&s, path);
  bool passed = false, failed = false, other = false;
  sampling_begin(&s, &strategy_portfolio, 1);
  for (int i = 0; i < MOST && !(passed && failed) && !other; i++) {
    if (!sampling_next(&s)) {
      sampling_begin(&s, &strategy_portfolio, 1);
      continue;
    }
    if (sampling_passed(&s)) {
      passed = true;
      continue;
    }
    ending(sampling_run(&s), have, sizeof have);
    failed = true;
    other = strcmp(want, have) != 0;
  }
  sampling_close(&s);
  if (other)
    print_error("%s: ends as %s, stated is %s\n", path, have, want);
  else if (!failed || !passed)
    print_error("%s: no execution %s\n", path, failed ? "passes" : "fails");
  return passed && failed && !other;
}

static void test_mistakes_are_found(void **ctx) {
  (void)ctx;
  DIR *d = opendir("tests/buggy");
  assert_non_null(d);
  int programs = 0, found = 0;
  for (struct dirent *e; (e = readdir(d));) {
    char path[512];
    size_t len = strlen(e->d_name);
    if (len < 3 || strcmp(e->d_name + len - 2, ".c") != 0)
      continue;
    snprintf(path, sizeof path, "tests/buggy/%s", e->d_name);
    programs++;
    found += mistake_is_found(path);
  }
  closedir(d);
  assert_true(programs >= 30);
  assert_int_equal(found, programs);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_all_orders_alike),
      cmocka_unit_test(test_a_seed_is_a_search),
      cmocka_unit_test(test_from_where_a_search_begins),
      cmocka_unit_test(test_nothing_is_drawn_twice),
      cmocka_unit_test(test_mistakes_are_found),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

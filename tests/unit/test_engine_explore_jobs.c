/* A search by several workers, or in parts, comes to what one alone comes to. */
#include "classes.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "engine/explore.h"

static struct explore_result search(const char *name, const char *size, struct explore_options o) {
  struct plait_err err = {0};
  struct session_options s = {.program = live_program("exp_small"), .args = (char *[]){(char *)name, (char *)size, NULL}, .free_time = true};
  struct session *session = session_new(&s, &err);
  struct explore_result r = {.strategy = ""};
  if (!session || !explore(session, &o, &r, &err))
    fail_msg("%s: %s", name, err.text);
  session_free(session);
  return r;
}

static const struct explore_outcome *outcome_like(const struct explore_result *r, const struct explore_outcome *o) {
  for (size_t i = 0; i < r->outcomes_len; i++) {
    const struct explore_outcome *p = &r->outcomes[i];
    if (p->end == o->end && p->status == o->status && strcmp(buf_str(&p->output), buf_str(&o->output)) == 0 &&
        strcmp(buf_str(&p->errors), buf_str(&o->errors)) == 0)
      return p;
  }
  return NULL;
}

static const struct explore_finding *finding_like(const struct explore_result *r, const struct explore_finding *f) {
  for (size_t i = 0; i < r->findings_len; i++)
    if (strcmp(r->findings[i].key, f->key) == 0)
      return &r->findings[i];
  return NULL;
}

static bool same_way(const struct explore_way *a, const struct explore_way *b) {
  return a->preemptions == b->preemptions && a->steps == b->steps && a->len == b->len && memcmp(a->schedule, b->schedule, a->len * sizeof *a->schedule) == 0;
}

/* To the last schedule. */
static void assert_same(const char *name, const struct explore_result *a, const struct explore_result *b) {
  if (a->executions != b->executions || a->outcomes_len != b->outcomes_len || a->findings_len != b->findings_len || a->complete != b->complete)
    fail_msg("%s: %llu executions, %zu outcomes, %zu findings; and %llu, %zu, %zu", name, (unsigned long long)a->executions, a->outcomes_len,
             a->findings_len, (unsigned long long)b->executions, b->outcomes_len, b->findings_len);
  for (size_t i = 0; i < a->outcomes_len; i++) {
    const struct explore_outcome *o = &a->outcomes[i], *p = outcome_like(b, o);
    if (!p || p->count != o->count || !same_way(&p->way, &o->way))
      fail_msg("%s: outcome %zu (%s \"%s\" %s) is another", name, i, plait_end_names[o->end], buf_str(&o->output), buf_str(&o->errors));
  }
  for (size_t i = 0; i < a->findings_len; i++) {
    const struct explore_finding *f = &a->findings[i], *g = finding_like(b, f);
    if (!g || g->count != f->count || !same_way(&g->way, &f->way))
      fail_msg("%s: finding %s is another", name, f->key);
  }
}

static void jobs_change_nothing(const char *name, const char *size, struct explore_options o) {
  struct explore_result one = search(name, size, o);
  o.jobs = 3;
  struct explore_result three = search(name, size, o);
  assert_same(name, &one, &three);
  explore_result_fini(&one);
  explore_result_fini(&three);
}

static void several_jobs_find_the_same(void **state) {
  (void)state;
  static const char *const names[] = {"counter", "opposite", "trymix", "condition", "broadcast", "crashes"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    jobs_change_nothing(names[i], "2", (struct explore_options){.strategy = "dpor"});
  jobs_change_nothing("counter", "1", (struct explore_options){.strategy = "dfs"});
  jobs_change_nothing("counter", "2", (struct explore_options){.strategy = "preemption-bound", .bound = 2});
}

/* A search of two threads plans little ahead, so it is cut into parts: other executions of the same classes. */
static void a_crew_without_work_takes_parts(void **state) {
  (void)state;
  struct explore_options o = {.strategy = "dpor"};
  struct explore_result one = search("counter", "4", o);
  o.jobs = 2;
  struct explore_result two = search("counter", "4", o);
  assert_true(two.complete);
  assert_int_equal(two.executions, one.executions);
  assert_int_equal(two.outcomes_len, one.outcomes_len);
  assert_int_equal(two.findings_len, one.findings_len);
  for (size_t i = 0; i < one.outcomes_len; i++) {
    const struct explore_outcome *p = outcome_like(&two, &one.outcomes[i]);
    assert_true(p && p->count == one.outcomes[i].count);
  }
  for (size_t i = 0; i < one.findings_len; i++) {
    const struct explore_finding *p = finding_like(&two, &one.findings[i]);
    assert_true(p && p->count == one.findings[i].count);
  }
  o.executions = 1000;
  struct explore_result some = search("counter", "4", o);
  assert_int_equal(some.executions, 1000);
  explore_result_fini(&one);
  explore_result_fini(&two);
  explore_result_fini(&some);
}

static void several_jobs_draw_the_same(void **state) {
  (void)state;
  static const char *const strategies[] = {"random", "surw", "portfolio"};
  for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++)
    jobs_change_nothing("counter", "3", (struct explore_options){.strategy = strategies[i], .executions = 600, .seed = 3});
}

/* Which must be everything, and nothing twice. */
static void in_shards(const char *name, const char *size, const char *strategy, uint32_t shards) {
  struct explore_options o = {.strategy = strategy, .bound = 2};
  struct explore_result whole = search(name, size, o), *part = calloc(shards, sizeof *part);
  uint64_t executions = 0;
  size_t busy = 0;
  for (uint32_t i = 0; i < shards; i++) {
    o.shard = i + 1;
    o.shards = shards;
    part[i] = search(name, size, o);
    executions += part[i].executions;
    busy += part[i].executions > 0;
    assert_int_equal(part[i].complete, whole.complete);
    for (size_t k = 0; k < part[i].outcomes_len; k++)
      assert_non_null(outcome_like(&whole, &part[i].outcomes[k]));
    for (size_t k = 0; k < part[i].findings_len; k++)
      assert_non_null(finding_like(&whole, &part[i].findings[k]));
  }
  if (executions != whole.executions || busy < 2)
    fail_msg("%s in %u parts: %llu executions, not %llu; %zu parts with any", name, shards, (unsigned long long)executions,
             (unsigned long long)whole.executions, busy);
  for (size_t k = 0; k < whole.outcomes_len; k++) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < shards; i++) {
      const struct explore_outcome *p = outcome_like(&part[i], &whole.outcomes[k]);
      count += p ? p->count : 0;
    }
    assert_int_equal(count, whole.outcomes[k].count);
  }
  for (uint32_t i = 0; i < shards; i++)
    explore_result_fini(&part[i]);
  free(part);
  explore_result_fini(&whole);
}

static void shards_add_up(void **state) {
  (void)state;
  in_shards("counter", "3", "dpor", 3);
  in_shards("philosophers", "4", "dpor", 2);
  in_shards("waiters", "2", "dpor", 4);
  in_shards("counter", "1", "dfs", 3);
  in_shards("counter", "2", "preemption-bound", 3);
}

static void stop_at_once(void *ctx, const struct explore_log *log) {
  (void)log;
  *(bool *)ctx = true;
}
static bool until_seen(void *ctx, const struct explore_result *so_far) {
  (void)so_far;
  return !*(bool *)ctx;
}

static void stopping_keeps_what_is_known(void **state) {
  (void)state;
  for (uint32_t jobs = 1; jobs <= 2; jobs++) {
    bool seen = false;
    struct explore_result r = search("counter", "9", (struct explore_options){.jobs = jobs, .strategy = "dpor", .seen = stop_at_once, .progress = until_seen, .ctx = &seen});
    assert_true(r.stopped);
    assert_false(r.complete);
    assert_true(r.executions > 0 && r.outcomes_len > 0);
    explore_result_fini(&r);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(several_jobs_find_the_same),
      cmocka_unit_test(a_crew_without_work_takes_parts),
      cmocka_unit_test(several_jobs_draw_the_same),
      cmocka_unit_test(shards_add_up),
      cmocka_unit_test(stopping_keeps_what_is_known),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

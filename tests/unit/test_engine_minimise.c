/* The smallest schedule, the step that decides and the nearest way out, each against all schedules there are.
 *
 * Every program is enumerated by brute force (dfs), apart from what minimise does: which schedules end as the recording
 * did, which of them have the fewest preemptions and steps, and after how many choices only such ones are left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/explore.h"
#include "engine/explore_log.h"
#include "engine/minimise.h"
#include "live.h"

/* ---- all schedules ---------------------------------------------------------------------------- */

struct every_one {
  uint32_t *choices;
  size_t len;
  uint32_t preemptions, steps;
  bool met, own; /* ended as the recording did; as when nobody is preempted */
};

struct every {
  ARRAY(struct every_one) at;
  const struct minimise_options *o;
  struct buf wanted, own;
};

static void ending_of(const struct explore_run *r, struct buf *out) {
  buf_clear(out);
  buf_printf(out, "%s %d ", plait_end_names[r->end], (int)r->status);
  buf_add(out, r->out.at, r->out.len);
  buf_add(out, r->err.at, r->err.len);
}

static void ending_of_trace(const struct trace *t, struct buf *out) {
  struct buf printed = {0};
  live_output(t, 1, &printed);
  buf_clear(out);
  buf_printf(out, "%s %d ", plait_end_names[trace_end(t)->kind], (int)trace_end(t)->status);
  buf_add(out, printed.at, printed.len);
  live_output(t, 2, &printed);
  buf_add(out, printed.at, printed.len);
  buf_fini(&printed);
}

static void every_seen(void *ctx, const struct explore_log *log) {
  struct every *e = ctx;
  const struct explore_run *r = &log->run;
  struct buf ending = {0};
  ending_of(r, &ending);
  uint32_t *choices = xmalloc((r->choices.len + 1) * sizeof *choices);
  memcpy(choices, r->choices.at, r->choices.len * sizeof *choices);
  *ARRAY_PUSH(&e->at) = (struct every_one){choices, r->choices.len, r->preemptions, (uint32_t)r->steps,
                                          strcmp(buf_str(&ending), buf_str(&e->wanted)) == 0, strcmp(buf_str(&ending), buf_str(&e->own)) == 0};
  buf_fini(&ending);
}

static void every_again(void *ctx) {
  struct every *e = ctx;
  for (size_t i = 0; i < e->at.len; i++)
    free(e->at.at[i].choices);
  e->at.len = 0;
}

static bool begins(const struct every_one *x, const uint32_t *choices, size_t len) {
  return x->len >= len && memcmp(x->choices, choices, len * sizeof *choices) == 0;
}

/* ---- one program -------------------------------------------------------------------------------- */

struct small {
  struct session *recorder, *session; /* one holds the recording, the other is used */
  struct minimise_options o;
  struct minimise_result r;
  struct every every;
};

static struct session *start(const char *file, char **args, const struct session_options *like) {
  struct plait_err err = {0};
  struct session_options s = *like;
  s.program = live_program(file);
  s.args = args;
  s.free_time = true;
  struct session *session = session_new(&s, &err);
  if (!session)
    fail_msg("%s: %s", file, err.text);
  return session;
}

/* A recording of a random schedule that ends as WANTED says (see ending_of), with as many turns as it happens to have. */
static bool recorded(struct small *p, const char *file, char **args, const char *wanted) {
  struct plait_err err = {0};
  for (uint64_t seed = 1; seed < 400; seed++) {
    p->recorder = start(file, args, &(struct session_options){.strategy = STRATEGY_RANDOM, .seed = seed});
    assert_true(session_run(p->recorder, NULL, NULL, &err));
    ending_of_trace(session_trace(p->recorder), &p->every.wanted);
    if (strcmp(buf_str(&p->every.wanted), wanted) == 0)
      return true;
    session_free(p->recorder);
  }
  return false;
}

static void small_begin(struct small *p, const char *file, char **args, const char *wanted, const char *finding) {
  struct plait_err err = {0};
  *p = (struct small){.o = {.finding = finding, .seed = 1}};
  if (!recorded(p, file, args, wanted))
    fail_msg("%s %s never ends as %s", file, args[0] ? args[0] : "", wanted);
  p->o.recorded = session_trace(p->recorder);
  struct session_options like = {.strategy = STRATEGY_REPLAY};
  like.shared = trace_shared(p->o.recorded, &like.shared_len);
  p->session = start(file, args, &like);
  if (!minimise(p->session, &p->o, &p->r, &err))
    fail_msg("%s %s: %s", file, args[0] ? args[0] : "", err.text);
}

static void small_enumerate(struct small *p, const char *file, char **args) {
  struct plait_err err = {0};
  struct session *s = start(file, args, &(struct session_options){0});
  struct explore_result r;
  assert_true(session_run(s, NULL, NULL, &err));
  ending_of_trace(session_trace(s), &p->every.own);
  assert_true(explore(s, &(struct explore_options){.strategy = "dfs", .seen = every_seen, .again = every_again, .ctx = &p->every}, &r, &err));
  assert_true(r.complete);
  explore_result_fini(&r);
  session_free(s);
}

static void small_end(struct small *p) {
  every_again(&p->every);
  ARRAY_FREE(&p->every.at);
  buf_fini(&p->every.wanted);
  buf_fini(&p->every.own);
  minimise_result_fini(&p->r);
  session_free(p->session);
  session_free(p->recorder);
}

/* Choices that the first STEP steps of the smallest schedule took. */
static size_t choices_until(struct small *p, uint32_t step) {
  struct plait_err err = {0};
  uint32_t *choices;
  assert_true(minimise_show(p->session, &p->r.after, &err));
  size_t n = step ? trace_choices(session_trace(p->session), 1, step, &choices) : 0;
  if (step)
    free(choices);
  return n;
}

/* ---- against all of them --------------------------------------------------------------------------- */

static const struct {
  const char *file, *name, *size, *ending;
  uint32_t preemptions; /* that it is known to need */
} programs[] = {
    {"exp_small", "counter", "1", "exit 0 1\n", 1},   {"exp_small", "opposite", "2", "deadlock 0 ", 1},
    {"exp_small", "lostwakeup", "2", "deadlock 0 ", 1},
    {"exp_small", "semtrypost", "2", "exit 0 0\n", 0}, {"exp_small", "trylock", "2", "exit 0 1\n", 1},
    {"exp_small", "condbare", "2", "deadlock 0 ", 0}, {"exp_small", "storebuffer", "2", "exit 0 11\n", 1},
};
enum { PROGRAMS = sizeof programs / sizeof *programs };

static void check_fewest(struct small *p, size_t i) {
  const struct minimise_result *r = &p->r;
  uint32_t preemptions = UINT32_MAX, steps = UINT32_MAX;
  for (size_t k = 0; k < p->every.at.len; k++) {
    const struct every_one *x = &p->every.at.at[k];
    if (!x->met || x->preemptions > preemptions)
      continue;
    steps = x->preemptions < preemptions || x->steps < steps ? x->steps : steps;
    preemptions = x->preemptions;
  }
  if (!r->proven || r->after.preemptions != preemptions || r->after.steps != steps || preemptions != programs[i].preemptions)
    fail_msg("%s: %u preemptions and %u steps%s; of %zu schedules the best has %u and %u", programs[i].name, r->after.preemptions, r->after.steps,
             r->proven ? "" : ", not proven", p->every.at.len, preemptions, steps);
  assert_true(r->after.preemptions <= r->before.preemptions);
}

/* Do all schedules that begin with the first N choices of the smallest end like it? */
static bool only_fails(const struct small *p, size_t n) {
  for (size_t k = 0; k < p->every.at.len; k++)
    if (begins(&p->every.at.at[k], p->r.after.choices, n) && !p->every.at.at[k].met)
      return false;
  return true;
}

static void check_inflection(struct small *p, size_t i) {
  const struct minimise_result *r = &p->r;
  size_t want = 0;
  while (!only_fails(p, want))
    want++;
  size_t upto = choices_until(p, r->step), before = choices_until(p, r->step - 1);
  if (!r->found || r->always || !r->exhaustive || want <= before || want > upto)
    fail_msg("%s: step %u ends with choice %zu; all schedules with the first %zu choices fail", programs[i].name, r->step, upto, want);
}

static void check_passing(struct small *p, size_t i) {
  const struct minimise_result *r = &p->r;
  size_t before = choices_until(p, r->step - 1);
  uint32_t fewest = UINT32_MAX;
  for (size_t k = 0; k < p->every.at.len; k++) {
    const struct every_one *x = &p->every.at.at[k];
    bool way_out = !x->met && (x->own || strcmp(buf_str(&p->every.own), buf_str(&p->every.wanted)) == 0);
    if (way_out && begins(x, r->after.choices, before) && x->preemptions < fewest)
      fewest = x->preemptions;
  }
  struct plait_err err = {0};
  struct buf ending = {0};
  assert_non_null(r->passing.choices);
  assert_true(r->passing.len >= before && memcmp(r->passing.choices, r->after.choices, before * sizeof *r->after.choices) == 0);
  assert_true(minimise_show(p->session, &r->passing, &err));
  ending_of_trace(session_trace(p->session), &ending);
  assert_string_not_equal(buf_str(&ending), buf_str(&p->every.wanted));
  if (r->passing.preemptions != fewest || !r->nearest)
    fail_msg("%s: the passing one has %u preemptions, the best %u", programs[i].name, r->passing.preemptions, fewest);
  buf_fini(&ending);
}

static void smallest_of_all_schedules(void **state) {
  (void)state;
  for (size_t i = 0; i < PROGRAMS; i++) {
    struct small p;
    char *args[] = {(char *)programs[i].name, (char *)programs[i].size, NULL};
    small_begin(&p, programs[i].file, args, programs[i].ending, "outcome");
    small_enumerate(&p, programs[i].file, args);
    check_fewest(&p, i);
    check_inflection(&p, i);
    check_passing(&p, i);
    small_end(&p);
  }
}

/* ---- what is kept --------------------------------------------------------------------------------------- */

static void a_deadlock_is_kept_as_a_finding(void **state) {
  (void)state;
  struct small p;
  char *args[] = {"opposite", "2", NULL};
  small_begin(&p, "exp_small", args, "deadlock 0 ", NULL);
  assert_int_equal(p.r.goal, GOAL_FINDING);
  assert_int_equal(p.r.finding, FINDING_DEADLOCK);
  assert_true(p.r.wrong);
  assert_true(p.r.proven);
  assert_int_equal(p.r.after.preemptions, 1);
  small_end(&p);
}

/* The race is there whatever the schedule; the lost update is not. */
static void a_race_in_every_execution_is_not_what_matters(void **state) {
  (void)state;
  struct small p;
  char *args[] = {"counter", "1", NULL};
  small_begin(&p, "exp_small", args, "exit 0 1\n", NULL);
  assert_int_equal(p.r.goal, GOAL_OUTCOME);
  assert_true(p.r.common);
  assert_int_equal(p.r.after.preemptions, 1);
  small_end(&p);
  small_begin(&p, "exp_small", args, "exit 0 1\n", "race");
  assert_int_equal(p.r.goal, GOAL_FINDING);
  assert_int_equal(p.r.after.preemptions, 0);
  assert_true(p.r.found && p.r.always && p.r.exhaustive);
  assert_int_equal(p.r.continuations, 4);
  assert_null(p.r.passing.choices);
  small_end(&p);
}

static void what_is_not_there_cannot_be_kept(void **state) {
  (void)state;
  struct small p = {.o = {.finding = "deadlock"}};
  struct plait_err err = {0};
  char *args[] = {"counter", "1", NULL};
  assert_true(recorded(&p, "exp_small", args, "exit 0 1\n"));
  p.o.recorded = session_trace(p.recorder);
  struct session_options like = {.strategy = STRATEGY_REPLAY};
  like.shared = trace_shared(p.o.recorded, &like.shared_len);
  p.session = start("exp_small", args, &like);
  assert_false(minimise(p.session, &p.o, &p.r, &err));
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  small_end(&p);
}

static void another_program_does_not_do_it_again(void **state) {
  (void)state;
  struct small p = {.o = {0}};
  struct plait_err err = {0};
  char *args[] = {"opposite", "2", NULL}, *others[] = {"locked", "2", NULL};
  assert_true(recorded(&p, "exp_small", args, "deadlock 0 "));
  p.o.recorded = session_trace(p.recorder);
  struct session_options like = {.strategy = STRATEGY_REPLAY};
  like.shared = trace_shared(p.o.recorded, &like.shared_len);
  p.session = start("exp_small", others, &like);
  assert_false(minimise(p.session, &p.o, &p.r, &err));
  assert_int_equal(err.code, PLAIT_EXIT_DIVERGED);
  small_end(&p);
}

/* Where no switch can come between read and write, the smallest schedule has none there either. */
static void a_switch_model_is_respected(void **state) {
  (void)state;
  struct small p = {.o = {.finding = "outcome"}};
  struct plait_err err = {0};
  char *args[] = {"opposite", "2", NULL};
  struct session_options like = {.strategy = STRATEGY_RANDOM, .model = MODEL_SYNC};
  do {
    if (p.recorder)
      session_free(p.recorder);
    like.seed++;
    p.recorder = start("exp_small", args, &like);
    assert_true(session_run(p.recorder, NULL, NULL, &err));
  } while (trace_end(session_trace(p.recorder))->kind != END_DEADLOCK && like.seed < 400);
  p.o.recorded = session_trace(p.recorder);
  assert_int_equal(trace_end(p.o.recorded)->kind, END_DEADLOCK);
  like.strategy = STRATEGY_REPLAY;
  like.shared = trace_shared(p.o.recorded, &like.shared_len);
  p.session = start("exp_small", args, &like);
  assert_true(minimise(p.session, &p.o, &p.r, &err));
  assert_int_equal(p.r.after.preemptions, 1);
  assert_true(p.r.proven && p.r.found && p.r.exhaustive);
  small_end(&p);
}

/* ---- stopping ------------------------------------------------------------------------------------------------ */

struct patience {
  int left;
};

static bool lose_patience(void *ctx, const struct minimise_result *so_far) {
  struct patience *p = ctx;
  (void)so_far;
  return p->left-- > 0;
}

/* What is known when it is stopped is no worse than what there was, and has been run again. */
static void stopping_keeps_what_is_known(void **state) {
  (void)state;
  struct small p = {.o = {0}};
  struct plait_err err = {0};
  char *args[] = {"philosophers", "5", NULL};
  struct patience patience = {.left = 3};
  assert_true(recorded(&p, "exp_small", args, "deadlock 0 "));
  p.o.recorded = session_trace(p.recorder);
  p.o.progress = lose_patience;
  p.o.ctx = &patience;
  struct session_options like = {.strategy = STRATEGY_REPLAY};
  like.shared = trace_shared(p.o.recorded, &like.shared_len);
  p.session = start("exp_small", args, &like);
  assert_true(minimise(p.session, &p.o, &p.r, &err));
  assert_true(p.r.stopped);
  assert_true(p.r.after.preemptions <= p.r.before.preemptions);
  assert_true(minimise_show(p.session, &p.r.after, &err));
  assert_int_equal(trace_end(session_trace(p.session))->kind, END_DEADLOCK);
  small_end(&p);
}

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(smallest_of_all_schedules),
      cmocka_unit_test(a_deadlock_is_kept_as_a_finding),
      cmocka_unit_test(a_race_in_every_execution_is_not_what_matters),
      cmocka_unit_test(what_is_not_there_cannot_be_kept),
      cmocka_unit_test(another_program_does_not_do_it_again),
      cmocka_unit_test(a_switch_model_is_respected),
      cmocka_unit_test(stopping_keeps_what_is_known),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

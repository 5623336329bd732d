/* The switch models: where a switch may happen, that nothing else is ever done, and that all ways to choose agree about it. */
#include "live.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#include "engine/explore.h"

enum { PATIENCE_MS = 60000 }; /* a bound for a machine that is busy, never waited for */

static int tear_down(void **state) {
  (void)state;
  live_fini();
  return 0;
}

static struct session *start(const char *program, const char *variant, struct session_options o) {
  struct plait_err err = {0};
  char *args[] = {(char *)variant, (char *)"1", NULL};
  o.program = live_program(program);
  o.args = args;
  struct session *s = session_new(&o, &err);
  if (!s)
    fail_msg("%s %s: %s", program, variant, err.text);
  return s;
}

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* What the search finds the program to print, "1 2"; other endings by their names. */
static char *outputs(const char *program, const char *variant, struct session_options o, const char *strategy) {
  struct session *s = start(program, variant, o);
  struct plait_err err = {0};
  struct explore_result r;
  if (!explore(s, &(struct explore_options){.strategy = strategy}, &r, &err))
    fail_msg("%s %s: %s", program, variant, err.text);
  if (!r.complete)
    fail_msg("%s %s: not complete: %s", program, variant, r.note);
  char *list[64];
  size_t n = 0;
  for (size_t i = 0; i < r.outcomes_len && n < 64; i++) {
    struct buf b = {0};
    buf_puts(&b, r.outcomes[i].end == END_EXIT ? buf_str(&r.outcomes[i].output) : plait_end_names[r.outcomes[i].end]);
    if (r.outcomes[i].end == END_EXIT && r.outcomes[i].status)
      buf_printf(&b, "(%d)", r.outcomes[i].status);
    list[n++] = strdup(buf_str(&b));
    buf_fini(&b);
  }
  struct buf all = {0};
  for (size_t i = 0; i < n; i++)
    for (char *at = list[i]; *at; at++)
      *at = *at == '\n' ? (at[1] ? '/' : '\0') : *at;
  qsort(list, n, sizeof *list, by_text);
  for (size_t i = 0; i < n; i++) {
    if (i == 0 || strcmp(list[i], list[i - 1]) != 0) /* with and without a finding */
      buf_printf(&all, "%s%s", i ? " " : "", *list[i] ? list[i] : "-");
  }
  for (size_t i = 0; i < n; i++)
    free(list[i]);
  char *text = strdup(buf_str(&all));
  buf_fini(&all);
  explore_result_fini(&r);
  session_free(s);
  return text;
}

/* ---- where a switch may happen ------------------------------------------------------------ */

static const struct {
  const char *variant;
  const char *want[MODEL_COUNT];
  uint32_t interval; /* gil */
} semantics[] = {
    /*            preemptive            gil            await          sync */
    {"plain",   {"1 2",                "2",           "2",           "2"}, 0},
    {"plain",   {NULL,                 "1 2",         NULL,          NULL}, 1},
    {"plain",   {NULL,                 "1 2",         NULL,          NULL}, 2}, /* start, read */
    {"plain",   {NULL,                 "2",           NULL,          NULL}, 3},
    {"sleep",   {"1 2",                "1 2",         "1 2",         "1 2"}, 0},
    {"sleep0",  {"1 2",                "1 2",         "1 2",         "1 2"}, 0},
    {"print",   {"..1 ..2",            "..1 ..2",     "..2",         "..1 ..2"}, 0},
    {"yield",   {"1 2",                "1 2",         "1 2",         "1 2"}, 0},
    {"await",   {"1 2",                "1 2",         "1 2",         "1 2"}, 0},
    {"note",    {"1 2",                "2",           "2",           "2"}, 0},
    {"atomic",  {"1 2",                "2",           "2",           "1 2"}, 0},
    {"lock",    {"1 2",                "2",           "2",           "1 2"}, 0}, /* a lock that is free is taken */
    {"held",    {"1 2",                "1 2",         "1 2",         "1 2"}, 0}, /* one that is not lets the others go */
    {"after",   {"121 122 211 212",    "121 122 211 212", "121 212", "121 212"}, 0},
    {"try",     {"2",                  "2",           "2",           "2"}, 0}, /* trying in vain is waiting */
    {"create",  {"1 11 2",             "11 2",        "2",           "2"}, 0},
};

static void every_model_switches_where_it_says(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof semantics / sizeof *semantics; i++)
    for (int m = 0; m < MODEL_COUNT; m++) {
      if (!semantics[i].want[m])
        continue;
      struct session_options o = {.model = (enum plait_model)m, .interval = m == MODEL_GIL ? semantics[i].interval : 0, .free_time = true};
      char *got = outputs("models", semantics[i].variant, o, NULL);
      if (strcmp(got, semantics[i].want[m]) != 0)
        fail_msg("%s under %s (interval %u): %s, not %s", semantics[i].variant, plait_model_names[m], o.interval, got, semantics[i].want[m]);
      free(got);
    }
}

static const char *const programs[] = {"counter", "locked",  "opposite", "trylock",  "timedlock", "semaphore", "semtry",   "condition", "lostwakeup", "broadcast",
                                       "rwlock",  "tryread", "spinlock", "barriers", "cas",       "message",   "prints",   "streams",   "recursive",  "unjoined",
                                       "exits",   "asserts", "crashes",  "tryjoin",  "pipes",     "heaps",     "independent", NULL};

/* Everything in SOME is in ALL; both are lists as above. */
static bool is_part(const char *some, const char *all) {
  while (*some) {
    size_t n = strcspn(some, " ");
    bool found = false;
    for (const char *at = all; *at && !found; at += strcspn(at, " "), at += *at == ' ')
      found = strcspn(at, " ") == n && strncmp(at, some, n) == 0;
    if (!found)
      return false;
    some += n;
    some += *some == ' ';
  }
  return true;
}

/* A model only takes schedules away; a switch after every step takes none away. */
static void a_model_only_takes_away(void **state) {
  (void)state;
  for (size_t i = 0; programs[i]; i++) {
    char *all = outputs("exp_small", programs[i], (struct session_options){.free_time = true}, NULL);
    for (int m = MODEL_GIL; m < MODEL_COUNT; m++) {
      char *some = outputs("exp_small", programs[i], (struct session_options){.free_time = true, .model = (enum plait_model)m}, NULL);
      if (!is_part(some, all))
        fail_msg("%s: under %s it ends with %s, else with %s", programs[i], plait_model_names[m], some, all);
      free(some);
    }
    char *every = outputs("exp_small", programs[i], (struct session_options){.free_time = true, .model = MODEL_GIL, .interval = 1}, NULL);
    if (strcmp(every, all) != 0)
      fail_msg("%s: with a switch after each step it ends with %s, else with %s", programs[i], every, all);
    free(every);
    free(all);
  }
}

/* Where all memory is guarded, switches at synchronisation are all that matters. */
static void sync_is_enough_without_races(void **state) {
  (void)state;
  static const char *const clean[] = {"locked", "opposite", "semaphore", "condition", "rwlock", "spinlock", "barriers", "cas", "prints", "streams", NULL};
  for (size_t i = 0; clean[i]; i++) {
    char *all = outputs("exp_small", clean[i], (struct session_options){.free_time = true}, NULL);
    char *sync = outputs("exp_small", clean[i], (struct session_options){.free_time = true, .model = MODEL_SYNC}, NULL);
    if (strcmp(all, sync) != 0)
      fail_msg("%s: under sync it ends with %s, else with %s", clean[i], sync, all);
    free(all);
    free(sync);
  }
}

/* ---- all ways to choose agree ------------------------------------------------------------------ */

/* The steps before which others were kept from moving, as "5 6". */
static void kept(const struct trace *t, struct buf *out) {
  buf_clear(out);
  for (uint32_t i = 1; i <= trace_steps(t); i++)
    if (trace_step(t, i)->flags & STEP_HINT)
      buf_printf(out, "%s%u", out->len ? " " : "", i);
}

static enum session_event settle(struct session *s) {
  struct plait_err err = {0};
  enum session_event e;
  do
    e = session_poll(s, PATIENCE_MS, &err);
  while (e == SESSION_STEPPED || e == SESSION_REDRAWN);
  if (e == SESSION_FAILED)
    fail_msg("%s", err.text);
  return e;
}

static void marks_are_the_same_however_it_is_run(void **state) {
  (void)state;
  struct plait_err err = {0};
  struct buf marks = {0};
  for (int m = MODEL_GIL; m < MODEL_COUNT; m++) {
    struct session *s = start("models", "sleep", (struct session_options){.model = (enum plait_model)m});
    assert_true(session_run(s, NULL, NULL, &err));
    const struct trace *t = session_trace(s);
    uint64_t hash = trace_hash(t);
    kept(t, &marks);
    /* T1 reads and falls asleep while T2 could start; T2 does the same, but then there is nobody else. Awake again, T1 writes and
     * ends while T2 could wake up; T2 then, while main could join T1. */
    if (m == MODEL_GIL)
      assert_string_equal(buf_str(&marks), "4 5 10 11 13 14");
    uint32_t *choices = NULL;
    size_t n = trace_choices(t, 1, trace_steps(t), &choices);
    if (!session_begin(s, choices, n, &err))
      fail_msg("%s", err.text);
    assert_int_equal(settle(s), SESSION_ENDED);
    assert_true(trace_hash(session_trace(s)) == hash);
    if (!session_begin(s, NULL, 0, &err))
      fail_msg("%s", err.text);
    while (settle(s) == SESSION_ASK)
      if (!session_continue(s, trace_steps(session_trace(s)) + 1, &err))
        fail_msg("%s", err.text);
    assert_true(trace_hash(session_trace(s)) == hash);
    free(choices);
    session_free(s);
  }
  struct session *s = start("models", "sleep", (struct session_options){0});
  assert_true(session_run(s, NULL, NULL, &err));
  kept(session_trace(s), &marks);
  assert_string_equal(buf_str(&marks), "");
  session_free(s);
  buf_fini(&marks);
}

static enum session_event step(struct session *s, uint32_t thread) {
  struct plait_err err = {0};
  if (!session_step(s, WIRE_CHOICE(CHOICE_STEP, thread), &err))
    fail_msg("%s", err.text);
  return settle(s);
}

/* Somebody who steps is asked before each step, may only let the running thread go on, and hears why. */
static void only_the_running_thread_may_be_chosen(void **state) {
  (void)state;
  struct plait_err err = {0};
  struct session *s = start("models", "sleep", (struct session_options){.model = MODEL_GIL});
  if (!session_begin(s, NULL, 0, &err))
    fail_msg("%s", err.text);
  assert_int_equal(settle(s), SESSION_ASK);
  step(s, 0);
  step(s, 0);
  step(s, 1); /* T1 starts */
  const struct trace *t = session_trace(s);
  assert_int_equal(trace_steps(t), 3);
  uint32_t choices[8];
  assert_int_equal(session_choices(s, choices, 8), 1);
  assert_int_equal(choices[0], WIRE_CHOICE(CHOICE_STEP, 1));
  assert_true(trace_pending_of(t, 2)->kept);
  assert_true(trace_pending_of(t, 2)->enabled);
  assert_false(trace_pending_of(t, 1)->kept);
  assert_false(session_step(s, WIRE_CHOICE(CHOICE_STEP, 2), &err));
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  assert_string_equal(err.text, "model gil: no switch is possible here, only T1 can move");
  step(s, 1); /* reads */
  assert_int_equal(trace_steps(t), 4);
  step(s, 1); /* falls asleep */
  assert_false(trace_pending_of(t, 2)->kept);
  assert_true(session_choices(s, choices, 8) >= 1);
  step(s, 2);
  assert_int_equal(trace_step(t, 6)->thread, 2);
  session_free(s);
}

static void a_schedule_that_switches_elsewhere_is_refused(void **state) {
  (void)state;
  struct plait_err err = {0};
  static const uint32_t choices[] = {0, 0, 1, 1, 2};
  for (int m = MODEL_GIL; m < MODEL_COUNT; m++) {
    char want[128];
    struct session_options o = {.model = (enum plait_model)m, .prefix = choices, .prefix_len = 5};
    struct session *s = start("models", "plain", o);
    assert_true(session_run(s, NULL, NULL, &err));
    const struct trace_end *end = trace_end(session_trace(s));
    snprintf(want, sizeof want, "at step 5 the schedule says T2, but the model %s lets nobody but T1 move there", plait_model_names[m]);
    assert_int_equal(end->kind, END_DIVERGED);
    assert_string_equal(end->text, want);
    assert_int_equal(trace_steps(session_trace(s)), 4);
    session_free(s);
  }
}

static void an_interval_is_for_the_gil(void **state) {
  (void)state;
  struct plait_err err = {0};
  char *args[] = {(char *)"plain", NULL};
  assert_null(session_new(&(struct session_options){.program = live_program("models"), .args = args, .model = MODEL_SYNC, .interval = 2}, &err));
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  assert_string_equal(err.text, "--switch-interval goes with --model gil only");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_model_switches_where_it_says),
      cmocka_unit_test(a_model_only_takes_away),
      cmocka_unit_test(sync_is_enough_without_races),
      cmocka_unit_test(marks_are_the_same_however_it_is_run),
      cmocka_unit_test(only_the_running_thread_may_be_chosen),
      cmocka_unit_test(a_schedule_that_switches_elsewhere_is_refused),
      cmocka_unit_test(an_interval_is_for_the_gil),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

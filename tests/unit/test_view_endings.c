/* test_view_endings.c — the list of endings: asked for, filled while it is open, and one of them chosen; on a puppet, with
 * a search that finds what it is told to find. */
#include "puppet.h"

#include "screens.h"

static const struct view_ending told[] = {
    {.end = END_EXIT, .output = "one\ntwo\n", .output_len = 8, .errors = "", .text = "", .count = 20},
    {.end = END_EXIT, .output = "two\none\n", .output_len = 8, .errors = "race x", .text = "", .count = 1234},
    {.end = END_DEADLOCK, .output = "", .errors = "deadlock hammer, race x", .text = "", .count = 3},
    {.end = END_CRASH, .status = 11, .output = "", .errors = "crash", .text = "", .count = 1},
};

/* The choices of threads that move one after the other: "0011…". */
struct seeker {
  struct view_search search;
  struct view_endings now;
  const char *root;  /* what it is to be asked for */
  const char *way;   /* of whatever is taken */
  uint32_t generation, from;
  int starts, stops, takes;
};

static bool seeker_start(void *ctx, const uint32_t *choices, size_t n, struct plait_err *err) {
  struct seeker *s = ctx;
  (void)err;
  assert_int_equal(n, strlen(s->root));
  for (size_t i = 0; i < n; i++) assert_int_equal(choices[i], WIRE_CHOICE(CHOICE_STEP, (uint32_t)(s->root[i] - '0')));
  s->starts++;
  s->now = (struct view_endings){.note = ""};
  return true;
}

static void seeker_stop(void *ctx) { ((struct seeker *)ctx)->stops++; }
static int seeker_fd(void *ctx) { return (void)ctx, 99; }
static const struct view_endings *seeker_look(void *ctx) { return &((struct seeker *)ctx)->now; }

static bool seeker_take(void *ctx, size_t i, struct view_way *out, struct plait_err *err) {
  struct seeker *s = ctx;
  (void)err;
  assert_true(i < s->now.len);
  s->takes++;
  *out = (struct view_way){.choices = xmalloc(64 * sizeof *out->choices), .generation = s->generation, .from = s->from};
  for (const char *w = s->way; *w; w++) out->choices[out->n++] = WIRE_CHOICE(CHOICE_STEP, (uint32_t)(*w - '0'));
  return true;
}

static void seeker_finds(struct seeker *s, size_t n, bool over) {
  s->now = (struct view_endings){.at = told, .len = n, .all = n, .executions = 1300 + n, .over = over, .complete = over, .note = ""};
}

struct stage {
  struct puppet p;
  struct seeker s;
  struct actions a;
};

static void stage_open(struct stage *t) {
  *t = (struct stage){0};
  puppet_init(&t->p);
  t->s.search = (struct view_search){&t->s, seeker_start, seeker_stop, seeker_fd, seeker_look, seeker_take};
  t->p.live.search = &t->s.search;
  actions_init(&t->a, t->p.trace, &t->p.live, "puppet");
}

static void stage_close(struct stage *t) {
  actions_fini(&t->a);
  puppet_fini(&t->p);
}

static void keys(struct actions *a, const char *script) {
  for (const char *p = script; *(p += strspn(p, " "));) {
    int len = (int)strcspn(p, " ");
    actions_key(a, keymap_key(p, len));
    while (a->view.running) assert_true(actions_poll(a, 0)), assert_false(a->failed);
    p += len;
  }
}

static void it_is_searched_from_the_cursor(void **state) {
  (void)state;
  struct stage t;
  stage_open(&t);
  t.s.root = "00";
  keys(&t.a, "Right Right 3 Left e");
  assert_int_equal(t.s.starts, 1);
  assert_true(t.a.endings.open);
  assert_int_equal(endings_fd(&t.a), 99);
  seeker_finds(&t.s, 1, false);
  assert_true(endings_poll(&t.a));
  assert_true(endings_searching(&t.a));
  seeker_finds(&t.s, 2, true);
  assert_true(endings_poll(&t.a));
  assert_false(endings_searching(&t.a));
  assert_int_equal(endings_fd(&t.a), -1);
  keys(&t.a, "q"); /* closes the list, not the screen */
  assert_false(t.a.endings.open);
  assert_false(t.a.quit);
  assert_int_equal(t.s.stops, 0); /* it had come to its end */
  keys(&t.a, "e"); /* what is known is not searched for again */
  assert_true(t.a.endings.open);
  assert_int_equal(t.s.starts, 1);
  keys(&t.a, "e");
  assert_false(t.a.endings.open);
  t.s.root = "0";
  keys(&t.a, "Left e"); /* elsewhere it is */
  assert_int_equal(t.s.starts, 2);
  keys(&t.a, "Esc");
  assert_int_equal(t.s.stops, 1);
  keys(&t.a, "e"); /* half a list is not shown as if it were whole */
  assert_int_equal(t.s.starts, 3);
  stage_close(&t);
  assert_int_equal(t.s.stops, 2); /* leaving ends it, too */
}

static void a_chosen_ending_is_a_branch(void **state) {
  (void)state;
  struct stage t;
  stage_open(&t);
  t.s.root = "00";
  t.s.way = "0022221111000";
  t.s.from = 2;
  keys(&t.a, "Right Right 2 Right Right Right 3 G"); /* T1 before T2 */
  uint64_t first = trace_hash(t.p.trace);
  keys(&t.a, ": 2 Enter e");
  seeker_finds(&t.s, 2, false);
  endings_poll(&t.a);
  keys(&t.a, "3"); /* there is no third */
  assert_true(t.a.endings.open);
  assert_int_equal(t.s.takes, 0);
  keys(&t.a, "Down Enter");
  assert_int_equal(t.s.takes, 1);
  assert_int_equal(t.s.stops, 1);
  assert_false(t.a.endings.open);
  assert_int_equal(t.a.view.cursor, 2); /* where it was explored from */
  assert_int_equal(trace_steps(t.p.trace), 13);
  assert_int_equal(trace_step(t.p.trace, 3)->thread, 2);
  assert_string_equal(t.a.view.branch, "branch 2 of 2");
  assert_string_equal(t.a.view.message, "this branch ends with: exit 0  \"two\\none\\n\"");
  keys(&t.a, "["); /* nothing is lost */
  assert_true(trace_hash(t.p.trace) == first);
  keys(&t.a, ": 2 Enter e");
  seeker_finds(&t.s, 2, true);
  endings_poll(&t.a);
  keys(&t.a, "2"); /* the same once more is the same branch */
  assert_int_equal(t.a.branches.len, 2);
  assert_string_equal(t.a.view.branch, "branch 2 of 2");
  stage_close(&t);
}

/* Somebody who has not gone further yet leaves no branch behind. */
static void an_ending_is_gone_on_to(void **state) {
  (void)state;
  struct stage t;
  stage_open(&t);
  t.s.root = "002";
  t.s.way = "0022221111000";
  t.s.from = 3;
  keys(&t.a, "Right Right 3 e");
  seeker_finds(&t.s, 2, true);
  endings_poll(&t.a);
  keys(&t.a, "2");
  assert_int_equal(t.a.branches.len, 1);
  assert_int_equal(t.a.view.cursor, 3);
  assert_int_equal(trace_steps(t.p.trace), 13);
  keys(&t.a, "G e"); /* where it has ended there is nothing to explore */
  assert_false(t.a.endings.open);
  assert_int_equal(t.s.starts, 1);
  assert_true(t.a.view.message[0]);
  stage_close(&t);
}

/* Choices are followed as they were meant when they were made. */
static void branches_remember_what_their_choices_mean(void **state) {
  (void)state;
  struct stage t;
  stage_open(&t);
  t.p.generation = 4;
  t.s.root = "00";
  t.s.way = "0022221111000";
  t.s.from = 2;
  t.s.generation = 7;
  keys(&t.a, "Right Right 2 G : 2 Enter e");
  seeker_finds(&t.s, 2, true);
  endings_poll(&t.a);
  keys(&t.a, "2");
  assert_int_equal(t.p.restarted_at, 7);
  t.p.generation = 7;
  keys(&t.a, "[");
  assert_int_equal(t.p.restarted_at, 4);
  keys(&t.a, "]");
  assert_int_equal(t.p.restarted_at, 7);
  stage_close(&t);
}

static void a_recording_says_what_to_do(void **state) {
  (void)state;
  struct trace *trace = tracegen("main create T1; T1 start; T1 done; main exit 0");
  struct actions a;
  actions_init(&a, trace, NULL, "recording");
  keys(&a, "e");
  assert_false(a.endings.open);
  assert_true(a.view.message_bad);
  assert_non_null(strstr(a.view.message, "plait explore"));
  actions_fini(&a);
  trace_free(trace);
}

static bool attach_open(void *ctx, const struct view_live **live, const struct trace **trace, struct plait_err *err) {
  struct puppet *p = ctx;
  if (!p->live.search) return plait_err_set(err, PLAIT_EXIT_DIVERGED, "it does otherwise now");
  *live = &p->live;
  *trace = p->trace;
  return true;
}

/* Looking at a file does not run what it names, unless asked for twice. */
static void a_recording_becomes_live(void **state) {
  (void)state;
  struct stage t, now;
  stage_open(&t);
  stage_open(&now);
  keys(&t.a, "Right Right 2 G");
  keys(&now.a, "Right Right 2 G");
  struct actions a;
  actions_init(&a, t.p.trace, NULL, "recording");
  a.attach = &(struct view_attach){.ctx = &now.p, .program = "puppet", .open = attach_open};
  keys(&a, "Right Right e");
  assert_null(a.live);
  assert_non_null(strstr(a.view.message, "e again starts puppet"));
  keys(&a, "Tab e");
  assert_null(a.live);
  now.p.live.search = NULL;
  keys(&a, "e");
  assert_null(a.live);
  assert_string_equal(a.view.message, "it does otherwise now");
  now.p.live.search = &now.s.search;
  now.s.root = "00";
  now.s.way = "0022221111000";
  now.s.from = 2;
  keys(&a, "e e");
  assert_ptr_equal(a.live, &now.p.live);
  assert_true(a.endings.open);
  assert_int_equal(a.view.cursor, 2);
  seeker_finds(&now.s, 2, true);
  endings_poll(&a);
  keys(&a, "2");
  assert_int_equal(a.view.cursor, 2);
  assert_int_equal(trace_step(a.view.trace, 3)->thread, 2);
  keys(&a, "["); /* what was recorded is a branch like any other */
  assert_int_equal(trace_step(a.view.trace, 3)->thread, 1);
  actions_fini(&a);
  stage_close(&t);
  stage_close(&now);
}

/* ---- pictures ---------------------------------------------------------------------------- */

static void picture(struct stage *t, const char *name, int cols, int rows, bool ascii) {
  struct grid g;
  struct buf b = {0};
  t->a.view.ascii = ascii;
  t->a.view.key_hint = "";
  grid_init(&g, cols, rows);
  actions_draw(&t->a, &g);
  screens_text(&g, &b);
  screens_compare("$O/unit/test_view_endings", name, buf_str(&b));
  buf_fini(&b);
  grid_fini(&g);
}

static void the_list_is_drawn(void **state) {
  (void)state;
  struct stage t;
  stage_open(&t);
  t.s.root = "00";
  keys(&t.a, "Right Right 3 Right Right 2 Right Right 3 G : 2 Enter e");
  picture(&t, "endings-begin", 80, 24, false);
  seeker_finds(&t.s, 2, false);
  endings_poll(&t.a);
  picture(&t, "endings-searching", 80, 24, false);
  seeker_finds(&t.s, 4, true);
  endings_poll(&t.a);
  keys(&t.a, "Down Down");
  picture(&t, "endings-80x24", 80, 24, false);
  picture(&t, "endings-80x24-ascii", 80, 24, true);
  picture(&t, "endings-120x40", 120, 40, false);
  picture(&t, "endings-60x12", 60, 12, true);
  t.s.now.complete = false;
  t.s.now.note = "1200 of them by dpor: all that begins with the first 5 steps of the default schedule was tried; then others were drawn";
  picture(&t, "endings-incomplete", 80, 24, false);
  t.s.now.failed = "the process that runs 'x' was killed by signal 9 (Killed)";
  picture(&t, "endings-failed", 80, 24, false);
  stage_close(&t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(it_is_searched_from_the_cursor),
      cmocka_unit_test(a_chosen_ending_is_a_branch),
      cmocka_unit_test(an_ending_is_gone_on_to),
      cmocka_unit_test(branches_remember_what_their_choices_mean),
      cmocka_unit_test(a_recording_becomes_live),
      cmocka_unit_test(a_recording_says_what_to_do),
      cmocka_unit_test(the_list_is_drawn),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

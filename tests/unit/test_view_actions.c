/* test_view_actions.c — what keys do: on recordings made by hand, and on a puppet that can be moved. */
#include "puppet.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char lesson[] = "main create T1; main create T2; T1 start; T1 lock m; T2 start; T1 read counter 0;"
                             "T1 write counter 1; T1 unlock m; T2 lock m waited; T2 print \"hello\\n\"; T2 unlock m;"
                             "T1 done; T2 done; main join T1; main join T2; main exit 0";

static void keys(struct actions *a, const char *script) {
  for (const char *p = script; *(p += strspn(p, " "));) {
    int len = (int)strcspn(p, " ");
    uint32_t key = keymap_key(p, len);
    assert_int_not_equal(key, VKEY_NONE);
    actions_key(a, key);
    while (a->view.running) assert_true(actions_poll(a, 0)), assert_false(a->failed);
    p += len;
  }
}

static void a_recording_is_walked(void **state) {
  (void)state;
  struct trace *t = tracegen(lesson);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  assert_int_equal(a.view.cursor, 0);
  keys(&a, "Right l Right");
  assert_int_equal(a.view.cursor, 3);
  assert_int_equal(world_step(a.view.world), 3);
  keys(&a, "Left");
  assert_int_equal(a.view.cursor, 2);
  keys(&a, "G");
  assert_int_equal(a.view.cursor, 16);
  keys(&a, "Right");
  assert_int_equal(a.view.cursor, 16);
  assert_string_equal(a.view.message, "the program ended with exit status 0");
  keys(&a, "g Left");
  assert_int_equal(a.view.cursor, 0);
  assert_string_equal(a.view.message, "");
  keys(&a, "PgDn");
  assert_int_equal(a.view.cursor, 10);
  actions_fini(&a);
  trace_free(t);
}

/* How it ended is said once, however the trace words it. */
static void an_ending_is_said(void **state) {
  (void)state;
  struct trace *t = tracegen("main lock m; main deadlock");
  struct trace_end end = *trace_end(t);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  end.text = "deadlock: no thread can move";
  trace_set_end(t, &end);
  keys(&a, "G Right");
  assert_string_equal(a.view.message, "the program ended in a deadlock");
  end.text = "livelock: nobody can get any further";
  trace_set_end(t, &end);
  keys(&a, "Right");
  assert_string_equal(a.view.message, "the program ended in a livelock");
  actions_fini(&a);
  trace_free(t);
}

static void a_step_is_typed(void **state) {
  (void)state;
  struct trace *t = tracegen(lesson);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  keys(&a, ": 1 2");
  assert_int_equal(a.view.prompt, ':');
  assert_string_equal(a.view.input, "12");
  keys(&a, "Backspace 3 Enter");
  assert_int_equal(a.view.prompt, 0);
  assert_int_equal(a.view.cursor, 13);
  keys(&a, ": q Enter"); /* q is text here */
  assert_false(a.quit);
  assert_true(a.view.message_bad);
  assert_int_equal(a.view.cursor, 13);
  keys(&a, ": 9 9 Enter");
  assert_int_equal(a.view.cursor, 16);
  assert_string_equal(a.view.message, "the last step is 16");
  keys(&a, ": 4 Esc");
  assert_int_equal(a.view.prompt, 0);
  assert_int_equal(a.view.cursor, 16);
  keys(&a, ": 0 Enter");
  assert_int_equal(a.view.cursor, 0);
  for (int i = 0; i < 300; i++) keys(&a, i ? "é" : "/");
  assert_true(strlen(a.view.input) < sizeof a.view.input);
  assert_int_equal(strlen(a.view.input) % 2, 0); /* cut between characters */
  keys(&a, "Esc q");
  assert_true(a.quit);
  actions_fini(&a);
  trace_free(t);
}

static void events_and_text_are_found(void **state) {
  (void)state;
  struct trace *t = tracegen(lesson);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  keys(&a, "n"); /* T1 is preempted, and T2 begins to wait */
  assert_int_equal(a.view.cursor, 5);
  keys(&a, "/ h e l l o Enter");
  assert_int_equal(a.view.cursor, 10);
  keys(&a, "n");
  assert_int_equal(a.view.cursor, 10);
  assert_true(a.view.message_bad);
  keys(&a, "/ C O U N T E R Enter"); /* from here on there is none */
  assert_true(a.view.message_bad);
  keys(&a, "N");
  assert_int_equal(a.view.cursor, 7);
  keys(&a, "N");
  assert_int_equal(a.view.cursor, 6);
  keys(&a, "Esc");
  assert_string_equal(a.view.search, "");
  keys(&a, "G N"); /* events again: T2's output */
  assert_true(a.view.cursor < 16 && a.view.cursor >= 10);
  actions_fini(&a);
  trace_free(t);
}

static void a_recording_has_one_future(void **state) {
  (void)state;
  struct trace *t = tracegen(lesson);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  keys(&a, "1");
  assert_int_equal(a.view.cursor, 1); /* main moves next anyway */
  keys(&a, "3");
  assert_int_equal(a.view.cursor, 1);
  assert_string_equal(a.view.message, "there is no thread 3 yet");
  keys(&a, "Right 3"); /* T2 could, but T1 did */
  assert_int_equal(a.view.cursor, 2);
  assert_string_equal(a.view.message, "T1 moves next in this recording; plait run lets you choose otherwise");
  keys(&a, "Right Right Right 3"); /* T2 waits for m */
  assert_int_equal(a.view.cursor, 5);
  assert_non_null(strstr(a.view.message, "m"));
  assert_true(a.view.message_bad);
  keys(&a, "]");
  assert_true(a.view.message_bad);
  assert_int_equal(a.view.cursor, 5);
  actions_fini(&a);
  trace_free(t);
}

static void play_goes_on_and_stops(void **state) {
  (void)state;
  struct trace *t = tracegen(lesson);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  keys(&a, "Space");
  assert_true(a.view.playing);
  for (int i = 0; i < 5; i++) actions_tick(&a);
  assert_int_equal(a.view.cursor, 5);
  keys(&a, "Space");
  assert_false(a.view.playing);
  actions_tick(&a);
  assert_int_equal(a.view.cursor, 5);
  int speed = a.view.speed;
  keys(&a, "+");
  assert_true(a.view.speed > speed);
  keys(&a, "- -");
  assert_true(a.view.speed < speed);
  for (int i = 0; i < 30; i++) keys(&a, "-");
  assert_int_equal(a.view.speed, 1);
  keys(&a, "Space");
  for (int i = 0; i < 30; i++) actions_tick(&a);
  assert_false(a.view.playing);
  assert_int_equal(a.view.cursor, 16);
  keys(&a, "Space"); /* from the end: once more from the start */
  assert_true(a.view.playing);
  assert_int_equal(a.view.cursor, 0);
  actions_fini(&a);
  trace_free(t);
}

static void findings_are_gone_to(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; main create T2; T1 start; T2 start; T1 write x 1 @1; T2 write x 2 @2;"
                             "main print \"p\"; T1 write y 1 @3; T2 write y 2 @4; T1 done; T2 done; main exit 0");
  struct actions a;
  actions_init(&a, t, NULL, "races");
  keys(&a, "f");
  assert_true(a.view.findings);
  keys(&a, "Down Enter");
  assert_false(a.view.findings);
  assert_int_equal(a.view.cursor, 9);
  keys(&a, "f Up Enter");
  assert_int_equal(a.view.cursor, 6);
  keys(&a, "f Down Down Down Down q"); /* closes the list, not the screen, and goes nowhere */
  assert_false(a.view.findings);
  assert_false(a.quit);
  assert_int_equal(a.view.cursor, 6);
  char count[32];
  findings_count(&a.view, count);
  assert_string_equal(count, "2 findings");
  actions_fini(&a);
  trace_free(t);
}

static void panes_help_and_quit(void **state) {
  (void)state;
  struct trace *t = tracegen(lesson);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  keys(&a, "Tab");
  assert_int_equal(a.view.focus, PANE_LANES + 1);
  keys(&a, "BackTab BackTab");
  assert_int_equal(a.view.focus, PANE_COUNT - 1);
  keys(&a, "Down Down Up");
  assert_int_equal(a.view.scroll[PANE_COUNT - 1], 1);
  keys(&a, "z");
  assert_true(a.view.zoomed);
  keys(&a, "? Down");
  assert_true(a.view.help);
  assert_int_equal(a.view.help_scroll, 1);
  keys(&a, "q"); /* closes the help, not the screen */
  assert_false(a.view.help);
  assert_false(a.quit);
  keys(&a, "C-z");
  assert_true(a.suspend);
  keys(&a, "C-c");
  assert_true(a.quit);
  actions_fini(&a);
  trace_free(t);
}

static void animation_starts_with_single_steps_only(void **state) {
  (void)state;
  struct trace *t = tracegen(lesson);
  struct actions a;
  actions_init(&a, t, NULL, "lesson");
  keys(&a, "Right");
  assert_true(a.view.anim_phase >= 1);
  a.animate = true;
  keys(&a, "Right");
  assert_true(a.view.anim_phase < 1);
  assert_int_equal(a.view.anim_from, 1);
  keys(&a, "Tab"); /* any key skips it */
  assert_true(a.view.anim_phase >= 1);
  keys(&a, "G");
  assert_true(a.view.anim_phase >= 1);
  actions_fini(&a);
  trace_free(t);
}

static void a_program_is_moved(void **state) {
  (void)state;
  struct puppet p;
  struct actions a;
  puppet_init(&p);
  actions_init(&a, p.trace, &p.live, "puppet");
  keys(&a, "2");
  assert_string_equal(a.view.message, "there is no thread 2 yet");
  keys(&a, "Right Right");
  assert_int_equal(a.view.cursor, 2);
  keys(&a, "1"); /* main waits for T1 */
  assert_int_equal(a.view.cursor, 2);
  assert_true(a.view.message_bad);
  assert_non_null(strstr(a.view.message, "T1"));
  keys(&a, "3 Right Right"); /* T2 goes on while it can */
  assert_int_equal(a.view.cursor, 5);
  assert_int_equal(trace_step(p.trace, 5)->thread, 2);
  keys(&a, ": 8 Enter");
  assert_int_equal(a.view.cursor, 8);
  keys(&a, "G");
  assert_int_equal(a.view.cursor, 13);
  assert_string_equal(a.view.message, "the program ended with exit status 0");
  keys(&a, "Right");
  assert_int_equal(a.view.cursor, 13);
  assert_false(actions_watched(&a));
  actions_fini(&a);
  puppet_fini(&p);
}

/* Where nothing of interest is known, n makes steps until there is something. */
static void the_next_event_is_run_to(void **state) {
  (void)state;
  struct puppet p;
  struct actions a;
  puppet_init(&p);
  actions_init(&a, p.trace, &p.live, "puppet");
  keys(&a, "n"); /* main creates both, T1 starts, writes and prints */
  assert_int_equal(a.view.cursor, 5);
  assert_int_equal(trace_steps(p.trace), 5);
  assert_int_equal(trace_step(p.trace, 5)->op, OP_OUTPUT);
  keys(&a, "g n"); /* known now */
  assert_int_equal(a.view.cursor, 5);
  assert_int_equal(trace_steps(p.trace), 5);
  keys(&a, "n n");
  assert_int_equal(a.view.cursor, 13); /* T2's, then the end */
  assert_string_equal(a.view.message, "the program ended with exit status 0");
  keys(&a, "n");
  assert_string_equal(a.view.message, "nothing of interest after this step");
  actions_fini(&a);
  puppet_fini(&p);
  puppet_init(&p);
  actions_init(&a, p.trace, &p.live, "puppet");
  actions_key(&a, 'n');
  actions_key(&a, VKEY_ESC); /* not that far */
  while (a.view.running) actions_poll(&a, 0);
  assert_int_equal(trace_steps(p.trace), 1);
  actions_fini(&a);
  puppet_fini(&p);
}

static void looking_around_does_not_move_it(void **state) {
  (void)state;
  struct puppet p;
  struct actions a;
  puppet_init(&p);
  actions_init(&a, p.trace, &p.live, "puppet");
  keys(&a, "Right Right Right Right Left Left Right");
  assert_int_equal(a.view.cursor, 3);
  assert_int_equal(trace_steps(p.trace), 4);
  keys(&a, "2"); /* what was chosen before: no new future */
  assert_int_equal(a.view.cursor, 4);
  assert_int_equal(p.restarts, 0);
  keys(&a, "g G"); /* first to what is known */
  assert_int_equal(a.view.cursor, 4);
  actions_fini(&a);
  puppet_fini(&p);
}

/* Keys typed ahead are not lost, and Esc takes them back. */
static void keys_typed_ahead_are_kept(void **state) {
  (void)state;
  struct puppet p;
  struct actions a;
  puppet_init(&p);
  actions_init(&a, p.trace, &p.live, "puppet");
  for (const char *k = "ll3l2"; *k; k++) actions_key(&a, (uint32_t)*k); /* not polled in between */
  assert_int_equal(trace_steps(p.trace), 1);
  while (a.view.running) actions_poll(&a, 0);
  assert_int_equal(a.view.cursor, 5);
  assert_int_equal(trace_step(p.trace, 4)->thread, 2);
  assert_int_equal(trace_step(p.trace, 5)->thread, 1);
  for (const char *k = "ll\033"; *k; k++) actions_key(&a, (uint32_t)*k);
  while (a.view.running) actions_poll(&a, 0);
  assert_int_equal(a.view.cursor, 6);
  actions_fini(&a);
  puppet_fini(&p);
}

static void no_future_is_lost(void **state) {
  (void)state;
  struct puppet p;
  struct actions a;
  puppet_init(&p);
  actions_init(&a, p.trace, &p.live, "puppet");
  assert_string_equal(a.view.branch, "");
  keys(&a, "Right Right G");
  uint64_t first = trace_hash(p.trace);
  keys(&a, ": 3 Enter 3"); /* T2 instead of T1 */
  assert_int_equal(p.restarts, 1);
  assert_int_equal(trace_steps(p.trace), 4);
  assert_int_equal(a.view.cursor, 4);
  assert_int_equal(trace_step(p.trace, 4)->thread, 2);
  assert_string_equal(a.view.branch, "branch 2 of 2");
  keys(&a, "G");
  uint64_t second = trace_hash(p.trace);
  assert_true(first != second);
  keys(&a, "[");
  assert_true(trace_hash(p.trace) == first);
  assert_int_equal(a.view.cursor, 4); /* where they part */
  assert_string_equal(a.view.branch, "branch 1 of 2");
  keys(&a, "]");
  assert_true(trace_hash(p.trace) == second);
  keys(&a, "[ : 3 Enter 3"); /* the same choice once more is the same branch */
  assert_true(trace_hash(p.trace) == second);
  assert_int_equal(a.branches.len, 2);
  keys(&a, ": 2 Enter 3"); /* a third */
  assert_int_equal(a.branches.len, 3);
  assert_int_equal(trace_steps(p.trace), 3);
  keys(&a, "b");
  assert_true(a.branches_open);
  keys(&a, "Up Up Enter");
  assert_false(a.branches_open);
  assert_true(trace_hash(p.trace) == first);
  keys(&a, "b Esc");
  assert_false(a.branches_open);
  assert_int_equal(a.branch, 0);
  actions_fini(&a);
  puppet_fini(&p);
}

/* Whatever is pressed: the cursor is on the trace, the world at the cursor, and nothing crashes. */
static void any_keys_in_any_order(void **state) {
  (void)state;
  static const char *const all[] = {"Right", "Left", "Space", "g",  "G",   "1",   "2",  "3",  "4",  "[",  "]",     "b",
                                    "Enter", "Esc",  "n",     "N",  "/",   ":",   "7",  "x",  "Tab", "z", "Up",   "Down",
                                    "?",     "PgDn", "PgUp",  "e", "w", "f",  "+",  "End", "Home", "-", "Backspace", "Delete", "F1"};
  uint64_t seed = 20;
  for (int round = 0; round < 60; round++) {
    struct puppet p;
    struct actions a;
    puppet_init(&p);
    actions_init(&a, p.trace, &p.live, "puppet");
    for (int i = 0; i < 200; i++) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      const char *k = all[(seed >> 33) % (sizeof all / sizeof *all)];
      keys(&a, k);
      if (i % 3 == 0) actions_tick(&a);
      while (a.view.running) actions_poll(&a, 0);
      assert_true(a.view.cursor <= trace_steps(p.trace));
      assert_int_equal(world_step(a.view.world), a.view.cursor);
      a.quit = false;
    }
    actions_fini(&a);
    puppet_fini(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_recording_is_walked),
      cmocka_unit_test(an_ending_is_said),
      cmocka_unit_test(a_step_is_typed),
      cmocka_unit_test(events_and_text_are_found),
      cmocka_unit_test(a_recording_has_one_future),
      cmocka_unit_test(play_goes_on_and_stops),
      cmocka_unit_test(findings_are_gone_to),
      cmocka_unit_test(panes_help_and_quit),
      cmocka_unit_test(animation_starts_with_single_steps_only),
      cmocka_unit_test(a_program_is_moved),
      cmocka_unit_test(the_next_event_is_run_to),
      cmocka_unit_test(looking_around_does_not_move_it),
      cmocka_unit_test(keys_typed_ahead_are_kept),
      cmocka_unit_test(no_future_is_lost),
      cmocka_unit_test(any_keys_in_any_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

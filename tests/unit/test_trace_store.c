/* The trace in memory: numbering, chains, cutting back, choices, the hash. */
#include "tracegen.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static const char two_threads[] =
    "main create T1; main create T2; T1 start; T2 start;"
    "T1 read counter 0 @12; T2 read counter 0 @12; T1 write counter 1 @12; T2 write counter 1;"
    "T1 done; T2 done; main join T1; main join T2; main print \"1\\n\"; main exit 0";

static void steps_are_chained_by_thread(void **state) {
  (void)state;
  struct trace *t = tracegen(two_threads);
  assert_int_equal(trace_steps(t), 14);
  assert_int_equal(trace_threads(t), 3);
  assert_string_equal(trace_thread(t, 2)->name, "T2");
  assert_int_equal(trace_thread(t, 2)->created, 2);
  assert_int_equal(trace_thread(t, 1)->first, 3);
  assert_int_equal(trace_thread(t, 1)->last, 9);
  assert_int_equal(trace_step(t, 3)->next, 5);
  assert_int_equal(trace_step(t, 5)->next, 7);
  assert_int_equal(trace_step(t, 9)->next, 0);
  size_t len;
  assert_string_equal(trace_text(t, trace_step(t, 13)->text, &len), "1\n");
  assert_int_equal(len, 2);
  assert_string_equal(trace_object(t, trace_step(t, 13)->object)->name, "stdout");
  assert_int_equal(trace_end(t)->kind, END_EXIT);
  assert_int_equal(trace_site(t, trace_step(t, 5)->site)->line, 12);
  assert_string_equal(trace_site(t, 0)->file, "");
  trace_free(t);
}

/* Cutting at K must leave exactly the chains that the first K steps alone give. */
static void cutting_equals_never_having_been(void **state) {
  (void)state;
  struct trace *whole = tracegen(two_threads);
  for (uint32_t keep = 1; keep <= trace_steps(whole); keep++) {
    struct trace *t = tracegen(two_threads), *want = tracegen("var counter; main create T1; main create T2");
    trace_cut(want, 0);
    trace_add_thread(want, "main", 0);
    trace_add_thread(want, "T1", 0);
    trace_add_thread(want, "T2", 0);
    for (uint32_t n = 1; n <= keep; n++)
      trace_append(want, trace_step(whole, n));
    trace_cut(t, keep);
    assert_int_equal(trace_steps(t), keep);
    assert_int_equal(trace_end(t)->kind, END_NONE);
    for (uint16_t i = 0; i < 3; i++) {
      assert_int_equal(trace_thread(t, i)->first, trace_thread(want, i)->first);
      assert_int_equal(trace_thread(t, i)->last, trace_thread(want, i)->last);
      assert_int_equal(trace_thread(t, i)->created, trace_thread(want, i)->created);
    }
    for (uint32_t n = 1; n <= keep; n++)
      assert_int_equal(trace_step(t, n)->next, trace_step(want, n)->next);
    /* and it grows again into what it was */
    for (uint32_t n = keep + 1; n <= trace_steps(whole); n++) {
      struct trace_step s = *trace_step(whole, n);
      if (s.text)
        s.text = trace_add_text(t, "1\n", 2);
      trace_append(t, &s);
    }
    trace_set_end(t, trace_end(whole));
    assert_true(trace_hash(t) == trace_hash(whole));
    trace_free(t);
    trace_free(want);
  }
  trace_free(whole);
}

static void cutting_gives_texts_back(void **state) {
  (void)state;
  struct trace *t = tracegen("main print \"a\"; main fence; main print \"b\"; main print \"c\"");
  assert_int_equal(trace_texts(t), 3);
  trace_cut(t, 2);
  assert_int_equal(trace_texts(t), 1);
  assert_string_equal(trace_text(t, 1, NULL), "a");
  assert_int_equal(trace_add_text(t, "d", 1), 2);
  assert_string_equal(trace_text(t, 2, NULL), "d");
  trace_cut(t, 0);
  assert_int_equal(trace_texts(t), 0);
  assert_int_equal(trace_threads(t), 0);
  trace_free(t);
}

static void strings_stay_where_they_are(void **state) {
  (void)state;
  struct trace *t = trace_new();
  uint32_t first = trace_add_text(t, "first", 5);
  const char *at = trace_text(t, first, NULL);
  for (int i = 0; i < 100000; i++)
    trace_add_text(t, "0123456789", 10);
  assert_ptr_equal(at, trace_text(t, first, NULL));
  assert_string_equal(at, "first");
  trace_free(t);
}

static void equal_strings_are_kept_once(void **state) {
  (void)state;
  struct trace *t = trace_new();
  trace_add_thread(t, "main", 0);
  const char *name = trace_thread(t, 0)->name;
  trace_cut(t, 0); /* another execution names the same things */
  trace_add_thread(t, "main", 0);
  assert_ptr_equal(trace_thread(t, 0)->name, name);
  trace_add_thread(t, "main2", 0);
  assert_string_equal(trace_thread(t, 1)->name, "main2");
  trace_free(t);
}

static void choices_say_who_moved_and_how(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; main create T2; T1 wait c m; T2 wait c m; main signal c T2 choice;"
                             "T1 wake c m spurious; T1 unlock m; T2 wake c m timeout; T2 semtimed s timeout; main "
                             "assert \"x\"; main crash 11; main deadlock");
  uint32_t *c;
  size_t n = trace_choices(t, 1, trace_steps(t), &c);
  const uint32_t want[] = {WIRE_CHOICE(CHOICE_STEP, 0),     WIRE_CHOICE(CHOICE_STEP, 0), WIRE_CHOICE(CHOICE_STEP, 1),
                           WIRE_CHOICE(CHOICE_STEP, 2),     WIRE_CHOICE(CHOICE_STEP, 0), WIRE_CHOICE(CHOICE_COND, 2),
                           WIRE_CHOICE(CHOICE_SPURIOUS, 1), WIRE_CHOICE(CHOICE_STEP, 1), WIRE_CHOICE(CHOICE_TIMEOUT, 2),
                           WIRE_CHOICE(CHOICE_TIMEOUT, 2)};
  assert_int_equal(n, sizeof want / sizeof *want);
  assert_memory_equal(c, want, sizeof want);
  free(c);
  n = trace_choices(t, 5, 6, &c);
  assert_int_equal(n, 3);
  assert_memory_equal(c, want + 4, 3 * sizeof *want);
  free(c);
  trace_free(t);
}

static void hash_sees_behaviour_and_not_names(void **state) {
  (void)state;
  static const char base[] = "main create T1; T1 start; T1 lock m; T1 write x 7; T1 print \"a\"; main exit 0";
  struct trace *t = tracegen(base), *same = tracegen(base);
  trace_name_object(same, 1, "other", "type", ENC_UNKNOWN);
  trace_name_thread(same, 1, "worker");
  assert_true(trace_hash(t) == trace_hash(same));
  static const char *const different[] = {
      "main create T1; T1 start; T1 lock m; T1 write x 8; T1 print \"a\"; main exit 0",
      "main create T1; T1 start; T1 lock m; T1 read x 7; T1 print \"a\"; main exit 0",
      "main create T1; T1 start; T1 lock m; main write x 7; T1 print \"a\"; main exit 0",
      "main create T1; T1 start; T1 lock m; T1 write x 7; T1 print \"b\"; main exit 0",
      "main create T1; T1 start; T1 lock m; T1 write x 7; T1 print \"a\"; main exit 1",
      "main create T1; T1 start; T1 wrlock m; T1 write x 7; T1 print \"a\"; main exit 0",
      "main create T1; T1 start; T1 lock m waited; T1 write x 7; T1 print \"a\"; main exit 0",
      "time 1; main create T1; T1 start; T1 lock m; T1 write x 7; T1 print \"a\"; main exit 0",
      "main create T1; T1 start; T1 lock m; T1 write x 7; T1 print \"a\"",
  };
  for (size_t i = 0; i < sizeof different / sizeof *different; i++) {
    struct trace *d = tracegen(different[i]);
    assert_true(trace_hash(d) != trace_hash(t));
    trace_free(d);
  }
  trace_free(t);
  trace_free(same);
}

static void generated_values_are_what_the_runtime_counts(void **state) {
  (void)state;
  struct trace *t =
      tracegen("sem s 2; barrier b 2; var d double; main semwait s; main semtry s fail; main post s;"
               "main arrive b; T1 arrive b; T1 leave b; main write d 1.5; main rdlock l; main rwunlock l;"
               "main wrlock l; main rwunlock l; T1 next lock m blocked; main next read x spinning spins=37");
  assert_int_equal(trace_object(t, trace_step(t, 1)->object)->param, 2);
  assert_int_equal(trace_step(t, 1)->value, 1);
  assert_int_equal(trace_step(t, 2)->value, 1);
  assert_int_equal(trace_step(t, 3)->value, 2);
  assert_int_equal(trace_step(t, 4)->flags & STEP_LAST, 0);
  assert_int_equal(trace_step(t, 5)->flags & STEP_LAST, STEP_LAST);
  double d;
  memcpy(&d, &trace_step(t, 7)->value, sizeof d);
  assert_true(d == 1.5);
  assert_true(trace_step(t, 9)->flags & STEP_SHARED);
  assert_false(trace_step(t, 11)->flags & STEP_SHARED);
  assert_int_equal(trace_pending_of(t, 1)->enabled, 0);
  assert_int_equal(trace_pending_of(t, 1)->op, OP_MUTEX_LOCK);
  assert_int_equal(trace_pending_of(t, 0)->spins, 37);
  assert_null(trace_pending_of(t, 2));
  trace_free(t);
}

static void generated_whys_follow_what_the_thread_before_does(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; T1 start; main fence; main join T1 waited; T1 done");
  assert_int_equal(trace_step(t, 1)->why, WHY_CHOSEN);
  assert_int_equal(trace_step(t, 2)->why, WHY_PREEMPTED);
  assert_int_equal(trace_step(t, 4)->why, WHY_CHOSEN);
  trace_free(t);
  t = tracegen("main create T1; T1 start; T1 done; main join T1");
  assert_int_equal(trace_step(t, 2)->why, WHY_BLOCKED);
  assert_int_equal(trace_step(t, 4)->why, WHY_EXITED);
  trace_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(steps_are_chained_by_thread),
      cmocka_unit_test(cutting_equals_never_having_been),
      cmocka_unit_test(cutting_gives_texts_back),
      cmocka_unit_test(strings_stay_where_they_are),
      cmocka_unit_test(equal_strings_are_kept_once),
      cmocka_unit_test(choices_say_who_moved_and_how),
      cmocka_unit_test(hash_sees_behaviour_and_not_names),
      cmocka_unit_test(generated_values_are_what_the_runtime_counts),
      cmocka_unit_test(generated_whys_follow_what_the_thread_before_does),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

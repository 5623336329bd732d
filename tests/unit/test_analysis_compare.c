/* Two executions compared: where they part, what stands beside what, and the swap that decides. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/compare.h"
#include "tracegen.h"

#define BEGIN "main create T1; main create T2; T1 start; T2 start;"

struct pair {
  struct trace *a, *b;
  struct comparison c;
};

static struct pair compared(const char *a, const char *b) {
  struct pair p = {.a = tracegen(a), .b = tracegen(b)};
  compare_init(&p.c, p.a, p.b);
  return p;
}

static void done(struct pair *p) {
  compare_fini(&p->c);
  trace_free(p->a);
  trace_free(p->b);
}

/* The swap as "FIRST SECOND / SECOND FIRST" in steps of each. */
static void assert_swap(const struct pair *p, uint32_t a_first, uint32_t a_second, uint32_t b_first, uint32_t b_second) {
  const struct comparison *c = &p->c;
  assert_true(c->swapped);
  if (c->first.step[0] != a_first || c->second.step[0] != a_second || c->second.step[1] != b_first || c->first.step[1] != b_second)
    fail_msg("the swap is %u before %u, and %u before %u", c->first.step[0], c->second.step[0], c->second.step[1], c->first.step[1]);
}

static void the_same_is_the_same(void **state) {
  (void)state;
  const char *text = BEGIN "T1 lock m; T1 write x 1; T1 unlock m; T2 lock m; T2 read x 1; T2 unlock m; main exit 0";
  struct pair p = compared(text, text);
  assert_true(p.c.same);
  assert_int_equal(p.c.common, trace_steps(p.a));
  assert_int_equal(p.c.rows.len, 0);
  assert_false(p.c.swapped);
  done(&p);
}

static void another_end_is_not_the_same(void **state) {
  (void)state;
  struct pair p = compared("main write x 1; main exit 0", "main write x 1; main exit 1");
  assert_false(p.c.same);
  assert_false(p.c.same_end);
  done(&p);
}

static void a_lost_update(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 read x 0; T2 read x 0; T2 write x 1; T1 write x 1; main exit 0",
                           BEGIN "T1 read x 0; T1 write x 1; T2 read x 1; T2 write x 2; main exit 0");
  assert_int_equal(p.c.common, 5);
  assert_swap(&p, 6, 8, 6, 7); /* T2 reads before T1 writes, and T1 writes before T2 reads */
  assert_int_equal(p.c.swaps, 2);
  done(&p);
}

/* Each row has a step of one or both; steps of both are the same one; nothing is left out and nothing comes twice. */
static void rows_hold_every_step_once(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 lock m; T1 unlock m; T2 lock m; T2 unlock m; T1 done; T2 done; main exit 0",
                           BEGIN "T2 lock m; T2 unlock m; T2 done; T1 lock m; T1 unlock m; T1 done; main exit 0");
  uint32_t next[2] = {p.c.common + 1, p.c.common + 1}, both = 0;
  for (size_t i = 0; i < p.c.rows.len; i++) {
    const struct compare_row *r = &p.c.rows.at[i];
    for (int side = 0; side < 2; side++)
      if (r->step[side])
        assert_int_equal(r->step[side], next[side]++);
    if (r->step[0] && r->step[1]) {
      assert_int_equal(trace_step(p.a, r->step[0])->op, trace_step(p.b, r->step[1])->op);
      assert_int_equal(trace_step(p.a, r->step[0])->thread, trace_step(p.b, r->step[1])->thread);
      both++;
    }
  }
  assert_int_equal(next[0], trace_steps(p.a) + 1);
  assert_int_equal(next[1], trace_steps(p.b) + 1);
  assert_int_equal(both, 4); /* T2's three, or T1's, and the exit */
  done(&p);
}

static void a_lock_taken_first(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 lock m; T1 read x 0; T1 unlock m; T2 lock m; T2 write x 5; T2 unlock m",
                           BEGIN "T2 lock m; T2 write x 5; T2 unlock m; T1 lock m; T1 read x 5; T1 unlock m");
  assert_swap(&p, 5, 8, 5, 8);
  done(&p);
}

/* In the deadlock the second lock is never taken: whoever was first kept the other from it. */
static void what_never_comes_is_later(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 lock a; T2 lock b; T1 next lock b blocked; T2 next lock a blocked; T2 deadlock",
                           BEGIN "T1 lock a; T1 lock b; T1 unlock b; T1 unlock a; T2 lock b; T2 lock a; main exit 0");
  assert_swap(&p, 6, 0, 6, 9);
  assert_int_equal(p.c.second.thread[0], 1);
  done(&p);
}

/* Had the thread been about to do something else, its step is no part of a swap. */
static void what_was_not_next_is_no_swap(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 lock a; T2 lock b; T1 next lock c blocked; T2 next lock a blocked; T2 deadlock",
                           BEGIN "T1 lock a; T1 lock b; T1 unlock b; T2 lock b; T2 unlock b; main exit 0");
  assert_false(p.c.swapped);
  done(&p);
}

static void independent_steps_decide_nothing(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 write x 1; T2 write y 1; T1 read z 0; T2 read z 0; main exit 0",
                           BEGIN "T2 write y 1; T1 write x 1; T2 read z 0; T1 read z 0; main exit 0");
  assert_false(p.c.same);
  assert_int_equal(p.c.common, 4);
  assert_false(p.c.swapped);
  done(&p);
}

static void a_signal_that_came_too_early(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T2 signal c; T1 lock m; T1 wait c m; T1 next wake c m blocked; T1 deadlock",
                           BEGIN "T1 lock m; T1 wait c m; T2 signal c T1; T1 wake c m; T1 unlock m; main exit 0");
  assert_swap(&p, 5, 7, 6, 7);
  done(&p);
}

/* Signals that nobody waited for may come in any order. */
static void signals_to_nobody_commute(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 signal c; T2 signal c; main exit 0", BEGIN "T2 signal c; T1 signal c; main exit 0");
  assert_false(p.c.swapped);
  done(&p);
}

/* Threads are numbered as they come; who created them says which is which. */
static void threads_are_matched_by_birth(void **state) {
  (void)state;
  struct pair p = compared("main create A; main create B; A start; A create C; B start; B create D; C start; D start; C write x 1; D read x 1",
                           "main create A; main create B; B start; B create D; A start; A create C; C start; D start; D read x 0; C write x 1");
  assert_true(p.c.swapped);
  assert_int_equal(p.c.first.step[0], 9);
  assert_int_equal(p.c.first.step[1], 10);
  assert_int_equal(p.c.first.thread[0], 3);
  assert_int_equal(p.c.first.thread[1], 4);
  done(&p);
}

/* Where a thread has gone another way, its further steps are consequences. */
static void consequences_are_no_cause(void **state) {
  (void)state;
  struct pair p = compared(BEGIN "T1 write x 1; T2 read x 1; T2 write y 1; T1 read y 1; main exit 0",
                           BEGIN "T2 read x 0; T2 write z 1; T1 write x 1; T1 read y 0; main exit 0");
  assert_swap(&p, 5, 6, 5, 7);
  assert_int_equal(p.c.swaps, 1);
  done(&p);
}

static void overlapping_bytes_depend(void **state) {
  (void)state;
  const char *orders[2] = {BEGIN "T1 write whole 1; T2 write part 2; main exit 0", BEGIN "T2 write part 2; T1 write whole 1; main exit 0"};
  for (int apart = 0; apart < 2; apart++) {
    struct pair p = {0};
    for (int side = 0; side < 2; side++) {
      struct trace *from = tracegen(orders[side]), *t = trace_new();
      for (uint16_t i = (uint16_t)trace_threads(t); i < trace_threads(from); i++)
        trace_add_thread(t, trace_thread(from, i)->name, trace_thread(from, i)->creator);
      for (uint32_t i = 1; i <= trace_objects(from); i++) {
        struct trace_object o = *trace_object(from, i);
        if (strcmp(o.name, "whole") == 0)
          o.place = (struct trace_place){.kind = PLACE_MODULE, .off = 0x100};
        if (strcmp(o.name, "part") == 0)
          o.place = (struct trace_place){.kind = PLACE_MODULE, .off = apart ? 0x104 : 0x102};
        trace_add_object(t, &o);
      }
      for (uint32_t i = 1; i <= trace_steps(from); i++)
        trace_append(t, trace_step(from, i));
      *(side ? &p.b : &p.a) = t;
      trace_free(from);
    }
    compare_init(&p.c, p.a, p.b);
    assert_int_equal(p.c.swapped, !apart);
    done(&p);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_same_is_the_same),         cmocka_unit_test(another_end_is_not_the_same),
      cmocka_unit_test(a_lost_update),                cmocka_unit_test(rows_hold_every_step_once),
      cmocka_unit_test(a_lock_taken_first),           cmocka_unit_test(what_never_comes_is_later),
      cmocka_unit_test(what_was_not_next_is_no_swap), cmocka_unit_test(independent_steps_decide_nothing),
      cmocka_unit_test(a_signal_that_came_too_early), cmocka_unit_test(signals_to_nobody_commute),
      cmocka_unit_test(threads_are_matched_by_birth), cmocka_unit_test(consequences_are_no_cause),
      cmocka_unit_test(overlapping_bytes_depend),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

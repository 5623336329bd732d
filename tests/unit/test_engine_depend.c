/* The table of dependence: symmetric, and what it says of some operations. */
#include "wire/depend.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void conflicts_are_mutual(void **state) {
  (void)state;
  for (unsigned a = 0; a < MODE_COUNT; a++)
    for (unsigned b = 0; b < MODE_COUNT; b++)
      assert_int_equal(depend_conflicts(a) >> b & 1, depend_conflicts(b) >> a & 1);
  assert_int_equal(depend_conflicts(MODE_NONE), 0);
}

static bool conflict(struct depend_op a, struct depend_op b) {
  struct depend_effect x = depend_effect(&a), y = depend_effect(&b);
  assert_int_equal(depend(&x, &y), depend(&y, &x));
  return depend(&x, &y);
}

static void memory_by_extent(void **state) {
  (void)state;
  struct depend_op write = {.op = OP_WRITE, .object = 3, .at = 100, .size = 8}, read = {.op = OP_READ, .object = 3, .at = 107, .size = 1};
  assert_true(conflict(write, read));
  assert_false(conflict(read, read));
  read.at = 108;
  assert_false(conflict(write, read));
  read.at = 104;
  read.object = 4;
  assert_false(conflict(write, read));
}

static void a_failed_exchange_reads(void **state) {
  (void)state;
  struct depend_op read = {.op = OP_ATOMIC_LOAD, .object = 1, .at = 8, .size = 4}, cas = {.op = OP_ATOMIC_CAS, .object = 1, .at = 8, .size = 4};
  assert_true(conflict(read, cas));
  cas.flags = STEP_FAILED;
  assert_false(conflict(read, cas));
}

static void locks(void **state) {
  (void)state;
  struct depend_op lock = {.op = OP_MUTEX_LOCK, .object = 9}, failed = {.op = OP_MUTEX_TRYLOCK, .object = 9, .flags = STEP_FAILED};
  struct depend_op reader = {.op = OP_RWLOCK_RDLOCK, .object = 5}, writer = {.op = OP_RWLOCK_WRLOCK, .object = 5};
  struct depend_op nested = {.op = OP_MUTEX_LOCK, .object = 9, .flags = STEP_NESTED};
  assert_true(conflict(lock, lock));
  assert_true(conflict(lock, failed));
  assert_false(conflict(failed, failed));
  assert_false(conflict(nested, lock));
  assert_false(conflict(reader, reader));
  assert_true(conflict(reader, writer));
  writer.object = 6;
  assert_false(conflict(reader, writer));
}

static void permits(void **state) {
  (void)state;
  struct depend_op post = {.op = OP_SEM_POST, .object = 4}, wait = {.op = OP_SEM_WAIT, .object = 4};
  struct depend_op failed = {.op = OP_SEM_TRYWAIT, .object = 4, .flags = STEP_FAILED};
  assert_false(conflict(post, post));
  assert_true(conflict(post, wait));
  assert_true(conflict(wait, wait));
  assert_true(conflict(post, failed));
  assert_true(conflict(wait, failed));
  assert_false(conflict(failed, failed));
}

static void threads_and_ends(void **state) {
  (void)state;
  struct depend_op create = {.op = OP_THREAD_CREATE, .thread = 0, .other = 1}, over = {.op = OP_THREAD_EXIT, .thread = 1};
  struct depend_op join = {.op = OP_THREAD_JOIN, .thread = 0, .other = 1}, end = {.op = OP_EXIT};
  assert_false(conflict(create, create));
  assert_false(conflict(over, join));
  join.nature = NATURE_FREE;
  assert_true(conflict(over, join));
  assert_true(conflict(create, end));
}

static void output_by_stream(void **state) {
  (void)state;
  struct depend_op out = {.op = OP_OUTPUT, .fd = 1}, err = {.op = OP_OUTPUT, .fd = 2};
  assert_true(conflict(out, out));
  assert_false(conflict(out, err));
}

/* Where calls of a library begin and end, and what an object reports of itself under the lock inside, is in the order of that
 * lock: there is nothing else to be tried. */
static void spans_and_notes_commute(void **state) {
  (void)state;
  static const uint8_t ops[] = {OP_SPAN_BEGIN, OP_SPAN_END, OP_NOTE, OP_AWAIT};
  for (uint8_t other = 0; other < OP_COUNT; other++)
    for (size_t i = 0; i < sizeof ops; i++) {
      struct depend_op a = {.op = ops[i], .object = 3, .flags = STEP_PUT, .thread = 1}, b = {.op = other, .object = 3, .object2 = 3, .size = 1, .thread = 2};
      assert_int_equal(conflict(a, b), other == OP_EXIT);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(spans_and_notes_commute),
      cmocka_unit_test(conflicts_are_mutual), cmocka_unit_test(memory_by_extent), cmocka_unit_test(a_failed_exchange_reads),
      cmocka_unit_test(locks),                cmocka_unit_test(permits),          cmocka_unit_test(threads_and_ends), cmocka_unit_test(output_by_stream),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

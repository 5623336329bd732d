/* Recordings of every version of the format still open, and still say the same (tests/compat). */
#include "../compat/story.h"
#include "trace/file.h"
#include "traceequal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void opens(const char *file, uint32_t version, struct trace *want) {
  char path[256];
  struct plait_err err = {0};
  struct recording_info info;
  snprintf(path, sizeof path, "%.*scompat/%s", (int)(strrchr(__FILE__, '/') - __FILE__ - 4), __FILE__, file);
  struct trace *t = recording_read(path, &info, &err);
  if (!t)
    fail_msg("%s", err.text);
  assert_int_equal(info.version, version);
  assert_false(info.cut_short);
  assert_true(traceequal(want, t));
  trace_free(t);
  trace_free(want);
}

static void version_1(void **state) {
  (void)state;
#ifdef HAVE_ZSTD
  opens("v1.plait", 1, compat_story());
#else
  skip();
#endif
}

static void version_1_stored(void **state) {
  (void)state;
  opens("v1-stored.plait", 1, compat_story());
}

/* Only seq_cst is said by saying nothing: what the flags hold is what was written, bit by bit. */
static void version_1_with_orders(void **state) {
  (void)state;
#ifdef HAVE_ZSTD
  opens("v1-orders.plait", 1, compat_orders());
#else
  skip();
#endif
}

static void version_1_with_parts(void **state) {
  (void)state;
#ifdef HAVE_ZSTD
  opens("v1-parts.plait", 1, compat_parts());
#else
  skip();
#endif
}

static void what_has_no_order_is_sequentially_consistent(void **state) {
  (void)state;
  struct trace *t = compat_story();
  size_t atomics = 0;
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    atomics += s->op == OP_ATOMIC_CAS || s->op == OP_FENCE;
    assert_int_equal(plait_order_of(s->flags), MEMORY_SEQ_CST);
  }
  assert_int_equal(atomics, 2);
  trace_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(version_1),
      cmocka_unit_test(version_1_stored),
      cmocka_unit_test(version_1_with_orders),
      cmocka_unit_test(version_1_with_parts),
      cmocka_unit_test(what_has_no_order_is_sequentially_consistent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

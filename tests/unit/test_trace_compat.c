/* Recordings of every version of the format still open, and still say the same (tests/compat). */
#include "../compat/story.h"
#include "trace/file.h"
#include "traceequal.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void opens(const char *file, uint32_t version) {
  char path[256];
  struct plait_err err = {0};
  struct recording_info info;
  snprintf(path, sizeof path, "%.*scompat/%s", (int)(strrchr(__FILE__, '/') - __FILE__ - 4), __FILE__, file);
  struct trace *want = compat_story(), *t = recording_read(path, &info, &err);
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
  opens("v1.plait", 1);
#else
  skip();
#endif
}

static void version_1_stored(void **state) {
  (void)state;
  opens("v1-stored.plait", 1);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(version_1),
      cmocka_unit_test(version_1_stored),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

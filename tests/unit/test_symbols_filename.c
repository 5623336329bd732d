/* How source file names are shown: src/symbols/filename.c. */
#include "symbols/filename.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void check_clean(const char *path, const char *expected) {
  struct buf b = {0};
  buf_puts(&b, "x"); /* what was in the buffer stays */
  filename_clean(path, &b);
  assert_string_equal(buf_str(&b) + 1, expected);
  assert_int_equal(buf_str(&b)[0], 'x');
  buf_fini(&b);
}

static void check_shown(const char *dir, const char *path, const char *expected) {
  struct buf b = {0};
  filename_shown(dir, path, &b);
  assert_string_equal(buf_str(&b), expected);
  buf_fini(&b);
}

static void clean(void **state) {
  (void)state;
  check_clean("a.c", "a.c");
  check_clean("./a.c", "a.c");
  check_clean("src//./a.c", "src/a.c");
  check_clean("src/../a.c", "a.c");
  check_clean("a/b/../../c.c", "c.c");
  check_clean("../a.c", "../a.c");
  check_clean("../../a/../b.c", "../../b.c");
  check_clean("/a/./b//c.c", "/a/b/c.c");
  check_clean("/a/../b.c", "/b.c");
  check_clean("/../../b.c", "/b.c");
  check_clean("/", "/");
  check_clean("", "");
  check_clean("a/..", "");
  check_clean("..a/.b", "..a/.b");
}

static void shown(void **state) {
  (void)state;
  check_shown("/home/u/bank", "/home/u/bank/bank.c", "bank.c");
  check_shown("/home/u/bank", "/home/u/bank/src/queue.c", "src/queue.c");
  check_shown("/home/u/bank/", "/home/u/bank//./bank.c", "bank.c");
  check_shown("/home/u/bank", "/usr/include/stdio.h", "/usr/include/stdio.h");
  /* A folder whose name only begins alike is another one. */
  check_shown("/home/u/bank", "/home/u/bank2/bank.c", "../bank2/bank.c");
  /* What was typed as ../src/bank.c stays that. */
  check_shown("/home/u/bank/build", "/home/u/bank/build/../src/bank.c", "../src/bank.c");
  /* A folder for building: cmake gives whole paths, make what was typed; a reader sees the same. */
  check_shown("/home/u/bank/build", "/home/u/bank/src/bank.c", "../src/bank.c");
  check_shown("/home/u/bank/build/debug", "/home/u/bank/bank.c", "../../bank.c");
  /* Further away it is somewhere else. */
  check_shown("/home/u/bank/build/debug/x", "/home/u/bank/bank.c", "/home/u/bank/bank.c");
  check_shown("/home/u", "/home/v/bank.c", "/home/v/bank.c");
  check_shown("/usr/src", "/usr/include/stdio.h", "/usr/include/stdio.h");
  check_shown("/usr/src/bank", "/usr/include/stdio.h", "/usr/include/stdio.h");
  check_shown("/src", "/src/bank.c", "bank.c");
  check_shown("/src", "/lib/bank.c", "/lib/bank.c");
  check_shown("/home/u/./bank", "/home/u/bank/src/../bank.c", "bank.c");
  check_shown("/", "/bank.c", "/bank.c");
  check_shown("", "bank.c", "bank.c");
  check_shown("", "/x/bank.c", "/x/bank.c");
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(clean), cmocka_unit_test(shown)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}

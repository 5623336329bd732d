/* test_view_listing.c — listings: which lines belong together, and what a wrong snippet is told. */
#include "view/listing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char code[] = "/* scene: demo\n"
                           " * lesson: x = x + 1 is two steps\n"
                           " */\n"
                           "#include <x = x + 1>\n"
                           "static int x;\n"
                           "  if (x)\n"
                           "    if (x)\n"
                           "  x = x + 1;\n";

static void has_links(const struct view_listing *l, const struct listing_link *want, size_t n) {
  assert_int_equal(l->links.len, n);
  for (size_t i = 0; i < n; i++) {
    assert_int_equal(l->links.at[i].line, want[i].line);
    assert_int_equal(l->links.at[i].c, want[i].c);
  }
}

static void links_lines_and_hides_markers(void **state) {
  (void)state;
  struct view_listing l;
  struct plait_err err = {0};
  assert_true(listing_parse("s/demo.py", "x = 0   #| static int x\n\nx = x + 1 #| x = x + 1 #| static\n", "s/demo.c", code, &l, &err));
  assert_string_equal(l.language, "Python");
  assert_string_equal(l.text, "x = 0\n\nx = x + 1\n");
  has_links(&l, (struct listing_link[]){{1, 5}, {3, 8}, {3, 5}}, 3); /* neither the lesson nor an #include is code */
  assert_true(listing_is_of(&l, "/elsewhere/demo.c"));
  assert_false(listing_is_of(&l, "other.c"));
  assert_false(listing_is_of(NULL, "demo.c"));
  listing_fini(&l);
}

static void blanks_after_the_first_count(void **state) {
  (void)state;
  struct view_listing l;
  struct plait_err err = {0};
  assert_true(listing_parse("demo.go", "a //| if (x)\nb //|     if (x)", "demo.c", code, &l, &err));
  assert_string_equal(l.language, "Go");
  assert_string_equal(l.text, "a\nb\n");
  has_links(&l, (struct listing_link[]){{1, 6}, {1, 7}, {2, 7}}, 3);
  listing_fini(&l);
}

static void names_line_and_snippet(void **state) {
  (void)state;
  struct view_listing l;
  struct plait_err err = {0};
  assert_false(listing_parse("demo.java", "a //| static int x\nb //| y = 1\nc //| x = x + 1\n", "s/demo.c", code, &l, &err));
  assert_string_equal(err.text, "demo.java:2: no line of demo.c has: y = 1");
  has_links(&l, (struct listing_link[]){{1, 5}, {3, 8}}, 2);
  listing_fini(&l);
  assert_false(listing_parse("demo.py", "a #|\n", "demo.c", code, &l, &err));
  listing_fini(&l);
  assert_false(listing_parse("demo.rs", "", "demo.c", code, &l, &err));
  assert_string_equal(err.text, "demo.rs: a listing ends with .py, .go or .java");
  listing_fini(&l);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(links_lines_and_hides_markers),
      cmocka_unit_test(blanks_after_the_first_count),
      cmocka_unit_test(names_line_and_snippet),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

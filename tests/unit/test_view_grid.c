/* test_view_grid.c — text in cells: clipping, wide and combining characters, what is not printable. */
#include "screens.h"

static char *row_text(const struct grid *g, int y) {
  struct buf b = {0};
  screens_row(g, y, &b);
  char *s = xstrdup(buf_str(&b));
  buf_fini(&b);
  return s;
}

#define ROW(g, y, want)                                                        \
  do {                                                                         \
    char *row_ = row_text(g, y);                                               \
    assert_string_equal(row_, want);                                           \
    free(row_);                                                                \
  } while (0)

static void clips(void **state) {
  (void)state;
  struct grid g;
  grid_init(&g, 6, 2);
  assert_int_equal(grid_text(&g, 0, 0, 3, EL_TEXT, "abcdef"), 3);
  ROW(&g, 0, "abc");
  assert_int_equal(grid_text(&g, 4, 1, 9, EL_STRONG, "xyz"), 3); /* the grid ends, the caller's columns do not */
  ROW(&g, 1, "    xy");
  grid_text(&g, -2, 0, 9, EL_TEXT, "12345");
  ROW(&g, 0, "345");
  grid_text(&g, 0, 7, 9, EL_TEXT, "nowhere");
  assert_null(grid_at(&g, 6, 0));
  assert_null(grid_at(&g, 0, -1));
  grid_fill(&g, (struct rect){-5, -5, 100, 100}, EL_DIM, "#");
  ROW(&g, 0, "######");
  ROW(&g, 1, "######");
  grid_fini(&g);
}

static void wide_characters(void **state) {
  (void)state;
  struct grid g;
  grid_init(&g, 6, 1);
  assert_int_equal(grid_width("漢字"), 4);
  assert_int_equal(grid_text(&g, 0, 0, 3, EL_TEXT, "漢字"), 2); /* no half character */
  assert_string_equal(grid_at(&g, 0, 0)->ch, "漢");
  assert_string_equal(grid_at(&g, 1, 0)->ch, "");
  grid_text(&g, 1, 0, 1, EL_TEXT, "x"); /* over the right half: the left one goes */
  ROW(&g, 0, " x");
  grid_text(&g, 2, 0, 2, EL_TEXT, "字");
  grid_text(&g, 2, 0, 1, EL_TEXT, "y"); /* over the left half: the right one goes */
  ROW(&g, 0, " xy");
  assert_string_equal(grid_at(&g, 3, 0)->ch, " ");
  assert_int_equal(grid_text(&g, 5, 0, 2, EL_TEXT, "字"), 0); /* would hang over the edge */
  grid_fini(&g);
}

static void combining_and_unprintable(void **state) {
  (void)state;
  struct grid g;
  grid_init(&g, 8, 1);
  assert_int_equal(grid_text(&g, 0, 0, 8, EL_TEXT, "e\xcc\x81x"), 2);
  assert_string_equal(grid_at(&g, 0, 0)->ch, "e\xcc\x81");
  assert_string_equal(grid_at(&g, 1, 0)->ch, "x");
  grid_clear(&g);
  assert_int_equal(grid_text(&g, 0, 0, 8, EL_TEXT, "a\x1b[\x7f\xff\xc3\n"), 7);
  ROW(&g, 0, "a?[????");
  grid_fini(&g);
}

static void ascii_grid(void **state) {
  (void)state;
  struct grid g;
  grid_init(&g, 8, 1);
  g.ascii = true;
  assert_int_equal(grid_text(&g, 0, 0, 8, EL_TEXT, "gr\xc3\xbc"
                                                   "n\xe6\xbc\xa2!"),
                   7); /* columns are kept */
  ROW(&g, 0, "gr?n?" "?!");
  grid_fini(&g);
}

static void reversing(void **state) {
  (void)state;
  struct grid g;
  grid_init(&g, 4, 4);
  grid_reverse(&g, (struct rect){1, 1, 2, 9});
  assert_false(grid_at(&g, 1, 0)->reverse);
  assert_true(grid_at(&g, 1, 1)->reverse);
  assert_true(grid_at(&g, 2, 3)->reverse);
  assert_false(grid_at(&g, 3, 3)->reverse);
  grid_reverse(&g, (struct rect){0, 0, 4, 4}); /* a selection inside a reversed region is seen */
  assert_true(grid_at(&g, 1, 0)->reverse);
  assert_false(grid_at(&g, 1, 1)->reverse);
  grid_fini(&g);
}

static void comparing(void **state) {
  (void)state;
  struct grid_cell a = {.ch = "x", .element = EL_DIM}, b = a;
  assert_true(grid_equal(&a, &b));
  b.band = EL_LOCK1;
  assert_false(grid_equal(&a, &b));
  b = a;
  b.reverse = true;
  assert_false(grid_equal(&a, &b));
  b = a;
  strcpy(b.ch, "y");
  assert_false(grid_equal(&a, &b));
  b = a;
  b.element = EL_TEXT;
  assert_false(grid_equal(&a, &b));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(clips),      cmocka_unit_test(wide_characters), cmocka_unit_test(combining_and_unprintable),
      cmocka_unit_test(ascii_grid), cmocka_unit_test(reversing),       cmocka_unit_test(comparing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

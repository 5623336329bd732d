/* Cause and effect on the screen: the marks over the lanes, the causal layout, clicks on it, and the key. */
#include "screens.h"

#include "view/actions.h"
#include "view/causal.h"

/* Two workers with private work, then turns at a lock. Steps 1 to 14. */
static const char turns[] = "program turns; main create T1; main create T2; T1 start; T1 write a 1; T1 lock m; T1 unlock m;"
                            "T2 start; T2 write b 1; T2 lock m; T2 unlock m; T1 done; T2 done; main join T1; main join T2";

static void rows(struct screens *s, int from, int n, struct buf *out) {
  buf_clear(out);
  screen_draw(&s->view, &s->grid);
  for (int y = from; y < from + n; y++) {
    screens_row(&s->grid, y, out);
    buf_putc(out, '\n');
  }
}

static void has(const struct buf *b, const char *text) {
  if (!strstr(buf_str(b), text))
    fail_msg("no '%s' in\n%s", text, buf_str(b));
}

static void every_column_is_marked(void **state) {
  (void)state;
  struct screens s;
  struct buf b = {0};
  screens_open(&s, tracegen(turns), 9, 80, 24, true);
  s.view.causal = CAUSAL_MARKS;
  rows(&s, 0, 24, &b);
  /* T2's lock comes after T1's unlock; the end of T1 and main's join of it are concurrent with it */
  has(&b, "<  <  <  <  <  <  <  <  =  >  |  >  |  >");
  has(&b, "8 before, 3 after, 2 concurrent with step 9");
  struct grid_cell *c = NULL;
  int found = 0;
  for (int i = 0; i < s.grid.cols * s.grid.rows; i++) {
    c = &s.grid.cells[i];
    found += c->element == EL_CAUSE_BESIDE;
  }
  assert_int_equal(found, 4); /* two marks and two symbols */
  screens_seek(&s, 4);
  rows(&s, 0, 24, &b);
  has(&b, "<  |  <  =  >  >  |  |  >  >  >  >  >  >");
  has(&b, "2 before, 8 after, 3 concurrent with step 4");
  screens_seek(&s, 0);
  rows(&s, 0, 24, &b);
  assert_null(strstr(buf_str(&b), "concurrent"));
  buf_fini(&b);
  screens_close(&s);
}

static void what_is_concurrent_stands_in_one_column(void **state) {
  (void)state;
  struct screens s;
  struct buf b = {0};
  screens_open(&s, tracegen(turns), 9, 80, 24, true);
  s.view.causal = CAUSAL_LAYOUT;
  rows(&s, 1, 7, &b);
  assert_string_equal(buf_str(&b), " column   1           5  6\n"
                                   "          <  <              |     >\n"
                                   ". 1 main -&--&...wait T1....j.....j-\n"
                                   "             <  <  <  <  |\n"
                                   "  2 T1       >--W1-[--]--#\n"
                                   "                <  <     =  >  >\n"
                                   "> 3 T2          >--W1....[--]--#\n");
  buf_fini(&b);
  screens_close(&s);
}

static void a_click_finds_the_step(void **state) {
  (void)state;
  struct screens s;
  struct buf b = {0};
  screens_open(&s, tracegen(turns), 9, 80, 24, true);
  s.view.causal = CAUSAL_LAYOUT;
  rows(&s, 0, 24, &b);
  uint32_t deepest, seen = 0;
  const uint32_t *depth = causal_columns(s.view.index, s.trace, &deepest);
  assert_int_equal(deepest, 9);
  for (int y = 0; y < 9; y++)
    for (int x = 0; x < 80; x++) {
      uint32_t step = screen_step_at(&s.view, 80, 24, x, y);
      if (step) {
        assert_int_equal((uint32_t)(x - 9) / 3 + 1, depth[step]);
        seen |= 1u << step;
      }
    }
  assert_int_equal(seen, (1u << 15) - 2); /* every step can be clicked on */
  buf_fini(&b);
  screens_close(&s);
}

/* A long execution scrolls so that the cursor's column is always there. */
static void the_cursor_stays_in_sight(void **state) {
  (void)state;
  struct screens s;
  struct buf text = {0}, b = {0};
  buf_puts(&text, "main create T1; T1 start;");
  for (int i = 0; i < 100; i++)
    buf_printf(&text, "%s write x %d;", i % 2 ? "main" : "T1", i % 10);
  screens_open(&s, tracegen(buf_str(&text)), 0, 60, 24, true);
  s.view.causal = CAUSAL_LAYOUT;
  for (int to = 0; to < 2; to++)
    for (uint32_t i = 1; i <= 102; i++) {
      uint32_t step = to ? 103 - i : i, found = 0;
      screens_seek(&s, step);
      rows(&s, 0, 24, &b);
      for (int y = 0; y < 9 && !found; y++)
        for (int x = 0; x < 60 && !found; x++)
          found = screen_step_at(&s.view, 60, 24, x, y) == step;
      if (!found)
        fail_msg("step %u is not to be seen:\n%s", step, buf_str(&b));
    }
  buf_fini(&b);
  buf_fini(&text);
  screens_close(&s);
}

static void c_goes_round(void **state) {
  (void)state;
  struct trace *t = tracegen(turns);
  struct actions a;
  actions_init(&a, t, NULL, "turns");
  for (int i = 1; i <= CAUSAL_FACES; i++) {
    actions_key(&a, 'c');
    assert_int_equal(a.view.causal, i % CAUSAL_FACES);
    assert_string_not_equal(a.view.message, "");
  }
  actions_fini(&a);
  trace_free(t);
}

/* As text, whatever order the schedule had. */
static void one_picture_of_all_schedules(void **state) {
  (void)state;
  static const char *const other =
      "program turns; main create T1; main create T2; T2 start; T1 start; T2 write b 1; T1 write a 1; T1 lock m; T1 unlock m;"
      "T1 done; main join T1; T2 lock m; T2 unlock m; T2 done; main join T2";
  struct buf a = {0}, b = {0};
  struct trace *one = tracegen(turns), *two = tracegen(other);
  causal_text(one, 1, UINT32_MAX, 80, false, false, &a);
  causal_text(two, 1, UINT32_MAX, 80, false, false, &b);
  assert_string_equal(buf_str(&a), buf_str(&b));
  trace_free(one);
  trace_free(two);
  struct trace *none = tracegen("");
  buf_clear(&a);
  causal_text(none, 1, UINT32_MAX, 80, true, false, &a);
  trace_free(none);
  buf_fini(&a);
  buf_fini(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_column_is_marked),
      cmocka_unit_test(what_is_concurrent_stands_in_one_column),
      cmocka_unit_test(a_click_finds_the_step),
      cmocka_unit_test(the_cursor_stays_in_sight),
      cmocka_unit_test(c_goes_round),
      cmocka_unit_test(one_picture_of_all_schedules),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

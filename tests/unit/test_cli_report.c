/* What a search found as text: complete where nobody sets a width, and never wider than the terminal. */
#include "cli/explore_report.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const ways[] = {
    "main*5 T1 T2*4! T3! T4 T5*8! T1 T4*7 T2*4 T3*3 T1*6! T3*4 main*9 and more of it than any line has room for",
    "main*2 T1*11 T2*11 main*6",
};

/* Two outcomes: PART of ALL schedules lead to the first. */
static void make(struct report *r, struct explore_result *x, uint64_t part, uint64_t all) {
  *x = (struct explore_result){.strategy = "dpor", .executions = 9, .complete = true, .interleavings = all};
  *r = (struct report){.result = x, .program = xstrdup("prog")};
  x->outcomes = xcalloc(2, sizeof *x->outcomes);
  x->outcomes_len = 2;
  for (size_t i = 0; i < 2; i++) {
    x->outcomes[i].end = END_EXIT;
    x->outcomes[i].count = i ? 1 : 8;
    x->outcomes[i].interleavings = i ? all - part : part;
    buf_puts(&x->outcomes[i].output, i ? "größer\n" : "port 80\nmade 1\n");
    *ARRAY_PUSH(&r->schedules) = xstrdup(ways[i]);
  }
  buf_puts(&x->outcomes[0].errors, "race instance, race malloc@singleton.c:11, deadlock a.lock");
}

static char *text_of(uint64_t part, uint64_t all, bool ascii, unsigned columns) {
  struct report r;
  struct explore_result x;
  struct buf out = {0};
  make(&r, &x, part, all);
  report_text(&r, ascii, columns, &out);
  for (size_t i = 0; i < 2; i++) {
    buf_fini(&x.outcomes[i].output);
    buf_fini(&x.outcomes[i].errors);
  }
  free(x.outcomes);
  report_fini(&r);
  return out.at;
}

/* Of the table: the summary before it is prose, which may be wrapped. */
static size_t widest(const char *text) {
  size_t most = 0;
  for (const char *at = strstr(text, "\n\n") + 2; *at; at += strcspn(at, "\n") + 1) {
    size_t n = 0;
    for (const char *c = at; *c && *c != '\n'; c++)
      n += ((unsigned char)*c & 0xc0) != 0x80;
    most = n > most ? n : most;
  }
  return most;
}

static void without_a_terminal_nothing_is_cut(void **state) {
  (void)state;
  char *text = text_of(30, 40, false, 0);
  assert_non_null(strstr(text, ways[0]));
  assert_non_null(strstr(text, "  30 of 40 (75 %)  main*5"));
  assert_non_null(strstr(text, "race instance, race malloc@singleton.c:11, deadlock a.lock"));
  assert_null(strstr(text, "…"));
  free(text);
}

static void no_row_is_wider_than_the_terminal(void **state) {
  (void)state;
  static const unsigned sizes[] = {72, 80, 100, 120, 200};
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
    for (int ascii = 0; ascii < 2; ascii++) {
      char *text = text_of(30, 40, ascii, sizes[i]);
      assert_in_range(widest(text), 20, sizes[i]);
      assert_non_null(strstr(text, ways[1]));
      assert_true(ascii ? !strstr(text, "…") : !strstr(text, "..."));
      free(text);
    }
}

static void a_schedule_without_room_has_its_own_line(void **state) {
  (void)state;
  char *text = text_of(30, 40, false, 80);
  assert_non_null(strstr(text, "\n       main*2 T1*11 T2*11 main*6\n"));
  assert_non_null(strstr(text, "\n       main*5 T1 T2*4! T3! T4 T5*8! T1 T4*7 T2*4 T3*3 T1*6! T3*4 main*9 and …\n"));
  free(text);
}

static void nearly_all_is_not_all(void **state) {
  (void)state;
  static const struct { uint64_t part, all; const char *one, *other; } cases[] = {
      {7791, 7801, "(99.9 %)", "(0.1 %)"},
      {3, 4, "(75 %)", "(25 %)"},
      {10, 10, "(100 %)", "(0 %)"},
      {99999999999, 100000000000, "(> 99.9999 %)", "(< 0.0001 %)"},
      {999999, 1000000, "(99.9999 %)", "(0.0001 %)"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char *text = text_of(cases[i].part, cases[i].all, true, 0);
    assert_non_null(strstr(text, cases[i].one));
    assert_non_null(strstr(text, cases[i].other));
    free(text);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_a_terminal_nothing_is_cut),
      cmocka_unit_test(no_row_is_wider_than_the_terminal),
      cmocka_unit_test(a_schedule_without_room_has_its_own_line),
      cmocka_unit_test(nearly_all_is_not_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

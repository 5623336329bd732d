/* test_view_theme.c — what elements look like: built-in themes, theme files and their mistakes. */
#include "screens.h"

#include <dirent.h>

static void builtins(void **state) {
  (void)state;
  assert_ptr_equal(theme_builtin(NULL), theme_builtin("dark"));
  assert_null(theme_builtin("no such theme"));
  for (const char *const *name = theme_names(); *name; name++) {
    const struct theme *t = theme_builtin(*name);
    assert_non_null(t);
    assert_string_equal(t->name, *name);
    for (int e = 0; e < EL_COUNT; e++) {
      const struct theme_style *s = &t->style[e];
      /* a foreground that could not be read on the background it is given */
      if (s->bg.c256 >= 0 && s->fg.c256 >= 0)
        assert_int_not_equal(s->fg.c256, s->bg.c256);
      if (s->bg.c16 >= 0 && s->fg.c16 >= 0)
        assert_int_not_equal(s->fg.c16, s->bg.c16);
      if (e != EL_TEXT) /* every meaning looks like something */
        assert_true(s->fg.c256 >= 0 || s->bg.c256 >= 0);
    }
  }
}

/* Without colours what must stand out still does. */
static void monochrome(void **state) {
  (void)state;
  static const enum grid_element loud[] = {EL_TITLE, EL_CURSOR, EL_OP_BAD, EL_SOURCE_HERE, EL_FLASH, EL_CHANGED, EL_ERROR};
  for (const char *const *name = theme_names(); *name; name++)
    for (size_t i = 0; i < sizeof loud / sizeof *loud; i++)
      assert_int_not_equal(theme_builtin(*name)->style[loud[i]].mono, 0);
}

static void cells(void **state) {
  (void)state;
  const struct theme *t = theme_builtin("dark");
  struct grid_cell c = {.ch = "R", .element = EL_OP_READ, .band = EL_LOCK1};
  struct theme_style s = theme_cell(t, &c);
  assert_int_equal(s.fg.c256, t->style[EL_OP_READ].fg.c256); /* a read inside a critical section is a read … */
  assert_int_equal(s.bg.c256, t->style[EL_LOCK1].bg.c256);   /* … on the lock's band */
  c.element = EL_OP_BAD; /* has a background of its own, which is not covered */
  assert_int_equal(theme_cell(t, &c).bg.c256, t->style[EL_OP_BAD].bg.c256);
  c.reverse = true; /* the cursor is one bar, whatever is under it */
  assert_int_equal(theme_cell(t, &c).bg.c256, t->style[EL_CURSOR].bg.c256);
  c.element = EL_OP_READ; /* but inside a critical section it has that one's colour */
  assert_int_equal(theme_cell(t, &c).bg.c256, t->style[EL_LOCK1].fg.c256);
  assert_int_equal(theme_cell(t, &c).fg.c256, t->style[EL_CURSOR].fg.c256);
  c = (struct grid_cell){.ch = " ", .element = EL_TEXT, .reverse = true};
  assert_true(theme_cell(t, &c).mono & THEME_REVERSE);
}

static void files(void **state) {
  (void)state;
  struct theme t;
  struct plait_err err;
  assert_true(theme_parse("my.theme",
                          "# mine\nbase = light\n\n  op.write = #ff8800 bold\r\ncritical = default on #002244\n"
                          "text=bright-red on blue underline italic # so that it is seen\nlane = none\n",
                          &t, &err));
  assert_string_equal(t.name, "my.theme");
  assert_int_equal(t.style[EL_OP_WRITE].fg.r, 0xff);
  assert_int_equal(t.style[EL_OP_WRITE].fg.c256, 208);
  assert_int_equal(t.style[EL_OP_WRITE].attrs, THEME_BOLD);
  assert_int_equal(t.style[EL_CRITICAL].fg.c256, -1);
  assert_int_equal(t.style[EL_CRITICAL].bg.b, 0x44);
  assert_int_equal(t.style[EL_TEXT].fg.c16, 9);
  assert_int_equal(t.style[EL_TEXT].bg.c16, 4);
  assert_int_equal(t.style[EL_TEXT].attrs, THEME_UNDERLINE | THEME_ITALIC);
  assert_int_equal(t.style[EL_LANE].fg.c256, -1);
  const struct theme *light = theme_builtin("light"); /* what is not mentioned is the base's */
  assert_memory_equal(&t.style[EL_TITLE], &light->style[EL_TITLE], sizeof t.style[EL_TITLE]);
  assert_true(theme_parse("empty", "", &t, &err));
}

static void mistakes(void **state) {
  (void)state;
  static const struct {
    const char *text, *want;
  } cases[] = {
      {"op.write #ff0000", "t:1: expected `element = colour attributes`"},
      {"\n\nop.wrote = red", "t:3: unknown element 'op.wrote'"},
      {"base = sepia", "t:1: base must be dark or light"},
      {"text = reddish", "t:1: 'reddish' is neither a colour"},
      {"text = #12345", "t:1: '#12345' is neither a colour"},
      {"text = #12345g", "t:1: '#12345g' is neither a colour"},
      {"text = red blue", "t:1: 'blue' is neither a colour"},
      {"text = red on", "t:1: 'on' is neither a colour"},
      {"text = red on bold", "t:1: 'bold' is neither a colour"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct theme t = {.name = "untouched"};
    struct plait_err err = {0};
    assert_false(theme_parse("t", cases[i].text, &t, &err));
    assert_int_equal(err.code, PLAIT_EXIT_USAGE);
    if (strncmp(err.text, cases[i].want, strlen(cases[i].want)))
      fail_msg("\"%s\": %s", cases[i].text, err.text);
    assert_string_equal(t.name, "untouched");
  }
  char longer[400];
  struct theme t;
  struct plait_err err;
  memset(longer, 'x', sizeof longer - 1);
  longer[sizeof longer - 1] = 0;
  assert_false(theme_parse("t", longer, &t, &err));
  assert_string_equal(err.text, "t:1: the line is too long");
}

/* The themes that come with plait. */
static void shipped(void **state) {
  (void)state;
  DIR *d = opendir("assets/themes");
  assert_non_null(d);
  int n = 0;
  for (struct dirent *e; (e = readdir(d));) {
    char path[512];
    if (!strstr(e->d_name, ".theme"))
      continue;
    snprintf(path, sizeof path, "assets/themes/%s", e->d_name);
    char *text = screens_file(path);
    struct theme t;
    struct plait_err err = {0};
    assert_non_null(text);
    if (!theme_parse(path, text, &t, &err))
      fail_msg("%s", err.text);
    free(text);
    n++;
  }
  closedir(d);
  assert_true(n > 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(builtins), cmocka_unit_test(monochrome), cmocka_unit_test(cells),
      cmocka_unit_test(files),    cmocka_unit_test(mistakes),   cmocka_unit_test(shipped),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_cli_scene.c — scene headers: what is accepted, and what each mistake is told. */
#include "cli/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HEAD                                                                   \
  "/* scene:    demo\n"                                                        \
  " * title:    A demonstration\n"                                             \
  " * topics:   one, two\n"                                                    \
  " * lesson:   First sentence.\n"                                             \
  " *           Second: sentence.\n"

static void accepts_a_full_header(void **state) {
  (void)state;
  const char text[] = HEAD " * outcomes: \"1\\n\" \"a\\\"b\\\\\\t\"\n"
                           " *           deadlock assert \"half\\n\" exit 3 \"bad\\n\" crash\n"
                           " * finding:  race counter\n"
                           " * finding:  deadlock a\n"
                           " *           and b\n"
                           " * try:      main*2 T1   # a remark\n"
                           " *           T2!  # another\n"
                           " * fixed-by: other\n"
                           " */\nint main(void) { return 0; }\n";
  struct scene s;
  struct plait_err err = {0};
  assert_true(scene_parse("dir/demo.c", text, strlen(text), &s, &err));
  assert_string_equal(s.name, "demo");
  assert_string_equal(s.title, "A demonstration");
  assert_string_equal(s.topics, "one, two");
  assert_string_equal(s.lesson, "First sentence. Second: sentence.");
  assert_string_equal(s.schedule, "main*2 T1 T2!");
  assert_string_equal(s.remark, "a remark another");
  assert_string_equal(s.fixed_by, "other");
  assert_int_equal(s.findings.len, 2);
  assert_string_equal(s.findings.at[0], "race counter");
  assert_string_equal(s.findings.at[1], "deadlock a and b");
  static const struct {
    enum plait_end end;
    int status;
    const char *output;
  } want[] = {{END_EXIT, 0, "1\n"},        {END_EXIT, 0, "a\"b\\\t"}, {END_DEADLOCK, 0, ""},
              {END_ASSERT, 0, "half\n"},   {END_EXIT, 3, "bad\n"},    {END_CRASH, 0, ""}};
  assert_int_equal(s.outcomes.len, sizeof want / sizeof *want);
  for (size_t i = 0; i < s.outcomes.len; i++) {
    assert_int_equal(s.outcomes.at[i].end, want[i].end);
    assert_int_equal(s.outcomes.at[i].status, want[i].status);
    assert_string_equal(s.outcomes.at[i].output, want[i].output);
    assert_int_equal(s.outcomes.at[i].len, strlen(want[i].output));
  }
  scene_fini(&s);
}

static void says_how_it_is_run(void **state) {
  (void)state;
  const char plain[] = HEAD " * outcomes: \"\"\n * explore: exhaustive\n */";
  const char full[] = HEAD " * outcomes: \"\"\n"
                           " * model:    gil\n"
                           " * options:  --time=virtual --max-steps 400\n"
                           " *           --spurious --env 'A=b c'\n"
                           " * explore:  bounded 5000\n"
                           " * args:     3 'two words'\n"
                           " */";
  struct scene s;
  struct plait_err err = {0};
  assert_true(scene_parse("demo.c", plain, strlen(plain), &s, &err));
  assert_int_equal(s.model, MODEL_PREEMPTIVE);
  assert_int_equal(s.bounded, 0);
  assert_null(s.options);
  assert_null(s.args);
  assert_string_equal(s.options_text, "");
  scene_fini(&s);
  assert_true(scene_parse("demo.c", full, strlen(full), &s, &err));
  assert_int_equal(s.model, MODEL_GIL);
  assert_int_equal(s.bounded, 5000);
  static const char *const options[] = {"--time=virtual", "--max-steps", "400", "--spurious", "--env", "A=b c"};
  for (size_t i = 0; i < sizeof options / sizeof *options; i++)
    assert_string_equal(s.options[i], options[i]);
  assert_null(s.options[6]);
  assert_string_equal(s.args[0], "3");
  assert_string_equal(s.args[1], "two words");
  assert_null(s.args[2]);
  assert_string_equal(s.args_text, "3 'two words'");
  scene_fini(&s);
}

static void accepts_dos_line_ends_and_no_stars(void **state) {
  (void)state;
  const char text[] = "/* scene: demo\r\n title: T\r\n topics: t\r\n lesson: l\r\n    more\r\n outcomes: \"\"\r\n*/";
  struct scene s;
  struct plait_err err = {0};
  assert_true(scene_parse("demo.c", text, strlen(text), &s, &err));
  assert_string_equal(s.lesson, "l more");
  assert_int_equal(s.outcomes.len, 1);
  assert_int_equal(s.outcomes.at[0].len, 0);
  scene_fini(&s);
}

static void names_file_line_and_reason(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } wrong[] = {
      {"", "demo.c:1: a scene begins with a comment that says what it teaches"},
      {"int x; /* scene: demo */", "demo.c:1: a scene begins with a comment that says what it teaches"},
      {"/* scene: demo", "demo.c:1: a scene begins with a comment that says what it teaches"},
      {"/* scene: demo */", "demo.c:1: the header has no line title"},
      {HEAD " */", "demo.c:1: the header has no line outcomes"},
      {"/* scene: demo\n * titel: x\n */",
       "demo.c:2: unknown key 'titel'; the keys are scene title topics lesson outcomes finding try fixed-by model options explore args"},
      {"/* scene: demo\n * just words\n */",
       "demo.c:2: expected 'key: value' here; indent the line further to continue the one before"},
      {HEAD " * title: again\n */", "demo.c:6: a second line with the key title"},
      {HEAD " * outcomes:\n */", "demo.c:6: nothing after the key outcomes"},
      {HEAD " * outcomes: \"1\n */", "demo.c:6: outcomes: a string without its closing quote"},
      {HEAD " * outcomes: \"\\q\"\n */", "demo.c:6: outcomes: only \\n, \\t, \\\" and \\\\ may follow a backslash"},
      {HEAD " * outcomes: \"\\", "demo.c:1: a scene begins with a comment that says what it teaches"},
      {HEAD " * outcomes: hang\n */", "demo.c:6: outcomes: expected a \"string\" or exit, deadlock, livelock, crash, assert, "
                                      "abort, step_limit or stall, not hang"},
      {HEAD " * outcomes: exit \"1\"\n */", "demo.c:6: outcomes: expected an exit status from 0 to 255 after exit"},
      {HEAD " * outcomes: exit 256\n */", "demo.c:6: outcomes: expected an exit status from 0 to 255 after exit"},
      {HEAD " * outcomes: \"\"\n * model: python\n */", "demo.c:7: model: expected preemptive, gil, await or sync, not python"},
      {HEAD " * outcomes: \"\"\n * model:\n */", "demo.c:7: nothing after the key model"},
      {HEAD " * outcomes: \"\"\n * options: --frobnicate\n */",
       "demo.c:7: options: a scene may have --time, --switch-interval, --spurious, --max-steps, --stall and --env, not --frobnicate"},
      {HEAD " * outcomes: \"\"\n * options: loud\n */",
       "demo.c:7: options: a scene may have --time, --switch-interval, --spurious, --max-steps, --stall and --env, not loud"},
      {HEAD " * outcomes: \"\"\n * options: --time\n */", "demo.c:7: options: --time wants a value"},
      {HEAD " * outcomes: \"\"\n * options: --time=real\n */", "demo.c:7: options: --time must be virtual or free, not real"},
      {HEAD " * outcomes: \"\"\n * options: --max-steps 0\n */", "demo.c:7: options: --max-steps wants a whole number above 0, not 0"},
      {HEAD " * outcomes: \"\"\n * options: --stall 1s\n */", "demo.c:7: options: --stall wants a number of seconds above 0, not 1s"},
      {HEAD " * outcomes: \"\"\n * options: --env LANG\n */", "demo.c:7: options: --env wants NAME=VALUE, not LANG"},
      {HEAD " * outcomes: \"\"\n * options: --spurious=1\n */", "demo.c:7: options: --spurious takes no value"},
      {HEAD " * outcomes: \"\"\n * options: --env 'A=1\n */", "demo.c:7: options: a quote is never closed in: --env 'A=1"},
      {HEAD " * outcomes: \"\"\n * explore: all\n */",
       "demo.c:7: explore: expected exhaustive, or bounded and a number of executions, not all"},
      {HEAD " * outcomes: \"\"\n * explore: bounded\n */",
       "demo.c:7: explore: expected exhaustive, or bounded and a number of executions, not bounded"},
      {HEAD " * outcomes: \"\"\n * explore: bounded 10 s\n */",
       "demo.c:7: explore: expected exhaustive, or bounded and a number of executions, not bounded 10 s"},
      {HEAD " * outcomes: \"\"\n * args: \"5\n */", "demo.c:7: args: a quote is never closed in: \"5"},
      {"/* scene: other\n * title: x\n * topics: x\n * lesson: x\n * outcomes: \"\"\n */",
       "demo.c:1: the scene must be named like its file, not other"},
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct scene s;
    struct plait_err err = {0};
    assert_false(scene_parse("demo.c", wrong[i].text, strlen(wrong[i].text), &s, &err));
    assert_string_equal(err.text, wrong[i].message);
    assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  }
}

static void reading_tells_what_is_missing(void **state) {
  (void)state;
  struct scene s;
  struct plait_err err = {0};
  assert_false(scene_read("no/such/scene.c", &s, &err));
  assert_string_equal(err.text, "cannot read no/such/scene.c: No such file or directory");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(accepts_a_full_header),
      cmocka_unit_test(says_how_it_is_run),
      cmocka_unit_test(accepts_dos_line_ends_and_no_stars),
      cmocka_unit_test(names_file_line_and_reason),
      cmocka_unit_test(reading_tells_what_is_missing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

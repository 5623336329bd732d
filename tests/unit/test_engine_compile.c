/* FILE.c to a program: messages, file names, both compilers, nothing left behind. */
#include "live.h"
#include "scratch.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static void refused(const char *source, const char *message) {
  struct plait_err err = {0};
  struct buf messages = {0};
  assert_null(compiled_new(source, &messages, &err));
  assert_string_equal(err.text, message);
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  buf_fini(&messages);
}

static void names_what_is_wrong(void **state) {
  (void)state;
  refused("no-such-file.c", "there is no file 'no-such-file.c'");
  refused("program", "'program' is not the name of a C file (FILE.c)");
  setenv("CC", "no-such-compiler", 1);
  refused("tests/programs/counter.c",
          "the compiler 'no-such-compiler' cannot be started (No such file or directory): install gcc or clang, or set CC");
  setenv("CC", "true", 1);
  refused("tests/programs/counter.c", "the compiler 'true' is neither gcc nor clang: set CC to one of them");
  unsetenv("CC");
}

/* The compiler's own lines are handed on, with the name as the user typed it; warnings also when it succeeds. */
static void hands_on_messages(void **state) {
  (void)state;
  struct scratch scratch;
  struct plait_err err = {0};
  struct buf messages = {0};
  scratch_init(&scratch);
  char *old = getcwd(NULL, 0);
  scratch_text(&scratch, "bad.c", "int main(void) {\n  return nothing;\n}\n");
  scratch_text(&scratch, "warn.c", "#warning careful\nint main(void) { return 0; }\n");
  setenv("TMPDIR", scratch.folder, 1);
  assert_int_equal(chdir(scratch.folder), 0);
  assert_null(compiled_new("bad.c", &messages, &err));
  assert_int_equal(strncmp(buf_str(&messages), "bad.c: In function", 18), 0);
  assert_non_null(strstr(buf_str(&messages), "bad.c:2:10: error:"));
  assert_non_null(strstr(err.text, "'bad.c' cannot be compiled with "));
  buf_clear(&messages);
  struct compiled *c = compiled_new("warn.c", &messages, &err);
  assert_non_null(c);
  assert_non_null(strstr(buf_str(&messages), "careful"));
  char program[256];
  snprintf(program, sizeof program, "%s", compiled_program(c));
  assert_int_equal(strncmp(program, scratch.folder, strlen(scratch.folder)), 0);
  assert_int_equal(access(program, X_OK), 0);
  compiled_free(c);
  *strrchr(program, '/') = '\0';
  assert_int_equal(access(program, F_OK), -1); /* with its folder */
  assert_int_equal(chdir(old), 0);
  free(old);
  buf_fini(&messages);
  unsetenv("TMPDIR");
  scratch_fini(&scratch);
}

static uint32_t memory_steps(const char *cc) {
  struct plait_err err = {0};
  struct buf out = {0};
  setenv("CC", cc, 1);
  struct compiled *c = compiled_new("tests/programs/counter.c", &out, &err);
  if (!c)
    fail_msg("%s\n%s", err.text, buf_str(&out));
  struct session *s = session_new(&(struct session_options){.program = compiled_program(c)}, &err);
  if (!s || !session_run(s, NULL, NULL, &err))
    fail_msg("%s", err.text);
  live_output(session_trace(s), 1, &out);
  assert_string_equal(buf_str(&out), "2\n");
  uint32_t n = 0;
  for (uint32_t i = 1; i <= trace_steps(session_trace(s)); i++)
    n += trace_step(session_trace(s), i)->op == OP_READ || trace_step(session_trace(s), i)->op == OP_WRITE;
  session_free(s);
  compiled_free(c);
  buf_fini(&out);
  unsetenv("CC");
  return n;
}

static bool there(const char *cc) {
  struct buf out = {0};
  const char *argv[] = {cc, "--version", NULL};
  int status = command_run((char *const *)argv, NULL, &out);
  buf_fini(&out);
  return status == 0;
}

static void both_compilers_show_every_access(void **state) {
  (void)state;
  if (!there("gcc") || !there("clang"))
    skip();
  assert_int_equal(memory_steps("gcc"), 5); /* two reads and writes, and main's read */
  assert_int_equal(memory_steps("clang"), 5);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(names_what_is_wrong),
      cmocka_unit_test(hands_on_messages),
      cmocka_unit_test(both_compilers_show_every_access),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

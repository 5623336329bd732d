/* Which file is asked: without debug information, with it split off or moved away, and what symbols_build tells. */
#include "symbols/symbols.h"
#include "symbols_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static char *dir;
static char path[256];

static int setup(void **state) {
  (void)state;
  dir = make_dir();
  if (!dir)
    return -1;
  snprintf(path, sizeof path, "%s/prog", dir);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  remove_dir(dir);
  return 0;
}

/* The address nm prints for NAME in FILE, 0 when there is none. */
static unsigned long address_of(const char *file, const char *name) {
  char command[512], line[256];
  snprintf(command, sizeof command, "nm '%s'", file);
  FILE *nm = popen(command, "r");
  unsigned long found = 0, value;
  char kind, symbol[200];
  while (nm && fgets(line, sizeof line, nm))
    if (sscanf(line, "%lx %c %199s", &value, &kind, symbol) == 3 && strcmp(symbol, name) == 0)
      found = value;
  if (nm)
    pclose(nm);
  return found;
}

static int in_dir(const char *command) {
  char line[768];
  snprintf(line, sizeof line, "cd '%s' && %s", dir, command);
  return shell(line);
}

static void symbols_without_debug_information(void **state) {
  (void)state;
  NEED_LIBDW;
  assert_true(compile("gcc", "-O0", "sym_plain.c", dir, "prog"));
  struct symbols *s = symbols_new();
  struct symbols_var var;
  struct symbols_site site;
  assert_true(symbols_static_var(s, path, address_of(path, "counter"), 4, &var));
  assert_string_equal(var.name, "counter");
  assert_string_equal(var.type, "");
  assert_int_equal(var.enc, SYMBOLS_ENC_UNKNOWN);
  assert_true(symbols_static_var(s, path, address_of(path, "table") + 8, 4, &var));
  assert_string_equal(var.name, "table+8");
  /* A static local is `calls.0` to the linker. */
  assert_true(symbols_static_var(s, path, address_of(path, "calls.0"), 4, &var));
  assert_string_equal(var.name, "calls");
  assert_true(symbols_site(s, path, address_of(path, "touch") + 4, &site));
  assert_string_equal(site.func, "touch");
  assert_string_equal(site.file, "");
  assert_int_equal(site.line, 0);
  assert_false(symbols_stack_var(s, path, address_of(path, "touch") + 4, 24, 4, &var));
  assert_string_equal(var.name, "");
  uint64_t lo, hi;
  assert_true(symbols_function_range(s, path, address_of(path, "touch") + 4, &lo, &hi));
  assert_int_equal(lo, address_of(path, "touch"));
  assert_true(hi > lo + 4);
  symbols_free(s);
}

static void nothing_after_strip(void **state) {
  (void)state;
  NEED_LIBDW;
  assert_true(compile("gcc", "-O0 -s", "sym_plain.c", dir, "prog"));
  struct symbols *s = symbols_new();
  struct symbols_site site;
  struct symbols_var var;
  assert_false(symbols_site(s, path, 0x1139, &site));
  assert_string_equal(site.func, "");
  assert_false(symbols_static_var(s, path, 0x4020, 4, &var));
  assert_true(symbols_is_program(s, path));
  symbols_free(s);
}

static void check_named(const char *program, unsigned long counter, unsigned long touch) {
  struct symbols *s = symbols_new();
  struct symbols_var var;
  struct symbols_site site;
  assert_true(symbols_static_var(s, program, counter, 4, &var));
  assert_string_equal(var.name, "counter");
  assert_string_equal(var.type, "int");
  assert_true(symbols_site(s, program, touch, &site));
  assert_string_equal(site.func, "touch");
  assert_string_equal(site.file, "sym_plain.c");
  assert_int_equal(site.line, 6);
  symbols_free(s);
}

static void split_off_by_debuglink(void **state) {
  (void)state;
  NEED_LIBDW;
  assert_true(compile("gcc", "-g -O0 -Wl,--build-id", "sym_plain.c", dir, "prog"));
  unsigned long counter = address_of(path, "counter"), touch = address_of(path, "touch");
  assert_int_equal(in_dir("mkdir .debug && objcopy --only-keep-debug prog .debug/prog.debug && "
                          "cd .debug && objcopy -g -S --add-gnu-debuglink=prog.debug ../prog"),
                   0);
  check_named(path, counter, touch);

  /* A debug file of another build does not count. */
  assert_true(compile("gcc", "-g -O1 -Wl,--build-id", "sym_plain.c", dir, "other"));
  assert_int_equal(in_dir("objcopy --only-keep-debug other .debug/prog.debug"), 0);
  struct symbols *s = symbols_new();
  struct symbols_var var;
  assert_false(symbols_static_var(s, path, counter, 4, &var));
  symbols_free(s);
}

static void compressed(void **state) {
  (void)state;
  NEED_LIBDW;
  assert_true(compile("gcc", "-g -O0 -gz", "sym_plain.c", dir, "prog"));
  check_named(path, address_of(path, "counter"), address_of(path, "touch"));
}

static void shared_library(void **state) {
  (void)state;
  NEED_LIBDW;
  assert_true(compile("gcc", "-g -O0 -shared -fPIC", "sym_plain.c", dir, "prog"));
  check_named(path, address_of(path, "counter"), address_of(path, "touch"));
  struct symbols *s = symbols_new();
  assert_false(symbols_is_program(s, path));
  symbols_free(s);
}

static void sources_are_found(void **state) {
  (void)state;
  NEED_LIBDW;
  assert_int_equal(in_dir("mkdir -p a b && echo 'int f(void) { return 1; }' >a/x.c && "
                          "echo 'int g(void) { return 2; }' >b/x.c && "
                          "echo 'int f(void), g(void); int main(void) { return f() + g(); }' >main.c && "
                          "(cd a && gcc -g -c x.c) && (cd b && gcc -g -c x.c) && gcc -g main.c a/x.o b/x.o -o prog"),
                   0);
  struct symbols *s = symbols_new();
  struct symbols_site f, g, m;
  assert_true(symbols_site(s, path, address_of(path, "main"), &m));
  assert_true(symbols_site(s, path, address_of(path, "f"), &f));
  assert_true(symbols_site(s, path, address_of(path, "g"), &g));
  assert_string_equal(m.file, "main.c");
  assert_string_equal(f.file, "x.c");
  /* Another file that would be called the same is told apart. */
  assert_string_not_equal(g.file, "x.c");

  char expected[300];
  snprintf(expected, sizeof expected, "%s/a/x.c", dir);
  assert_string_equal(symbols_source_path(s, "x.c"), expected);
  snprintf(expected, sizeof expected, "%s/b/x.c", dir);
  assert_string_equal(symbols_source_path(s, g.file), expected);
  assert_null(symbols_source_path(s, "never-mentioned.c"));
  symbols_free(s);

  /* Moved somewhere else together: found beside the program. */
  assert_int_equal(in_dir("mkdir moved && mv main.c prog moved/"), 0);
  char moved[300];
  snprintf(moved, sizeof moved, "%s/moved/prog", dir);
  s = symbols_new();
  assert_true(symbols_site(s, moved, address_of(moved, "main"), &m));
  assert_string_equal(m.file, "main.c");
  snprintf(expected, sizeof expected, "%s/moved/main.c", dir);
  assert_string_equal(symbols_source_path(s, "main.c"), expected);
  symbols_free(s);
}

static struct symbols_build built(const char *cc, const char *flags) {
  struct symbols_build b;
  assert_true(compile(cc, flags, "sym_plain.c", dir, "prog"));
  assert_true(symbols_build(path, &b));
  assert_true(b.elf);
  return b;
}

static void check_text(const struct symbols_build *b, const char *end) {
  struct buf text = {0};
  symbols_build_text(b, &text);
  assert_true(text.len > strlen(end));
  assert_string_equal(text.at + text.len - strlen(end), end);
  buf_fini(&text);
}

static void build_by_gcc(void **state) {
  (void)state;
  NEED_LIBDW;
  struct symbols_build b = built("gcc", "-g -O2 -fsanitize=thread");
  assert_int_equal(strncmp(b.compiler, "gcc ", 4), 0);
  assert_string_equal(b.optimise, "-O2");
  assert_true(b.tsan_hooks && !b.tsan_inside && b.debug_info && b.dynamic);
  check_text(&b, " -O2, -fsanitize=thread, debug information");

  b = built("gcc", "-g -no-pie");
  assert_string_equal(b.optimise, "-O0");
  assert_true(!b.tsan_hooks && !b.tsan_inside && b.debug_info && b.dynamic && !b.pie);
  check_text(&b, " -O0, without -fsanitize=thread, debug information");

  b = built("gcc", "-pie -fPIE");
  assert_true(b.pie && !b.debug_info);
  assert_string_equal(b.compiler, "");
  check_text(&b, "without -fsanitize=thread, no debug information");

  b = built("gcc", "-g -O -static");
  assert_true(!b.dynamic);
  assert_string_equal(b.optimise, "-O1");
  check_text(&b, "debug information, static");
}

static void build_by_clang(void **state) {
  (void)state;
  NEED_LIBDW;
  if (!have_compiler("clang") || !compile("clang", "-fsanitize=thread", "sym_plain.c", dir, "prog"))
    skip(); /* not there, or without its ThreadSanitizer */
  struct symbols_build b = built("clang", "-g -O0 -fsanitize=thread");
  assert_int_equal(strncmp(b.compiler, "clang ", 6), 0);
  assert_true(b.compiler[6] >= '0' && b.compiler[6] <= '9');
  assert_true(b.tsan_inside && !b.tsan_hooks);
  check_text(&b, ", ThreadSanitizer linked in statically, debug information");
}

static void build_of_something_else(void **state) {
  (void)state;
  NEED_LIBDW;
  struct symbols_build b;
  assert_false(symbols_build("tests/programs/sym_plain.c", &b));
  assert_false(b.elf);
  assert_false(symbols_build("/nonexistent", &b));
  struct buf text = {0};
  symbols_build_text(&b, &text);
  assert_string_equal(buf_str(&text), "not an ELF program");
  buf_fini(&text);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(symbols_without_debug_information, setup, teardown),
      cmocka_unit_test_setup_teardown(nothing_after_strip, setup, teardown),
      cmocka_unit_test_setup_teardown(split_off_by_debuglink, setup, teardown),
      cmocka_unit_test_setup_teardown(compressed, setup, teardown),
      cmocka_unit_test_setup_teardown(shared_library, setup, teardown),
      cmocka_unit_test_setup_teardown(sources_are_found, setup, teardown),
      cmocka_unit_test_setup_teardown(build_by_gcc, setup, teardown),
      cmocka_unit_test_setup_teardown(build_by_clang, setup, teardown),
      cmocka_unit_test_setup_teardown(build_of_something_else, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

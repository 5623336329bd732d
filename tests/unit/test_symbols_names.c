/* Names of variables and positions in real programs: two compilers, with and without optimisation,
 * position-independent or not. The programs state the expected answers themselves (tests/programs/sym_probe.h). */
#include "symbols/symbols.h"
#include "symbols_build.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *enc_name(enum symbols_enc enc) {
  static const char *const names[] = {"unknown", "signed", "unsigned", "float", "bool", "char", "pointer"};
  return names[enc];
}

static bool same(const char *expected, const char *actual) {
  return strcmp(expected, "?") == 0 || strcmp(expected, actual) == 0;
}

/* Splits LINE at tabs; returns how many fields. */
static int split(char *line, char **field, int max) {
  int n = 0;
  line[strcspn(line, "\n")] = '\0';
  while (n < max && line) {
    field[n++] = line;
    line = strchr(line, '\t');
    if (line)
      *line++ = '\0';
  }
  return n;
}

static bool check_var(bool known, const struct symbols_var *var, char **expected, const char *what) {
  if (known && same(expected[0], var->name) && same(expected[1], var->type) && same(expected[2], enc_name(var->enc)))
    return true;
  fprintf(stderr, "%s: expected %s | %s | %s, got %s | %s | %s%s\n", what, expected[0], expected[1], expected[2],
          var->name, var->type, enc_name(var->enc), known ? "" : " (unknown)");
  return false;
}

static bool check_line(struct symbols *s, const char *program, char *line) {
  char *f[8];
  int n = split(line, f, 8);
  struct symbols_var var = {.name = "", .type = ""};
  if (n == 6 && strcmp(f[0], "static") == 0) {
    bool known = symbols_static_var(s, program, strtoul(f[1], NULL, 10), strtoul(f[2], NULL, 10), &var);
    return check_var(known, &var, f + 3, "static");
  }
  if (n == 6 && strcmp(f[0], "tls") == 0) {
    bool known = symbols_tls_var(s, program, strtoul(f[1], NULL, 10), strtoul(f[2], NULL, 10), &var);
    return check_var(known, &var, f + 3, "tls");
  }
  if (n == 7 && strcmp(f[0], "stack") == 0) {
    bool known =
        symbols_stack_var(s, program, strtoul(f[1], NULL, 10), strtol(f[2], NULL, 10), strtoul(f[3], NULL, 10), &var);
    return check_var(known, &var, f + 4, "stack");
  }
  if (n == 5 && strcmp(f[0], "site") == 0) {
    struct symbols_site site;
    bool known = symbols_site(s, program, strtoul(f[1], NULL, 10), &site);
    if (known && same(f[2], site.func) && same(f[3], site.file) && (unsigned)atoi(f[4]) == site.line)
      return true;
    fprintf(stderr, "site: expected %s %s:%s, got %s %s:%u\n", f[2], f[3], f[4], site.func, site.file, site.line);
    return false;
  }
  fprintf(stderr, "not a question: %s\n", f[0]);
  return false;
}

/* Builds SOURCE with CC and FLAGS and puts its questions; all answers twice, the second time from memory. */
static void check_program(const char *cc, const char *flags, const char *source, int least) {
  char *dir = make_dir();
  assert_non_null(dir);
  assert_true(compile(cc, flags, source, dir, "prog"));
  char program[256], command[512];
  snprintf(program, sizeof program, "%s/prog", dir);
  snprintf(command, sizeof command, "%s/prog >%s/questions", dir, dir);
  assert_int_equal(shell(command), 0);
  snprintf(command, sizeof command, "%s/questions", dir);

  struct symbols *s = symbols_new();
  int asked = 0, wrong = 0;
  for (int round = 0; round < 2; round++) {
    FILE *questions = fopen(command, "r");
    assert_non_null(questions);
    char line[512];
    while (fgets(line, sizeof line, questions)) {
      asked++;
      if (!check_line(s, program, line)) {
        fprintf(stderr, "  in %s built by %s %s\n", source, cc, flags);
        wrong++;
      }
    }
    fclose(questions);
  }
  symbols_free(s);
  remove_dir(dir);
  assert_int_equal(wrong, 0);
  assert_true(asked >= 2 * least);
}

static void check_everywhere(const char *cc, const char *const *flags, const char *source, int least) {
  NEED_LIBDW;
  if (!have_compiler(cc))
    skip();
  for (; *flags; flags++)
    check_program(cc, *flags, source, least);
}

static const char *const builds[] = {"-g -O0",
                                     "-g -O0 -no-pie -fno-pie",
                                     "-g -O2",
                                     "-g -O0 -gdwarf-4",
                                     "-g -O0 -fsanitize=thread",
                                     "-g -Og",
                                     "-g -O2 -flto",
                                     NULL};
/* Without -fsanitize=thread, which would link clang's own run time into the program. */
static const char *const clang_builds[] = {"-g -O0",           "-g -O0 -no-pie -fno-pie",     "-g -O2",
                                           "-g -O0 -gdwarf-4", "-g -O0 -fomit-frame-pointer", NULL};

static void static_variables_gcc(void **state) {
  (void)state;
  check_everywhere("gcc", builds, "sym_static.c", 70);
}

static void static_variables_clang(void **state) {
  (void)state;
  check_everywhere("clang", clang_builds, "sym_static.c", 70);
}

static void code_and_locals_gcc(void **state) {
  (void)state;
  check_everywhere("gcc", builds, "sym_code.c", 12);
}

static void code_and_locals_clang(void **state) {
  (void)state;
  check_everywhere("clang", clang_builds, "sym_code.c", 12);
}

static void wrapped_in_cxx(void **state) {
  (void)state;
  static const char *const flags[] = {"-g -O0", "-g -O0 -fdebug-types-section", NULL};
  check_everywhere("g++", flags, "sym_cxx.cc", 10);
  check_everywhere("clang++", flags, "sym_cxx.cc", 10);
}

static void split_into_dwo_files(void **state) {
  (void)state;
  static const char *const flags[] = {"-g -O0 -gsplit-dwarf", "-g -O0 -gsplit-dwarf -gdwarf-4", NULL};
  check_everywhere("gcc", flags, "sym_static.c", 70);
  check_everywhere("gcc", flags, "sym_code.c", 12);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(static_variables_gcc), cmocka_unit_test(static_variables_clang),
      cmocka_unit_test(code_and_locals_gcc),  cmocka_unit_test(code_and_locals_clang),
      cmocka_unit_test(wrapped_in_cxx),       cmocka_unit_test(split_into_dwo_files),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* Which programs plait refuses, and what it says. */
#include "engine/elf.h"
#include "engine/target.h"
#include "scratch.h"
#include "wire/prng.h"

#include <elf.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <sys/mman.h>

#include <cmocka.h>

static struct scratch scratch;

static int set_up(void **state) {
  (void)state;
  scratch_init(&scratch);
  return 0;
}

static int tear_down(void **state) {
  (void)state;
  scratch_fini(&scratch);
  return 0;
}

/* The whole message, so that a change of words is seen; %s stands for the program's name. */
static void fails(enum plait_exit code, const char *program, const char *message) {
  struct plait_err err = {0};
  char want[1024];
  assert_null(target_find(program, &err));
  size_t n = 0;
  for (const char *m = message; *m; m++)
    if (m[0] == '%' && m[1] == 's')
      n += (size_t)snprintf(want + n, sizeof want - n, "%s", program), m++;
    else
      want[n++] = *m;
  want[n] = '\0';
  assert_string_equal(err.text, want);
  assert_int_equal(err.code, code);
}

/* Is a program, but not one that can be controlled. */
static void refused(const char *program, const char *message) { fails(PLAIT_EXIT_TARGET, program, message); }

/* Is no file that a program could be read from. */
static void absent(const char *program, const char *message) { fails(PLAIT_EXIT_USAGE, program, message); }

static void accepted(const char *program) {
  struct plait_err err = {0};
  char *path = target_find(program, &err);
  if (!path)
    fail_msg("%s", err.text);
  assert_int_equal(path[0], '/');
  free(path);
}

static const char plain[] = "int main(void) { return 0; }\n";

static void finds_programs(void **state) {
  (void)state;
  const char *p = scratch_program(&scratch, "fine", plain, "cc", NULL, NULL, NULL, NULL);
  accepted(p);
  accepted("sh"); /* from PATH */
  p = scratch_program(&scratch, "nopie", plain, "cc", "-no-pie", NULL, NULL, NULL);
  accepted(p);
  p = scratch_program(&scratch, "tsan", plain, "gcc", "-fsanitize=thread", NULL, NULL, NULL);
  if (p)
    accepted(p);
}

static void names_what_is_not_there(void **state) {
  (void)state;
  absent("/no/such/program", "'%s' does not exist");
  absent("no-such-program-at-all", "there is no program '%s' in PATH and no such file here");
  absent("", "the name of the program is empty");
  absent(scratch.folder, "'%s' is a folder, not a program");
  absent("/dev/null", "'%s' is not a regular file");
}

static void says_how_to_name_a_file_here(void **state) {
  (void)state;
  scratch_program(&scratch, "here-only", plain, "cc", NULL, NULL, NULL, NULL);
  char *old = getcwd(NULL, 0);
  assert_int_equal(chdir(scratch.folder), 0);
  absent("here-only", "there is no program '%s' in PATH; for the file here say ./%s");
  accepted("./here-only");
  assert_int_equal(chdir(old), 0);
  free(old);
}

static void refuses_other_files(void **state) {
  (void)state;
  refused(scratch_write(&scratch, "script", "#!/bin/sh\n", 10, 0755), "'%s' is a script: name the compiled program that it starts");
  refused(scratch_text(&scratch, "text", "hello\n"), "'%s' is not executable: chmod +x %s");
  refused(scratch_write(&scratch, "text-x", "hello\n", 6, 0755), "'%s' is not a program (not an ELF executable)");
  refused(scratch_write(&scratch, "empty", "", 0, 0755), "'%s' is not a program (not an ELF executable)");
  const char *p = scratch_program(&scratch, "object", plain, "cc", "-c", NULL, NULL, NULL);
  chmod(p, 0755);
  refused(p, "'%s' is an object file: link it to a program first");
  refused(scratch_program(&scratch, "lib.so", "int f(void);\nint f(void) { return 1; }\n", "cc", "-shared", "-fPIC", NULL, NULL),
          "'%s' is a shared library, not a program");
}

static void refuses_static_programs(void **state) {
  (void)state;
  static const char message[] = "'%s' is statically linked, so plait's runtime cannot be loaded into it: link it without -static";
  const char *p = scratch_program(&scratch, "static", plain, "cc", "-static", NULL, NULL, NULL);
  if (!p)
    skip(); /* no static libc here */
  refused(p, message);
  p = scratch_program(&scratch, "static-pie", plain, "cc", "-static-pie", NULL, NULL, NULL);
  if (p)
    refused(p, message);
}

static void refuses_privileged_programs(void **state) {
  (void)state;
  const char *p = scratch_program(&scratch, "setuid", plain, "cc", NULL, NULL, NULL, NULL);
  assert_int_equal(chmod(p, 04755), 0);
  refused(p, "'%s' is set-user-ID, so the system keeps plait's runtime out of it: run a copy without that bit");
  assert_int_equal(chmod(p, 02755), 0);
  refused(p, "'%s' is set-group-ID, so the system keeps plait's runtime out of it: run a copy without that bit");
  assert_int_equal(chmod(p, 0755), 0);
  accepted(p);
}

static void refuses_sanitizers_of_its_own(void **state) {
  (void)state;
  /* What clang -fsanitize=thread makes: the run-time library is part of the program. */
  const char *p = scratch_program(&scratch, "own-tsan", "void __tsan_init(void);\nvoid __tsan_init(void) {}\nint main(void) { return 0; }\n",
                                  "cc", NULL, NULL, NULL, NULL);
  refused(p, "'%s' contains ThreadSanitizer's own run-time library (clang links it in): build it with gcc "
             "-fsanitize=thread, or let plait compile it (plait run FILE.c)");
  p = scratch_program(&scratch, "clang-tsan", plain, "clang", "-fsanitize=thread", NULL, NULL, NULL);
  if (p) {
    struct plait_err err;
    assert_null(target_find(p, &err));
    assert_non_null(strstr(err.text, "ThreadSanitizer's own run-time library"));
  }
  p = scratch_program(&scratch, "asan", plain, "cc", "-fsanitize=address", NULL, NULL, NULL);
  if (p)
    refused(p, "'%s' is built with -fsanitize=address, which does not work together with plait: build it with "
               "-fsanitize=thread or without");
}

/* The bytes of a real program, to be damaged. */
static unsigned char *some_program(size_t *size) {
  const char *p = scratch_program(&scratch, "donor", plain, "cc", NULL, NULL, NULL, NULL);
  FILE *f = fopen(p, "rb");
  unsigned char *bytes = malloc(1 << 20);
  *size = fread(bytes, 1, 1 << 20, f);
  fclose(f);
  return bytes;
}

static void refuses_other_machines(void **state) {
  (void)state;
  size_t size;
  unsigned char *bytes = some_program(&size);
  Elf64_Ehdr *head = (Elf64_Ehdr *)bytes;
  uint16_t machine = head->e_machine;
  head->e_machine = machine == EM_AARCH64 ? EM_X86_64 : EM_AARCH64;
  char want[200];
  snprintf(want, sizeof want, "'%%s' is a program for another architecture (%s): build it for this machine",
           machine == EM_AARCH64 ? "x86-64" : "aarch64");
  refused(scratch_write(&scratch, "foreign", bytes, size, 0755), want);
  head->e_machine = EM_386;
  head->e_ident[EI_CLASS] = ELFCLASS32;
  refused(scratch_write(&scratch, "narrow", bytes, size, 0755),
          "'%s' is a program for another architecture (32-bit x86): build it for this machine");
  free(bytes);
}

/* Whatever the bytes say, nothing outside them is read: they end where an unreadable page begins. */
static void survives_damaged_files(void **state) {
  (void)state;
  size_t size, page = 4096;
  unsigned char *bytes = some_program(&size);
  size_t room = (size + page - 1) / page * page;
  unsigned char *map = mmap(NULL, room + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  assert_true(map != MAP_FAILED);
  assert_int_equal(mprotect(map + room, page, PROT_NONE), 0);
  struct elf_facts facts;
  uint64_t random = 1;
  int shapes[ELF_OTHER + 1] = {0};
  for (int i = 0; i < 20000; i++) {
    size_t keep = i % 2 ? size : prng_below(&random, (uint32_t)size);
    unsigned char *at = map + room - keep / 8 * 8; /* as aligned as a mapped file */
    keep = keep / 8 * 8;
    memcpy(at, bytes, keep);
    for (uint32_t k = prng_below(&random, 8); k > 0 && keep > 0; k--) {
      size_t near = i % 3 && keep > 1024 ? 1024 : keep; /* most damage to the headers */
      at[prng_below(&random, (uint32_t)near)] = (unsigned char)prng_next(&random);
    }
    elf_examine(at, keep, &facts);
    shapes[facts.shape]++;
  }
  assert_true(shapes[ELF_NOT] > 0);
  assert_true(shapes[ELF_DYNAMIC] > 0);
  munmap(map, room + page);
  free(bytes);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_programs),
      cmocka_unit_test(names_what_is_not_there),
      cmocka_unit_test(says_how_to_name_a_file_here),
      cmocka_unit_test(refuses_other_files),
      cmocka_unit_test(refuses_static_programs),
      cmocka_unit_test(refuses_privileged_programs),
      cmocka_unit_test(refuses_sanitizers_of_its_own),
      cmocka_unit_test(refuses_other_machines),
      cmocka_unit_test(survives_damaged_files),
  };
  return cmocka_run_group_tests(tests, set_up, tear_down);
}

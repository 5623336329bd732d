/* cmd_doctor.c — `plait doctor`: what works on this machine, what does not, and why.
 *
 * Nothing is guessed from version numbers: what can be tried is tried, down to
 * compiling a small program and looking at its steps. Each line says in words
 * what is lost without the thing it is about. `plait doctor PROG` looks at one program
 * instead. The trials of compilers are in doctor_try.c. */
#include "cli/cli.h"
#include "cli/doctor.h"
#include "cli/scene.h"

#include "base/buf.h"
#include "engine/layout.h"
#include "engine/target.h"
#include "symbols/symbols.h"
#include "tui/probe.h"

#include <langinfo.h>
#include <sched.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <unistd.h>

void doctor_line(struct doctor *d, enum doctor_state state, const char *what, const char *fmt, ...) {
  static const char *const words[] = {[DOCTOR_OK] = "ok", [DOCTOR_LESS] = "less", [DOCTOR_BAD] = "FAILS"};
  struct buf b = {0};
  va_list ap;
  va_start(ap, fmt);
  buf_vprintf(&b, fmt, ap);
  va_end(ap);
  printf("%-5s  %-18s %s\n", words[state], what, buf_str(&b));
  fflush(stdout); /* the trials take a moment */
  buf_fini(&b);
  d->bad += state == DOCTOR_BAD;
}

static void doctor_file(struct doctor *d, const char *what, char *(*find)(struct plait_err *)) {
  struct plait_err err = {0};
  char *path = find(&err);
  doctor_line(d, path ? DOCTOR_OK : DOCTOR_BAD, what, "%s", path ? path : err.text);
  free(path);
}

/* Only programs that use plait/sync.h need it. */
static void doctor_sync(struct doctor *d) {
  struct plait_err err = {0};
  char *path = layout_sync(&err);
  if (path)
    doctor_line(d, DOCTOR_OK, "libplaitsync", "%s", path);
  else
    doctor_line(d, DOCTOR_LESS, "libplaitsync", "programs with plait/sync.h cannot be compiled: %s", err.text);
  free(path);
}

static void doctor_scenes(struct doctor *d) {
  struct plait_err err = {0};
  size_t n = 0;
  char *folder = scene_folder(&err);
  char **files = folder ? scene_files(folder, &n, &err) : NULL;
  if (files)
    doctor_line(d, DOCTOR_OK, "scenes", "%zu in %s", n, folder);
  else
    doctor_line(d, DOCTOR_LESS, "scenes", "%s", err.text);
  for (size_t i = 0; i < n; i++)
    free(files[i]);
  free(files);
  free(folder);
}

static void doctor_features(struct doctor *d) {
#ifdef HAVE_LIBDW
  doctor_line(d, DOCTOR_OK, "names", "libdw is built in: variables, functions and lines are named");
#else
  doctor_line(d, DOCTOR_LESS, "names", "built without libdw: no names of variables, no source; install libdw-dev, run make");
#endif
#ifdef HAVE_ZSTD
  doctor_line(d, DOCTOR_OK, "compression", "zstd is built in");
#else
  doctor_line(d, DOCTOR_LESS, "compression", "built without zstd: compressed recordings cannot be read; install libzstd-dev, run make");
#endif
}

static void doctor_kernel(struct doctor *d) {
  int before = personality(0xffffffff);
  if (before != -1 && personality((unsigned long)before | ADDR_NO_RANDOMIZE) != -1) {
    personality((unsigned long)before);
    doctor_line(d, DOCTOR_OK, "fixed addresses", "address-space randomisation can be turned off for a program");
  } else {
    doctor_line(d, DOCTOR_LESS, "fixed addresses",
                "this system does not allow to turn address-space randomisation off: pointers differ between runs");
  }
  int fd = memfd_create("plait-doctor", MFD_CLOEXEC);
  doctor_line(d, fd >= 0 ? DOCTOR_OK : DOCTOR_BAD, "shared memory",
              fd >= 0 ? "memfd_create works" : "memfd_create is not allowed here: programs cannot be controlled");
  if (fd >= 0)
    close(fd);
  cpu_set_t set;
  int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
  doctor_line(d, n > 1 ? DOCTOR_OK : DOCTOR_LESS, "processors",
              n > 1 ? "%d: plait and the program run on different ones" : "%d: plait and the program take turns", n);
}

static void doctor_terminal(struct doctor *d) {
  bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  doctor_line(d, utf8 ? DOCTOR_OK : DOCTOR_LESS, "characters",
              utf8 ? "the locale is %s: line characters" : "the locale is %s, not UTF-8: drawings use ASCII",
              nl_langinfo(CODESET));
  struct winsize size = {0};
  const char *term = getenv("TERM");
  if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) {
    doctor_line(d, DOCTOR_LESS, "terminal", "standard output is none: record and show work, run and replay need one");
    return;
  }
  struct probe p = probe_terminal();
  if (!p.known)
    doctor_line(d, DOCTOR_BAD, "terminal", "nothing is known about TERM=%s: set TERM, or install its description",
                term ? term : "");
  else
    doctor_line(d, p.colours >= 8 ? DOCTOR_OK : DOCTOR_LESS, "terminal", "%s, %d colours%s", term ? term : "", p.colours,
                getenv("NO_COLOR") && *getenv("NO_COLOR") ? " (not used: NO_COLOR is set)" : "");
  int w = size.ws_col, h = size.ws_row;
  doctor_line(d, w >= 80 && h >= 24 ? DOCTOR_OK : w >= 40 && h >= 10 ? DOCTOR_LESS : DOCTOR_BAD, "window",
              w >= 80 && h >= 24   ? "%d columns, %d lines"
              : w >= 40 && h >= 10 ? "%d columns, %d lines: only the lanes fit; 80 by 24 shows everything"
                                   : "%d columns, %d lines: too small, 40 by 10 is the least",
              w, h);
}

/* `plait doctor PROG` */
static int doctor_program(const char *name) {
  struct plait_err err = {0};
  char *path = target_find(name, &err);
  if (!path)
    return cli_fail(&err);
  struct symbols_build b;
  struct buf text = {0};
  symbols_build(path, &b);
  symbols_build_text(&b, &text);
  printf("%s: %s\n", name, buf_str(&text));
  if (!b.tsan_hooks)
    puts("  only synchronisation is visible: compile and link with -fsanitize=thread to see every memory access");
  if (!b.debug_info)
    puts("  variables and lines have no names: compile with -g");
  if (b.tsan_hooks && b.debug_info)
    puts("  everything is visible");
  buf_fini(&text);
  free(path);
  return PLAIT_EXIT_OK;
}

static error_t doctor_option(int key, char *arg, struct argp_state *state) {
  const char **program = state->input;
  if (key != ARGP_KEY_ARG || *program)
    return ARGP_ERR_UNKNOWN;
  *program = arg;
  return 0;
}

int cmd_doctor(int argc, char **argv) {
  static const struct argp argp = {
      NULL, doctor_option, "[PROG]",
      "Tell what works on this machine, what does not and why; or, of a program, how it was built and what "
      "plait will see of it.",
      NULL, NULL, NULL};
  const char *program = NULL;
  int status = cli_parse(&argp, argc, argv, &program);
  if (status >= 0)
    return status;
  if (program)
    return doctor_program(program);
  struct doctor d = {0};
  puts("plait " PLAIT_VERSION);
  doctor_file(&d, "runtime", layout_runtime);
  doctor_file(&d, "stand-in for tsan", layout_tsan_dir);
  doctor_file(&d, "headers", layout_include);
  doctor_sync(&d);
  doctor_scenes(&d);
  doctor_features(&d);
  doctor_kernel(&d);
  doctor_terminal(&d);
  doctor_try(&d);
  return d.bad ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
}

/* symbols_build.h — compiling a small program at test time, in a directory of its own. */
#ifndef TEST_SYMBOLS_BUILD_H
#define TEST_SYMBOLS_BUILD_H

#include "base/buf.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* At the start of a test that expects names: without libdw there are none (src/symbols/none.c). */
#ifdef HAVE_LIBDW
#define NEED_LIBDW (void)0
#else
#define NEED_LIBDW skip()
#endif

/* Runs a shell command; its exit status. */
__attribute__((unused)) static int shell(const char *command) {
  int status = system(command);
  return status != -1 && WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

__attribute__((unused)) static bool have_compiler(const char *cc) {
  char command[128];
  snprintf(command, sizeof command, "command -v %s >/dev/null 2>&1", cc);
  return shell(command) == 0;
}

/* A temporary directory; free the name with remove_dir. */
__attribute__((unused)) static char *make_dir(void) {
  char name[] = "/tmp/plait-symbols-XXXXXX";
  char *dir = mkdtemp(name);
  return dir ? strdup(dir) : NULL;
}

__attribute__((unused)) static void remove_dir(char *dir) {
  char command[256];
  snprintf(command, sizeof command, "rm -rf '%s'", dir);
  shell(command);
  free(dir);
}

/* Compiles tests/programs/SOURCE to DIR/OUT, in that folder so that the name of the file is SOURCE. */
__attribute__((unused)) static bool compile(const char *cc, const char *flags, const char *source, const char *dir,
                                            const char *out) {
  char command[1024];
  snprintf(command, sizeof command, "cd tests/programs && %s %s -pthread -o '%s/%s' %s 2>'%s/messages'", cc, flags, dir,
           out, source, dir);
  if (shell(command) == 0)
    return true;
  fprintf(stderr, "failed: %s\n", command);
  snprintf(command, sizeof command, "cat '%s/messages' >&2", dir);
  shell(command);
  return false;
}

#endif

/* err.h — how a function says that it failed.
 *
 * A function that can fail returns bool or a pointer and fills a struct
 * plait_err that the caller owns. Only src/cli prints one and exits. The code is
 * the exit status that the failure deserves when nobody recovers from it, so
 * that the documented exit codes (DESIGN section 6) are decided where the
 * failure is understood. */
#ifndef PLAIT_BASE_ERR_H
#define PLAIT_BASE_ERR_H

#include <stdbool.h>

enum plait_exit {
  PLAIT_EXIT_OK = 0,       /* done, nothing wrong found */
  PLAIT_EXIT_FINDING = 1,  /* a finding */
  PLAIT_EXIT_USAGE = 2,    /* usage, or input that cannot be read */
  PLAIT_EXIT_DIVERGED = 3, /* replay diverged */
  PLAIT_EXIT_TARGET = 4,   /* the target cannot be controlled */
};

struct plait_err {
  enum plait_exit code;
  char text[1024]; /* one sentence without the leading "plait: " and without a newline */
};

/* Fills *err (which may be NULL) and returns false, so that a caller can write
 * `return plait_err_set(err, PLAIT_EXIT_USAGE, "…")`. Newlines in the result
 * become spaces: a message is one line. */
bool plait_err_set(struct plait_err *err, enum plait_exit code, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#endif

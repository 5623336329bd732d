/* err.c — fills struct plait_err; owns the rule that a message is one line. */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>

bool plait_err_set(struct plait_err *err, enum plait_exit code, const char *fmt, ...) {
  if (!err)
    return false;
  err->code = code;
  va_list ap;
  va_start(ap, fmt);
  (void)vsnprintf(err->text, sizeof err->text, fmt, ap);
  va_end(ap);
  for (char *p = err->text; *p; p++)
    if (*p == '\n' || *p == '\r')
      *p = ' ';
  return false;
}

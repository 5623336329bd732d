/* target.h — finds the program that the user named and says why plait could not
 * control it, before anything is started. */
#ifndef PLAIT_ENGINE_TARGET_H
#define PLAIT_ENGINE_TARGET_H

#include "base/err.h"

/* The absolute path of PROGRAM (a path, or a name in PATH) if it can be controlled; the caller frees it.
 * NULL and *err with what to do otherwise: exit 2 when there is no such file or it cannot be read, 4 when it cannot be controlled. */
char *target_find(const char *program, struct plait_err *err);

#endif

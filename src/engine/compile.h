/* compile.h — FILE.c to a temporary program that plait can look into.
 *
 * `${CC:-cc} -g -O0 -fsanitize=thread -pthread` plus what the compiler needs so
 * that every access is reported, plus CFLAGS and LDFLAGS from the environment.
 * The program lives in a private folder that compiled_free removes.
 *
 * File names in the debug information, and so everywhere on screen, are as the
 * user typed them: a relative name is compiled from the current folder, an
 * absolute one (a scene of the installation) from its own folder under its base
 * name. */
#ifndef PLAIT_ENGINE_COMPILE_H
#define PLAIT_ENGINE_COMPILE_H

#include "base/buf.h"
#include "base/err.h"

#include <stdbool.h>

struct compiled;

/* Is this the name of a C source file (rather than of a program or a recording)? */
bool compile_is_source(const char *name);
/* Compiles SOURCE. What the compiler printed is added to MESSAGES, also the warnings of a success; the
 * caller shows it. NULL and *err (exit 2) when it fails. */
struct compiled *compiled_new(const char *source, struct buf *messages, struct plait_err *err);
/* The path of the program: session_options.program; session_options.title is then SOURCE. */
const char *compiled_program(const struct compiled *c);
/* Removes the program. */
void compiled_free(struct compiled *c);

#endif

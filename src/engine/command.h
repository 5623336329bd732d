/* command.h — runs a helper program (a compiler) to its end and keeps what it printed. */
#ifndef PLAIT_ENGINE_COMMAND_H
#define PLAIT_ENGINE_COMMAND_H

#include "base/buf.h"

/* Runs ARGV (found in PATH) in the folder DIR (NULL: here) with nothing to read. What it prints on stdout and
 * stderr is added to OUT. Returns its exit status, 128 + the signal that killed it, or -1 with errno when it could
 * not be started. It dies with plait. */
int command_run(char *const *argv, const char *dir, struct buf *out);

#endif

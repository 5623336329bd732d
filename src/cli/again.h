/* again.h — a recording's program, to be run again: everything that decides an execution comes from the recording,
 * only the program itself may be another, because somebody may have built it anew. */
#ifndef PLAIT_CLI_AGAIN_H
#define PLAIT_CLI_AGAIN_H

#include "cli/program.h"

struct again {
  struct options options; /* session: as recorded, without the choices */
  struct program *program;
};

/* PROGRAM: as the user named it; NULL: as it was called then. ARGS: NULL-terminated; NULL: as recorded. T must outlive it.
 * False with *err. again_fini in any case, after session_free. */
bool again_init(struct again *a, const struct trace *t, const char *program, char *const *args, struct plait_err *err);
void again_fini(struct again *a);

#endif

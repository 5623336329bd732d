/* launch.h — starts a program with plait's runtime inside.
 *
 * Owns everything between fork and exec: preloading, the environment, address
 * randomisation, descriptors, the processor it may use, and that it dies with
 * plait. */
#ifndef PLAIT_ENGINE_LAUNCH_H
#define PLAIT_ENGINE_LAUNCH_H

#include "base/err.h"

#include <sys/types.h>

struct launch {
  const char *path;     /* absolute */
  const char *argv0;
  char *const *args;    /* NULL-terminated, without argv[0]; may be NULL */
  char *const *env;     /* K=V to set; may be NULL */
  const char *cwd;      /* NULL: here */
  const char *runtime;  /* libplait_rt.so */
  const char *tsan_dir; /* stand-ins for libtsan.so.* */
  int in, out;          /* descriptors to become 0, and 1 and 2 */
  int ctl;              /* the shared memory */
};

/* The process, leader of its own group, past exec; or -1 and *err. */
pid_t launch(const struct launch *l, struct plait_err *err);

#endif

/* layout.h — where plait's own files are: the runtime, its stand-in for libtsan,
 * the headers, the library of plait/sync.h.
 *
 * The same program runs from the build tree and installed, so files are looked
 * for relative to the running executable (/proc/self/exe), never at a path fixed
 * when it was built:
 *
 *   build/plait          build/libplait_rt.so          build/tsan/       include/
 *   bin/plait            lib/plait/libplait_rt.so      lib/plait/tsan/   include/
 *
 * and libplaitsync.a in build/ and in lib/. PLAIT_RUNTIME, PLAIT_SYNC (files) and PLAIT_INCLUDE (a folder) override. */
#ifndef PLAIT_ENGINE_LAYOUT_H
#define PLAIT_ENGINE_LAYOUT_H

#include "base/err.h"

/* Each returns an absolute path that the caller frees, or NULL and *err. */
char *layout_runtime(struct plait_err *err);  /* libplait_rt.so */
char *layout_tsan_dir(struct plait_err *err); /* the folder with the stand-ins libtsan.so.* */
char *layout_include(struct plait_err *err);  /* the folder with plait.h */
char *layout_sync(struct plait_err *err);     /* libplaitsync.a */
/* The first of PATHS (NULL-terminated, relative to the folder of the running executable) that exists, or NULL. */
char *layout_find(const char *const *paths);

#endif

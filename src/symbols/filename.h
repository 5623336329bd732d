/* filename.h — how the names of source files are shown.
 *
 * Debug information names a file by an absolute path, or by the directory of
 * compilation and what the compiler was given. A reader knows it by what was typed:
 * bank.c, src/queue.c, ../lib/pool.c. Purely about text; looks at no disk. */
#ifndef PLAIT_SYMBOLS_FILENAME_H
#define PLAIT_SYMBOLS_FILENAME_H

#include "base/buf.h"

/* Appends PATH without `.`, `x/..` and doubled slashes; a leading `..` of a relative path stays. */
void filename_clean(const char *path, struct buf *out);
/* Appends PATH as it is to be shown for a unit compiled in COMP_DIR (may be ""): relative to it when PATH is below it
 * or near it (../src/x.c, as build systems with a folder of their own have it), so that recordings of two machines say
 * the same; otherwise, as for the system's headers, the whole path. */
void filename_shown(const char *comp_dir, const char *path, struct buf *out);

#endif

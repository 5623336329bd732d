/* debuglink.h — debug information that lives in a file of its own. */
#ifndef PLAIT_SYMBOLS_DEBUGLINK_H
#define PLAIT_SYMBOLS_DEBUGLINK_H

#include <libelf.h>

/* Opens the separate debug file of ELF, which was read from PATH. On success *FD is its descriptor; both
 * are the caller's. NULL: there is none that belongs to exactly this build. */
Elf *debuglink_open(Elf *elf, const char *path, int *fd);
/* Opens an ordinary file as ELF, for reading. NULL: it is not one. */
Elf *debuglink_open_elf(const char *path, int *fd);

#endif

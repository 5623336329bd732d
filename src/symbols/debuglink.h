/* debuglink.h — debug information that lives in a file of its own. */
#ifndef PLAIT_SYMBOLS_DEBUGLINK_H
#define PLAIT_SYMBOLS_DEBUGLINK_H

#include <libelf.h>

/* Opens the separate debug file of ELF, which was read from PATH. NULL: there is none that belongs to exactly
 * this build. On success *IMAGE is the file's content, to be freed after the Elf is ended. */
Elf *debuglink_open(Elf *elf, const char *path, void **image);
/* Opens an ordinary file as ELF, likewise. NULL: it is not one. */
Elf *debuglink_open_elf(const char *path, void **image);

#endif

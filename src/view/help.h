/* help.h — the key table as text: what the help screen shows, the README and the manual page quote. */
#ifndef PLAIT_VIEW_HELP_H
#define PLAIT_VIEW_HELP_H

#include "view/keymap.h"

/* "→ l": the keys of an action, as they are drawn. */
void help_keys(enum keymap_action action, bool ascii, struct buf *out);
/* All of the table, section by section, one action per line. */
void help_text(bool ascii, struct buf *out);

#endif

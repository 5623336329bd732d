/* loop.h — the screen on a terminal: keys and time in, cells out. */
#ifndef PLAIT_TUI_LOOP_H
#define PLAIT_TUI_LOOP_H

#include "view/actions.h"
#include "view/theme.h"

struct loop_options {
  bool no_animation;
  bool ascii;                /* also when the terminal could do more */
  const struct theme *theme; /* NULL: dark */
};

/* Shows A until the user quits. Takes the terminal and gives it back. False and *err when there is no
 * usable terminal. *signal is the signal that ended it, 0 when the user did: after cleaning up, the
 * caller ends by it. */
bool loop_run(struct actions *a, const struct loop_options *o, int *signal, struct plait_err *err);

#endif

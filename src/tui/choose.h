/* choose.h — the scene browser on a terminal. It gives the terminal away while a scene is shown, and takes it again. */
#ifndef PLAIT_TUI_CHOOSE_H
#define PLAIT_TUI_CHOOSE_H

#include "tui/loop.h"
#include "view/browser.h"

struct choose;

/* Takes the terminal and draws B. NULL and *err when there is no usable terminal. B and O must outlive it. */
struct choose *choose_new(struct browser *b, const struct loop_options *o, struct plait_err *err);
/* Waits until the browser asks for something that is not its own business: BROWSER_OPEN, EXPLORE, RESET or QUIT. *signal: see
 * loop_run; then it is QUIT. */
enum browser_action choose_run(struct choose *c, int *signal);
void choose_draw(struct choose *c);
/* Gives the terminal away and takes it again. Leaving twice is leaving once. */
void choose_leave(struct choose *c);
bool choose_return(struct choose *c, struct plait_err *err);
void choose_free(struct choose *c);

#endif

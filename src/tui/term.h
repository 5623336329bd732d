/* term.h — the terminal: taken over, given back, and what it tells us by signals.
 *
 * There is one terminal, so this is the one file of plait with mutable state of
 * its own. Whatever ends the screen (quit, a signal, suspension, a crash of plait
 * itself), the terminal is left as it was found. */
#ifndef PLAIT_TUI_TERM_H
#define PLAIT_TUI_TERM_H

#include "base/err.h"

#include <stdbool.h>

enum term_colours { TERM_MONO, TERM_8, TERM_16, TERM_256, TERM_DIRECT };

struct term_info {
  int cols, rows;
  enum term_colours colours;
  bool utf8;       /* cells may hold more than ASCII */
  bool slow;       /* too slow a line for animations */
  bool cursor_stays; /* the cursor cannot be hidden: keep it out of the way */
  int input_fd;    /* where keys come from */
  int signal_fd;   /* readable when term_signals has news */
};

/* What signals asked for; term_signals forgets what it has reported. */
struct term_signals {
  bool resized;
  bool suspend;   /* SIGTSTP from outside */
  bool continued; /* after a stop nobody asked us about: the screen must be drawn afresh */
  int quit;       /* SIGINT, SIGTERM or SIGHUP, or 0 */
};

/* Is there a terminal to show a screen on? */
bool term_present(void);
bool term_open(struct plait_err *err);
void term_close(void);
const struct term_info *term_info(void);
struct term_signals term_signals(void);
/* Asks the terminal for its size; true when it has changed. */
bool term_measure(void);
/* Gives the terminal back, stops the process group, and takes the terminal again when continued. */
void term_suspend(void);
/* Draws everything again with the next refresh, whatever others have written. */
void term_redraw(void);
/* The same after others may have changed the modes of the terminal too: takes it again. */
void term_retake(void);

#endif

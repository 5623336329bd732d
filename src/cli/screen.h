/* screen.h — the options of a screen, and showing it: on the terminal, or fed by a
 * script of keys and printed as text (for tests, and for pictures of the real thing). */
#ifndef PLAIT_CLI_SCREEN_H
#define PLAIT_CLI_SCREEN_H

#include "tui/loop.h"
#include "view/actions.h"
#include "view/theme.h"

#include <argp.h>

struct screen {
  const char *keys; /* --keys; NULL: a terminal */
  int cols, rows;   /* --size, with --keys */
  bool ascii, no_animation;
  bool have_theme;
  struct theme theme;
};

extern const struct argp screen_argp;
#define SCREEN_CHILD { &screen_argp, 0, "The screen:", 2 }

void screen_init(struct screen *s);
/* Takes the theme called WORD, or in the file WORD; CLI_REPORTED after saying what is wrong with it. */
error_t screen_theme(struct screen *s, const char *word);
/* What the terminal's part of plait wants to know of S. */
struct loop_options screen_loop_options(const struct screen *s);
/* Can S be shown? Otherwise says why not, in one line that ends with INSTEAD ("plait show F.plait prints it"). */
bool screen_possible(const struct screen *s, const char *instead);
/* Shows A until it is over. Returns -1, or the exit status after saying what was wrong. *signal: see loop_run. */
int screen_show(const struct screen *s, struct actions *a, int *signal);
/* The cells as text on standard output. */
void screen_print(const struct grid *g);
/* Ends plait as the signal would have. */
void screen_reraise(int signal);

#endif

/* blit.h — cells to the terminal, only those that changed. */
#ifndef PLAIT_TUI_BLIT_H
#define PLAIT_TUI_BLIT_H

#include "view/grid.h"
#include "view/theme.h"

struct blit {
  struct grid shown; /* what the terminal shows */
  const struct theme *theme;
  bool fresh; /* nothing is shown yet */
};

void blit_init(struct blit *b, const struct theme *theme);
void blit_fini(struct blit *b);
/* Forgets what is shown, so that the next grid is drawn whole. */
void blit_forget(struct blit *b);
/* Puts G on the terminal. */
void blit_grid(struct blit *b, const struct grid *g);

#endif

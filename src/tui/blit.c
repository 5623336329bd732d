/* blit.c — see blit.h.
 *
 * Two differences are taken: cells that are equal to what is shown are not even
 * handed to ncurses, and ncurses sends what differs in the fewest bytes it knows.
 * Meanings become colours here and nowhere else, as far as the terminal has them. */
#include "tui/blit.h"

#include "tui/term.h"

#include <curses.h>
#include <stdlib.h>
#include <string.h>

void blit_init(struct blit *b, const struct theme *theme) {
  *b = (struct blit){.theme = theme, .fresh = true};
  grid_init(&b->shown, 1, 1);
}

void blit_fini(struct blit *b) { grid_fini(&b->shown); }
void blit_forget(struct blit *b) { b->fresh = true; }

/* The number of a colour on this terminal, and whether it needs bold to be bright. */
static int blit_colour(const struct theme_colour *c, enum term_colours have, bool *bright) {
  switch (have) {
  case TERM_DIRECT: return c->c256 < 0 ? -1 : c->r << 16 | c->g << 8 | c->b;
  case TERM_256: return c->c256;
  case TERM_16: return c->c16;
  case TERM_8: *bright = c->c16 >= 8; return c->c16 >= 8 ? c->c16 - 8 : c->c16;
  case TERM_MONO: break;
  }
  return -1;
}

static attr_t blit_attrs(unsigned attrs) {
  return (attrs & THEME_BOLD ? A_BOLD : 0) | (attrs & THEME_DIM ? A_DIM : 0) | (attrs & THEME_UNDERLINE ? A_UNDERLINE : 0) |
         (attrs & THEME_REVERSE ? A_REVERSE : 0) | (attrs & THEME_ITALIC ? A_ITALIC : 0);
}

static void blit_cell(const struct blit *b, const struct grid_cell *cell, int x, int y) {
  enum term_colours have = term_info()->colours;
  struct theme_style style = theme_cell(b->theme, cell);
  attr_t attrs = blit_attrs(have == TERM_MONO ? style.mono : style.attrs);
  int pair = 0;
  if (have != TERM_MONO) {
    bool bright = false, ignored = false;
    int fg = blit_colour(&style.fg, have, &bright), bg = blit_colour(&style.bg, have, &ignored);
    if (fg >= 0 || bg >= 0) pair = alloc_pair(fg, bg);
    if (pair < 0) pair = 0;
    if (bright) attrs |= A_BOLD;
  }
  wchar_t wide[sizeof cell->ch + 1];
  size_t n = mbstowcs(wide, cell->ch[0] ? cell->ch : " ", sizeof cell->ch);
  if (n == (size_t)-1 || n == 0) wcscpy(wide, L"?");
  wide[sizeof cell->ch] = 0;
  cchar_t cc;
  if (setcchar(&cc, wide, attrs, (short)(pair > 32767 ? 0 : pair), &pair) == OK) mvadd_wch(y, x, &cc);
}

void blit_grid(struct blit *b, const struct grid *g) {
  if (b->fresh || b->shown.cols != g->cols || b->shown.rows != g->rows) {
    grid_resize(&b->shown, g->cols, g->rows);
    erase();
    b->fresh = true;
  }
  for (int y = 0; y < g->rows; y++)
    for (int x = 0; x < g->cols; x++) {
      const struct grid_cell *cell = grid_at(g, x, y);
      struct grid_cell *shown = grid_at(&b->shown, x, y);
      if (!b->fresh && grid_equal(cell, shown)) continue;
      *shown = *cell;
      if (cell->ch[0]) blit_cell(b, cell, x, y); /* a right half is drawn with its left one */
    }
  b->fresh = false;
  if (term_info()->cursor_stays) move(g->rows - 1, g->cols - 1);
  refresh();
}

/* theme.h — what each element looks like: meanings → colours and attributes.
 *
 * A theme knows nothing of terminals: it gives every element a colour as 24-bit RGB, as an
 * index of the 256-colour palette and as one of the 16 basic colours, and
 * attributes for a terminal with colours and for one without. The back-end takes
 * the column it can show. Colour never carries a meaning alone, so every theme
 * must read well with attributes only.
 *
 * A theme file is lines of `element = [colour] [on colour] [attributes]`:
 *
 *     # comment
 *     base        = dark                 start from a built-in theme (default: dark)
 *     op.write    = #ff8800 bold
 *     critical    = default on #002244
 *     cursor      = bright-white on blue bold
 *
 * Elements are those of grid.h; colours are #rrggbb, one of the 16 names (black red green
 * yellow blue magenta cyan white, each also bright-…) or default; attributes are bold dim underline
 * reverse italic, or none. A line replaces what the theme had for that element. */
#ifndef PLAIT_VIEW_THEME_H
#define PLAIT_VIEW_THEME_H

#include "base/err.h"
#include "view/grid.h"

enum theme_attr {
  THEME_BOLD = 1 << 0,
  THEME_DIM = 1 << 1,
  THEME_UNDERLINE = 1 << 2,
  THEME_REVERSE = 1 << 3,
  THEME_ITALIC = 1 << 4,
};

struct theme_colour {
  uint8_t r, g, b;
  int16_t c256; /* nearest of the 256-colour palette; -1: the terminal's own */
  int16_t c16;  /* nearest of the 16 basic colours; -1: the terminal's own */
};

struct theme_style {
  struct theme_colour fg, bg;
  uint8_t attrs; /* enum theme_attr, with colours */
  uint8_t mono;  /* without */
};

struct theme {
  char name[32];
  struct theme_style style[EL_COUNT];
};

/* "dark" or "light"; NULL for an unknown name. NULL gives "dark". */
const struct theme *theme_builtin(const char *name);
/* The names of the built-in themes, NULL-terminated. */
const char *const *theme_names(void);
/* Reads a theme file's text; NAME is what messages call it. */
bool theme_parse(const char *name, const char *text, struct theme *out, struct plait_err *err);
/* How a cell looks: its element, the band behind it, reversed or not. */
struct theme_style theme_cell(const struct theme *t, const struct grid_cell *c);

#endif

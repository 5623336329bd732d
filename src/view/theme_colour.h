/* theme_colour.h — making a struct theme_colour; shared by the tables and the parser. */
#ifndef PLAIT_VIEW_THEME_COLOUR_H
#define PLAIT_VIEW_THEME_COLOUR_H

#include "view/theme.h"

/* A colour known exactly for all three kinds of terminal. */
#define THEME_RGB(hex, of256, of16) {(hex) >> 16 & 255, (hex) >> 8 & 255, (hex)&255, of256, of16}
/* The terminal's own. */
#define THEME_DEFAULT {0, 0, 0, -1, -1}

/* A colour given as RGB only: the nearest in the two palettes. */
struct theme_colour theme_colour_rgb(uint8_t r, uint8_t g, uint8_t b);
/* One of the 16 basic colours. */
struct theme_colour theme_colour_basic(int index);

#endif

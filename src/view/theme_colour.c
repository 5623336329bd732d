/* theme_colour.c — the palettes of terminals, and the nearest colour in them.
 *
 * 256 colours: 16 basic ones (which users redefine, so they are never the nearest), a 6×6×6
 * cube and 24 greys. The basic 16 are compared as xterm shows them. */
#include "view/theme_colour.h"

static const uint8_t colour_basic[16][3] = {
    {0, 0, 0},       {205, 0, 0},   {0, 205, 0},   {205, 205, 0},   {0, 0, 238},    {205, 0, 205},
    {0, 205, 205},   {229, 229, 229}, {127, 127, 127}, {255, 0, 0}, {0, 255, 0},    {255, 255, 0},
    {92, 92, 255},   {255, 0, 255}, {0, 255, 255}, {255, 255, 255},
};

static int colour_far(int r, int g, int b, int r2, int g2, int b2) {
  int dr = r - r2, dg = g - g2, db = b - b2;
  return 3 * dr * dr + 4 * dg * dg + 2 * db * db; /* the eye weighs green most */
}

static int colour_level(int v) { /* of the cube: 0 95 135 175 215 255 */
  return v < 48 ? 0 : v < 115 ? 1 : (v - 35) / 40;
}

static int colour_256(int r, int g, int b) {
  static const int levels[6] = {0, 95, 135, 175, 215, 255};
  int cr = colour_level(r), cg = colour_level(g), cb = colour_level(b);
  int grey = (r + g + b) / 3, step = grey < 8 ? 0 : grey > 238 ? 23 : (grey - 3) / 10;
  int cube = colour_far(r, g, b, levels[cr], levels[cg], levels[cb]);
  int ramp = colour_far(r, g, b, 8 + 10 * step, 8 + 10 * step, 8 + 10 * step);
  return ramp < cube ? 232 + step : 16 + 36 * cr + 6 * cg + cb;
}

struct theme_colour theme_colour_rgb(uint8_t r, uint8_t g, uint8_t b) {
  int best = 0, distance = -1;
  for (int i = 0; i < 16; i++) {
    int d = colour_far(r, g, b, colour_basic[i][0], colour_basic[i][1], colour_basic[i][2]);
    if (distance < 0 || d < distance) {
      distance = d;
      best = i;
    }
  }
  return (struct theme_colour){r, g, b, (int16_t)colour_256(r, g, b), (int16_t)best};
}

struct theme_colour theme_colour_basic(int index) {
  const uint8_t *c = colour_basic[index & 15];
  return (struct theme_colour){c[0], c[1], c[2], (int16_t)(index & 15), (int16_t)(index & 15)};
}

/* grid.c — cells and text in cells.
 *
 * Every writer clips, so a pane may be given any rectangle of any grid. Widths
 * come from utf8proc, never from the C library's locale: a golden screen is the
 * same everywhere. Nothing here knows what a cell's element will look like. */
#include "view/grid.h"

#include "base/array.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

const char *const grid_element_names[EL_COUNT] = {
#define X(id, name) [EL_##id] = name,
    GRID_ELEMENTS(X)
#undef X
};

static const struct grid_cell grid_blank = {.ch = " ", .element = EL_TEXT};

void grid_init(struct grid *g, int cols, int rows) {
  *g = (struct grid){0};
  grid_resize(g, cols, rows);
}

void grid_resize(struct grid *g, int cols, int rows) {
  cols = cols < 0 ? 0 : cols;
  rows = rows < 0 ? 0 : rows;
  if (cols != g->cols || rows != g->rows || !g->cells) {
    free(g->cells);
    g->cells = xcalloc((size_t)cols * (size_t)rows + 1, sizeof *g->cells);
    g->cols = cols;
    g->rows = rows;
  }
  grid_clear(g);
}

void grid_fini(struct grid *g) {
  free(g->cells);
  *g = (struct grid){0};
}

void grid_clear(struct grid *g) {
  for (size_t i = 0; i < (size_t)g->cols * (size_t)g->rows; i++)
    g->cells[i] = grid_blank;
}

struct grid_cell *grid_at(const struct grid *g, int x, int y) {
  if (x < 0 || y < 0 || x >= g->cols || y >= g->rows)
    return NULL;
  return &g->cells[(size_t)y * (size_t)g->cols + (size_t)x];
}

struct rect grid_clip(const struct grid *g, struct rect r) {
  if (r.x < 0) {
    r.w += r.x;
    r.x = 0;
  }
  if (r.y < 0) {
    r.h += r.y;
    r.y = 0;
  }
  if (r.w > g->cols - r.x)
    r.w = g->cols - r.x;
  if (r.h > g->rows - r.y)
    r.h = g->rows - r.y;
  if (r.w < 0)
    r.w = 0;
  if (r.h < 0)
    r.h = 0;
  return r;
}

/* A wide character must not be left with one half: whoever overwrites either half blanks the other. */
static void grid_unsplit(const struct grid *g, int x, int y) {
  struct grid_cell *c = grid_at(g, x, y), *left = grid_at(g, x - 1, y), *right = grid_at(g, x + 1, y);
  if (c && !c->ch[0] && left)
    strcpy(left->ch, " ");
  if (c && c->ch[0] && right && !right->ch[0])
    strcpy(right->ch, " ");
}

void grid_put(struct grid *g, int x, int y, enum grid_element e, const char *ch) {
  struct grid_cell *c = grid_at(g, x, y);
  if (!c)
    return;
  grid_unsplit(g, x, y);
  *c = (struct grid_cell){.element = (uint8_t)e};
  snprintf(c->ch, sizeof c->ch, "%s", ch);
}

/* The next grapheme of *S: copies it to OUT as far as it fits, moves *S behind it, returns its width. */
static int grid_grapheme(const char **s, bool ascii, char out[12]) {
  const char *p = *s;
  utf8proc_int32_t cp, next;
  utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &cp);
  if (n <= 0 || cp < 0x20 || (cp >= 0x7f && cp < 0xa0)) {
    *s = p + (n > 0 ? n : 1);
    strcpy(out, "?");
    return 1;
  }
  size_t len = (size_t)n;
  int width = utf8proc_charwidth(cp);
  bool only_ascii = cp < 0x80;
  memcpy(out, p, len);
  p += n;
  utf8proc_int32_t state = 0;
  for (;;) {
    n = *p ? utf8proc_iterate((const utf8proc_uint8_t *)p, -1, &next) : 0;
    if (n <= 0 || next < 0x20 || utf8proc_grapheme_break_stateful(cp, next, &state))
      break;
    if (len + (size_t)n < 12) {
      memcpy(out + len, p, (size_t)n);
      len += (size_t)n;
    }
    only_ascii = false;
    cp = next;
    p += n;
  }
  out[len] = 0;
  *s = p;
  if (ascii && !only_ascii) {
    /* keep the columns, so that what follows stays in place */
    strcpy(out, width == 2 ? "??" : "?");
  } else if (width < 1) {
    strcpy(out, "?");
    width = 1;
  }
  return width < 1 ? 1 : width > 2 ? 2 : width;
}

void grid_line(const struct grid *g, int y, struct buf *out) {
  int end = g->cols;
  while (end > 0 && !strcmp(grid_at(g, end - 1, y)->ch, " "))
    end--;
  for (int x = 0; x < end; x++)
    buf_puts(out, grid_at(g, x, y)->ch);
  buf_putc(out, '\n');
}

int grid_width(const char *s) {
  int w = 0;
  char ch[12];
  while (*s)
    w += grid_grapheme(&s, false, ch);
  return w;
}

int grid_text(struct grid *g, int x, int y, int max, enum grid_element e, const char *s) {
  int used = 0;
  char ch[12];
  while (*s) {
    int w = grid_grapheme(&s, g->ascii, ch);
    if (used + w > max || (w == 2 && x + used + 1 >= g->cols))
      break;
    if (w == 2 && g->ascii) {
      grid_put(g, x + used, y, e, "?");
      grid_put(g, x + used + 1, y, e, "?");
    } else {
      grid_put(g, x + used, y, e, ch);
      if (w == 2)
        grid_put(g, x + used + 1, y, e, "");
    }
    if (w == 2 && !g->ascii && grid_at(g, x + used, y)) /* writing the right half has blanked the left one */
      strcpy(grid_at(g, x + used, y)->ch, ch);
    used += w;
  }
  return used;
}

int grid_printf(struct grid *g, int x, int y, int max, enum grid_element e, const char *fmt, ...) {
  char text[1024];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(text, sizeof text, fmt, ap);
  va_end(ap);
  return grid_text(g, x, y, max, e, text);
}

void grid_fill(struct grid *g, struct rect r, enum grid_element e, const char *ch) {
  r = grid_clip(g, r);
  for (int y = r.y; y < r.y + r.h; y++)
    for (int x = r.x; x < r.x + r.w; x++)
      grid_put(g, x, y, e, ch);
}

void grid_reverse(struct grid *g, struct rect r) {
  r = grid_clip(g, r);
  for (int y = r.y; y < r.y + r.h; y++)
    for (int x = r.x; x < r.x + r.w; x++) {
      struct grid_cell *c = grid_at(g, x, y);
      c->reverse = !c->reverse;
    }
}

bool grid_equal(const struct grid_cell *a, const struct grid_cell *b) {
  return a->element == b->element && a->band == b->band && a->reverse == b->reverse && !strcmp(a->ch, b->ch);
}

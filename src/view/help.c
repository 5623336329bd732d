/* help.c — see help.h and help_draw in view.h.
 *
 * The help is generated from the key table and the legend of the timeline, so
 * that it cannot promise a key that does nothing. Wide screens get the keys and
 * the symbols side by side; narrow ones the one above the other, scrolled. */
#include "view/help.h"

#include "view/glyphs.h"
#include "view/lanes.h"

#include <stdio.h>
#include <string.h>

enum { HELP_KEYS_WIDTH = 13, HELP_GAP = 4 };

void help_keys(enum keymap_action action, bool ascii, struct buf *out) {
  const char *keys = keymap_table[action].keys;
  char label[24];
  if (action == ACTION_CHOOSE) { /* nine names say less than a range */
    buf_puts(out, ascii ? "1-9" : "1…9");
    return;
  }
  for (const char *k = keys; *k;) {
    int len = (int)strcspn(k, " ");
    if (k != keys) buf_putc(out, ' ');
    buf_puts(out, keymap_key_label(k, len, ascii, label));
    k += len + (k[len] == ' ');
  }
}

void help_text(bool ascii, struct buf *out) {
  struct buf keys = {0};
  for (int s = 0; s < SECTION_COUNT; s++) {
    if (s) buf_putc(out, '\n');
    buf_printf(out, "%s\n", keymap_section_titles[s]);
    for (int a = ACTION_NONE + 1; a < ACTION_COUNT; a++) {
      if ((int)keymap_table[a].section != s) continue;
      buf_clear(&keys);
      help_keys((enum keymap_action)a, ascii, &keys);
      buf_printf(out, "  %s", buf_str(&keys));
      for (int w = grid_width(buf_str(&keys)); w < HELP_KEYS_WIDTH; w++) buf_putc(out, ' ');
      buf_printf(out, "%s\n", keymap_table[a].text);
    }
  }
  buf_fini(&keys);
}

/* One line of TEXT: titles stand out, and so do the keys in front of what they do. */
static void help_line(struct grid *g, int x, int y, int max, bool symbols, const char *line, size_t len) {
  char text[256];
  if (len >= sizeof text) len = sizeof text - 1;
  memcpy(text, line, len);
  text[len] = 0;
  if (text[0] != ' ' && !symbols) {
    grid_text(g, x, y, max, EL_STRONG, text);
    return;
  }
  grid_text(g, x, y, max, EL_TEXT, text);
  for (int i = 0; !symbols && i < HELP_KEYS_WIDTH + 1 && i < max; i++) {
    struct grid_cell *c = grid_at(g, x + i, y);
    if (c) c->element = EL_KEY;
  }
}

/* Draws TEXT from its line SKIP on; returns how many lines it has. */
static int help_block(struct grid *g, struct rect r, int skip, bool symbols, const char *text) {
  int row = 0;
  for (const char *p = text; *p; row++) {
    size_t len = strcspn(p, "\n");
    if (row >= skip && row - skip < r.h) help_line(g, r.x, r.y + row - skip, r.w, symbols, p, len);
    p += len + (p[len] == '\n');
  }
  return row;
}

static void help_frame(const struct view *v, struct grid *g, struct rect r, bool more) {
  grid_fill(g, r, EL_TEXT, " ");
  const char *rule = glyph_str(GLYPH_RULE, v->ascii);
  grid_fill(g, (struct rect){r.x, r.y, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_fill(g, (struct rect){r.x, r.y + r.h - 1, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_text(g, r.x + 2, r.y, r.w - 4, EL_STRONG, " keys and symbols ");
  const char *foot = more ? (v->ascii ? " Up, Down: more   Esc: close " : " ↑ ↓: more   Esc: close ") : " Esc: close ";
  grid_text(g, r.x + 2, r.y + r.h - 1, r.w - 4, EL_KEY, foot);
}

/* How many lines, and columns, a text takes. */
static int help_lines(const char *text, int *width) {
  int n = 0;
  char line[256];
  for (*width = 0; *text; n++) {
    size_t len = strcspn(text, "\n");
    snprintf(line, sizeof line, "%.*s", (int)len, text);
    if (grid_width(line) > *width) *width = grid_width(line);
    text += len + (text[len] == '\n');
  }
  return n;
}

void help_draw(const struct view *v, struct grid *g, struct rect r) {
  struct buf keys = {0}, symbols = {0};
  help_text(v->ascii, &keys);
  legend_text(v->ascii, &symbols);
  struct rect in = {r.x + 2, r.y + 2, r.w - 4, r.h - 4};
  int keys_width, symbols_width;
  int left = help_lines(buf_str(&keys), &keys_width), right = help_lines(buf_str(&symbols), &symbols_width) + 1;
  bool wide = in.w >= keys_width + HELP_GAP + symbols_width;
  int lines = wide ? (left > right ? left : right) : left + 1 + right;
  int skip = v->help_scroll;
  if (skip > lines - in.h) skip = lines - in.h;
  if (skip < 0) skip = 0;
  help_frame(v, g, r, lines > in.h);
  if (in.h > 0) {
    int at = wide ? 0 : left + 1; /* where the symbols begin, in lines */
    struct rect side = wide ? (struct rect){in.x + keys_width + HELP_GAP, in.y, symbols_width, in.h} : in;
    struct rect first = wide ? (struct rect){in.x, in.y, keys_width, in.h} : in;
    help_block(g, first, skip, false, buf_str(&keys));
    int title = at - skip;
    if (title >= 0 && title < in.h) grid_text(g, side.x, side.y + title, side.w, EL_STRONG, "The symbols of the timeline");
    title++;
    int down = title > 0 ? title : 0;
    struct rect rest = {side.x, side.y + down, side.w, side.h - down};
    if (rest.h > 0) help_block(g, rest, title < 0 ? -title : 0, true, buf_str(&symbols));
  }
  buf_fini(&keys);
  buf_fini(&symbols);
}

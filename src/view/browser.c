/* browser.c — keys and clicks of the scene browser, its frame and its list; see browser.h.
 *
 * The table of keys in browser.h decides; what stands on the bottom line and in the help comes from it too.
 * Wide: the list, a rule, the text about the marked scene. Narrow: the list, and the title of the marked scene below. */
#include "view/browser.h"

#include "view/glyphs.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>
#include <utf8proc.h>

enum { BROWSER_TOP = 2, BROWSER_FEET = 2, BROWSER_MIN_COLS = 24, BROWSER_MIN_ROWS = 6, BROWSER_NARROW = 60, BROWSER_WIDE = 150, BROWSER_NAMES = 28 };

const struct browser_entry browser_table[BROWSER_ACTIONS] = {
    [BROWSER_NONE] = {"", "", ""},
#define X(id, keys, hint, text) [BROWSER_##id] = {keys, hint, text},
    BROWSER_KEYS(X)
#undef X
};

const struct browser_scene *browser_marked(const struct browser *b) { return b->scene < b->scenes_len ? &b->scenes[b->scene] : NULL; }

static void browser_mark(struct browser *b, struct browser_row row) {
  b->chapter = row.chapter;
  b->scene = row.scene;
  b->scroll = 0;
}

void browser_mark_scene(struct browser *b, const char *name) {
  size_t found = 0;
  for (size_t i = 0; name && i < b->scenes_len; i++)
    if (strcmp(b->scenes[i].name, name) == 0)
      found = i;
  for (size_t c = 0; c < b->chapters_len; c++)
    if (found >= b->chapters[c].first && found < b->chapters[c].first + b->chapters[c].n) {
      b->chapters[c].folded = false;
      browser_mark(b, (struct browser_row){c, found});
    }
}

/* ---- keys ------------------------------------------------------------------------- */

static enum browser_action browser_action(uint32_t key) {
  for (int a = BROWSER_NONE + 1; a < BROWSER_ACTIONS; a++)
    for (const char *k = browser_table[a].keys; *k;) {
      int len = (int)strcspn(k, " ");
      if (keymap_key(k, len) == key)
        return (enum browser_action)a;
      k += len + (k[len] == ' ');
    }
  return BROWSER_NONE;
}

static void browser_move(struct browser *b, long by) {
  size_t n = browser_rows(b), at = browser_marked_row(b);
  struct browser_row row;
  if (!n)
    return;
  at = by < 0 && (size_t)-by > at ? 0 : (size_t)((long)at + by);
  if (browser_row(b, at < n ? at : n - 1, &row))
    browser_mark(b, row);
}

static void browser_chapter(struct browser *b, bool next) {
  size_t n = browser_rows(b), at = browser_marked_row(b);
  struct browser_row row;
  while (next ? ++at < n : at-- > 0)
    if (browser_row(b, at, &row) && row.scene == BROWSER_TITLE) {
      browser_mark(b, row);
      return;
    }
}

static void browser_fold(struct browser *b, bool folded) {
  if (b->chapter >= b->chapters_len || !*b->chapters[b->chapter].title)
    return;
  if (folded && !*b->filter)
    b->scene = BROWSER_TITLE;
  b->chapters[b->chapter].folded = folded;
}

static void browser_fold_all(struct browser *b) {
  bool all = true;
  for (size_t c = 0; c < b->chapters_len; c++)
    all &= b->chapters[c].folded;
  for (size_t c = 0; c < b->chapters_len; c++)
    b->chapters[c].folded = !all;
  browser_marked_row(b);
}

static void browser_fix(struct browser *b) {
  const struct browser_scene *s = browser_marked(b);
  size_t here = b->scene;
  if (s && b->came_from < b->scenes_len && strcmp(b->scenes[b->came_from].fixed_by, s->name) == 0) {
    browser_mark_scene(b, b->scenes[b->came_from].name);
    b->came_from = BROWSER_TITLE;
    return;
  }
  for (size_t i = 0; s && *s->fixed_by && i < b->scenes_len; i++)
    if (strcmp(b->scenes[i].name, s->fixed_by) == 0) {
      if (!browser_matches(b, i))
        b->filter[0] = 0;
      browser_mark_scene(b, s->fixed_by);
      b->came_from = here;
      return;
    }
  snprintf(b->message, sizeof b->message, "%s", s && *s->fixed_by ? "the scene with the fix is not here" : "nothing is fixed by another scene here");
}

/* What is typed after '/'. */
static void browser_type(struct browser *b, uint32_t key) {
  size_t n = strlen(b->filter);
  if (key == VKEY_ENTER || key == VKEY_ESC) {
    b->typing = false;
    if (key == VKEY_ESC)
      b->filter[0] = 0;
  } else if (key == VKEY_BACKSPACE || key == VKEY_DELETE || key == 8) {
    if (!n)
      b->typing = false;
    while (n && ((unsigned char)b->filter[--n] & 0xc0) == 0x80) {
    }
    b->filter[n] = 0;
  } else if (key == 'u' - 'a' + 1) {
    b->filter[0] = 0;
  } else if (key == VKEY_UP || key == VKEY_DOWN) {
    browser_move(b, key == VKEY_UP ? -1 : 1);
    return;
  } else if (key >= ' ' && key < VKEY_FIRST_ && n + 5 < sizeof b->filter) {
    n += (size_t)utf8proc_encode_char((utf8proc_int32_t)key, (utf8proc_uint8_t *)b->filter + n);
    b->filter[n] = 0;
  }
  browser_marked_row(b);
  if (b->scene != BROWSER_TITLE && *b->filter && !browser_matches(b, b->scene))
    b->scroll = 0;
}

static enum browser_action browser_open(struct browser *b) {
  if (b->scene == BROWSER_TITLE && b->chapter < b->chapters_len) {
    browser_fold(b, !b->chapters[b->chapter].folded);
    return BROWSER_NONE;
  }
  return browser_marked(b) && browser_rows(b) ? BROWSER_OPEN : BROWSER_NONE;
}

static bool browser_has_try(const struct browser *b) {
  const struct browser_scene *s = browser_rows(b) ? browser_marked(b) : NULL;
  return s && *s->schedule;
}

static enum browser_action browser_help_key(struct browser *b, enum browser_action a) {
  switch (a) {
  case BROWSER_UP: case BROWSER_PAGE_UP: b->help_scroll -= b->help_scroll > 0; break;
  case BROWSER_DOWN: case BROWSER_PAGE_DOWN: b->help_scroll++; break;
  case BROWSER_REDRAW: case BROWSER_SUSPEND: return a;
  default: b->help = false;
  }
  return BROWSER_NONE;
}

enum browser_action browser_key(struct browser *b, uint32_t key) {
  enum browser_action a = browser_action(key);
  b->message[0] = 0;
  b->message_bad = false;
  if (key == 3)
    return BROWSER_QUIT;
  if (b->asking) {
    b->asking = false;
    return key == 'y' || key == 'Y' ? BROWSER_RESET : BROWSER_NONE;
  }
  if (b->help)
    return browser_help_key(b, a);
  if (b->typing && a != BROWSER_SUSPEND && a != BROWSER_REDRAW) {
    browser_type(b, key);
    return BROWSER_NONE;
  }
  switch (a) {
  case BROWSER_OPEN: return browser_open(b);
  case BROWSER_TRY: return browser_has_try(b) ? a : BROWSER_NONE;
  case BROWSER_EXPLORE: return browser_marked(b) && browser_rows(b) ? a : BROWSER_NONE;
  case BROWSER_FILTER: b->typing = true; break;
  case BROWSER_FIX: browser_fix(b); break;
  case BROWSER_FOLD: browser_fold(b, true); break;
  case BROWSER_UNFOLD: browser_fold(b, false); break;
  case BROWSER_FOLD_ALL: browser_fold_all(b); break;
  case BROWSER_UP: browser_move(b, -1); break;
  case BROWSER_DOWN: browser_move(b, 1); break;
  case BROWSER_CHAPTER_PREV: browser_chapter(b, false); break;
  case BROWSER_CHAPTER_NEXT: browser_chapter(b, true); break;
  case BROWSER_PAGE_UP: browser_move(b, -(long)(b->rows > 1 ? b->rows - 1 : 1)); break;
  case BROWSER_PAGE_DOWN: browser_move(b, b->rows > 1 ? b->rows - 1 : 1); break;
  case BROWSER_START: browser_move(b, -(long)browser_rows(b)); break;
  case BROWSER_END: browser_move(b, (long)browser_rows(b)); break;
  case BROWSER_SCROLL_UP: b->scroll -= b->scroll > 0; break;
  case BROWSER_SCROLL_DOWN: b->scroll++; break;
  case BROWSER_RESET: b->asking = true; break;
  case BROWSER_HELP: b->help = true; b->help_scroll = 0; break;
  case BROWSER_CANCEL: b->filter[0] = 0; break;
  case BROWSER_REDRAW: case BROWSER_SUSPEND: case BROWSER_QUIT: return a;
  default: break;
  }
  return BROWSER_NONE;
}

/* ---- the picture --------------------------------------------------------------------- */

/* Where the list is; its text begins two columns to the right of where it ends. */
static struct rect browser_list(const struct browser *b, int cols, int rows) {
  int feet = BROWSER_FEET + (cols < BROWSER_NARROW && rows >= 12 ? 2 : 0), w = cols;
  (void)b;
  if (cols >= BROWSER_WIDE)
    w = cols * 48 / 100 > 90 ? 90 : cols * 48 / 100;
  else if (cols >= BROWSER_NARROW)
    w = BROWSER_NAMES + 6;
  return (struct rect){0, BROWSER_TOP, w, rows - BROWSER_TOP - feet};
}

enum browser_action browser_click(struct browser *b, int cols, int rows, int x, int y, int wheel) {
  struct rect list = browser_list(b, cols, rows);
  if (b->help || b->asking) {
    b->help = b->asking = false;
    return BROWSER_NONE;
  }
  if (wheel && x >= list.w) {
    b->scroll = b->scroll + wheel < 0 ? 0 : b->scroll + wheel;
    return BROWSER_NONE;
  }
  if (wheel) {
    browser_move(b, wheel);
    return BROWSER_NONE;
  }
  struct browser_row row;
  if (x >= list.w || y < list.y || y >= list.y + list.h || !browser_row(b, b->top + (size_t)(y - list.y), &row))
    return BROWSER_NONE;
  bool again = row.chapter == b->chapter && row.scene == b->scene;
  browser_mark(b, row);
  return again || row.scene == BROWSER_TITLE ? browser_open(b) : BROWSER_NONE;
}

static size_t browser_done(const struct browser *b, const struct browser_chapter *c) {
  size_t n = 0;
  for (size_t s = c->first; s < c->first + c->n; s++)
    n += (b->scenes[s].marks & (BROWSER_WATCHED | BROWSER_EXPLORED)) != 0;
  return n;
}

static void browser_line(const struct browser *b, struct grid *g, struct rect r, int y, struct browser_row row, bool here) {
  const struct browser_chapter *c = &b->chapters[row.chapter];
  if (row.scene == BROWSER_TITLE) {
    size_t done = browser_done(b, c);
    const char *fold = c->folded && !*b->filter ? (b->ascii ? "+" : "▸") : (b->ascii ? "-" : "▾");
    char count[32], title[128];
    snprintf(count, sizeof count, "%zu/%zu", done, c->n);
    if (c->number)
      snprintf(title, sizeof title, "%2u  %s", c->number, c->title);
    else
      snprintf(title, sizeof title, "    %s", c->title);
    grid_text(g, r.x + 1, y, 1, EL_DIM, fold);
    grid_text(g, r.x + 3, y, r.w - 10, EL_STRONG, title);
    grid_text(g, r.x + r.w - 1 - (r.w < g->cols) - (int)strlen(count), y, r.w, done == c->n ? EL_GOOD : EL_DIM, count);
  } else {
    const struct browser_scene *s = &b->scenes[row.scene];
    const char *mark = s->marks & BROWSER_EXPLORED  ? (b->ascii ? "*" : "◆")
                       : s->marks & BROWSER_WATCHED ? (b->ascii ? "o" : "●")
                       : s->marks                   ? (b->ascii ? "." : "○")
                                                    : " ";
    grid_text(g, r.x + 4, y, 1, EL_GOOD, mark);
    int used = grid_text(g, r.x + 6, y, r.w - 7, here ? EL_STRONG : EL_TEXT, s->name);
    int left = r.w - BROWSER_NAMES - 7;
    if (left >= 12 && used < BROWSER_NAMES) {
      int w = grid_text(g, r.x + 6 + BROWSER_NAMES, y, left, here ? EL_TEXT : EL_DIM, s->title);
      if (w < grid_width(s->title))
        grid_text(g, r.x + 5 + BROWSER_NAMES + left, y, 1, EL_DIM, glyph_str(GLYPH_ELLIPSIS, b->ascii));
    }
  }
  if (here)
    grid_reverse(g, (struct rect){r.x, y, r.w - (r.w < g->cols), 1});
}

static void browser_rows_draw(struct browser *b, struct grid *g, struct rect r) {
  size_t n = browser_rows(b), at = browser_marked_row(b);
  struct browser_row row;
  b->rows = r.h;
  /* A chapter's title comes into sight with its first scene. */
  size_t first = at && browser_row(b, at - 1, &row) && row.scene == BROWSER_TITLE ? at - 1 : at;
  if (first < b->top)
    b->top = first;
  if (at >= b->top + (size_t)r.h)
    b->top = at - (size_t)r.h + 1;
  if (b->top + (size_t)r.h > n)
    b->top = n > (size_t)r.h ? n - (size_t)r.h : 0;
  for (int y = 0; y < r.h && browser_row(b, b->top + (size_t)y, &row); y++)
    browser_line(b, g, r, r.y + y, row, row.chapter == b->chapter && row.scene == b->scene);
  if (!n)
    grid_text(g, r.x + 3, r.y + 1, r.w - 4, EL_DIM, "nothing matches");
  else if (b->top + (size_t)r.h < n && g->cols >= BROWSER_NARROW) /* on the rule below */
    grid_printf(g, r.x + 3, r.y + r.h, r.w - 4, EL_BORDER, b->ascii ? " %zu more " : " ↓ %zu more ", n - b->top - (size_t)r.h);
}

static void browser_title(const struct browser *b, struct grid *g) {
  size_t done = 0;
  char right[64];
  for (size_t c = 0; c < b->chapters_len; c++)
    done += browser_done(b, &b->chapters[c]);
  grid_fill(g, (struct rect){0, 0, g->cols, 1}, EL_TITLE, " ");
  int x = 1 + grid_text(g, 1, 0, g->cols - 2, EL_TITLE, "plait");
  if (g->cols >= BROWSER_NARROW)
    x += grid_text(g, x, 0, g->cols - x, EL_STATUS, b->ascii ? " - how threads interleave" : " · how threads interleave");
  snprintf(right, sizeof right, g->cols >= BROWSER_NARROW ? "%zu of %zu scenes seen" : "%zu/%zu", done, b->scenes_len);
  if (g->cols - 1 - (int)strlen(right) > x)
    grid_text(g, g->cols - 1 - (int)strlen(right), 0, g->cols, EL_TITLE, right);
  grid_fill(g, (struct rect){0, 1, g->cols, 1}, EL_BORDER, glyph_str(GLYPH_RULE, b->ascii));
}

static void browser_bottom(const struct browser *b, struct grid *g) {
  int y = g->rows - 1, x = 1;
  grid_fill(g, (struct rect){0, y - 1, g->cols, 1}, EL_BORDER, glyph_str(GLYPH_RULE, b->ascii));
  if (b->asking) {
    grid_text(g, x, y, g->cols - 2, EL_STRONG, "Forget what has been seen? y: yes");
    return;
  }
  if (b->typing || *b->filter) {
    x += grid_text(g, x, y, g->cols - 2, EL_KEY, "/");
    x += grid_text(g, x, y, g->cols - 2 - x, EL_STRONG, b->filter);
    if (b->typing)
      x += grid_text(g, x, y, 1, EL_KEY, b->ascii ? "_" : "▏");
    size_t n = 0;
    for (size_t i = 0; i < b->scenes_len; i++)
      n += browser_matches(b, i);
    grid_printf(g, x + 2, y, g->cols - x - 3, EL_DIM, b->typing ? "%zu of %zu scenes   Enter: done   Esc: all" : "%zu of %zu scenes   Esc: all", n, b->scenes_len);
    return;
  }
  if (*b->message) {
    int used = grid_text(g, x, y, g->cols - 2, b->message_bad ? EL_ERROR : EL_STRONG, b->message);
    if (used < grid_width(b->message))
      grid_text(g, g->cols - 2, y, 1, EL_DIM, glyph_str(GLYPH_ELLIPSIS, b->ascii));
    return;
  }
  char label[24];
  for (int a = BROWSER_NONE + 1; a < BROWSER_ACTIONS; a++) {
    const struct browser_entry *e = &browser_table[a];
    const struct browser_scene *s = browser_marked(b);
    if (!*e->hint || (a == BROWSER_FIX && !(s && *s->fixed_by)) || (a == BROWSER_TRY && !browser_has_try(b)))
      continue;
    const char *key = keymap_key_label(e->keys, (int)strcspn(e->keys, " "), b->ascii, label);
    if (x + grid_width(key) + (int)strlen(e->hint) + 1 >= g->cols)
      break;
    x += grid_text(g, x, y, g->cols - x, EL_KEY, key) + 1;
    x += grid_text(g, x, y, g->cols - x, EL_TEXT, e->hint) + 2;
  }
}

void browser_draw(struct browser *b, struct grid *g) {
  g->ascii = b->ascii;
  grid_clear(g);
  if (g->cols < BROWSER_MIN_COLS || g->rows < BROWSER_MIN_ROWS) {
    grid_printf(g, 0, 0, g->cols, EL_TEXT, "at least %d x %d", BROWSER_MIN_COLS, BROWSER_MIN_ROWS);
    return;
  }
  struct rect list = browser_list(b, g->cols, g->rows);
  browser_title(b, g);
  browser_bottom(b, g);
  browser_rows_draw(b, g, list);
  const struct browser_scene *s = browser_marked(b);
  if (list.w < g->cols) {
    grid_fill(g, (struct rect){list.w - 1, list.y, 1, list.h}, EL_BORDER, glyph_str(GLYPH_VERTICAL, b->ascii));
    int w = g->cols - list.w - 3;
    browser_text(b, g, (struct rect){list.w + 1, list.y, w > 84 ? 84 : w, list.h});
  } else if (g->rows >= 12 && s) {
    screen_wrap(g, (struct rect){1, list.y + list.h, g->cols - 2, 2}, EL_TEXT, s->title);
  }
  if (b->help)
    browser_help(b, g);
}

/* browser_text.c — the pane about the marked scene or chapter, and the list of keys.
 *
 * The lesson first, then what can come of it, then what to do. Text is laid out as lines, so that it can be scrolled
 * when it does not fit. */
#include "view/browser.h"

#include "base/array.h"
#include "view/glyphs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_LABEL = 10 };

struct text_line {
  enum grid_element element;
  const char *label; /* at the left edge; "" */
  char *text;        /* behind it; malloc'ed */
};

struct text {
  ARRAY(struct text_line) lines;
  int width;
};

static void text_add(struct text *t, enum grid_element e, const char *label, const char *s, size_t len) {
  char *copy = xmalloc(len + 1);
  memcpy(copy, s, len);
  copy[len] = 0;
  *ARRAY_PUSH(&t->lines) = (struct text_line){e, label, copy};
}

/* S broken between words; the lines after the first have no label. */
static void text_wrap(struct text *t, enum grid_element e, const char *label, bool indented, const char *s) {
  int room = t->width - (indented ? TEXT_LABEL : 0);
  char line[1024];
  do {
    size_t fit = 0;
    for (size_t i = 0;; i++) {
      if (s[i] && s[i] != ' ')
        continue;
      snprintf(line, sizeof line, "%.*s", (int)i, s);
      if (fit && grid_width(line) > room)
        break;
      fit = i;
      if (!s[i])
        break;
    }
    text_add(t, e, label, s, fit);
    s += fit;
    s += strspn(s, " ");
    label = indented ? " " : "";
  } while (*s);
}

static void text_blank(struct text *t) { text_add(t, EL_TEXT, "", "", 0); }

/* Each line of S with its own sign before it. */
static void text_each(struct text *t, enum grid_element e, const char *label, const char *s) {
  while (*s) {
    size_t len = strcspn(s, "\n");
    char line[512];
    snprintf(line, sizeof line, "%.*s", (int)len, s);
    text_wrap(t, e, label, true, line);
    label = " ";
    s += len + (s[len] == '\n');
  }
}

static void text_scene(const struct browser *b, const struct browser_scene *s, struct text *t) {
  char line[512];
  const char *dot = b->ascii ? " - " : " · ";
  text_wrap(t, EL_STRONG, "", false, s->title);
  snprintf(line, sizeof line, "%s%s%s%s%s%s", s->name, *s->model ? dot : "", s->model, *s->language ? dot : "",
           *s->language ? "side by side with " : "", s->language);
  text_wrap(t, EL_DIM, "", false, line);
  text_blank(t);
  text_wrap(t, EL_TEXT, "", false, s->lesson);
  text_blank(t);
  text_each(t, EL_TEXT, "can end", s->outcomes);
  if (*s->findings)
    text_each(t, EL_ERROR, "wrong", s->findings);
  else
    text_wrap(t, EL_GOOD, "wrong", true, "nothing, in any order");
  if (*s->schedule) {
    snprintf(line, sizeof line, "%s%s(t: watch it)", s->remark, *s->remark ? " " : "");
    text_wrap(t, EL_TEXT, "try", true, line);
    text_wrap(t, EL_DIM, " ", true, s->schedule);
  }
  if (*s->fixed_by) {
    snprintf(line, sizeof line, "%s (f: there and back)", s->fixed_by);
    text_wrap(t, EL_TEXT, "fixed by", true, line);
  }
  text_wrap(t, EL_DIM, "topics", true, s->topics);
  snprintf(line, sizeof line, "%s%s%s", s->marks ? "opened" : "not yet", s->marks & BROWSER_WATCHED ? ", watched to the end" : "",
           s->marks & BROWSER_EXPLORED ? ", explored" : "");
  text_wrap(t, s->marks ? EL_GOOD : EL_DIM, "you", true, line);
}

static void text_chapter(const struct browser *b, const struct browser_chapter *c, struct text *t) {
  char line[256];
  if (c->number)
    snprintf(line, sizeof line, "Chapter %u: %s", c->number, c->title);
  else
    snprintf(line, sizeof line, "%s", c->title);
  text_wrap(t, EL_STRONG, "", false, line);
  text_blank(t);
  for (size_t i = c->first; i < c->first + c->n; i++)
    text_wrap(t, EL_TEXT, "", false, b->scenes[i].title);
}

void browser_text(struct browser *b, struct grid *g, struct rect r) {
  struct text t = {.width = r.w};
  if (b->scene < b->scenes_len && browser_rows(b))
    text_scene(b, &b->scenes[b->scene], &t);
  else if (b->chapter < b->chapters_len && browser_rows(b))
    text_chapter(b, &b->chapters[b->chapter], &t);
  int n = (int)t.lines.len;
  if (b->scroll > n - r.h)
    b->scroll = n > r.h ? n - r.h : 0;
  for (int y = 0; y < r.h && y + b->scroll < n; y++) {
    const struct text_line *l = &t.lines.at[y + b->scroll];
    int indent = *l->label ? TEXT_LABEL : 0;
    grid_text(g, r.x, r.y + y, TEXT_LABEL, EL_KEY, l->label);
    int used = grid_text(g, r.x + indent, r.y + y, r.w - indent, l->element, l->text);
    if (used < grid_width(l->text))
      grid_text(g, r.x + r.w - 1, r.y + y, 1, EL_DIM, glyph_str(GLYPH_ELLIPSIS, b->ascii));
  }
  if (b->scroll + r.h < n)
    grid_text(g, r.x, r.y + r.h, r.w, EL_BORDER, b->ascii ? " J: more " : " J ↓ ");
  for (int i = 0; i < n; i++)
    free(t.lines.at[i].text);
  ARRAY_FREE(&t.lines);
}

/* ---- help ---------------------------------------------------------------------------- */

void browser_help(struct browser *b, struct grid *g) {
  static const char *const marks[][3] = {{"○", ".", "opened"}, {"●", "o", "watched to the end"}, {"◆", "*", "explored"}};
  enum { MARKS = sizeof marks / sizeof *marks, KEYS = 16 };
  int all = BROWSER_ACTIONS - 1 + 2 + MARKS, w = g->cols > 100 ? 84 : g->cols, h = g->rows > all + 4 ? all + 4 : g->rows;
  struct rect r = {(g->cols - w) / 2, (g->rows - h) / 2, w, h};
  const char *rule = glyph_str(GLYPH_RULE, b->ascii);
  int room = r.h - 2;
  if (b->help_scroll > all - room)
    b->help_scroll = all > room ? all - room : 0;
  grid_fill(g, r, EL_TEXT, " ");
  grid_fill(g, (struct rect){r.x, r.y, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_fill(g, (struct rect){r.x, r.y + r.h - 1, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_text(g, r.x + 2, r.y, r.w - 4, EL_STRONG, " keys and marks ");
  grid_text(g, r.x + 2, r.y + r.h - 1, r.w - 4, EL_KEY, all > room ? (b->ascii ? " Up, Down: more   Esc: close " : " ↑ ↓: more   Esc: close ") : " Esc: close ");
  for (int i = b->help_scroll; i < all && i - b->help_scroll < room; i++) {
    int y = r.y + 1 + i - b->help_scroll, x = r.x + 2;
    int action = i + 1, mark = i - (BROWSER_ACTIONS - 1) - 2;
    if (action < BROWSER_ACTIONS) {
      char label[24];
      for (const char *k = browser_table[action].keys; *k;) {
        int len = (int)strcspn(k, " ");
        x += grid_text(g, x, y, r.w - 4, EL_KEY, keymap_key_label(k, len, b->ascii, label)) + 1;
        k += len + (k[len] == ' ');
      }
      grid_text(g, r.x + 2 + KEYS, y, r.w - 4 - KEYS, EL_TEXT, browser_table[action].text);
    } else if (mark == -1) {
      grid_text(g, x, y, r.w - 4, EL_STRONG, "Before a scene's name, and 3/6 for a chapter: seen to the end, or explored");
    } else if (mark >= 0) {
      grid_text(g, x, y, KEYS, EL_GOOD, marks[mark][b->ascii]);
      grid_text(g, x + KEYS, y, r.w - 4 - KEYS, EL_TEXT, marks[mark][2]);
    }
  }
}

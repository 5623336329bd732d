/* browser_rows.c — which rows the list of scenes has: chapters, and the scenes of those that are not folded.
 *
 * While something is searched for, nothing is folded, and chapters without a match are not there. Rows are counted anew
 * each time; a hundred scenes are few. */
#include "view/browser.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Is WORD (LEN bytes) somewhere in TEXT, whatever the case? */
static bool rows_contains(const char *text, const char *word, size_t len) {
  for (; *text; text++)
    if (strncasecmp(text, word, len) == 0)
      return true;
  return false;
}

bool browser_matches(const struct browser *b, size_t scene) {
  const struct browser_scene *s = &b->scenes[scene];
  for (const char *word = b->filter; *(word += strspn(word, " "));) {
    size_t len = strcspn(word, " ");
    if (!rows_contains(s->name, word, len) && !rows_contains(s->title, word, len) && !rows_contains(s->topics, word, len) &&
        !rows_contains(s->lesson, word, len))
      return false;
    word += len;
  }
  return true;
}

struct rows_walk {
  size_t n, stop;                 /* rows so far; the one to stop at */
  const struct browser_row *want; /* or this one; NULL: none */
  struct browser_row at;
};

/* One row more; true when it is the one that is looked for. */
static bool rows_step(struct rows_walk *w, size_t chapter, size_t scene) {
  w->at = (struct browser_row){chapter, scene};
  if (w->n == w->stop || (w->want && w->want->chapter == chapter && w->want->scene == scene))
    return true;
  w->n++;
  return false;
}

static bool rows_any(const struct browser *b, const struct browser_chapter *c) {
  for (size_t s = c->first; s < c->first + c->n; s++)
    if (browser_matches(b, s))
      return true;
  return false;
}

/* Through all rows, or to the one that is looked for, which is then w->at; true when it is there. */
static bool rows_go(const struct browser *b, struct rows_walk *w) {
  bool filter = b->filter[strspn(b->filter, " ")] != 0;
  for (size_t k = 0; k < b->chapters_len; k++) {
    const struct browser_chapter *c = &b->chapters[k];
    if (!rows_any(b, c))
      continue;
    if (*c->title && rows_step(w, k, BROWSER_TITLE))
      return true;
    if (*c->title && c->folded && !filter)
      continue;
    for (size_t s = c->first; s < c->first + c->n; s++)
      if (browser_matches(b, s) && rows_step(w, k, s))
        return true;
  }
  return false;
}

bool browser_row(const struct browser *b, size_t i, struct browser_row *out) {
  struct rows_walk w = {.stop = i};
  bool there = rows_go(b, &w);
  *out = w.at;
  return there;
}

size_t browser_rows(const struct browser *b) {
  struct rows_walk w = {.stop = BROWSER_TITLE};
  rows_go(b, &w);
  return w.n;
}

size_t browser_marked_row(struct browser *b) {
  struct browser_row want = {b->chapter, b->scene}, row;
  struct rows_walk w = {.stop = BROWSER_TITLE, .want = &want};
  if (rows_go(b, &w))
    return w.n;
  /* Folded away: its chapter. Filtered away: the first scene there is. */
  want.scene = BROWSER_TITLE;
  w = (struct rows_walk){.stop = BROWSER_TITLE, .want = &want};
  if (!b->filter[strspn(b->filter, " ")] && rows_go(b, &w)) {
    b->scene = BROWSER_TITLE;
    return w.n;
  }
  for (size_t at = 0; browser_row(b, at, &row); at++)
    if (row.scene != BROWSER_TITLE) {
      b->chapter = row.chapter;
      b->scene = row.scene;
      return at;
    }
  return 0;
}

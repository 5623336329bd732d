/* browser.h — the scenes to choose from: chapters, a filter, and what the marked scene teaches.
 *
 * The state of the scene browser and its picture, without a terminal and without files: whoever opens
 * it (src/cli/browse.c) says what there is, feeds keys in and does what the browser asks for. So tests
 * see the same cells as a terminal does. */
#ifndef PLAIT_VIEW_BROWSER_H
#define PLAIT_VIEW_BROWSER_H

#include "view/grid.h"
#include "view/keymap.h"

#include <stddef.h>

/* X(ENUM, "keys", "hint", "what it does"); the first key is the one shown. */
#define BROWSER_KEYS(X)                                                                    \
  X(OPEN, "Enter", "open", "open the scene; on a chapter: fold or unfold it")              \
  X(TRY, "t", "try", "open it and make the steps of its try; Left goes back through them")   \
  X(EXPLORE, "e", "explore", "every way the scene can end, in the terminal")               \
  X(FILTER, "/", "filter", "show only what contains the words: name, title, topics, lesson") \
  X(FIX, "f", "fix", "go to the scene that shows the remedy; again: back")                 \
  X(FOLD, "Left h", "", "fold the chapter")                                                \
  X(UNFOLD, "Right l", "", "unfold the chapter")                                           \
  X(FOLD_ALL, "z", "", "fold all chapters; again: unfold them")                            \
  X(UP, "Up k", "", "up")                                                                  \
  X(DOWN, "Down j", "", "down")                                                            \
  X(CHAPTER_PREV, "[ BackTab", "", "the chapter before")                                   \
  X(CHAPTER_NEXT, "] Tab", "", "the next chapter")                                         \
  X(PAGE_UP, "PgUp", "", "a page up")                                                      \
  X(PAGE_DOWN, "PgDn Space", "", "a page down")                                            \
  X(START, "g Home", "", "the first")                                                      \
  X(END, "G End", "", "the last")                                                          \
  X(SCROLL_UP, "K", "", "scroll the text about the scene up")                              \
  X(SCROLL_DOWN, "J", "", "scroll it down")                                                \
  X(CLICK, "Click", "", "mark; on what is marked: open")                                   \
  X(RESET, "R", "", "forget which scenes have been seen (asks first)")                     \
  X(HELP, "? F1", "help", "this list")                                                     \
  X(CANCEL, "Esc", "", "close what is open, end the filter")                               \
  X(REDRAW, "C-l", "", "draw the screen afresh")                                           \
  X(SUSPEND, "C-z", "", "back to the shell; fg returns")                                   \
  X(QUIT, "q C-c", "quit", "quit")

enum browser_action {
  BROWSER_NONE,
#define X(id, keys, hint, text) BROWSER_##id,
  BROWSER_KEYS(X)
#undef X
      BROWSER_ACTIONS
};

enum browser_mark { BROWSER_OPENED = 1, BROWSER_WATCHED = 2, BROWSER_EXPLORED = 4 };

/* Strings are borrowed and never NULL. */
struct browser_scene {
  const char *name, *title, *topics, *lesson;
  const char *outcomes; /* one per line, in words */
  const char *findings; /* one per line; "" */
  const char *schedule, *remark, *fixed_by, *model, *language;
  unsigned marks;       /* enum browser_mark */
};

struct browser_chapter {
  unsigned number; /* 0: none */
  const char *title;
  size_t first, n;
  bool folded;
};

struct browser {
  struct browser_chapter *chapters;
  size_t chapters_len;
  struct browser_scene *scenes; /* chapter by chapter */
  size_t scenes_len;
  bool ascii;
  char message[1024];  /* one line at the bottom; "" */
  bool message_bad;
  /* The rest is the browser's own. */
  size_t chapter;      /* the marked chapter, and */
  size_t scene;        /* its marked scene; BROWSER_TITLE: the chapter itself */
  size_t came_from;    /* `f` came from this scene; BROWSER_TITLE: from none */
  size_t top;          /* first row of the list shown */
  int scroll;          /* of the text */
  char filter[64];
  bool typing, help, asking;
  int help_scroll, rows; /* rows: of the list, when it was drawn last */
};
#define BROWSER_TITLE ((size_t)-1)

/* Marks the scene called NAME, or the first one when there is none (or NAME is NULL). */
void browser_mark_scene(struct browser *b, const char *name);
/* What is left to do for whoever opened the browser: BROWSER_OPEN, TRY, EXPLORE, RESET (answered with yes), REDRAW, SUSPEND, QUIT, or
 * BROWSER_NONE. */
enum browser_action browser_key(struct browser *b, uint32_t key);
/* A click at a cell of a screen of that size; WHEEL −1, 1: turned there. */
enum browser_action browser_click(struct browser *b, int cols, int rows, int x, int y, int wheel);
void browser_draw(struct browser *b, struct grid *g);
/* The marked scene, or NULL when it is a chapter that is marked. */
const struct browser_scene *browser_marked(const struct browser *b);

/* -- browser_rows.c: the rows of the list ------------------------------------------ */
struct browser_row {
  size_t chapter, scene; /* scene: BROWSER_TITLE in the chapter's own row */
};
/* Row number I of those shown; false: there are fewer. */
bool browser_row(const struct browser *b, size_t i, struct browser_row *out);
size_t browser_rows(const struct browser *b);
/* Does the scene match the filter? */
bool browser_matches(const struct browser *b, size_t scene);
/* The row of the mark; the mark is moved to the nearest row when it is not shown. */
size_t browser_marked_row(struct browser *b);

/* -- browser_text.c: the pane about the marked scene, and the help -------------------- */
void browser_text(struct browser *b, struct grid *g, struct rect r);
void browser_help(struct browser *b, struct grid *g);

struct browser_entry {
  const char *keys, *hint, *text;
};
extern const struct browser_entry browser_table[BROWSER_ACTIONS];

#endif

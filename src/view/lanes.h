/* lanes.h — the timeline: one lane per thread, one column per step, or per call of a library (view/cols.h).
 *
 * Three layers, each testable alone: walk (which state each thread is in left and
 * right of each step), paint (states → cells, DESIGN section 7), and around them the
 * pane of the screen (lanes.c) and the text form (lanes_text.c). Only the visible
 * window is ever walked, so a frame costs the same on ten steps and on a million. */
#ifndef PLAIT_VIEW_LANES_H
#define PLAIT_VIEW_LANES_H

#include "base/buf.h"
#include "view/index.h"

/* The timeline of steps FROM..TO as text, wrapped into blocks of at most WIDTH columns, each with a ruler. OPEN: every
 * step of a library's calls has a column. */
void lanes_text(const struct trace *t, uint32_t from, uint32_t to, int width, bool ascii, bool open, struct buf *out);
/* What the symbols mean. */
void legend_text(bool ascii, struct buf *out);

/* -- the pane --------------------------------------------------------------------- */

/* Where everything of the lanes pane is in its rectangle; the same for drawing and for clicks. */
struct lanes_geometry {
  int names;     /* width of the column of names */
  int width;     /* cells per step */
  int cols;      /* columns that fit */
  int marks;     /* row of the marks between the columns (lanes_ruler), -1: no room */
  int first_row; /* row of the first lane */
  int spacing;   /* rows per lane: 1 or 2 */
  int rows;      /* lanes that fit */
  uint16_t top;  /* first thread shown */
  int locks;     /* row of the locks' letters, -1: none */
};
struct lanes_geometry lanes_geometry(const struct view *v, struct rect r);
/* A thread's status, number and name, WIDTH columns in all. */
void lanes_name(const struct view *v, uint16_t thread, struct grid *g, int x, int y, int width);
/* The rows the pane would like to have. */
int lanes_height(const struct view *v, int spacing);
/* The column at the left edge, moved only as far as the cursor needs to stay visible. */
uint32_t lanes_follow(const struct view *v, int cols);

/* -- walk ---------------------------------------------------------------------- */

enum lanes_fill {
  FILL_NONE, /* not there yet, or over */
  FILL_ALIVE,
  FILL_BLOCKED,
  FILL_SLEEPING,
  FILL_SPINNING,
};

/* A thread between two steps. */
struct lanes_state {
  uint8_t fill;    /* enum lanes_fill */
  bool shared;     /* holds `lock` as one of several readers */
  uint16_t target; /* blocked in join: whom it waits for */
  uint32_t lock;   /* the innermost lock it holds; 0: none */
  uint32_t waits;  /* the object it is blocked on; 0: none */
  uint32_t spins;
};

/* A thread in one column. */
struct lanes_cell {
  struct lanes_state left, right; /* before and after the move that the column shows */
  bool moves;                     /* the step is this thread's */
  bool dead;                      /* the step says deadlock, and this thread is part of it */
};

struct lanes_win {
  uint32_t first;  /* number of the first column */
  int cols;        /* how many columns; all of them exist */
  uint32_t *steps; /* the step of each */
  uint16_t top;    /* first thread */
  int threads;     /* how many lanes */
  struct lanes_cell *cells; /* threads × cols */
};

/* Fills OUT (freed by lanes_win_fini) by moving W through the window; the caller moves it back. */
void lanes_walk(struct world *w, const struct cols *c, uint32_t first, int cols, uint16_t top, int threads,
                struct lanes_win *out);
void lanes_win_fini(struct lanes_win *win);
/* A thread where W stands. */
struct lanes_state lanes_state_of(struct world *w, const struct cols *c, uint16_t thread);
static inline const struct lanes_cell *lanes_cell(const struct lanes_win *win, int lane, int col) {
  return &win->cells[(size_t)lane * (size_t)win->cols + (size_t)col];
}

/* -- paint --------------------------------------------------------------------- */

struct lanes_style {
  const struct view_index *index; /* of the same trace: which objects are locks, which steps have a column */
  int width;       /* cells per column: 1 to 4 */
  bool ascii;
  bool values;     /* write small values behind R, W, + and = where there is room */
  uint32_t cursor; /* later steps are dim; UINT32_MAX: none are */
  uint32_t anim;   /* the step that is just appearing; 0: none */
  float phase;
};

/* The letter of a lock, 0 when it has none: locks have letters once there are two. */
char lanes_letter(const struct view_index *ix, uint32_t object);
/* Which of the GRID_LOCKS colours a lock has. */
enum grid_element lanes_lock_element(const struct view_index *ix, uint32_t object);
enum grid_element lanes_op_element(const struct trace *t, const struct trace_step *s);
/* Draws lane LANE of the window from x on row y; takes win->cols × style->width cells. */
void lanes_paint(const struct trace *t, const struct lanes_win *win, int lane, const struct lanes_style *style,
                 struct grid *g, int x, int y);
/* Step numbers on row y. When MARKS, on row y + 1: where the running thread was preempted, and lines that join the columns
 * between which the switch model let nobody else move. (lanes_ruler.c) */
void lanes_ruler(const struct trace *t, const struct lanes_win *win, const struct lanes_style *style, bool marks,
                 struct grid *g, int x, int y);
/* "A = pool.lock  B = …" from x on row y when locks have letters; returns the columns used. */
int lanes_locks(const struct view_index *ix, const struct trace *t, struct grid *g, int x, int y, int max);

#endif

/* grid.h — a rectangle of character cells: what every view draws on.
 *
 * The ncurses back-end, the text, SVG and HTML exporters and the tests all take
 * the same grid, so a golden file in tests/screens shows exactly what a terminal
 * shows. A cell holds one grapheme as UTF-8 and a style, which is a *meaning*
 * (struct element), not a colour; themes turn meanings into colours at the end,
 * and a monochrome theme turns them into bold, reverse and underline. */
#ifndef PLAIT_VIEW_GRID_H
#define PLAIT_VIEW_GRID_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>

/* What a cell means. X(ENUM, "name in theme files") */
#define GRID_ELEMENTS(X)                                                       \
  X(TEXT, "text") X(DIM, "dim") X(STRONG, "strong") X(TITLE, "title")          \
  X(BORDER, "border") X(BORDER_FOCUS, "border.focus") X(CURSOR, "cursor")      \
  X(STATUS, "status") X(KEY, "key") X(ERROR, "error") X(GOOD, "good") X(WARN, "warn")  \
  X(LANE, "lane") X(LANE_BLOCKED, "lane.blocked") X(LANE_CURRENT, "lane.current")      \
  X(OP_READ, "op.read") X(OP_WRITE, "op.write") X(OP_ATOMIC, "op.atomic")      \
  X(OP_LOCK, "op.lock") X(OP_UNLOCK, "op.unlock") X(OP_WAIT, "op.wait")        \
  X(OP_SIGNAL, "op.signal") X(OP_SEM, "op.sem") X(OP_BARRIER, "op.barrier")    \
  X(OP_THREAD, "op.thread") X(OP_QUEUE, "op.queue") X(OP_TIME, "op.time")      \
  X(OP_OUTPUT, "op.output") X(OP_BAD, "op.bad") X(CRITICAL, "critical")        \
  X(OWNER, "owner") X(WAITER, "waiter") X(VALUE, "value") X(CHANGED, "changed")\
  X(SOURCE, "source") X(SOURCE_LINE, "source.line") X(SOURCE_HERE, "source.here")      \
  X(FLASH, "flash") X(PREEMPT, "preempt") X(NAME, "name")                      \
  X(CAUSE_BEFORE, "cause.before") X(CAUSE_AFTER, "cause.after") X(CAUSE_BESIDE, "cause.concurrent")  \
  X(LOCK0, "lock.0") X(LOCK1, "lock.1") X(LOCK2, "lock.2") X(LOCK3, "lock.3")  \
  X(LOCK4, "lock.4") X(LOCK5, "lock.5")                                        \
  X(THREAD0, "thread.0") X(THREAD1, "thread.1") X(THREAD2, "thread.2") X(THREAD3, "thread.3")  \
  X(THREAD4, "thread.4") X(THREAD5, "thread.5") X(THREAD6, "thread.6") X(THREAD7, "thread.7")

enum grid_element {
#define X(id, name) EL_##id,
  GRID_ELEMENTS(X)
#undef X
      EL_COUNT
};
extern const char *const grid_element_names[EL_COUNT];
enum { GRID_LOCKS = 6, GRID_THREADS = 8 }; /* how many colours locks and threads take turns in */

struct grid_cell {
  char ch[12];     /* one grapheme, NUL-terminated; "" is the right half of a wide one */
  uint8_t element; /* enum grid_element */
  uint8_t band;    /* the element whose background lies behind the character (a critical section); 0: its own */
  bool reverse;    /* the cursor column, a selection */
};

struct grid {
  int cols, rows;
  bool ascii;              /* grid_text turns what is not ASCII into '?' */
  struct grid_cell *cells; /* rows × cols */
};

struct rect {
  int x, y, w, h;
};

void grid_init(struct grid *g, int cols, int rows); /* blank */
void grid_resize(struct grid *g, int cols, int rows); /* blank afterwards */
void grid_fini(struct grid *g);
void grid_clear(struct grid *g);
struct grid_cell *grid_at(const struct grid *g, int x, int y); /* NULL outside */
/* Writes one grapheme of width 1 and its element; outside the grid nothing happens. */
void grid_put(struct grid *g, int x, int y, enum grid_element e, const char *ch);
/* Writes UTF-8 text clipped to the MAX columns from x (and to the grid); control characters become '?'.
 * Returns the columns used. */
int grid_text(struct grid *g, int x, int y, int max, enum grid_element e, const char *s);
int grid_printf(struct grid *g, int x, int y, int max, enum grid_element e, const char *fmt, ...)
    __attribute__((format(printf, 6, 7)));
void grid_fill(struct grid *g, struct rect r, enum grid_element e, const char *ch);
void grid_reverse(struct grid *g, struct rect r);
/* The part of R that lies inside the grid. */
struct rect grid_clip(const struct grid *g, struct rect r);
bool grid_equal(const struct grid_cell *a, const struct grid_cell *b);
/* Appends row Y as a line of text, without the blanks at its end. */
void grid_line(const struct grid *g, int y, struct buf *out);
/* How many columns UTF-8 text takes (utf8proc). */
int grid_width(const char *s);

#endif

/* lanes.c — the timeline as a pane: names, ruler, lanes, the letters of locks.
 *
 * Scrolls as little as possible: sideways only when the cursor would leave the
 * window, so that a step changes one column and not the whole screen; down only to keep the
 * thread that moves visible. At the end of a live run one more column shows what each thread would do. */
#include "view/lanes.h"

#include "view/anim.h"
#include "view/causal.h"
#include "view/glyphs.h"

#include <stdio.h>

enum { LANES_NAME_MAX = 12 };

int lanes_height(const struct view *v, int spacing) {
  int threads = (int)trace_threads(v->trace);
  threads = threads < 3 ? 3 : threads; /* so that the first threads created do not move everything below */
  return 2 + threads * spacing - (spacing > 1) + (v->index && v->index->locks.len > 1);
}

static int lanes_current(const struct view *v) {
  uint32_t step = view_step(v);
  return step ? trace_step(v->trace, step)->thread : 0;
}

struct lanes_geometry lanes_geometry(const struct view *v, struct rect r) {
  struct lanes_geometry m = {.marks = -1, .locks = -1, .spacing = 1};
  int threads = (int)trace_threads(v->trace), names = 0;
  for (int i = 0; i < threads; i++) {
    int n = grid_width(trace_thread(v->trace, (uint16_t)i)->name);
    names = n > names ? n : names;
  }
  names = names > LANES_NAME_MAX ? LANES_NAME_MAX : names;
  if (names > r.w / 5)
    names = r.w / 5;
  m.names = names + 5; /* status, number, spaces between */
  int room = r.w - m.names;
  m.width = room >= 100 ? 4 : room >= 44 ? 3 : room >= 24 ? 2 : 1;
  m.cols = room / m.width > 0 ? room / m.width : 1;
  int rows = r.h - 1;
  if (rows > 1 && rows > threads) {
    m.marks = r.y + 1;
    rows--;
  }
  if (v->index && v->index->locks.len > 1 && rows > 2 && (rows > threads || rows > 5)) {
    m.locks = r.y + r.h - 1;
    rows--;
  }
  if (threads * 2 - 1 <= rows)
    m.spacing = 2;
  m.first_row = r.y + (m.marks >= 0 ? 2 : 1);
  m.rows = m.spacing > 1 ? (rows + 1) / 2 : rows;
  m.rows = m.rows < 0 ? 0 : m.rows;
  if (threads <= m.rows) {
    m.rows = threads;
  } else {
    int top = lanes_current(v) - m.rows / 2;
    top = top < 0 ? 0 : top > threads - m.rows ? threads - m.rows : top;
    top += v->scroll[PANE_LANES];
    m.top = (uint16_t)(top < 0 ? 0 : top > threads - m.rows ? threads - m.rows : top);
  }
  return m;
}

/* The column after the last step, in which a live run shows what comes next. */
static bool lanes_has_next(const struct view *v) {
  return v->live && v->cursor == trace_steps(v->trace) && trace_end(v->trace)->kind == END_NONE;
}

uint32_t lanes_follow(const struct view *v, int cols) {
  const struct cols *c = &v->index->columns;
  uint32_t here = cols_before(c, v->cursor), room = (uint32_t)cols, first = v->lanes_first ? v->lanes_first : 1;
  uint32_t want = cols_count(c) + lanes_has_next(v); /* columns there are */
  if (want <= room)
    return 1;
  uint32_t last = here + (here < want); /* to be visible: the cursor and what comes next */
  if (here && here < first)
    first = here > room / 3 ? here - room / 3 : 1;
  else if (!here)
    first = 1;
  else if (last > first + room - 1)
    first = here > room * 2 / 3 ? here - room * 2 / 3 : 1;
  if (first + room - 1 > want)
    first = want - room + 1;
  return first;
}

void lanes_name(const struct view *v, uint16_t thread, struct grid *g, int x, int y, int width) {
  const struct world_thread *t = world_thread(v->world, thread);
  bool current = view_step(v) && lanes_current(v) == thread;
  const char *mark = " ";
  enum grid_element e = (enum grid_element)(EL_THREAD0 + thread % GRID_THREADS), mark_e = EL_LANE_CURRENT;
  if (t->status == STATUS_OVER || t->status == STATUS_ABSENT) {
    e = EL_DIM;
  } else if (t->status != STATUS_READY) {
    mark = t->status == STATUS_SLEEPING ? "~" : glyph_str(GLYPH_WAITING, v->ascii);
    mark_e = EL_LANE_BLOCKED;
  }
  if (current) {
    mark = glyph_str(GLYPH_CURRENT, v->ascii);
    mark_e = EL_LANE_CURRENT;
  }
  grid_text(g, x, y, 1, mark_e, mark);
  if (thread < 9)
    grid_printf(g, x + 2, y, 1, e == EL_DIM ? EL_DIM : EL_KEY, "%d", thread + 1);
  grid_text(g, x + 4, y, width - 5, e, trace_thread(v->trace, thread)->name);
}

/* What each thread would do, in the column after the last step. */
static void lanes_next(const struct view *v, const struct lanes_geometry *m, int lane, struct grid *g, int x, int y) {
  const struct world_thread *t = world_thread(v->world, (uint16_t)(m->top + lane));
  char symbol[12];
  if (t->status != STATUS_READY || t->pending == OP_NONE)
    return;
  bool closed = t->span && cols_closed(&v->index->columns, t->span);
  glyph_pending(v->trace, t, trace_pending_of(v->trace, (uint16_t)(m->top + lane)), closed, v->ascii, symbol);
  grid_text(g, x + (m->width >= 2), y, 1, EL_DIM, symbol);
}

void lanes_draw(struct view *v, struct grid *g, struct rect r) {
  const struct view_index *ix = index_of(v);
  if (v->causal == CAUSAL_LAYOUT) {
    causal_draw(v, g, r);
    return;
  }
  struct lanes_geometry m = lanes_geometry(v, r);
  v->lanes_first = lanes_follow(v, m.cols);
  uint32_t count = cols_count(&ix->columns), here = cols_before(&ix->columns, v->cursor), first = v->lanes_first;
  int cols = count < first ? 0 : count - first + 1 < (uint32_t)m.cols ? (int)(count - first + 1) : m.cols;
  struct lanes_style style = {.index = ix, .width = m.width, .ascii = v->ascii, .values = m.width >= 3,
                              .cursor = v->cursor};
  style.anim = anim_step(v, &style.phase);
  if (style.anim > v->cursor)
    style.anim = 0; /* going back: the step is already in the future */
  int x = r.x + m.names;
  struct lanes_win win;
  lanes_walk(v->world, &ix->columns, first, cols, m.top, m.rows, &win);
  world_seek(v->world, v->cursor);
  lanes_ruler(v->trace, &win, &style, m.marks >= 0, g, x, r.y);
  if (first > 1)
    grid_text(g, x - 1, r.y, 1, EL_KEY, glyph_str(GLYPH_MORE_LEFT, v->ascii));
  if (first + (uint32_t)cols - 1 < count)
    grid_text(g, r.x + r.w - 1, r.y, 1, EL_KEY, glyph_str(GLYPH_MORE_RIGHT, v->ascii));
  for (int lane = 0; lane < m.rows; lane++) {
    int y = m.first_row + lane * m.spacing;
    lanes_name(v, (uint16_t)(m.top + lane), g, r.x, y, m.names);
    lanes_paint(v->trace, &win, lane, &style, g, x, y);
    if (lanes_has_next(v) && cols < m.cols)
      lanes_next(v, &m, lane, g, x + cols * m.width, y);
  }
  if (v->causal == CAUSAL_MARKS)
    causal_paint_marks(v, &win, &m, g, x);
  if (m.top > 0)
    grid_text(g, r.x + 3, m.first_row, 1, EL_KEY, glyph_str(GLYPH_MORE_UP, v->ascii));
  if (m.rows && (size_t)(m.top + m.rows) < trace_threads(v->trace))
    grid_text(g, r.x + 3, m.first_row + (m.rows - 1) * m.spacing, 1, EL_KEY, glyph_str(GLYPH_MORE_DOWN, v->ascii));
  if (here >= first && here < first + (uint32_t)cols && m.rows)
    grid_reverse(g, (struct rect){x + (int)(here - first) * m.width, m.first_row, m.width,
                                  (m.rows - 1) * m.spacing + 1});
  if (m.locks >= 0)
    lanes_locks(ix, v->trace, g, x, m.locks, r.x + r.w - x);
  lanes_win_fini(&win);
}

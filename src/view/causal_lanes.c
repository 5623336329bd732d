/* causal_lanes.c — the causal layout: one lane per thread, one column per depth; see causal.h.
 *
 * The lanes are painted by the painter of the timeline (lanes_paint), one at a time, because here every lane has steps of its
 * own in a column. Between two of its steps a lane is drawn blocked when the later one is of a kind that waits for
 * others: that is why it does not stand further left. */
#include "view/causal.h"

#include "view/glyphs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_NAME_MAX = 16 };

/* The columns FIRST .. FIRST + COLS - 1 of all lanes. */
struct causal_win {
  uint32_t first;
  int cols, threads;
  uint32_t *step; /* threads × cols; 0: the lane has none in this column */
  struct lanes_cell *cells;
  uint32_t *steps; /* of one lane, for the painter: its step there or the last before */
};

static struct lanes_cell *cell_at(const struct causal_win *w, int lane, int col) { return &w->cells[(size_t)lane * (size_t)w->cols + (size_t)col]; }
static uint32_t *step_at(const struct causal_win *w, int lane, int col) { return &w->step[(size_t)lane * (size_t)w->cols + (size_t)col]; }

/* Does the step wait for what it comes after? */
static bool waits(const struct trace *t, const struct trace_step *s) {
  switch ((enum plait_op)s->op) {
  case OP_MUTEX_LOCK: case OP_MUTEX_TIMEDLOCK: case OP_RWLOCK_RDLOCK: case OP_RWLOCK_WRLOCK: case OP_SPIN_LOCK: case OP_COND_WAKE:
  case OP_SEM_WAIT: case OP_SEM_TIMEDWAIT: case OP_BARRIER_LEAVE: case OP_THREAD_JOIN: case OP_ONCE: return true;
  case OP_NOTE: return s->object && trace_object(t, s->object)->composite;
  default: return false;
  }
}

/* The lane from after column FROM to before column TO (either may lie outside the window), the way it is left at FROM. NEXT: the step
 * that it is on its way to, 0: none. */
static void fill(const struct trace *t, const struct causal_win *w, int lane, int64_t from, int64_t to, struct lanes_state s, uint32_t next) {
  if (next && to > from + 1 && s.fill != FILL_NONE) {
    const struct trace_step *n = trace_step(t, next);
    bool joins = n->op == OP_THREAD_JOIN;
    s.fill = waits(t, n) ? FILL_BLOCKED : FILL_ALIVE;
    s.waits = s.fill == FILL_BLOCKED && !joins ? n->object : 0;
    s.target = joins ? n->other : 0;
  } else if (next && s.fill > FILL_ALIVE) {
    s.fill = FILL_ALIVE;
  }
  for (int64_t c = from < 0 ? 0 : from; c <= to && c < w->cols; c++) {
    if (c > from || from < 0)
      cell_at(w, lane, (int)c)->left = s;
    if (c < to)
      cell_at(w, lane, (int)c)->right = s;
  }
}

static bool has_column(const struct cols *c, uint32_t step) {
  uint32_t n = cols_before(c, step);
  return n && cols_step(c, n) == step;
}

/* FROM: a step of the lane before the window, to begin with; 0: its first. Returns the last before the window's end. */
static uint32_t walk_lane(struct world *world, struct view_index *ix, const uint32_t *depth, const struct causal_win *w, int lane, uint32_t from) {
  const struct trace *t = world_trace(world);
  const struct cols *c = &ix->columns;
  const struct trace_thread *thread = trace_thread(t, (uint16_t)lane);
  struct lanes_state state = {.fill = lane == 0 ? FILL_ALIVE : FILL_NONE}; /* before its first step there is nothing to be seen */
  int64_t at = -1;
  uint32_t i = from ? from : thread->first, before = 0;
  for (; i && depth[i] < w->first; i = trace_step(t, i)->next) /* only the last of them matters */
    before = has_column(c, i) ? i : before;
  if (before) {
    world_seek(world, cols_rest(c, cols_before(c, before)));
    state = lanes_state_of(world, c, (uint16_t)lane);
    at = (int64_t)depth[before] - w->first;
  }
  for (; i; i = trace_step(t, i)->next) {
    if (!has_column(c, i))
      continue;
    int64_t col = (int64_t)depth[i] - w->first;
    fill(t, w, lane, at, col, state, i);
    if (col >= w->cols)
      return before;
    *step_at(w, lane, (int)col) = before = i;
    cell_at(w, lane, (int)col)->moves = true;
    world_seek(world, cols_rest(c, cols_before(c, i)));
    state = lanes_state_of(world, c, (uint16_t)lane);
    at = col;
  }
  world_seek(world, trace_steps(t));
  fill(t, w, lane, at, w->cols, thread->last ? lanes_state_of(world, c, (uint16_t)lane) : state, 0);
  return before;
}

/* FROM: by lane as for walk_lane, and where the next window may begin; NULL: not known. */
static void win_init(struct causal_win *w, struct world *world, struct view_index *ix, const uint32_t *depth, uint32_t first, int cols, uint32_t *from) {
  const struct trace *t = world_trace(world);
  *w = (struct causal_win){.first = first, .cols = cols, .threads = (int)trace_threads(t)};
  w->step = xcalloc((size_t)w->threads * (size_t)cols + 1, sizeof *w->step);
  w->cells = xcalloc((size_t)w->threads * (size_t)cols + 1, sizeof *w->cells);
  w->steps = xcalloc((size_t)cols + 1, sizeof *w->steps);
  for (int lane = 0; lane < w->threads; lane++) {
    uint32_t last = walk_lane(world, ix, depth, w, lane, from ? from[lane] : 0);
    if (from && last)
      from[lane] = last;
  }
}

static void win_fini(struct causal_win *w) {
  free(w->step);
  free(w->cells);
  free(w->steps);
}

static void paint_lane(const struct trace *t, const struct causal_win *w, int lane, const struct lanes_style *style, struct grid *g, int x, int y) {
  uint32_t last = 1; /* what is between two steps is as far in the past as the one before */
  for (int c = 0; c < w->cols; c++) {
    last = *step_at(w, lane, c) ? *step_at(w, lane, c) : last;
    w->steps[c] = last;
  }
  struct lanes_win one = {.first = w->first, .cols = w->cols, .steps = w->steps, .top = (uint16_t)lane, .threads = 1, .cells = cell_at(w, lane, 0)};
  lanes_paint(t, &one, 0, style, g, x, y);
}

static void paint_ruler(const struct causal_win *w, int width, uint32_t here, struct grid *g, int x, int y) {
  int at = width >= 2;
  uint32_t every = width >= 2 ? 5 : 10;
  for (int c = 0; c < w->cols; c++) {
    uint32_t n = w->first + (uint32_t)c;
    int len = snprintf(NULL, 0, "%u", n);
    if (n == here || (n > here ? n - here : here - n) * (uint32_t)width > (uint32_t)len + 1 || !here)
      if (n == here || n % every == 0 || (c == 0 && (int)(every - n % every) * width > len))
        grid_printf(g, x + c * width + at, y, len, n == here ? EL_CURSOR : EL_DIM, "%u", n);
  }
}

/* ---- the pane ------------------------------------------------------------------------------ */

static uint32_t follow(struct view *v, uint32_t here, uint32_t deepest, int cols) {
  uint32_t room = (uint32_t)cols, first = v->causal_first ? v->causal_first : 1;
  if (deepest <= room)
    return 1;
  if (here < first)
    first = here > room / 3 ? here - room / 3 : 1;
  else if (here > first + room - 1)
    first = here > room * 2 / 3 ? here - room * 2 / 3 : 1;
  return first + room - 1 > deepest ? deepest - room + 1 : first;
}

static void paint_about(struct view *v, const struct causal_win *w, const struct lanes_geometry *m, struct grid *g, int x) {
  struct causal_about about;
  if (!causal_about(v, &about))
    return;
  for (int lane = 0; lane < m->rows; lane++)
    for (int c = 0; c < w->cols; c++) {
      uint32_t step = *step_at(w, m->top + lane, c);
      int cell = x + c * m->width + (m->width >= 2), y = m->first_row + lane * m->spacing;
      struct grid_cell *symbol = step ? grid_at(g, cell, y) : NULL;
      if (!symbol)
        continue;
      char mark[2] = {about.mark[step], 0};
      if (mark[0] == '=')
        grid_reverse(g, (struct rect){cell, y, 1, 1});
      else
        symbol->element = (uint8_t)causal_element(mark[0]);
      if (m->spacing > 1 || lane == 0)
        if (y - 1 >= m->first_row - (m->marks >= 0))
          grid_text(g, cell, y - 1, 1, causal_element(mark[0]), mark);
    }
}

void causal_draw(struct view *v, struct grid *g, struct rect r) {
  struct view_index *ix = index_of(v);
  struct lanes_geometry m = lanes_geometry(v, r);
  uint32_t deepest, step = view_step(v);
  const uint32_t *depth = causal_columns(ix, v->trace, &deepest);
  uint32_t here = step ? depth[step] : 0;
  v->causal_first = follow(v, here, deepest, m.cols);
  int cols = deepest < v->causal_first ? 0 : deepest - v->causal_first + 1 < (uint32_t)m.cols ? (int)(deepest - v->causal_first + 1) : m.cols;
  int x = r.x + m.names;
  struct causal_win w;
  win_init(&w, v->world, ix, depth, v->causal_first, cols, NULL);
  world_seek(v->world, v->cursor);
  struct lanes_style style = {.index = ix, .width = m.width, .ascii = v->ascii, .values = m.width >= 3, .cursor = v->cursor, .phase = 1};
  grid_text(g, r.x, r.y, m.names - 1, EL_DIM, " column"); /* the numbers are no steps here */
  paint_ruler(&w, m.width, here, g, x, r.y);
  for (int lane = 0; lane < m.rows; lane++) {
    int y = m.first_row + lane * m.spacing;
    lanes_name(v, (uint16_t)(m.top + lane), g, r.x, y, m.names);
    paint_lane(v->trace, &w, m.top + lane, &style, g, x, y);
  }
  paint_about(v, &w, &m, g, x);
  if (v->causal_first > 1)
    grid_text(g, x - 1, r.y, 1, EL_KEY, glyph_str(GLYPH_MORE_LEFT, v->ascii));
  if (v->causal_first + (uint32_t)cols - 1 < deepest)
    grid_text(g, r.x + r.w - 1, r.y, 1, EL_KEY, glyph_str(GLYPH_MORE_RIGHT, v->ascii));
  if (m.locks >= 0)
    lanes_locks(ix, v->trace, g, x, m.locks, r.x + r.w - x);
  win_fini(&w);
}

uint32_t causal_step_at(const struct view *v, struct rect r, int x, int y) {
  struct view_index *ix = v->index;
  struct lanes_geometry m = lanes_geometry(v, r);
  uint32_t deepest;
  const uint32_t *depth = causal_columns(ix, v->trace, &deepest);
  int left = r.x + m.names, lane = (y - m.first_row) / m.spacing;
  if (x < left || x >= left + m.cols * m.width || y < m.first_row || lane >= m.rows)
    return 0;
  uint32_t column = (v->causal_first ? v->causal_first : 1) + (uint32_t)((x - left) / m.width);
  for (uint32_t i = trace_thread(v->trace, (uint16_t)(m.top + lane))->first; i; i = trace_step(v->trace, i)->next) {
    if (depth[i] == column && has_column(&ix->columns, i))
      return i;
  }
  return 0;
}

/* ---- as text ------------------------------------------------------------------------------- */

static bool has_step(const struct causal_win *w, int lane) {
  for (int c = 0; c < w->cols; c++)
    if (*step_at(w, lane, c) || cell_at(w, lane, c)->left.fill != FILL_NONE)
      return true;
  return false;
}

static void text_block(struct world *world, struct view_index *ix, const uint32_t *depth, uint32_t first, int cols, int names, uint32_t *begin,
                       const struct lanes_style *style, struct buf *out) {
  const struct trace *t = world_trace(world);
  struct causal_win w;
  struct grid g;
  win_init(&w, world, ix, depth, first, cols, begin);
  grid_init(&g, names + 2 + cols * style->width, w.threads + 1);
  g.ascii = style->ascii;
  paint_ruler(&w, style->width, 0, &g, names + 2, 0);
  grid_line(&g, 0, out);
  for (int lane = 0; lane < w.threads; lane++) {
    if (!has_step(&w, lane))
      continue;
    grid_text(&g, 0, lane + 1, names, EL_NAME, trace_thread(t, (uint16_t)lane)->name);
    paint_lane(t, &w, lane, style, &g, names + 2, lane + 1);
    grid_line(&g, lane + 1, out);
  }
  grid_fini(&g);
  win_fini(&w);
}

void causal_text(const struct trace *t, uint32_t from, uint32_t to, int width, bool ascii, bool open, struct buf *out) {
  struct view_index *ix = index_new();
  ix->columns.open = open;
  index_update(ix, t);
  uint32_t deepest, low = UINT32_MAX, high = 0;
  const uint32_t *depth = causal_columns(ix, t, &deepest);
  for (uint32_t i = from < 1 ? 1 : from; i <= to && i <= trace_steps(t); i++) { /* all columns in which one of these steps is */
    low = depth[i] && depth[i] < low ? depth[i] : low;
    high = depth[i] > high ? depth[i] : high;
  }
  struct world *world = world_new(t);
  uint32_t *begin = xcalloc(trace_threads(t) + 1, sizeof *begin);
  int names = 0;
  for (size_t i = 0; i < trace_threads(t); i++) {
    int n = grid_width(trace_thread(t, (uint16_t)i)->name);
    names = n > names ? n : names;
  }
  names = names > TEXT_NAME_MAX ? TEXT_NAME_MAX : names;
  struct lanes_style style = {.index = ix, .ascii = ascii, .cursor = UINT32_MAX, .phase = 1, .width = high - low < 400 ? 3 : 2};
  int per_block = (width - names - 2) / style.width < 5 ? 5 : (width - names - 2) / style.width;
  per_block -= per_block > 10 ? per_block % 5 : 0; /* so that blocks begin at 1, 26, 51 … */
  for (uint32_t first = low; first <= high && high; first += (uint32_t)per_block) {
    uint32_t left = high - first + 1;
    text_block(world, ix, depth, first, left < (uint32_t)per_block ? (int)left : per_block, names, begin, &style, out);
    buf_putc(out, '\n');
  }
  struct grid g;
  grid_init(&g, 4096, 1);
  g.ascii = ascii;
  if (lanes_locks(ix, t, &g, 0, 0, 4096))
    grid_line(&g, 0, out);
  grid_fini(&g);
  buf_puts(out, "A step stands one column behind the last of all that it comes after. Steps that\n"
                "stand under each other are concurrent: they could have been at the same time.\n");
  free(begin);
  world_free(world);
  index_free(ix);
}

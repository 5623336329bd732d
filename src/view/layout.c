/* layout.c — see layout.h. */
#include "view/layout.h"

#include "view/causal.h"

static int layout_min(int a, int b) { return a < b ? a : b; }

static bool layout_scrolls(const struct view *v, struct rect lanes) {
  struct lanes_geometry m = lanes_geometry(v, lanes);
  return (v->index ? cols_count(&v->index->columns) : trace_steps(v->trace)) > (uint32_t)m.cols;
}

static void layout_small(const struct view *v, struct layout *l, int cols, int rows) {
  l->lanes = (struct rect){0, 0, cols, rows - 1};
  l->explain = (struct rect){0, rows - 1, cols, 1};
  if (rows >= 12 && layout_scrolls(v, l->lanes)) {
    l->lanes.h--;
    l->overview = (struct rect){0, rows - 2, cols, 1};
  }
}

/* The program and a listing beside it want most of a wide screen; all else is one column. */
static void layout_beside(struct layout *l, struct rect r, int choices) {
  int left = r.w * 60 / 100, x2 = r.x + left + 1, w2 = r.w - left - 1;
  int output = layout_min(6, r.h / 5), objects = r.h - 3 - choices - output;
  l->pane[PANE_SOURCE] = (struct rect){r.x, r.y + 1, left, r.h - 1};
  l->pane[PANE_OBJECTS] = (struct rect){x2, r.y + 1, w2, objects};
  l->choices = (struct rect){x2, r.y + objects + 2, w2, choices};
  l->pane[PANE_OUTPUT] = (struct rect){x2, r.y + objects + choices + 3, w2, output};
}

/* What is left below the lanes: source and objects side by side, below them what may come next and the output; on a
 * wide screen the latter two are a third column. Every part has a row for its rule above it. */
static void layout_panes(const struct view *v, struct layout *l, struct rect r) {
  int threads = (int)trace_threads(v->trace), conditions = coffman_rows(v);
  if (r.w >= 150) {
    int left = r.w * 38 / 100, mid = r.w * 32 / 100, want = conditions ? 2 * conditions : threads < 4 ? 4 : threads;
    int choices = layout_min(want, (r.h - 2) / 2);
    int x3 = left + mid + 2;
    if (v->listing && !v->listing_turned) {
      layout_beside(l, r, layout_min(choices, r.h * 2 / 5));
      return;
    }
    l->pane[PANE_SOURCE] = (struct rect){r.x, r.y + 1, left, r.h - 1};
    l->pane[PANE_OBJECTS] = (struct rect){r.x + left + 1, r.y + 1, mid, r.h - 1};
    l->choices = (struct rect){r.x + x3, r.y + 1, r.w - x3, choices};
    l->pane[PANE_OUTPUT] = (struct rect){r.x + x3, r.y + choices + 2, r.w - x3, r.h - choices - 2};
    return;
  }
  int left = r.w * 54 / 100, low = layout_min(threads < 3 ? 3 : threads, (r.h - 2) * 2 / 5);
  if (conditions)
    low = layout_min(conditions + (r.w < 100 ? 0 : 2), (r.h - 2) * 3 / 5);
  low = low < 2 ? 2 : low;
  int high = r.h - 2 - low, x2 = r.x + left + 1;
  l->pane[PANE_SOURCE] = (struct rect){r.x, r.y + 1, left, high};
  l->pane[PANE_OBJECTS] = (struct rect){x2, r.y + 1, r.w - left - 1, high};
  l->choices = (struct rect){r.x, r.y + high + 2, left, low};
  l->pane[PANE_OUTPUT] = (struct rect){x2, r.y + high + 2, r.w - left - 1, low};
  if (conditions && r.w < 100) { /* a deadlock is read before what was printed */
    l->choices.w = r.w;
    l->pane[PANE_OUTPUT].h = 0;
  }
}

static void layout_full(const struct view *v, struct layout *l, int cols, int rows) {
  int explain = 2; /* a sentence about the step and one about who waits because of it */
  l->title = (struct rect){0, 0, cols, 1};
  l->status = (struct rect){0, rows - 1, cols, 1};
  l->explain = (struct rect){0, rows - 1 - explain, cols, explain};
  struct rect body = {0, 1, cols, rows - 2 - explain};
  if (v->zoomed && v->focus != PANE_LANES) {
    l->pane[v->focus] = (struct rect){0, 2, cols, body.h - 1};
    return;
  }
  bool alone = v->zoomed;
  /* one row per lane, or two where that leaves the panes more than half */
  int want = lanes_height(v, 2);
  if (want > body.h * 45 / 100)
    want = lanes_height(v, 1);
  int most = alone ? body.h : body.h * 45 / 100;
  l->lanes = (struct rect){0, 1, cols, alone ? body.h : layout_min(want, most)};
  if (layout_scrolls(v, l->lanes)) {
    if (alone)
      l->lanes.h--;
    l->overview = (struct rect){0, l->lanes.y + l->lanes.h, cols, 1};
  }
  int y = l->lanes.y + l->lanes.h + l->overview.h;
  if (!alone)
    layout_panes(v, l, (struct rect){0, y, cols, body.y + body.h - y});
}

struct layout layout_of(const struct view *v, int cols, int rows) {
  struct layout l = {.size = LAYOUT_FULL};
  if (cols < 40 || rows < 10)
    l.size = LAYOUT_TOO_SMALL;
  else if (cols < 80 || rows < 24)
    l.size = LAYOUT_SMALL;
  if (l.size == LAYOUT_SMALL)
    layout_small(v, &l, cols, rows);
  else if (l.size == LAYOUT_FULL)
    layout_full(v, &l, cols, rows);
  l.pane[PANE_LANES] = l.lanes;
  return l;
}

int screen_thread_at(const struct view *v, int cols, int rows, int y) {
  struct layout l = layout_of(v, cols, rows);
  if (y < l.lanes.y || y >= l.lanes.y + l.lanes.h)
    return -1;
  struct lanes_geometry m = lanes_geometry(v, l.lanes);
  int lane = (y - m.first_row) / m.spacing;
  bool on_it = y >= m.first_row && (y - m.first_row) % m.spacing == 0 && lane < m.rows;
  return on_it ? m.top + lane : -1;
}

/* The step of a cell of the overview strip: the middle of those it stands for. */
static uint32_t layout_overview_step(const struct view *v, struct rect r, int x) {
  const struct cols *c = &v->index->columns;
  uint64_t steps = cols_count(c), cells = overview_cells(r, steps);
  int at = x - overview_left(r);
  if (at < 0 || (uint64_t)at >= cells)
    return 0;
  uint64_t from = (uint64_t)at * steps / cells + 1, to = ((uint64_t)at + 1) * steps / cells;
  return cols_step(c, (uint32_t)((from + to) / 2));
}

uint32_t screen_step_at(const struct view *v, int cols, int rows, int x, int y) {
  struct layout l = layout_of(v, cols, rows);
  if (!v->index)
    return 0; /* nothing has been drawn yet */
  if (l.overview.h > 0 && y == l.overview.y)
    return layout_overview_step(v, l.overview, x);
  if (y < l.lanes.y || y >= l.lanes.y + l.lanes.h)
    return 0;
  if (v->causal == CAUSAL_LAYOUT)
    return causal_step_at(v, l.lanes, x, y);
  struct lanes_geometry m = lanes_geometry(v, l.lanes);
  int left = l.lanes.x + m.names;
  const struct cols *c = &v->index->columns;
  uint32_t n = x < left ? 0 : (v->lanes_first ? v->lanes_first : 1) + (uint32_t)((x - left) / m.width);
  return n && x < left + m.cols * m.width && n <= cols_count(c) ? cols_step(c, n) : 0;
}

enum view_pane screen_pane_at(const struct view *v, int cols, int rows, int x, int y) {
  struct layout l = layout_of(v, cols, rows);
  for (int p = 0; p < PANE_COUNT; p++) {
    struct rect r = l.pane[p];
    if (r.h > 0 && x >= r.x && x < r.x + r.w && y >= r.y && y < r.y + r.h)
      return (enum view_pane)p;
  }
  return PANE_COUNT;
}

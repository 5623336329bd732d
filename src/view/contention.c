/* contention.c — the objects pane's other face: how much each lock was fought over in the whole execution.
 *
 * A row per lock, the most waited for first, and behind it a bar of the steps that threads have waited: what a table of
 * numbers says only to who reads all of it. As many columns as fit, the telling ones first. The table is made anew only
 * when the trace has changed. */
#include "view/glyphs.h"
#include "view/index.h"
#include "view/lanes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONTENTION_NAME = 18, CONTENTION_BAR = 12 };

enum contention_column { COLUMN_TAKEN, COLUMN_CONTENDED, COLUMN_WAITERS, COLUMN_WAITED, COLUMN_HELD, COLUMN_LONGEST, COLUMN_COUNT };

static const struct {
  const char *name;
  int weight; /* the less, the longer it stays */
} contention_columns[COLUMN_COUNT] = {
    [COLUMN_TAKEN] = {"taken", 0},     [COLUMN_CONTENDED] = {"contended", 2}, [COLUMN_WAITERS] = {"waiters", 4},
    [COLUMN_WAITED] = {"waited", 1},   [COLUMN_HELD] = {"held", 5},           [COLUMN_LONGEST] = {"longest", 3},
};

static const struct contention *contention_rows(struct view *v, size_t *n) {
  struct view_index *ix = index_of(v);
  uint32_t steps = trace_steps(v->trace);
  if (!ix->contention || ix->contention_steps != steps) {
    free(ix->contention);
    ix->contention_len = contention_of(v->trace, &ix->contention);
    ix->contention_steps = steps;
  }
  *n = ix->contention_len;
  return ix->contention;
}

static bool contention_value(const struct trace *t, const struct contention *c, enum contention_column column, uint64_t *out) {
  uint8_t kind = trace_object(t, c->object)->kind;
  bool held = kind != KIND_COND && kind != KIND_SEM; /* those are not held */
  switch (column) {
  case COLUMN_TAKEN: *out = c->acquired; return true;
  case COLUMN_CONTENDED: *out = c->contended; return true;
  case COLUMN_WAITERS: *out = c->most_waiters; return true;
  case COLUMN_WAITED: *out = c->waited_steps; return true;
  case COLUMN_HELD: *out = c->held_steps; return held;
  case COLUMN_LONGEST: *out = c->longest; return held;
  case COLUMN_COUNT: break;
  }
  return false;
}

struct contention_table {
  int names, bar;
  bool shown[COLUMN_COUNT];
  uint64_t most; /* steps waited */
};

static struct contention_table contention_fit(const struct trace *t, const struct contention *rows, size_t n, int width) {
  struct contention_table m = {.names = 4, .most = 1};
  for (size_t i = 0; i < n; i++) {
    int w = grid_width(trace_object(t, rows[i].object)->name);
    m.names = w > m.names ? w : m.names;
    m.most = rows[i].waited_steps > m.most ? rows[i].waited_steps : m.most;
  }
  int most = width * 2 / 5 < CONTENTION_NAME ? width * 2 / 5 : CONTENTION_NAME;
  m.names = m.names > most ? most : m.names;
  int left = width - 3 - m.names;
  for (int weight = 0; weight < COLUMN_COUNT; weight++)
    for (int c = 0; c < COLUMN_COUNT; c++) {
      int w = 2 + grid_width(contention_columns[c].name);
      if (contention_columns[c].weight != weight || w > left)
        continue;
      m.shown[c] = true;
      left -= w;
    }
  m.bar = left >= CONTENTION_BAR + 2 ? CONTENTION_BAR : 0;
  return m;
}

static void contention_head(const struct contention_table *m, struct grid *g, struct rect r) {
  int x = r.x + 3 + m->names;
  for (int c = 0; c < COLUMN_COUNT; c++)
    if (m->shown[c])
      x += 2 + grid_text(g, x + 2, r.y, r.x + r.w - x - 2, EL_DIM, contention_columns[c].name);
}

static void contention_row(const struct view *v, const struct contention_table *m, const struct contention *c, struct grid *g,
                           struct rect r) {
  const struct trace_object *o = trace_object(v->trace, c->object);
  char letter = lanes_letter(v->index, c->object), text[24];
  int x = r.x + 3 + m->names;
  if (letter)
    grid_printf(g, r.x + 1, r.y, 1, lanes_lock_element(v->index, c->object), "%c", letter);
  if (grid_text(g, r.x + 3, r.y, m->names, EL_NAME, o->name) < grid_width(o->name))
    grid_text(g, r.x + 2 + m->names, r.y, 1, EL_DIM, glyph_str(GLYPH_ELLIPSIS, v->ascii));
  for (int i = 0; i < COLUMN_COUNT; i++) {
    uint64_t value;
    if (!m->shown[i])
      continue;
    int w = grid_width(contention_columns[i].name);
    bool has = contention_value(v->trace, c, (enum contention_column)i, &value);
    snprintf(text, sizeof text, "%" PRIu64, has ? value : 0);
    enum grid_element e = !has || !value ? EL_DIM : i == COLUMN_WAITED || i == COLUMN_CONTENDED ? EL_WAITER : EL_VALUE;
    x += 2 + w;
    grid_text(g, x - grid_width(has ? text : "-"), r.y, w, e, has ? text : "-");
  }
  int bar = m->bar ? (int)((c->waited_steps * (uint64_t)m->bar + m->most - 1) / m->most) : 0;
  grid_fill(g, (struct rect){x + 2, r.y, bar, 1}, EL_WAITER, glyph_str(GLYPH_BAR, v->ascii));
}

void contention_draw(struct view *v, struct grid *g, struct rect r) {
  size_t n;
  const struct contention *rows = contention_rows(v, &n);
  struct contention_table m = contention_fit(v->trace, rows, n, r.w);
  if (!n) {
    grid_text(g, r.x + 1, r.y, r.w - 1, EL_DIM, "nothing was locked or waited for yet");
    return;
  }
  contention_head(&m, g, r);
  int room = r.h - 1, spacing = (int)n * 2 <= room ? 2 : 1, first = 0;
  if ((int)n > room) {
    first = v->scroll[PANE_OBJECTS];
    first = first < 0 ? 0 : first > (int)n - room ? (int)n - room : first;
  }
  for (int i = first; i < (int)n && (i - first) * spacing < room; i++)
    contention_row(v, &m, &rows[i], g, (struct rect){r.x, r.y + 1 + (i - first) * spacing, r.w, 1});
  if (first > 0)
    grid_text(g, r.x + 2, r.y + 1, 1, EL_KEY, glyph_str(GLYPH_MORE_UP, v->ascii));
  if (first + room < (int)n)
    grid_text(g, r.x + 2, r.y + r.h - 1, 1, EL_KEY, glyph_str(GLYPH_MORE_DOWN, v->ascii));
  if ((int)n * spacing + 1 < r.h)
    grid_text(g, r.x + 3, r.y + r.h - 1, r.w - 3, EL_DIM, "waited, held, longest: in steps");
}

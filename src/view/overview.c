/* overview.c — the whole execution in one row: who moved when, where threads were preempted, where we are.
 *
 * One cell stands for many columns; it has the colour and, so that colour is not alone, the number of the
 * thread that moved most in it. A preemption is marked where a cell is one step. */
#include "view/glyphs.h"
#include "view/index.h"

#include <string.h>

int overview_left(struct rect r) { return r.x + (r.w > 10 ? 5 : 0); }

uint64_t overview_cells(struct rect r, uint64_t steps) {
  uint64_t cells = (uint64_t)(r.w > 10 ? r.w - 6 : r.w);
  return steps < cells ? steps : cells;
}

void overview_draw(struct view *v, struct grid *g, struct rect r) {
  const struct view_index *ix = index_of(v);
  const struct cols *c = &ix->columns;
  uint64_t steps = cols_count(c), cells = overview_cells(r, steps);
  uint32_t shown = cols_before(c, v->cursor);
  int x0 = overview_left(r);
  if (!steps || r.w < 4 || r.h < 1)
    return;
  if (r.w > 10)
    grid_text(g, r.x + 1, r.y, 8, EL_DIM, "all");
  for (uint64_t i = 0; i < cells; i++) {
    uint32_t from = (uint32_t)(i * steps / cells) + 1, to = (uint32_t)((i + 1) * steps / cells);
    struct index_block b = index_summary(ix, v->trace, cols_step(c, from), cols_step(c, to));
    int x = x0 + (int)i;
    bool here = shown >= from && shown <= to;
    enum grid_element e = b.bad ? EL_OP_BAD : (enum grid_element)(EL_THREAD0 + b.thread % GRID_THREADS);
    char digit[2] = {(char)(b.thread < 9 ? '1' + b.thread : '+'), 0};
    grid_put(g, x, r.y, e, b.bad ? "X" : b.preempted && steps <= cells ? glyph_str(GLYPH_PREEMPT, v->ascii) : digit);
    if (here)
      grid_reverse(g, (struct rect){x, r.y, 1, 1});
  }
}

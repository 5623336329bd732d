/* causal.c — how everything stands to the step at the cursor; see causal.h.
 *
 * Asked of the whole trace at each press of a key, so the answers are kept until the trace or the cursor moves. Steps
 * inside closed calls are not told apart: a call stands as the step that stands for it. */
#include "view/causal.h"

#include "analysis/causal.h"

#include <inttypes.h>
#include <stdlib.h>

struct causal_memory {
  struct causal *causal;
  uint32_t steps, columns; /* it was made of */
  char *mark;              /* by step */
  struct causal_about about;
  uint32_t *depth, deepest;
};

void causal_forget(struct view_index *ix) {
  struct causal_memory *m = ix->causal;
  if (!m)
    return;
  causal_free(m->causal);
  free(m->mark);
  free(m->depth);
  free(m);
  ix->causal = NULL;
}

static struct causal_memory *memory_of(struct view_index *ix, const struct trace *t) {
  uint32_t columns = cols_count(&ix->columns);
  if (ix->causal && (ix->causal->steps != trace_steps(t) || ix->causal->columns != columns))
    causal_forget(ix);
  if (!ix->causal) {
    ix->causal = xcalloc(1, sizeof *ix->causal);
    *ix->causal = (struct causal_memory){.causal = causal_new(t), .steps = trace_steps(t), .columns = columns};
  }
  return ix->causal;
}

static bool has_column(const void *ctx, uint32_t step) {
  const struct cols *c = ctx;
  uint32_t n = cols_before(c, step);
  return n && cols_step(c, n) == step;
}

const uint32_t *causal_columns(struct view_index *ix, const struct trace *t, uint32_t *deepest) {
  struct causal_memory *m = memory_of(ix, t);
  if (!m->depth) {
    m->depth = xcalloc((size_t)m->steps + 1, sizeof *m->depth);
    causal_depths(m->causal, has_column, &ix->columns, m->depth);
    for (uint32_t i = 1; i <= m->steps; i++)
      m->deepest = m->depth[i] > m->deepest ? m->depth[i] : m->deepest;
  }
  *deepest = m->deepest;
  return m->depth;
}

bool causal_about(struct view *v, struct causal_about *out) {
  struct view_index *ix = index_of(v);
  struct causal_memory *m = memory_of(ix, v->trace);
  uint32_t step = view_step(v);
  if (step && m->about.step != step) {
    static const char marks[] = {[CAUSAL_CONCURRENT] = '|', [CAUSAL_BEFORE] = '<', [CAUSAL_AFTER] = '>', [CAUSAL_SELF] = '='};
    uint8_t *relation = xcalloc((size_t)m->steps + 1, 1);
    if (!m->mark)
      m->mark = xcalloc((size_t)m->steps + 1, 1);
    m->about = (struct causal_about){.mark = m->mark, .step = step};
    causal_relate(m->causal, step, relation);
    for (uint32_t i = 1; i <= m->steps; i++) {
      bool counts = has_column(&ix->columns, i);
      m->mark[i] = marks[relation[i]];
      m->about.before += counts && relation[i] == CAUSAL_BEFORE;
      m->about.after += counts && relation[i] == CAUSAL_AFTER;
      m->about.concurrent += counts && relation[i] == CAUSAL_CONCURRENT;
    }
    free(relation);
  }
  *out = m->about;
  return step != 0;
}

void causal_words(struct view *v, struct buf *out) {
  struct causal_about about;
  if (v->causal == CAUSAL_OFF || !causal_about(v, &about))
    return;
  buf_printf(out, "%s%" PRIu32 " before, %" PRIu32 " after, %" PRIu32 " concurrent with step %" PRIu32, out->len ? "; " : "", about.before, about.after,
             about.concurrent, about.step);
}

enum grid_element causal_element(char mark) {
  return mark == '<' ? EL_CAUSE_BEFORE : mark == '>' ? EL_CAUSE_AFTER : mark == '|' ? EL_CAUSE_BESIDE : EL_CURSOR;
}

void causal_paint_marks(struct view *v, const struct lanes_win *win, const struct lanes_geometry *m, struct grid *g, int x) {
  struct causal_about about;
  if (!causal_about(v, &about))
    return;
  int at = m->width >= 2;
  if (m->marks >= 0)
    grid_fill(g, (struct rect){x, m->marks, win->cols * m->width, 1}, EL_TEXT, " ");
  for (int i = 0; i < win->cols; i++) {
    char mark[2] = {about.mark[win->steps[i]], 0};
    int lane = trace_step(v->trace, win->steps[i])->thread - m->top, cell = x + i * m->width + at;
    if (m->marks >= 0)
      grid_text(g, cell, m->marks, 1, causal_element(mark[0]), mark);
    struct grid_cell *symbol = lane >= 0 && lane < m->rows ? grid_at(g, cell, m->first_row + lane * m->spacing) : NULL;
    if (symbol && mark[0] != '=')
      symbol->element = (uint8_t)causal_element(mark[0]);
  }
}

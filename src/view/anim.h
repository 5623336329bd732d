/* anim.h — the one step that is just moving on the screen.
 *
 * An animation is no state of its own: it is drawn from where the cursor was, where
 * it is and how far between the two we are. Only single columns are animated; going back
 * plays the move backwards. */
#ifndef PLAIT_VIEW_ANIM_H
#define PLAIT_VIEW_ANIM_H

#include "view/index.h"

/* The step that is moving, and in *PHASE how far it has got (1: done); 0 when everything is at rest. */
static inline uint32_t anim_step(const struct view *v, float *phase) {
  *phase = 1;
  if (v->anim_phase >= 1 || !v->index)
    return 0;
  float p = v->anim_phase < 0 ? 0 : v->anim_phase;
  const struct cols *c = &v->index->columns;
  uint32_t from = cols_before(c, v->anim_from), to = cols_before(c, v->cursor);
  if (to == from + 1) {
    *phase = p;
    return cols_step(c, to);
  }
  if (from == to + 1 && from <= cols_count(c)) {
    *phase = 1 - p;
    return cols_step(c, from);
  }
  return 0;
}

/* From A to B with a soft start and a soft stop. */
static inline int anim_between(int a, int b, float phase) {
  float p = phase * phase * (3 - 2 * phase);
  return a + (int)((float)(b - a) * p + (b > a ? 0.5f : -0.5f));
}

#endif

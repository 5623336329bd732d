/* anim.h — the one step that is just moving on the screen.
 *
 * An animation is no state of its own: it is drawn from where the cursor was, where
 * it is and how far between the two we are. Only single steps are animated; going back
 * plays the step backwards. */
#ifndef PLAIT_VIEW_ANIM_H
#define PLAIT_VIEW_ANIM_H

#include "view/view.h"

/* The step that is moving, and in *PHASE how far it has got (1: done); 0 when everything is at rest. */
static inline uint32_t anim_step(const struct view *v, float *phase) {
  *phase = 1;
  if (v->anim_phase >= 1)
    return 0;
  float p = v->anim_phase < 0 ? 0 : v->anim_phase;
  if (v->cursor == v->anim_from + 1) {
    *phase = p;
    return v->cursor;
  }
  if (v->anim_from == v->cursor + 1 && v->anim_from <= trace_steps(v->trace)) {
    *phase = 1 - p;
    return v->anim_from;
  }
  return 0;
}

/* From A to B with a soft start and a soft stop. */
static inline int anim_between(int a, int b, float phase) {
  float p = phase * phase * (3 - 2 * phase);
  return a + (int)((float)(b - a) * p + (b > a ? 0.5f : -0.5f));
}

#endif

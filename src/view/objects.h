/* objects.h — between objects.c, which lists them, and objects_state.c, which draws the state of each kind. */
#ifndef PLAIT_VIEW_OBJECTS_H
#define PLAIT_VIEW_OBJECTS_H

#include "view/view.h"

struct objects_draw {
  const struct view *view;
  struct grid *grid;
  uint32_t anim; /* the step that is just moving; 0: none */
  float phase;
};

/* Draws the state of OBJECT into the one-row rectangle R; returns the columns used. */
int objects_state(const struct objects_draw *d, uint32_t object, struct rect r);

#endif

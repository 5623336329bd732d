/* act.h — one step being applied: what apply.c and composite.c share. */
#ifndef PLAIT_MODEL_ACT_H
#define PLAIT_MODEL_ACT_H

#include "model/state.h"

struct act {
  struct state *s;
  const struct trace_step *e;
  struct undo *u;
  struct world_object *o; /* its object, NULL when it has none */
};

/* The object has been changed by this step. */
void act_touch(const struct act *a, struct world_object *o);
/* At most one of these in a step, because it has one undo record: puts OBJECT on the list of the step's thread, */
void act_hold_add(const struct act *a, uint32_t object);
/* takes it off THREAD's list, the latest entry first (false when it is not there), */
bool act_hold_remove(const struct act *a, uint16_t thread, uint32_t object);
/* takes a reader of the step's object off. POSIX wants it to be one of those inside; the count is all that an implementation
 * keeps, so somebody else may leave in its place: then in the place of one that has ended, if there is one. */
bool act_reader_leaves(const struct act *a);

#endif

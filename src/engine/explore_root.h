/* explore_root.h — where in an execution the part begins that a search is about.
 *
 * The root of a search is a list of choices; a search thinks in events, of which a signal takes two choices, and a
 * schedule written by hand may leave out whom a signal wakes. */
#ifndef PLAIT_ENGINE_EXPLORE_ROOT_H
#define PLAIT_ENGINE_EXPLORE_ROOT_H

#include "engine/strategy.h"

/* How many of the execution's choices, and so of its points, the root has decided. */
uint32_t explore_root_choices(const struct explore_run *r, const struct strategy_root *root);
/* How many of its events it has decided; when *HALF, of the next the thread, but not whom it wakes. */
uint32_t explore_root_events(const struct explore_run *r, const struct strategy_root *root, bool *half);

/* Asks for an execution that begins with the root. */
void explore_root_plan(const struct strategy_root *root, struct strategy_plan *plan);
/* Adds a move, of the thread that the runtime numbers WIRE, to the sleepers. */
void explore_root_sleeper(struct strategy_plan *plan, const struct explore_move *m, uint32_t wire);

#endif

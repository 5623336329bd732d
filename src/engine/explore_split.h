/* explore_split.h — a search in parts: for several workers, or for several machines.
 *
 * A part is a root (struct strategy_root): choices to begin with, and moves that are asleep there. Together the parts are
 * the whole search, and no class of executions (no schedule, for strategies without sleep sets) belongs to two of them.
 * They come from the top of the tree of all schedules, cut open level by level until there are enough; a child sleeps on the
 * moves of the children before it, so that what could as well begin with one of those is left to it (Godefroid, "Partial-Order
 * Methods for the Verification of Concurrent Systems", 1996: sleep sets alone meet each class once).
 *
 * It has the shape of a strategy, for whoever runs executions:
 *
 *     while (explore_split_next(s, &plan)) { run plan; explore_split_learn(s, log); }
 *     for each part: root = explore_split_part(s, i); strategy->begin(o, &root), and search
 *
 * These executions are for orientation and are not to be counted: the parts run them again. The same program gives the same parts,
 * on every machine. Moves asleep speak in the numbers of the log they were learnt from: search the parts with that log or
 * a copy of it (a worker in another process splits anew, with a log of its own). When memory is found shared, the parts
 * are void: free them and split again.
 *
 * The parts do not tell each other what they find, so a part also runs executions that end with everybody asleep (they
 * are not counted; explore_result.redundant) because it cannot know that nothing would ever wake the sleepers. That is the
 * price of working on machines that do not talk; side by side in one process searching ahead is cheaper. Ask for several
 * parts per worker: they are of very different sizes, and some are empty. */
#ifndef PLAIT_ENGINE_EXPLORE_SPLIT_H
#define PLAIT_ENGINE_EXPLORE_SPLIT_H

#include "engine/explore_price.h"
#include "engine/strategy.h"

struct explore_split_options {
  size_t parts;         /* how many are wanted; there may be fewer when the program is small */
  bool sleeping;        /* for dpor; otherwise for strategies that try every schedule */
  explore_price *price; /* preemption-bound, delay-bound; or NULL */
  uint32_t bound;
};

struct explore_split *explore_split_new(const struct strategy_root *whole, const struct explore_split_options *o);
void explore_split_free(struct explore_split *s);
/* The next execution to run; false: the parts are ready. The plan comes emptied. */
bool explore_split_next(struct explore_split *s, struct strategy_plan *plan);
void explore_split_learn(struct explore_split *s, const struct explore_log *log);
size_t explore_split_parts(const struct explore_split *s);
/* What it points to lives as long as the split. */
struct strategy_root explore_split_part(const struct explore_split *s, size_t i);
/* Which share of the whole the part is, were all branches alike; they add up to 1. */
double explore_split_share(const struct explore_split *s, size_t i);

#endif

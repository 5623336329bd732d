/* explore_linear.h — how many schedules come to the same as an execution.
 *
 * Steps that have nothing to do with each other can be made in any order, so an execution of a search that runs one of each
 * class stands for as many schedules as its order (explore_order.h) has linear extensions. The sum over all classes is the
 * number of executions that trying every schedule would take, so shares of outcomes can be told without doing it. */
#ifndef PLAIT_ENGINE_EXPLORE_LINEAR_H
#define PLAIT_ENGINE_EXPLORE_LINEAR_H

#include "engine/explore_order.h"

struct linear_layer {
  ARRAY(uint16_t) at;    /* states: how many events of each thread are behind */
  ARRAY(uint64_t) ways;  /* by state: in how many orders it can be reached */
  ARRAY(uint32_t) table; /* by hash: state, plus 1 */
};

/* All zero at first; what it keeps from one execution to the next is only memory. */
struct explore_linear {
  struct explore_order order;
  ARRAY(uint32_t) events; /* of each thread in turn */
  ARRAY(uint32_t) first, count; /* by thread: in `events` */
  struct linear_layer layer[2];
};

/* False: it cannot be told, because there are more than STATES states to look at, or the number is beyond 64 bits, or a thread spins
 * at the end, where how often depends on the schedule. (One that spun and was released counts as it did in this execution.) */
bool explore_linear(struct explore_linear *l, const struct explore_log *log, size_t states, uint64_t *out);
void explore_linear_fini(struct explore_linear *l);

#endif

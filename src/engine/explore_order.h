/* explore_order.h — which events of an execution happen before which, and which pairs of them race.
 *
 * Two executions with the same order of conflicting events are the same to the program, so they form one class and a
 * search needs one of them. The order consists of each thread's own sequence, of conflicts (wire/depend.h) and of the edges
 * along which one event makes another possible. It is kept as vector clocks: row I, column T says how many events of thread
 * T happen before event I or are it.
 *
 * A *race* is a pair of conflicting events of two threads, nothing between them in the order, that could have happened
 * the other way round. For an operation that can be blocked (a lock, a permit, a once) the partner is the last event
 * without which and without whose consequences the operation would have been possible: the other taking, not the giving
 * back just before. An operation still blocked at the end races in the same way.
 *
 * The virtual clock goes on when nobody can move. Whatever was done before such a tick happens before all that is done
 * after it, so races are between steps of the same epoch, but for one kind: an operation that was blocked when the clock went on had
 * begun to wait before, and could have been the first then. */
#ifndef PLAIT_ENGINE_EXPLORE_ORDER_H
#define PLAIT_ENGINE_EXPLORE_ORDER_H

#include "engine/explore_log.h"

/* What becomes of an object that operations can wait for. */
struct order_state {
  int32_t readers, permits;
  bool taken, running;
};

/* An access to a cell: what the events of an execution touch, told apart by object and, for memory, extent. Accesses of one
 * thread in one mode form a lane: for the order only the last of a lane counts. Cells stay for the whole search, their
 * accesses follow the execution. */
struct order_access {
  uint32_t event, lane;
  uint32_t before;          /* access before of the same lane, plus 1 */
  struct order_state state; /* after it */
};
struct order_lane {
  uint32_t thread;
  uint32_t last; /* access, plus 1 */
  uint8_t mode;
};
struct order_cell {
  struct depend_touch touch;
  ARRAY(struct order_access) accesses;
  ARRAY(struct order_lane) lanes;
  ARRAY(uint32_t) overlaps; /* cells with which it has bytes in common, itself among them */
  uint32_t next;            /* memory: another cell of the region, plus 1 */
};

/* A thread that may not move before another event conflicts with the move it would make. */
struct explore_held {
  uint32_t thread;
  struct depend_effect effect;
};

struct explore_order {
  const struct explore_log *log;
  ARRAY(struct explore_held) held; /* from event `held_from` on */
  uint32_t held_from;
  ARRAY(uint32_t) clock; /* rows of events, then of pending operations; `columns` wide */
  uint32_t columns, rows;
  struct intern cell_of;
  ARRAY(struct order_cell) cells;
  ARRAY(uint32_t) regions;     /* by region: one of its cells, plus 1 */
  ARRAY(uint32_t) touched;     /* two cells for each event that is in the cells, plus 1; 0: none */
  uint32_t from;               /* rows from here on have their partners in `partners` */
  ARRAY(uint32_t) partners, partners_at;
  ARRAY(uint32_t) base, own;   /* scratch: rows */
  ARRAY(uint64_t) cursors;     /* scratch */
  ARRAY(uint32_t) epoch;       /* scratch: the row of the tick before event `epoch_at` */
  uint32_t epoch_at;
  ARRAY(uint32_t) absent;      /* scratch: of the race `absent_of` */
  uint32_t absent_of[2];
};

void explore_order_fini(struct explore_order *o);
/* Computes the rows from event FROM on; those before are as they were for the run before. */
void explore_order_update(struct explore_order *o, const struct explore_log *log, uint32_t from);
/* Event A happens before event (or pending operation, numbered from events.len on) B. */
static inline bool explore_order_before(const struct explore_order *o, uint32_t a, uint32_t b) {
  const struct explore_event *e = &o->log->run.events.at[a];
  return o->clock.at[(size_t)b * o->columns + e->thread] >= e->nth;
}
static inline bool explore_order_in(const struct explore_order *o, const uint32_t *row, uint32_t a) {
  const struct explore_event *e = &o->log->run.events.at[a];
  return row[e->thread] >= e->nth;
}
/* A row with what happens before event or pending operation I whatever conflicts with it; valid until the next call. */
const uint32_t *explore_order_own(struct explore_order *o, uint32_t i);
/* May event or pending operation I move when event WITHOUT, and all that follows from it, are left out? Only false for the first
 * move of a thread that is held. */
bool explore_order_freed(const struct explore_order *o, uint32_t i, uint32_t without);
/* Is event K left out when I is made before J, its partner in a race: because it follows from J, or because it is in the way? */
bool explore_order_absent(struct explore_order *o, uint32_t i, uint32_t j, uint32_t k);
/* The partners of event or pending operation I, not before FROM of the last update, in races in which it is the later; *OUT is
 * valid until the next update. */
size_t explore_order_races(const struct explore_order *o, uint32_t i, const uint32_t **out);

#endif

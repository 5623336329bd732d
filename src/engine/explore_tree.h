/* explore_tree.h — wakeup trees: the beginnings of executions that are still to be tried at one point.
 *
 * A node is a move of one thread; a path from the root to a leaf is a sequence of moves to be made there. Children are
 * ordered: what comes first is tried first, and what is added comes last. A sequence is only added when none
 * that is there already leads to an execution of which it is a beginning (Abdulla, Aronis, Jonsson, Sagonas,
 * "Source Sets", JACM 2017, section 6). */
#ifndef PLAIT_ENGINE_EXPLORE_TREE_H
#define PLAIT_ENGINE_EXPLORE_TREE_H

#include "engine/explore_order.h"

#define MOVE_ANY (UINT32_MAX - 1) /* woken: whoever it may be */

struct explore_move {
  struct depend_effect effect;
  uint32_t thread;  /* canonical, as all threads here */
  uint32_t woken;   /* signal: whom, MOVE_ANY, or EXPLORE_NOBODY when there is no choice */
  uint32_t created; /* thread_create: whom; else EXPLORE_NOBODY */
  uint16_t wire;    /* the thread as the runtime numbered it where the move was made */
  uint16_t flags;
  uint8_t nature;
  uint8_t kind;     /* enum wire_choice; CHOICE_ANY when it has not been seen there yet */
  bool held;        /* asleep since the root of the search, see strategy_dpor.c */
};

struct explore_node {
  struct explore_move move;
  struct explore_node *child, *next; /* its first child; its next sibling */
};

/* The sequence V of events that is to follow a point: indices into the run, the last one may be a pending operation. It has not
 * been performed there, so what it would turn out to be is not known. */
struct explore_sequence {
  const struct explore_order *order;
  ARRAY(uint32_t) at;
  uint32_t last; /* the event or pending operation that was moved to the front of its partner */
  const uint32_t *own; /* explore_order_own of it: what came before it through its partner (who had the lock) does not now */
};

/* The event as it was performed. */
struct explore_move explore_move_of(const struct explore_event *e);
/* Event I of the sequence as a move. */
struct explore_move explore_move_in(const struct explore_sequence *v, uint32_t i);
/* Could the sequence as well begin with this move: because its thread's first event there waits for nothing else in it,
 * or because it has nothing to do with any of it? (A weak initial.) */
bool explore_begins(const struct explore_sequence *v, const struct explore_move *m);
/* Adds V below *ROOT unless it is covered. V is used up. */
void explore_tree_insert(struct explore_node **root, struct explore_sequence *v);
struct explore_node *explore_node_new(const struct explore_move *m);
void explore_tree_free(struct explore_node *root);

#endif

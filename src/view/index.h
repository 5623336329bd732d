/* index.h — what the panes remember of the whole trace, so that no frame reads all of it.
 *
 * Filled as the trace grows, each step looked at once: which objects are locks (their letters), where something was
 * printed, whose tasks are counted, and a summary of every INDEX_BLOCK steps for the overview strip. It hangs in struct view; view_forget
 * cuts it when steps are taken back. */
#ifndef PLAIT_VIEW_INDEX_H
#define PLAIT_VIEW_INDEX_H

#include "base/array.h"
#include "view/cols.h"
#include "view/view.h"

enum { INDEX_BLOCK = 256 };

struct index_block {
  uint16_t thread; /* the one that moved most (among the first 64) */
  bool preempted;  /* somebody was */
  bool bad;        /* a crash, a failed assertion, a deadlock */
};

struct index_tasks {
  uint32_t queue, step;
};

struct view_index {
  struct cols columns;  /* which steps have one */
  ARRAY(uint32_t) locks;   /* object numbers of locks, ascending; those inside of others only while spans are open */
  uint32_t objects;        /* objects looked at */
  ARRAY(uint32_t) outputs; /* steps that printed, ascending */
  ARRAY(struct index_tasks) tasks; /* the first task_done or join of each queue that has one, ascending */
  ARRAY(struct index_block) blocks; /* complete blocks only */
  uint32_t steps;          /* steps looked at */
  struct contention *contention; /* contention.c: of the trace when it had contention_steps; NULL: not made */
  size_t contention_len;
  uint32_t contention_steps;
  struct causal_memory *causal;  /* causal.c: of the trace as it was last asked about; NULL: not made */
};

struct view_index *index_new(void);
void index_free(struct view_index *ix);
/* Takes in what has been added to the trace. */
void index_update(struct view_index *ix, const struct trace *t);
/* The index of a view, made and brought up to date. */
struct view_index *index_of(struct view *v);
/* Spans were opened or closed: what depends on it is made anew. */
void index_turned(struct view_index *ix, const struct trace *t);
/* How many of the outputs are at or before STEP. */
size_t index_outputs_until(const struct view_index *ix, uint32_t step);
/* Does anybody count the tasks of QUEUE (task_done, join)? Where nobody does, what is unfinished says nothing. */
bool index_has_tasks(const struct view_index *ix, uint32_t queue);
/* What happened in steps [from, to]. */
struct index_block index_summary(const struct view_index *ix, const struct trace *t, uint32_t from, uint32_t to);

#endif

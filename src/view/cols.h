/* cols.h — which steps have a column of their own: the calls of a library are one column, or all they consist of.
 *
 * A call of plait/sync.h is a span of steps. Closed, it is drawn as what it does: one column for the step at which it
 * takes effect. A call that has to wait has a second one before that, where the waiting begins, because that is what one
 * looks for; a call that fails after it had an effect (somebody broke the barrier) has one where it fails. Open, every
 * step of it has a column, as outside of spans.
 *
 * Columns are numbered from 1, as steps are, and until the first span a column's number is that of its step. The
 * cursor stands on steps, but between two columns it rests only where the move that the column shows is over: after
 * the call has returned, or where its thread can go no further (cols_rest). */
#ifndef PLAIT_VIEW_COLS_H
#define PLAIT_VIEW_COLS_H

#include "base/array.h"
#include "model/spans.h"
#include "trace/trace.h"

/* The columns of one closed span. */
struct cols_marks {
  uint32_t at[4];   /* ascending steps */
  int n;
  uint32_t blocked; /* the step after which it had to wait for the first time; 0: it had not */
};

struct cols {
  const struct trace *trace; /* NULL: nothing taken in yet */
  struct spans *spans;
  bool open;                 /* spans are open, except those turned; else the other way round */
  ARRAY(uint32_t) turned;    /* begins of the spans that are not as `open` says */
  uint32_t steps;            /* steps taken in */
  uint32_t base;             /* the first step that is in a span; 0: none so far */
  ARRAY(uint32_t) at;        /* the step of each column from number `base` on */
  ARRAY(struct cols_span {
    uint32_t begin;
    uint16_t thread;
    struct cols_marks marks;
  }) unfinished;             /* closed spans that were not over: their columns may still change */
};

/* Takes in what T has got since; another trace than before, or one that was cut: all of it. */
void cols_update(struct cols *c, const struct trace *t);
/* Steps after KEEP are gone or different. What is open stays open. */
void cols_cut(struct cols *c, uint32_t keep);
void cols_fini(struct cols *c);
/* Opens what is closed and closes what is open. */
void cols_turn_all(struct cols *c);
void cols_turn(struct cols *c, uint32_t begin); /* the span that begins at BEGIN */

uint32_t cols_count(const struct cols *c);
/* The step of column N, 1 ≤ N ≤ cols_count. */
uint32_t cols_step(const struct cols *c, uint32_t n);
/* The last column whose step is not after STEP; 0: it is before all of them. */
uint32_t cols_before(const struct cols *c, uint32_t step);
/* The column that shows STEP: its own, or one of the closed span that it lies in. */
uint32_t cols_of(const struct cols *c, uint32_t step);
/* Where the cursor stands when column N is shown; 0 for 0, the last step for the last column. */
uint32_t cols_rest(const struct cols *c, uint32_t n);
/* The closed span that STEP lies in, the outermost one, or NULL. */
const struct span *cols_closed(const struct cols *c, uint32_t step);
/* Where STEP is: spans_site, where its call is closed. */
uint32_t cols_site(const struct cols *c, uint32_t step);
/* Are all calls closed, so that nothing shows what is inside of them? */
bool cols_all_closed(const struct cols *c);
/* Could no other thread have moved between the columns N - 1 and N (switch models)? */
bool cols_joined(const struct cols *c, uint32_t n);
/* Had the thread of S to wait before it could make this step? */
bool cols_waited(const struct trace_step *s);
struct cols_marks cols_marks(const struct cols *c, const struct span *s);

#endif

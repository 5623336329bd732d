/* compare.h — two executions compared: what they have in common, where they part, and the swap that made the difference.
 *
 * Steps of the two are matched by what they are: the n-th step of a thread, threads by who created them and in which
 * order. A difference in the order of two steps that have nothing to do with each other changes nothing; so what decides
 * is looked for among pairs of *dependent* steps (wire/depend.h) that come in one order here and in the other there, and
 * the earliest such pair is it. A step that a thread never came to counts as later than all others: being first is what
 * kept the other from it. */
#ifndef PLAIT_ANALYSIS_COMPARE_H
#define PLAIT_ANALYSIS_COMPARE_H

#include "base/array.h"
#include "trace/trace.h"

struct compare_row {
  uint32_t step[2]; /* in each of the two; 0: it has none here */
  bool same;        /* both, and they did the same */
};

/* The same step in both executions. */
struct compare_event {
  uint32_t step[2];   /* 0: it did not come to that */
  uint16_t thread[2]; /* as each trace numbers it; valid where the thread exists */
};

struct comparison {
  const struct trace *t[2];
  bool same;       /* all steps and the end */
  bool same_end;   /* how they ended, and the status */
  uint32_t common; /* steps from the beginning that are the same in both */
  ARRAY(struct compare_row) rows; /* the steps behind those, in the order of both */
  uint32_t unaligned[2];          /* steps behind the last row: too many to be compared */
  bool swapped;                   /* there is a pair: */
  struct compare_event first, second; /* FIRST comes before SECOND in the one, SECOND before FIRST in the other */
  uint32_t swaps;  /* pairs in all */
};

/* The traces must outlive it. */
void compare_init(struct comparison *c, const struct trace *a, const struct trace *b);
void compare_fini(struct comparison *c);

#endif

/* explore_outcome.h — the tables of distinct endings and findings; for explore*.c only. */
#ifndef PLAIT_ENGINE_EXPLORE_OUTCOME_H
#define PLAIT_ENGINE_EXPLORE_OUTCOME_H

#include "engine/explore.h"
#include "engine/explore_log.h"

/* One execution, as the tables see it. */
struct explore_ending {
  const struct explore_run *run;
  const struct analysis *findings; /* NULL: nobody looked */
  const struct trace *trace;       /* that they are about */
  uint64_t number;                 /* of the execution */
  uint64_t interleavings;          /* schedules it stands for; 0: not known */
  bool sampled;
};

/* Counts the execution to its outcome and its findings, which are made when they are new. */
void explore_outcome_count(struct explore_result *r, const struct explore_ending *e);
void explore_outcomes_clear(struct explore_result *r);
/* Outcomes: the most frequent first. Findings: errors first, then in the order in which they were found. */
void explore_outcomes_sort(struct explore_result *r);

#endif

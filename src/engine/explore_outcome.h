/* explore_outcome.h — the tables of distinct endings and findings; for explore*.c only. */
#ifndef PLAIT_ENGINE_EXPLORE_OUTCOME_H
#define PLAIT_ENGINE_EXPLORE_OUTCOME_H

#include "engine/explore.h"
#include "engine/explore_log.h"

/* What is wrong in an execution, without the execution. */
struct explore_verdict {
  struct buf errors; /* as in explore_outcome */
  ARRAY(struct explore_judged {
    enum finding_kind kind;
    enum finding_severity severity;
    char *key;
  }) findings;
};

/* Errors and warnings that the analysis has found. V is empty, or used again. */
void explore_verdict_take(struct explore_verdict *v, const struct analysis *a, const struct trace *t);
void explore_verdict_fini(struct explore_verdict *v);

/* One execution, as the tables see it. */
struct explore_ending {
  const struct explore_run *run;
  const struct explore_verdict *verdict;
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

/* explore_outcome.h — the table of distinct endings; for explore.c only. */
#ifndef PLAIT_ENGINE_EXPLORE_OUTCOME_H
#define PLAIT_ENGINE_EXPLORE_OUTCOME_H

#include "engine/explore.h"
#include "engine/explore_log.h"

/* Counts the execution to its outcome, which is made when it is new. NUMBER: of the execution. */
void explore_outcome_count(struct explore_result *r, const struct explore_run *run, uint64_t number);
void explore_outcomes_clear(struct explore_result *r);
/* The most frequent first; errors before that. */
void explore_outcomes_sort(struct explore_result *r);

#endif

/* compare_inner.h — steps of two executions under names that both share; for src/analysis/compare*.c only. */
#ifndef PLAIT_ANALYSIS_COMPARE_INNER_H
#define PLAIT_ANALYSIS_COMPARE_INNER_H

#include "analysis/compare.h"

/* A step by what it is. */
struct compare_id {
  uint32_t thread; /* the same in both traces */
  uint32_t nth;    /* how-manieth of its thread, from 1; 0: nobody's step (a deadlock, a crash) */
  uint64_t what;   /* operation and object */
  uint64_t did;    /* what came of it: value, result, text */
};

/* A thread: the CHILD-th of the canonical thread CREATOR. */
struct compare_birth {
  uint32_t creator, child;
};

struct compare_names {
  ARRAY(uint32_t) canon[2];     /* by thread of each trace */
  ARRAY(struct compare_birth) births; /* by canonical thread */
  ARRAY(struct compare_id) ids[2]; /* by step, from 1: [0] is not used */
};

void compare_names_init(struct compare_names *n, const struct trace *a, const struct trace *b);
void compare_names_fini(struct compare_names *n);
/* The operation and object of a pending operation, as compare_id.what. */
uint64_t compare_what(const struct compare_names *n, int side, const struct trace *t, uint8_t op, uint32_t object, uint16_t other);

/* compare_align.c: the rows behind the common beginning. */
void compare_align(struct comparison *c, const struct compare_names *n);
/* compare_swap.c: the pair. */
void compare_swap(struct comparison *c, const struct compare_names *n);

#endif

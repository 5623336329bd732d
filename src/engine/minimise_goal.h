/* minimise_goal.h — what a schedule must go on showing while it is made smaller; for src/engine/minimise*.c only. */
#ifndef PLAIT_ENGINE_MINIMISE_GOAL_H
#define PLAIT_ENGINE_MINIMISE_GOAL_H

#include "base/array.h"
#include "engine/minimise.h"

struct minimise_goal {
  enum minimise_goal_kind kind;
  enum finding_kind finding;
  enum finding_severity severity;
  char *key;         /* GOAL_FINDING */
  enum plait_end end; /* GOAL_OUTCOME */
  int32_t status;
  struct buf output; /* stdout, then stderr */
};

/* The goal that WANTED names in T. False with *err when T has no such thing. */
bool goal_named(struct minimise_goal *g, const struct trace *t, const char *wanted, struct plait_err *err);
/* T's ending. */
void goal_outcome(struct minimise_goal *g, const struct trace *t);
/* The I-th error of T; false: there are not so many. */
bool goal_error(struct minimise_goal *g, const struct trace *t, size_t i);
void goal_fini(struct minimise_goal *g);
/* Does T show it? */
bool goal_met(const struct minimise_goal *g, const struct trace *t);
/* How bad T is besides: 0 ended well without an error, 1 with one, 2 ended as no program should. */
unsigned goal_badness(const struct trace *t);
bool goal_ends_badly(enum plait_end end);

#endif

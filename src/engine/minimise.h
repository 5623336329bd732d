/* minimise.h — the same thing going wrong, with the fewest preemptions; and the step that decided it.
 *
 * A schedule found by chance switches threads everywhere. Here it is taken apart: turns of a thread are dropped, moved
 * together, cut short, as long as what is wrong stays; then schedules with fewer preemptions are searched through, which
 * either finds one or proves that there is none. Of what is left, the *inflection point* is the step after which every
 * continuation fails, found by halving: once a beginning can only fail, so can every longer one. The nearest passing
 * schedule begins alike up to just before it.
 *
 * Nothing is believed because it was seen once: what is reported has been run twice with the same steps. Must not print
 * and must not know files: src/cli does. */
#ifndef PLAIT_ENGINE_MINIMISE_H
#define PLAIT_ENGINE_MINIMISE_H

#include "analysis/analysis.h"
#include "engine/session.h"

/* A schedule, all of it. */
struct minimise_way {
  uint32_t *choices; /* NULL: there is none */
  size_t len;
  uint32_t preemptions, turns, steps;
  uint64_t hash;     /* trace_hash of its execution */
};

enum minimise_goal_kind {
  GOAL_FINDING, /* the same finding: kind, object, places */
  GOAL_OUTCOME, /* the same ending: how, status, output */
};

enum minimise_stage { MINIMISE_REPLAY, MINIMISE_TURNS, MINIMISE_PROOF, MINIMISE_INFLECTION, MINIMISE_PASSING };

struct minimise_result {
  enum minimise_goal_kind goal;
  enum finding_kind finding;   /* with GOAL_FINDING */
  char *key;                   /* its finding_key; NULL otherwise */
  bool common;                 /* GOAL_OUTCOME: the errors of the recording are in the program's own order as well */
  bool wrong;                  /* the recording has an error, or ended as no program should */
  struct minimise_way before, after;
  enum minimise_stage stage;   /* the one it is at, or was at when it was stopped */
  uint64_t executions;         /* in all */
  bool stopped;                /* by the caller */
  bool proven;                 /* no schedule with fewer preemptions than `after` does it: all were tried, */
  uint64_t proof;              /* so many; 0 and proven: there is none because it has no preemption */
  bool loose;                  /* a switch at a yield, or to a sleeper, counted as a preemption there */
  /* the inflection point */
  bool found;                  /* what follows is known */
  bool always;                 /* there is none: every execution tried shows it */
  uint32_t step;               /* of `after` */
  bool exhaustive;             /* every continuation was tried, one of each class; otherwise a sample */
  uint64_t continuations;
  struct minimise_way passing; /* begins alike up to just before `step`, and does not show it */
  bool nearest;                /* and no other that does has fewer preemptions */
  bool elsewhere;              /* it goes wrong in another way: there seems to be no way out */
};

struct minimise_options {
  const struct trace *recorded; /* the session was made with its options and its shared memory */
  const char *finding;     /* what to keep: "KIND", "KIND:OBJECT" or "outcome"; NULL: what matters most */
  double seconds;          /* 0: no limit */
  uint64_t seed;           /* of samples */
  /* Now and then; false stops, what is known by then stays. May be NULL. */
  bool (*progress)(void *ctx, const struct minimise_result *so_far);
  void *ctx;
};

/* False with *err: exit 2 when there is no such finding, 3 when the program does not do it again, 4 when it cannot be
 * controlled. What was known by then is in *out all the same. */
bool minimise(struct session *s, const struct minimise_options *o, struct minimise_result *out, struct plait_err *err);
/* Runs W once more with the session's trace. False with *err when it cannot be run or does not repeat itself. */
bool minimise_show(struct session *s, const struct minimise_way *w, struct plait_err *err);
void minimise_result_fini(struct minimise_result *r);

#endif

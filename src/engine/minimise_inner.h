/* minimise_inner.h — what the stages of minimise share; for src/engine/minimise*.c only.
 *
 * Every execution is followed twice at once: as a trace, for findings, and as a search's log, for strategies. Stages ask
 * for executions and look at the session's trace; they stop when `halt` says so or time is up, and leave the best they
 * have where they found it. */
#ifndef PLAIT_ENGINE_MINIMISE_INNER_H
#define PLAIT_ENGINE_MINIMISE_INNER_H

#include "engine/minimise_goal.h"
#include "engine/inner.h"
#include "engine/strategy.h"

enum minimise_halt {
  HALT_NONE,
  HALT_STOPPED, /* by the caller */
  HALT_NEWS,    /* memory was found shared: every schedule so far lacks steps */
  HALT_FAILED,  /* *err */
};

struct minimise {
  struct session *s;
  const struct minimise_options *o;
  struct minimise_result *r;
  struct plait_err *err;
  struct minimise_goal goal;
  struct minimise_goal own; /* how it ends when nobody is preempted */
  bool own_way_out;         /* that does not meet the goal */
  struct explore_log log;   /* of the last execution */
  enum minimise_halt halt;
  int64_t start, told;    /* nanoseconds */
  int64_t limit;          /* of the stage; INT64_MAX: none */
  uint64_t seed;
};

/* -- minimise_run.c: executions ------------------------------------------------------- */

enum minimise_ran { RAN_MET, RAN_NOT, RAN_DIVERGED, RAN_NOTHING /* halt says why */ };

/* Runs the plan, watched; OLDER: its choices were made when the session was at that generation. False: halt. */
bool minimise_run(struct minimise *m, const struct strategy_plan *plan, uint32_t older);
/* Begins with these choices, goes on without preemptions; is the goal met? */
enum minimise_ran minimise_try(struct minimise *m, const uint32_t *choices, size_t len);
/* The same, going on at random. */
enum minimise_ran minimise_sample(struct minimise *m, const uint32_t *choices, size_t len);
/* How many of its choices were followed when it diverged. */
size_t minimise_followed(const struct minimise *m);
bool minimise_late(const struct minimise *m);
/* Gives the stage a part of the time that is left. */
void minimise_share(struct minimise *m, double part);
/* Tries different schedules until they find no more memory shared. */
bool minimise_settle(struct minimise *m);
/* Runs W twice; the same steps, and the goal met or not as it should be? */
bool minimise_confirm(struct minimise *m, struct minimise_way *w, bool met);
/* How far the execution just run, which does not meet the goal, is from being in order: in another way wrong, or, when an
 * outcome is the goal, another one than the program's own. Below MINIMISE_BAD it is a way out. */
unsigned minimise_badness(const struct minimise *m);
enum { MINIMISE_BAD = 2 };

/* -- minimise_way.c: schedules ------------------------------------------------------------ */

/* The execution just run. */
void way_take(struct minimise_way *w, const struct trace *t);
void way_count(const struct trace *t, struct minimise_way *out); /* without choices and hash */
bool way_less(const struct minimise_way *a, const struct minimise_way *b);
void way_fini(struct minimise_way *w);
/* Choices that steps 1..STEP of T took, for each step from 0; the caller frees. */
uint32_t *way_upto(const struct trace *t);
size_t way_common(const uint32_t *a, size_t n, const uint32_t *b, size_t m);

/* -- minimise_guess.c: a smaller schedule to begin with, by luck ------------------------------- */
void guess_few(struct minimise *m);

/* -- minimise_turns.c ---------------------------------------------------------------------- */

/* Makes *W smaller while the goal stays met (or not met), by greedy editing; its first FIXED choices stay. */
void turns_reduce(struct minimise *m, struct minimise_way *w, bool met, size_t fixed);

/* -- minimise_sweep.c: through all executions of a kind ---------------------------------------- */

struct sweep {
  const struct strategy *strategy;
  uint32_t bound;
  const uint32_t *root;
  size_t root_len;
  bool (*visit)(struct minimise *m, void *ctx); /* the session's trace; false: enough */
  void *ctx;
  /* out */
  uint64_t seen;
  bool complete; /* there is nothing that was not visited */
  bool enough;
  bool loose;    /* some execution yields or sleeps */
};
void sweep_run(struct minimise *m, struct sweep *w);

/* -- minimise_proof.c, minimise_inflection.c: the stages ----------------------------------------- */

/* Looks for schedules with fewer preemptions than r->after; then for fewer steps. */
void proof_search(struct minimise *m);
void inflection_search(struct minimise *m);
void inflection_passing(struct minimise *m);

#endif

/* explore_inner.h — what a search consists of; for explore*.c only.
 *
 * A search is one or more *phases*, each with one strategy and its share of the budget. A phase is one or more
 * *parts*, each with a state of the strategy of its own; parts have nothing to do with each other, so workers, each with a
 * session of its own, may search them side by side. What they share is here, behind one lock. */
#ifndef PLAIT_ENGINE_EXPLORE_INNER_H
#define PLAIT_ENGINE_EXPLORE_INNER_H

#include "engine/explore_linear.h"
#include "engine/explore_outcome.h"
#include "engine/inner.h"
#include "engine/strategy.h"

#include <pthread.h>

enum explore_how {
  EXPLORE_DONE,    /* nothing is left */
  EXPLORE_MORE,    /* as many executions as were asked for, and there are more */
  EXPLORE_STOPPED, /* by the caller, or the budget is used up */
  EXPLORE_AGAIN,   /* memory was found shared: what was counted does not count */
  EXPLORE_FAILED,  /* the program cannot be controlled */
};

struct explorer {
  const struct explore_options *o;
  const struct session_options *session;
  struct explore_result *result;
  int64_t start, told; /* nanoseconds */
  bool truncated, hurried, stalled;

  /* the phase */
  const struct strategy *strategy;
  int64_t deadline;    /* 0: none */
  uint64_t most;       /* executions; 0: no limit */
  uint64_t begun;      /* of these */
  uint64_t drawn;      /* before it: what it draws must not be the same again */
  bool starved;        /* several jobs find too little to do in one search: it is better cut into parts */
  bool sampling;       /* what it counts is drawn besides an exhaustive search */
  bool again;
  char note[512];      /* the strategy's */
  struct explore_linear linear;
  bool countable;      /* the schedules that each execution so far stands for are known */

  pthread_mutex_t lock;
};

struct crew;

/* Whoever runs executions. */
struct explore_worker {
  struct explorer *x;
  struct session *session;
  struct explore_log log;
  struct strategy_plan plan;
  struct analysis *analysis; /* NULL until the first execution */
  struct explore_verdict verdict; /* of the last execution that was looked at */
  bool tells;                /* on the thread of explore(): calls progress */
  bool alone;                /* what it searches is the whole phase */
};

void explore_worker_init(struct explore_worker *w, struct explorer *x, struct session *s);
void explore_worker_fini(struct explore_worker *w);
/* Empties the plan. */
void explore_worker_clear(struct explore_worker *w);
/* Runs a plan; the records go to TAKE, and into the trace unless nobody looks. */
bool explore_worker_execute(struct explore_worker *w, const struct strategy_plan *plan, void (*take)(void *, const union wire_record *, size_t), void *ctx,
                            struct plait_err *err);
/* Looks at what has been run, unless nobody wants that. */
void explore_worker_look(struct explore_worker *w);
/* What was counted does not count. */
void explore_forget(struct explorer *x);
/* Counts the execution in LOG. */
void explore_count(struct explorer *x, const struct explore_log *log, const struct explore_verdict *v);
/* Runs the plan into the worker's log, and its trace unless nobody looks. False with *err when the program cannot be controlled;
 * with result.stopped the execution was broken off. */
bool explore_worker_run(struct explore_worker *w, struct plait_err *err);
/* Has nobody ended the phase? Calls progress when it is time. */
bool explore_worker_goes_on(struct explore_worker *w);
/* Tries schedules until they find no more shared memory. */
bool explore_worker_settle(struct explore_worker *w, struct plait_err *err);
/* May one more execution begin? Then it is counted to the budget. */
bool explore_worker_begins(struct explore_worker *w);
/* There was none to begin. */
void explore_worker_unbegin(struct explore_worker *w);
/* Notes how far the search is, as its strategy guesses. */
void explore_worker_done(struct explore_worker *w, const void *state);
/* Searches below ROOT with the phase's strategy, helped by CREW (or NULL); at most MOST executions (0: no limit), with SEED. */
enum explore_how explore_worker_search(struct explore_worker *w, struct crew *crew, const struct strategy_root *root, uint64_t seed, uint64_t most,
                                       struct plait_err *err);

/* The phase, with as many workers as the options say; MAIN is the worker on this thread. */
enum explore_how explore_parts(struct explore_worker *main, struct plait_err *err);

/* Calls progress when it is time; false: the search has been stopped. On the thread of explore() only. */
bool explore_tell(struct explorer *x);
/* The same, after waiting for CHANGED or a short while. With the lock, which is given back in between. */
void explore_wait(struct explorer *x, pthread_cond_t *changed);

#endif

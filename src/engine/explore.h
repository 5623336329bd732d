/* explore.h — run a program under many schedules and count how it can end.
 *
 * A *strategy* (strategy.h) says which execution comes next; here executions are run, one after the other
 * through the fork server, each is looked at by the analysis, and endings and findings are told apart and counted; of each
 * the simplest schedule is kept. An exhaustive strategy that comes to its end has seen every outcome the program can have
 * (under the rules stated in the result's notes); a sampling one goes on until the budget is used up.
 *
 * What is shared memory is found before the search begins; when an execution still finds more, everything seen
 * so far lacked steps, and the search starts over. */
#ifndef PLAIT_ENGINE_EXPLORE_H
#define PLAIT_ENGINE_EXPLORE_H

#include "analysis/analysis.h"
#include "base/buf.h"
#include "engine/session.h"

struct explore_log;

/* The simplest execution of a kind: with the fewest preemptions, then the fewest steps. */
struct explore_way {
  uint32_t *schedule; /* choices */
  size_t len;
  uint32_t preemptions;
  uint64_t steps;
};

/* What distinguishes outcomes: how it ended, what it printed, and the errors found on the way. */
struct explore_outcome {
  enum plait_end end;
  int32_t status;
  struct buf output;      /* stdout, then stderr: the order between the two is not part of an outcome */
  struct buf errors;      /* "race counter, deadlock A": findings that are errors, each with its object; "" when none */
  char end_text[512];
  uint64_t count;         /* executions */
  uint64_t sampled;       /* further ones */
  uint64_t interleavings; /* schedules that give it, of which each execution stands for many; 0: not known */
  uint64_t first;         /* number of the first of them */
  struct explore_way way;
};

/* One finding, error or warning, however many executions show it. */
struct explore_finding {
  enum finding_kind kind;
  enum finding_severity severity;
  char *key;              /* finding_key */
  uint64_t count;         /* executions that show it */
  uint64_t first;
  struct explore_way way;
};

struct explore_result {
  struct explore_outcome *outcomes;
  size_t outcomes_len;
  struct explore_finding *findings;
  size_t findings_len;
  uint64_t executions;    /* that came to an end; of an exhaustive search one of each class */
  uint64_t sampled;       /* further ones, drawn when not everything could be tried */
  uint64_t interleavings; /* of all outcomes; 0: not known */
  uint64_t redundant;     /* begun and given up because everything that could follow had been tried */
  uint64_t impossible;    /* planned, but the program could not be made to go that way */
  uint64_t restarts;      /* searches thrown away because memory was found shared */
  bool complete;          /* nothing was left out: see note */
  bool stopped;           /* by the caller */
  double done;            /* the part of an exhaustive search that is behind, 0..1, a guess; below 0: unknown */
  const char *strategy;
  char note[512];         /* why it is not complete, or what it is complete for; "" when there is nothing to say */
  double elapsed_s;
};

struct explore_options {
  /* A name of explore_strategy; NULL: dpor (dfs for other models than preemptive) for half of the budget, or 30 s, then drawing for
   * the rest, or 30 s. */
  const char *strategy;
  uint64_t executions;    /* 0: no limit */
  double seconds;         /* 0: no limit */
  uint64_t seed;
  uint32_t bound;         /* preemption-bound, delay-bound */
  uint32_t depth;         /* pct */
  const uint32_t *root;   /* only executions that begin with these choices; NULL: all */
  size_t root_len;
  uint32_t jobs;          /* executions at a time, each on a processor of its own; 0, 1: one */
  uint32_t shard, shards; /* only part SHARD of 1..SHARDS of the search; 0: all of it */
  bool blind;             /* outcomes only: nobody looks for findings */
  bool count;             /* interleavings are counted */
  /* Now and then, on the thread that called; false stops. May be NULL. */
  bool (*progress)(void *ctx, const struct explore_result *so_far);
  /* After every execution counted, with its events; with several jobs from any thread, one at a time. May be NULL. */
  void (*seen)(void *ctx, const struct explore_log *log);
  /* The search starts over: what was seen does not count. May be NULL. */
  void (*again)(void *ctx);
  void *ctx;
};

struct explore_strategy_info {
  const char *name, *summary;
  bool exhaustive;
};
/* The strategies there are; NULL beyond the last. */
const struct explore_strategy_info *explore_strategy(size_t i);

/* Searches. With several jobs what the session's options point to must still be there. False with *err when the program cannot be controlled or the strategy is unknown; what was found until then is in
 * *out all the same. */
bool explore(struct session *s, const struct explore_options *o, struct explore_result *out, struct plait_err *err);
/* Runs SCHEDULE once more, with the session's trace. False with *err when the program cannot be controlled; a program that
 * does not repeat itself ends as END_DIVERGED. */
bool explore_show(struct session *s, const uint32_t *schedule, size_t len, struct plait_err *err);
void explore_result_fini(struct explore_result *r);

#endif

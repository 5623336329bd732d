/* strategy.h — how strategies plug in: which execution comes next?
 *
 * A strategy is three functions behind a table: begin, plan the next execution, learn from the one that was run. What
 * it plans is a prefix of choices, then a policy that the runtime follows by itself, with a seed; a search in order also
 * says who is asleep (wire.h). It never runs anything and knows nothing of outcomes. */
#ifndef PLAIT_ENGINE_STRATEGY_H
#define PLAIT_ENGINE_STRATEGY_H

#include "engine/explore.h"
#include "engine/explore_log.h"
#include "engine/explore_price.h"
#include "engine/explore_tree.h"

struct strategy_plan {
  ARRAY(uint32_t) prefix;
  enum wire_policy policy;
  uint64_t seed;
  uint32_t depth, length; /* POLICY_PCT */
  uint32_t flags;      /* enum wire_run_flag, besides those of the session */
  uint64_t sleep_from; /* choices of the prefix after which the sleepers sleep */
  ARRAY(struct wire_sleeper) sleepers;
  uint64_t target;     /* the place that the execution is about; 0: none */
  ARRAY(struct wire_walker) walkers; /* at most WIRE_THREADS */
};

/* Where a search begins: after these choices, with moves that have been explored from there already. */
struct strategy_root {
  const uint32_t *choices;
  size_t len;
  const struct explore_move *asleep; /* only for a strategy that knows sleep sets */
  size_t asleep_len;
};

struct strategy {
  struct explore_strategy_info info;
  explore_price *price; /* of a choice, for a search within a bound; or NULL */
  bool sleeping;        /* it knows sleep sets */
  /* What ROOT points to lives as long as the search. Everything planned begins with its choices. */
  void *(*begin)(const struct explore_options *o, const struct strategy_root *root);
  /* The next execution; false: there is none, everything has been tried. The plan comes emptied. */
  bool (*next)(void *state, struct strategy_plan *plan);
  /* What `next` is likely to plan sooner or later, nearest first: the I-th, from 0; false: there are no more. For those who can
   * run several at a time. May be missing. The plan comes emptied. */
  bool (*ahead)(void *state, size_t i, struct strategy_plan *plan);
  /* That execution; false: it counts for nothing, the next will be another attempt. */
  void (*learn)(void *state, const struct explore_log *log);
  void (*end)(void *state);
  /* What has been left out although the search came to its end, or which part was exhaustive when it did not; or NULL. May
   * be missing. */
  const char *(*note)(const void *state);
  /* The part of the search that is behind, 0..1, as far as it can be guessed; below 0: it cannot. May be missing. */
  double (*done)(const void *state);
};

/* For a mixture, with the state of strategy_surw: a plan about a place drawn evenly, however often it is accessed. */
void strategy_surw_even(void *state, struct strategy_plan *plan);

extern const struct strategy strategy_dpor, strategy_dfs, strategy_preemption, strategy_delay;
extern const struct strategy strategy_random, strategy_pct, strategy_pos, strategy_surw, strategy_portfolio, strategy_round_robin, strategy_replay;

#endif

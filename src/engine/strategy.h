/* strategy.h — how strategies plug in: which execution comes next?
 *
 * A strategy is three functions behind a table: begin, plan the next execution, learn from the one that was run. What
 * it plans is a prefix of choices, then a policy that the runtime follows by itself, with a seed; a search in order also
 * says who is asleep (wire.h). It never runs anything and knows nothing of outcomes. */
#ifndef PLAIT_ENGINE_STRATEGY_H
#define PLAIT_ENGINE_STRATEGY_H

#include "engine/explore.h"
#include "engine/explore_log.h"

struct strategy_plan {
  ARRAY(uint32_t) prefix;
  enum wire_policy policy;
  uint64_t seed;
  uint32_t depth, length; /* POLICY_PCT */
  uint32_t flags;      /* enum wire_run_flag, besides those of the session */
  uint64_t sleep_from; /* choices of the prefix after which the sleepers sleep */
  ARRAY(struct wire_sleeper) sleepers;
};

struct strategy {
  struct explore_strategy_info info;
  void *(*begin)(const struct explore_options *o);
  /* The next execution; false: there is none, everything has been tried. The plan comes emptied. */
  bool (*next)(void *state, struct strategy_plan *plan);
  /* That execution; false: it counts for nothing, the next will be another attempt. */
  void (*learn)(void *state, const struct explore_log *log);
  void (*end)(void *state);
  /* What has been left out although the search came to its end, or NULL. May be missing. */
  const char *(*note)(const void *state);
};

extern const struct strategy strategy_dpor, strategy_dfs, strategy_preemption, strategy_delay;
extern const struct strategy strategy_random, strategy_pct, strategy_pos, strategy_round_robin, strategy_replay;

#endif

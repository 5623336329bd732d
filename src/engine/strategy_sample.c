/* strategy_sample.c — schedules drawn from those that there are, until the budget is used up; and single ones.
 *
 * The drawing is the runtime's (runtime/choose.c, runtime/sample.c): here an execution is a policy and a seed. */
#include "engine/strategy.h"

#include "wire/prng.h"

#include <stdlib.h>

enum { DEPTH = 3 }; /* pct: most bugs that people make need no more */

struct sample {
  const struct strategy_root *root;
  enum wire_policy policy;
  uint64_t seed;
  uint32_t depth, length; /* pct: the longest execution so far */
  bool once, done; /* one execution is all there is */
};

static struct sample *sample_new(enum wire_policy policy, bool once, const struct explore_options *o, const struct strategy_root *root) {
  struct sample *s = xcalloc(1, sizeof *s);
  s->root = root;
  s->policy = policy;
  s->once = once;
  s->seed = o->seed;
  s->depth = o->depth ? o->depth : DEPTH;
  return s;
}

static void *sample_begin_random(const struct explore_options *o, const struct strategy_root *root) {
  return sample_new(POLICY_RANDOM, false, o, root);
}

static void *sample_begin_round_robin(const struct explore_options *o, const struct strategy_root *root) {
  return sample_new(POLICY_ROUND_ROBIN, true, o, root);
}

static void *sample_begin_replay(const struct explore_options *o, const struct strategy_root *root) {
  return sample_new(POLICY_CONTINUE, true, o, root);
}

static void *sample_begin_pct(const struct explore_options *o, const struct strategy_root *root) {
  return sample_new(POLICY_PCT, false, o, root);
}

static void *sample_begin_pos(const struct explore_options *o, const struct strategy_root *root) {
  return sample_new(POLICY_POS, false, o, root);
}

static bool sample_next(void *state, struct strategy_plan *plan) {
  struct sample *s = state;
  if (s->done)
    return false;
  s->done = s->once;
  for (size_t i = 0; i < s->root->len; i++)
    *ARRAY_PUSH(&plan->prefix) = s->root->choices[i];
  plan->policy = s->policy;
  plan->depth = s->depth;
  plan->length = s->length;
  plan->seed = s->once ? s->seed : prng_next(&s->seed);
  return true;
}

static void sample_learn(void *state, const struct explore_log *log) {
  struct sample *s = state;
  if (log->run.steps > s->length)
    s->length = (uint32_t)log->run.steps;
}

const struct strategy strategy_random = {
    .info = {"random", "at every step any of the threads that can move, all alike", false},
    .begin = sample_begin_random, .next = sample_next, .learn = sample_learn, .end = free,
};
const struct strategy strategy_pct = {
    .info = {"pct", "by random priorities that change --depth - 1 times", false},
    .begin = sample_begin_pct, .next = sample_next, .learn = sample_learn, .end = free,
};
const struct strategy strategy_pos = {
    .info = {"pos", "by random priorities of operations, drawn anew where they conflict", false},
    .begin = sample_begin_pos, .next = sample_next, .learn = sample_learn, .end = free,
};
const struct strategy strategy_round_robin = {
    .info = {"round-robin", "one execution: another thread after every step", false},
    .begin = sample_begin_round_robin, .next = sample_next, .learn = sample_learn, .end = free,
};
const struct strategy strategy_replay = {
    .info = {"replay", "one execution: the schedule given, then each thread as long as it can", false},
    .begin = sample_begin_replay, .next = sample_next, .learn = sample_learn, .end = free,
};

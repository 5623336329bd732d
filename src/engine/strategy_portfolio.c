/* strategy_portfolio.c — a mixture of the sampling strategies, for programs of which nothing is known.
 *
 * Which strategy finds a mistake soonest depends on the mistake, by factors of a hundred and more, and cannot be told
 * beforehand. */
#include "engine/strategy.h"

#include "wire/prng.h"

#include <stdlib.h>

static const struct portfolio_member {
  const struct strategy *strategy;
  uint32_t depth; /* pct */
} members[] = {{&strategy_surw, 0}, {&strategy_pos, 0}, {&strategy_surw, 0}, {&strategy_pct, 2}, {&strategy_surw, 0}, {&strategy_random, 0}, {&strategy_surw, 0}, {&strategy_pct, 4}};
enum { MEMBERS = sizeof members / sizeof *members };

struct portfolio {
  void *state[MEMBERS];
  uint64_t turn;
};

static void *portfolio_begin(const struct explore_options *o, const struct strategy_root *root) {
  struct portfolio *p = xcalloc(1, sizeof *p);
  uint64_t seed = o->seed;
  for (size_t i = 0; i < MEMBERS; i++) {
    struct explore_options mine = *o;
    mine.seed = prng_next(&seed);
    mine.depth = members[i].depth;
    p->state[i] = members[i].strategy->begin(&mine, root);
  }
  return p;
}

static void portfolio_end(void *state) {
  struct portfolio *p = state;
  for (size_t i = 0; i < MEMBERS; i++)
    members[i].strategy->end(p->state[i]);
  free(p);
}

static bool portfolio_next(void *state, struct strategy_plan *plan) {
  struct portfolio *p = state;
  size_t i = p->turn++ % MEMBERS;
  return members[i].strategy->next(p->state[i], plan);
}

static void portfolio_learn(void *state, const struct explore_log *log) {
  struct portfolio *p = state;
  for (size_t i = 0; i < MEMBERS; i++)
    members[i].strategy->learn(p->state[i], log);
}

const struct strategy strategy_portfolio = {
    .info = {"portfolio", "the sampling strategies in turn", false},
    .begin = portfolio_begin, .next = portfolio_next, .learn = portfolio_learn, .end = portfolio_end,
};

/* strategy_portfolio.c — a mixture of the sampling strategies, for programs of which nothing is known.
 *
 * Which strategy finds a mistake soonest depends on the mistake, by factors of a hundred and more, and cannot be told
 * beforehand; a strategy that has every nth turn finds it at most n times later. Measured over tests/buggy (make bench
 * BENCH=strategies), one is rarely far from the best: the walk about one place, surw. So it has three of eight turns. The
 * others share the rest, for what the walk hardly comes to:
 *
 *   pct   some thread waits while all others go on for long: order violations, late starters
 *   pos   many threads, and the order of a few operations in different places
 *   surw  about places drawn evenly, once with priorities elsewhere: one rare access in a crowd of frequent ones
 *
 * The turns are taken in a fixed order and not drawn, so that none is long in coming. */
#include "engine/strategy.h"

#include "wire/prng.h"

#include <stdlib.h>

enum portfolio_part { WALK, WALK_EVENLY, WALK_EVENLY_POS, PCT_SHALLOW, PCT_DEEP, POS, PARTS };

static const enum portfolio_part rota[] = {WALK, PCT_SHALLOW, WALK, POS, WALK, PCT_DEEP, WALK_EVENLY, WALK_EVENLY_POS};

static const struct portfolio_of {
  const struct strategy *strategy; /* NULL: the walk's state serves */
  uint32_t depth;
} parts[PARTS] = {[WALK] = {&strategy_surw, 0}, [PCT_SHALLOW] = {&strategy_pct, 2}, [PCT_DEEP] = {&strategy_pct, 4}, [POS] = {&strategy_pos, 0}};

struct portfolio {
  void *state[PARTS];
  uint64_t turn;
};

static void *portfolio_begin(const struct explore_options *o, const struct strategy_root *root) {
  struct portfolio *p = xcalloc(1, sizeof *p);
  uint64_t seed = o->seed;
  for (size_t i = 0; i < PARTS; i++) {
    struct explore_options mine = *o;
    mine.seed = prng_next(&seed);
    mine.depth = parts[i].depth;
    if (parts[i].strategy)
      p->state[i] = parts[i].strategy->begin(&mine, root);
  }
  return p;
}

static void portfolio_end(void *state) {
  struct portfolio *p = state;
  for (size_t i = 0; i < PARTS; i++)
    if (parts[i].strategy)
      parts[i].strategy->end(p->state[i]);
  free(p);
}

static bool portfolio_next(void *state, struct strategy_plan *plan) {
  struct portfolio *p = state;
  enum portfolio_part part = rota[p->turn++ % (sizeof rota / sizeof *rota)];
  if (parts[part].strategy)
    return parts[part].strategy->next(p->state[part], plan);
  strategy_surw_even(p->state[WALK], plan);
  if (part == WALK_EVENLY_POS)
    plan->policy = POLICY_POS;
  return true;
}

/* Each learns from what the others have drawn, too. */
static void portfolio_learn(void *state, const struct explore_log *log) {
  struct portfolio *p = state;
  for (size_t i = 0; i < PARTS; i++)
    if (parts[i].strategy)
      parts[i].strategy->learn(p->state[i], log);
}

const struct strategy strategy_portfolio = {
    .info = {"portfolio", "the sampling strategies in turn, mostly surw", false},
    .begin = portfolio_begin, .next = portfolio_next, .learn = portfolio_learn, .end = portfolio_end,
};

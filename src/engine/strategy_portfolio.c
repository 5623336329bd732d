/* strategy_portfolio.c — a mixture of the sampling strategies, for programs of which nothing is known.
 *
 * Which strategy finds a mistake soonest depends on the mistake, by factors of a hundred and more, and cannot be told
 * beforehand; a strategy that has every nth turn finds it at most n times later. Measured over tests/buggy (make bench
 * BENCH=strategies), two are rarely far from the best, and where one of them is, the other is not:
 *
 *   surw  the walk about one place: half of the turns, one in four of them about a place drawn evenly, for one rare access
 *         in a crowd of frequent ones
 *   pct   some thread waits while all others go on for long (order violations, late starters): three of eight turns
 *
 * What is left is for pos: many threads, and the order of a few operations in different places.
 *
 * The turns are taken in a fixed order and not drawn, so that none is long in coming. */
#include "engine/strategy.h"

#include "wire/prng.h"

#include <stdlib.h>

enum portfolio_part { WALK, WALK_EVENLY, PCT, POS, PARTS };

static const enum portfolio_part rota[] = {WALK, PCT, WALK, POS, WALK, PCT, WALK_EVENLY, PCT};

/* NULL: the walk's state serves. */
static const struct strategy *const parts[PARTS] = {[WALK] = &strategy_surw, [PCT] = &strategy_pct, [POS] = &strategy_pos};

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
    if (parts[i])
      p->state[i] = parts[i]->begin(&mine, root);
  }
  return p;
}

static void portfolio_end(void *state) {
  struct portfolio *p = state;
  for (size_t i = 0; i < PARTS; i++)
    if (parts[i])
      parts[i]->end(p->state[i]);
  free(p);
}

static bool portfolio_next(void *state, struct strategy_plan *plan) {
  struct portfolio *p = state;
  enum portfolio_part part = rota[p->turn++ % (sizeof rota / sizeof *rota)];
  if (parts[part])
    return parts[part]->next(p->state[part], plan);
  strategy_surw_even(p->state[WALK], plan);
  return true;
}

/* Each learns from what the others have drawn, too. */
static void portfolio_learn(void *state, const struct explore_log *log) {
  struct portfolio *p = state;
  for (size_t i = 0; i < PARTS; i++)
    if (parts[i])
      parts[i]->learn(p->state[i], log);
}

const struct strategy strategy_portfolio = {
    .info = {"portfolio", "the sampling strategies in turn, mostly surw", false},
    .begin = portfolio_begin, .next = portfolio_next, .learn = portfolio_learn, .end = portfolio_end,
};

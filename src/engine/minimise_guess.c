/* minimise_guess.c — a good place to begin: a schedule that was drawn to have few preemptions.
 *
 * Most bugs need few, and priorities that change a few times (pct) make schedules with few. When one of those meets the
 * goal, there is much less to be taken apart than in a recording with a switch after every other step. */
#include "engine/minimise_inner.h"

#include "wire/prng.h"

enum { WORTH = 3, DEEPEST = 4, DRAWN = 60 };

void guess_few(struct minimise *m) {
  struct minimise_way *w = &m->r->after, now = {0};
  struct strategy_plan plan = {.policy = POLICY_PCT};
  /* The simplest of all first: nobody is preempted, threads come in their order. */
  if (minimise_try(m, NULL, 0) == RAN_MET) {
    way_count(m->s->trace, &now);
    if (way_less(&now, w))
      way_take(w, m->s->trace);
  }
  /* Priorities know nothing of switch models. */
  if (m->halt || w->preemptions <= WORTH || session_plan(m->s, POLICY_PCT).model != MODEL_PREEMPTIVE)
    return;
  for (plan.depth = 1; plan.depth <= DEEPEST; plan.depth++)
    for (int i = 0; i < DRAWN && w->preemptions > plan.depth; i++) {
      plan.length = w->steps;
      plan.seed = prng_next(&m->seed);
      if (minimise_late(m) || !minimise_run(m, &plan, m->s->generation))
        return;
      way_count(m->s->trace, &now);
      if (way_less(&now, w) && goal_met(&m->goal, m->s->trace))
        way_take(w, m->s->trace);
    }
}

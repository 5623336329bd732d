/* minimise_proof.c — is there a schedule with fewer preemptions? Every one is tried, the fewest first.
 *
 * The greedy stage says how many are enough; bound by bound below that, all schedules are run (strategy_dfs.c), so the first
 * bound at which the goal is met is the fewest there can be. Its own schedules are gone through to the end, for the
 * fewest steps. */
#include "engine/minimise_inner.h"

static bool proof_visit(struct minimise *m, void *ctx) {
  (void)ctx;
  struct minimise_way now = {0};
  way_count(m->s->trace, &now);
  /* Looking for findings costs more than running: only where it matters. */
  if (way_less(&now, &m->r->after) && goal_met(&m->goal, m->s->trace))
    way_take(&m->r->after, m->s->trace);
  return true;
}

void proof_search(struct minimise *m) {
  struct minimise_result *r = m->r;
  r->proven = false;
  r->proof = 0;
  r->loose = false;
  for (uint32_t bound = 0; bound <= r->after.preemptions && !m->halt; bound++) {
    minimise_share(m, bound < r->after.preemptions ? 0.5 : 0.2);
    struct sweep w = {.strategy = &strategy_preemption, .bound = bound, .visit = proof_visit};
    sweep_run(m, &w);
    if (r->after.preemptions <= bound) { /* everything below has been gone through */
      r->proven = true;
      break;
    }
    if (!w.complete)
      break;
    r->loose |= w.loose;
    r->proof = w.seen;
  }
}

/* minimise_sweep.c — through all executions that a strategy knows of, each looked at as a trace.
 *
 * The search's own loop (explore.c) counts outcomes and knows no traces while it runs; here each execution is looked at,
 * and the sweep ends as soon as whoever looks has seen enough. */
#include "engine/minimise_inner.h"

#include <string.h>

static void sweep_clear(struct strategy_plan *plan) {
  plan->prefix.len = plan->sleepers.len = 0;
  plan->policy = POLICY_CONTINUE;
  plan->flags = plan->depth = plan->length = 0;
  plan->seed = plan->sleep_from = 0;
}

static bool sweep_is_loose(const struct explore_run *r) {
  for (size_t i = 0; i < r->events.len; i++)
    if (r->events.at[i].op == OP_YIELD || r->events.at[i].op == OP_WAKE)
      return true;
  return false;
}

/* What makes the end of a search no proof; see explore_note. */
static bool sweep_is_partial(const struct minimise *m, const struct sweep *w, const struct explore_run *r) {
  const struct session_options *o = &m->s->o;
  bool reduced = w->strategy == &strategy_dpor;
  return r->end == END_STEP_LIMIT || r->end == END_STALL || (reduced && ((r->hurried && !o->free_time) || o->spurious));
}

void sweep_run(struct minimise *m, struct sweep *w) {
  struct explore_options o = {.strategy = w->strategy->info.name, .bound = w->bound, .root = w->root, .root_len = w->root_len};
  struct strategy_root root = {.choices = w->root, .len = w->root_len};
  struct strategy_plan plan = {0};
  bool partial = false, done = false;
  explore_log_fini(&m->log);
  explore_log_init(&m->log);
  void *state = w->strategy->begin(&o, &root);
  w->seen = 0;
  w->complete = w->enough = w->loose = false;
  while (!m->halt && !minimise_late(m) && !w->enough) {
    sweep_clear(&plan);
    if (!w->strategy->next(state, &plan)) {
      done = true;
      break;
    }
    plan.flags |= RUN_SEARCH;
    if (!minimise_run(m, &plan, m->s->generation))
      break;
    const struct explore_run *r = &m->log.run;
    if (!r->asleep && !r->diverged) {
      if (way_common(r->choices.at, r->choices.len, w->root, w->root_len) < w->root_len) {
        partial = true; /* not below the root: this is no search for such a place */
        break;
      }
      w->seen++;
      w->loose = w->loose || sweep_is_loose(r);
      partial = partial || sweep_is_partial(m, w, r);
      w->enough = !w->visit(m, w->ctx);
    } else if (r->diverged && !r->asleep && w->seen == 0) {
      partial = true;
    }
    w->strategy->learn(state, &m->log);
  }
  w->complete = done && !partial;
  w->strategy->end(state);
  ARRAY_FREE(&plan.prefix);
  ARRAY_FREE(&plan.sleepers);
}

/* minimise_run.c — one execution after the other, for the stages of minimise.
 *
 * An execution is taken into the session's trace and into the log of a search at the same time. Under a switch model that
 * forbids switches a prefix would still make them (the runtime follows it to the letter), so what a choice was made
 * from is logged there, and an execution with a switch that the model does not offer counts as diverged. */
#include "engine/minimise_inner.h"

#include "wire/prng.h"

#include <string.h>

#define SECOND INT64_C(1000000000)

enum { TOLD_NS = 100000000 };

/* ---- following one ------------------------------------------------------------------- */

static bool run_goes_on(struct minimise *m) {
  int64_t now = channel_now();
  if (!m->o->progress || now - m->told < TOLD_NS)
    return true;
  m->told = now;
  if (m->o->progress(m->o->ctx, m->r))
    return true;
  m->r->stopped = true;
  m->halt = HALT_STOPPED;
  return false;
}

static bool run_follow(struct minimise *m) {
  struct session *s = m->s;
  for (;;) {
    enum execution_state state = execution_turn(&s->run, TOLD_NS, m->err);
    if (state == EXECUTION_LOST)
      return false;
    if (state == EXECUTION_OVER)
      return true;
    if (!run_goes_on(m)) {
      execution_kill(&s->run, END_NONE, "");
      return s->run.state != EXECUTION_LOST || server_lost(&s->server, m->err);
    }
  }
}

bool minimise_run(struct minimise *m, const struct strategy_plan *plan, uint32_t older) {
  struct session *s = m->s;
  struct wire_ctl *c = s->server.channel.ctl;
  if (m->halt || !run_goes_on(m))
    return false;
  struct execution_plan p = session_plan(s, plan->policy);
  p.flags |= plan->flags;
  if (s->o.model != MODEL_PREEMPTIVE)
    p.flags |= RUN_OPTIONS;
  if (older < s->generation) {
    p.flags |= RUN_REMAP;
    p.generation = older;
  }
  p.seed = plan->seed;
  p.prefix = plan->prefix.at;
  p.prefix_len = plan->prefix.len;
  p.watched = true;
  p.take = explore_log_take;
  p.take_ctx = &m->log;
  c->run_sleepers = (uint32_t)plan->sleepers.len;
  c->run_sleep_from = plan->sleep_from;
  c->run_depth = plan->depth;
  c->run_length = plan->length;
  if (plan->sleepers.len)
    memcpy(c->run_sleeper, plan->sleepers.at, plan->sleepers.len * sizeof *plan->sleepers.at);
  explore_log_begin(&m->log);
  s->epoch++;
  if (!execution_start(&s->run, &p, m->err) || !run_follow(m)) {
    m->halt = HALT_FAILED;
    return false;
  }
  c->run_sleepers = 0;
  explore_log_end(&m->log, c, s->run.end.kind, s->run.end.status);
  m->r->executions++;
  if (!m->halt && session_learn(s))
    m->halt = HALT_NEWS;
  return !m->halt;
}

/* ---- is it there? ----------------------------------------------------------------------- */

static bool run_is_legal(const struct minimise *m) {
  const struct explore_run *r = &m->log.run;
  for (size_t i = 0; i < r->points.len; i++) {
    const struct explore_point *p = &r->points.at[i];
    bool offered = false;
    for (uint32_t k = 0; k < p->count && !offered; k++)
      offered = p->first + k < r->options.len && r->options.at[p->first + k] == p->taken;
    if (!offered)
      return false;
  }
  return true;
}

static enum minimise_ran run_verdict(const struct minimise *m) {
  if (m->log.run.diverged || m->log.run.end == END_DIVERGED || !run_is_legal(m))
    return RAN_DIVERGED;
  return goal_met(&m->goal, m->s->trace) ? RAN_MET : RAN_NOT;
}

static enum minimise_ran run_policy(struct minimise *m, const uint32_t *choices, size_t len, enum wire_policy policy) {
  struct strategy_plan plan = {.policy = policy, .seed = policy == POLICY_RANDOM ? prng_next(&m->seed) : 0};
  for (size_t i = 0; i < len; i++)
    *ARRAY_PUSH(&plan.prefix) = choices[i];
  bool ran = minimise_run(m, &plan, m->s->generation);
  ARRAY_FREE(&plan.prefix);
  return ran ? run_verdict(m) : RAN_NOTHING;
}

enum minimise_ran minimise_try(struct minimise *m, const uint32_t *choices, size_t len) {
  return run_policy(m, choices, len, POLICY_CONTINUE);
}

enum minimise_ran minimise_sample(struct minimise *m, const uint32_t *choices, size_t len) {
  return run_policy(m, choices, len, POLICY_RANDOM);
}

unsigned minimise_badness(const struct minimise *m) {
  unsigned badness = goal_badness(m->s->trace);
  if (badness < MINIMISE_BAD && m->goal.kind == GOAL_OUTCOME && m->own_way_out && !goal_met(&m->own, m->s->trace))
    return MINIMISE_BAD;
  return badness < MINIMISE_BAD ? badness : MINIMISE_BAD + 1;
}

size_t minimise_followed(const struct minimise *m) { return m->log.run.used; }

bool minimise_confirm(struct minimise *m, struct minimise_way *w, bool met) {
  /* Also when the caller wants to stop: what is told must have been checked. */
  enum minimise_halt halted = m->halt;
  bool stopped = m->r->stopped;
  for (int i = 0; i < 2 && (m->halt == HALT_NONE || m->halt == HALT_STOPPED); i++) {
    m->halt = HALT_NONE;
    m->told = channel_now();
    enum minimise_ran ran = minimise_try(m, w->choices, w->len);
    if (ran == RAN_NOTHING)
      return false;
    uint64_t hash = trace_hash(m->s->trace);
    if (ran != (met ? RAN_MET : RAN_NOT) || (w->hash && hash != w->hash)) {
      m->halt = HALT_FAILED;
      return plait_err_set(m->err, PLAIT_EXIT_DIVERGED, "the program does not repeat itself: the same schedule gave other steps");
    }
    w->hash = hash;
  }
  m->r->stopped |= stopped;
  if (halted == HALT_STOPPED)
    m->halt = halted;
  return true;
}

/* ---- shared memory ------------------------------------------------------------------------- */

bool minimise_settle(struct minimise *m) {
  struct strategy_plan plan = {0};
  struct settle s = {0};
  for (bool more = true; more && !m->halt;) {
    plan.policy = settle_policy(&s);
    plan.seed = s.round;
    minimise_run(m, &plan, m->s->generation);
    const struct wire_ctl *c = m->s->server.channel.ctl;
    more = settle_again(&s, m->halt == HALT_NEWS, c->threads == 1, c->steps);
    if (m->halt == HALT_NEWS)
      m->halt = HALT_NONE;
  }
  m->s->settled = true;
  return !m->halt;
}

/* ---- time -------------------------------------------------------------------------------------- */

bool minimise_late(const struct minimise *m) { return channel_now() >= m->limit; }

void minimise_share(struct minimise *m, double part) {
  if (m->o->seconds <= 0) {
    m->limit = INT64_MAX;
    return;
  }
  int64_t now = channel_now(), left = m->start + (int64_t)(m->o->seconds * (double)SECOND) - now;
  m->limit = now + (left > 0 ? (int64_t)((double)left * part) : 0);
}

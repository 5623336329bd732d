/* explore_worker.c — runs the executions that a strategy plans, and counts what they come to; see explore_inner.h. */
#include "engine/explore_crew.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  TELL_NS = 100000000,
  SMALL = 100, /* executions that are not worth starting other programs for */
};

void explore_worker_init(struct explore_worker *w, struct explorer *x, struct session *s) {
  *w = (struct explore_worker){.x = x, .session = s};
  explore_log_init(&w->log);
}

void explore_worker_fini(struct explore_worker *w) {
  explore_log_fini(&w->log);
  analysis_free(w->analysis);
  explore_verdict_fini(&w->verdict);
  ARRAY_FREE(&w->plan.prefix);
  ARRAY_FREE(&w->plan.sleepers);
  ARRAY_FREE(&w->plan.walkers);
}

void explore_worker_clear(struct explore_worker *w) {
  struct strategy_plan *plan = &w->plan;
  plan->prefix.len = plan->sleepers.len = plan->walkers.len = 0;
  plan->policy = POLICY_CONTINUE;
  plan->flags = plan->depth = plan->length = 0;
  plan->seed = plan->sleep_from = plan->target = 0;
}

/* ---- one execution --------------------------------------------------------------------------- */

/* Nobody has ended the phase. */
static bool worker_on(struct explore_worker *w) {
  struct explorer *x = w->x;
  pthread_mutex_lock(&x->lock);
  bool on = !x->result->stopped && !x->again;
  pthread_mutex_unlock(&x->lock);
  return on;
}

bool explore_worker_goes_on(struct explore_worker *w) { return (!w->tells || explore_tell(w->x)) && worker_on(w); }

static bool worker_follow(struct explore_worker *w, struct plait_err *err) {
  struct session *s = w->session;
  for (;;) {
    enum execution_state state = execution_turn(&s->run, TELL_NS, err);
    if (state == EXECUTION_LOST)
      return false;
    if (state == EXECUTION_OVER)
      return true;
    if (!explore_worker_goes_on(w)) {
      execution_kill(&s->run, END_NONE, "");
      return s->run.state != EXECUTION_LOST || server_lost(&s->server, err);
    }
  }
}

bool explore_worker_execute(struct explore_worker *w, const struct strategy_plan *plan, void (*take)(void *, const union wire_record *, size_t), void *ctx,
                            struct plait_err *err) {
  struct session *s = w->session;
  struct wire_ctl *c = s->server.channel.ctl;
  struct execution_plan p = session_plan(s, plan->policy);
  p.flags |= plan->flags | RUN_SEARCH;
  p.seed = plan->seed;
  p.prefix = plan->prefix.at;
  p.prefix_len = plan->prefix.len;
  p.watched = !w->x->o->blind;
  p.take = take;
  p.take_ctx = ctx;
  c->run_sleepers = (uint32_t)plan->sleepers.len;
  c->run_sleep_from = plan->sleep_from;
  c->run_given = w->x->o->root_len;
  c->run_depth = plan->depth;
  c->run_length = plan->length;
  c->run_target = plan->target;
  c->run_walkers = (uint32_t)plan->walkers.len;
  if (plan->walkers.len)
    memcpy(c->run_walker, plan->walkers.at, plan->walkers.len * sizeof *plan->walkers.at);
  if (plan->sleepers.len)
    memcpy(c->run_sleeper, plan->sleepers.at, plan->sleepers.len * sizeof *plan->sleepers.at);
  if (!execution_start(&s->run, &p, err) || !worker_follow(w, err))
    return false;
  c->run_sleepers = 0;
  c->run_target = 0;
  return true;
}

bool explore_worker_run(struct explore_worker *w, struct plait_err *err) {
  struct session *s = w->session;
  explore_log_begin(&w->log);
  if (!explore_worker_execute(w, &w->plan, explore_log_take, &w->log, err))
    return false;
  explore_log_end(&w->log, s->server.channel.ctl, s->run.end.kind, s->run.end.status);
  return true;
}

bool explore_worker_settle(struct explore_worker *w, struct plait_err *err) {
  struct settle s = {0};
  while (!w->session->settled && !w->x->result->stopped) {
    explore_worker_clear(w);
    w->plan.policy = settle_policy(&s);
    w->plan.seed = s.round;
    if (!explore_worker_run(w, err))
      return false;
    const struct wire_ctl *c = w->session->server.channel.ctl;
    w->session->settled = !settle_again(&s, session_learn(w->session), c->threads == 1, c->steps);
  }
  return true;
}

/* ---- counting ---------------------------------------------------------------------------------- */

void explore_worker_look(struct explore_worker *w) {
  if (w->x->o->blind)
    return;
  if (w->analysis)
    analysis_restart(w->analysis);
  else
    w->analysis = analysis_new(session_trace(w->session));
  explore_verdict_take(&w->verdict, w->analysis, session_trace(w->session));
}

static bool worker_counts(const struct explore_run *r) { return !r->asleep && !r->diverged; }

enum { COUNT_EXECUTIONS = 5000, COUNT_STATES = 20000 };

/* How many schedules the execution stands for; 0: unknown, and then nobody needs the others' numbers. */
static uint64_t worker_interleavings(struct explorer *x, const struct explore_log *log) {
  uint64_t n = 0;
  x->countable = x->countable && x->result->executions < COUNT_EXECUTIONS && explore_linear(&x->linear, log, COUNT_STATES, &n);
  return x->countable ? n : 0;
}

void explore_count(struct explorer *x, const struct explore_log *log, const struct explore_verdict *v) {
  const struct explore_run *r = &log->run;
  pthread_mutex_lock(&x->lock);
  if (worker_counts(r)) {
    struct explore_ending e = {.run = r, .verdict = v, .sampled = x->sampling, .interleavings = worker_interleavings(x, log)};
    *(x->sampling ? &x->result->sampled : &x->result->executions) += 1;
    e.number = x->result->executions + x->result->sampled;
    explore_outcome_count(x->result, &e);
    x->truncated |= r->end == END_STEP_LIMIT;
    x->stalled |= r->end == END_STALL;
    x->hurried |= r->hurried && !x->session->free_time;
    if (x->o->seen)
      x->o->seen(x->o->ctx, log);
  } else {
    *(r->asleep ? &x->result->redundant : &x->result->impossible) += 1;
    x->begun--;
  }
  pthread_mutex_unlock(&x->lock);
}

/* May one more execution begin? */
bool explore_worker_begins(struct explore_worker *w) {
  struct explorer *x = w->x;
  if (w->tells && !explore_tell(x))
    return false;
  pthread_mutex_lock(&x->lock);
  bool on = !x->result->stopped && !x->again && (!x->most || x->begun < x->most) && (!x->deadline || channel_now() < x->deadline);
  x->begun += on;
  pthread_mutex_unlock(&x->lock);
  return on;
}

void explore_worker_unbegin(struct explore_worker *w) {
  pthread_mutex_lock(&w->x->lock);
  w->x->begun--;
  pthread_mutex_unlock(&w->x->lock);
}

static void worker_note(struct explore_worker *w, void *state, enum explore_how how) {
  struct explorer *x = w->x;
  const char *note = x->strategy->note ? x->strategy->note(state) : NULL;
  pthread_mutex_lock(&x->lock);
  /* How far one part of many has come says nothing; what it leaves out by its nature, they all do. */
  if (note && (w->alone || how == EXPLORE_DONE))
    snprintf(x->note, sizeof x->note, "%s", note);
  pthread_mutex_unlock(&x->lock);
}

void explore_worker_done(struct explore_worker *w, const void *state) {
  if (w->alone && w->x->strategy->done)
    w->x->result->done = w->x->strategy->done(state);
}

static enum explore_how worker_loop(struct explore_worker *w, void *state, uint64_t most, struct plait_err *err) {
  struct explorer *x = w->x;
  for (uint64_t n = 0; !most || n < most; n++) {
    explore_worker_done(w, state);
    if (!explore_worker_begins(w))
      return EXPLORE_STOPPED;
    explore_worker_clear(w);
    if (!x->strategy->next(state, &w->plan)) {
      explore_worker_unbegin(w);
      return EXPLORE_DONE;
    }
    if (!explore_worker_run(w, err))
      return EXPLORE_FAILED;
    if (!worker_on(w))
      return EXPLORE_STOPPED;
    if (session_learn(w->session))
      return EXPLORE_AGAIN;
    if (worker_counts(&w->log.run))
      explore_worker_look(w);
    explore_count(x, &w->log, &w->verdict);
    x->strategy->learn(state, &w->log);
  }
  return EXPLORE_MORE;
}

enum explore_how explore_worker_search(struct explore_worker *w, struct crew *crew, const struct strategy_root *root, uint64_t seed, uint64_t most,
                                       struct plait_err *err) {
  struct explore_options o = *w->x->o;
  o.seed = seed;
  void *state = w->x->strategy->begin(&o, root);
  enum explore_how how = worker_loop(w, state, crew ? SMALL : most, err);
  if (how == EXPLORE_MORE)
    how = crew ? crew_search(crew, w, state, err) : EXPLORE_DONE;
  worker_note(w, state, how);
  w->x->strategy->end(state);
  return how;
}

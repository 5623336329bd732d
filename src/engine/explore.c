/* explore.c — the loop of a search; see explore.h. Knows strategies only through their table. */
#include "engine/explore.h"

#include "engine/explore_outcome.h"
#include "engine/inner.h"
#include "engine/strategy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)

enum { PROGRESS_NS = 100000000, SETTLE_SEEDS = 16 };

static const struct strategy *const explore_table[] = {&strategy_dpor,   &strategy_dfs,         &strategy_preemption, &strategy_delay,
                                                       &strategy_random, &strategy_pct,         &strategy_pos,        &strategy_round_robin, &strategy_replay};

const struct explore_strategy_info *explore_strategy(size_t i) {
  return i < sizeof explore_table / sizeof *explore_table ? &explore_table[i]->info : NULL;
}

struct explorer {
  struct session *session;
  const struct explore_options *o;
  const struct strategy *strategy;
  struct strategy_root root;
  struct explore_result *result;
  struct explore_log log;
  struct strategy_plan plan;
  int64_t start, told; /* nanoseconds */
  bool limited;        /* a budget is used up */
  bool truncated, timed, stalled;
};

static const struct strategy *explore_find(const char *name, struct plait_err *err) {
  for (size_t i = 0; i < sizeof explore_table / sizeof *explore_table; i++)
    if (strcmp(explore_table[i]->info.name, name) == 0)
      return explore_table[i];
  struct buf list = {0};
  for (size_t i = 0; i < sizeof explore_table / sizeof *explore_table; i++)
    buf_printf(&list, "%s%s", i ? ", " : "", explore_table[i]->info.name);
  plait_err_set(err, PLAIT_EXIT_USAGE, "there is no strategy '%s'; there are %s", name, buf_str(&list));
  buf_fini(&list);
  return NULL;
}

/* ---- one execution --------------------------------------------------------------------------- */

static bool explore_follow(struct explorer *x, struct plait_err *err) {
  struct session *s = x->session;
  for (;;) {
    enum execution_state state = execution_turn(&s->run, PROGRESS_NS, err);
    if (state == EXECUTION_LOST)
      return false;
    if (state == EXECUTION_OVER)
      return true;
    int64_t now = channel_now();
    if (x->o->progress && now - x->told >= PROGRESS_NS) {
      x->told = now;
      if (!x->o->progress(x->o->ctx, x->result)) {
        x->result->stopped = true;
        execution_kill(&s->run, END_NONE, "");
        return s->run.state != EXECUTION_LOST || server_lost(&s->server, err);
      }
    }
  }
}

static bool explore_run(struct explorer *x, const struct strategy_plan *plan, struct plait_err *err) {
  struct session *s = x->session;
  struct wire_ctl *c = s->server.channel.ctl;
  struct execution_plan p = session_plan(s, plan->policy);
  p.flags |= plan->flags | RUN_SEARCH;
  p.seed = plan->seed;
  p.prefix = plan->prefix.at;
  p.prefix_len = plan->prefix.len;
  p.take = explore_log_take;
  p.take_ctx = &x->log;
  c->run_sleepers = (uint32_t)plan->sleepers.len;
  c->run_sleep_from = plan->sleep_from;
  c->run_depth = plan->depth;
  c->run_length = plan->length;
  if (plan->sleepers.len)
    memcpy(c->run_sleeper, plan->sleepers.at, plan->sleepers.len * sizeof *plan->sleepers.at);
  explore_log_begin(&x->log);
  if (!execution_start(&s->run, &p, err) || !explore_follow(x, err))
    return false;
  c->run_sleepers = 0;
  explore_log_end(&x->log, c, s->run.end.kind, s->run.end.status);
  return true;
}

static void explore_clear_plan(struct strategy_plan *plan) {
  plan->prefix.len = plan->sleepers.len = 0;
  plan->policy = POLICY_CONTINUE;
  plan->flags = plan->depth = plan->length = 0;
  plan->seed = plan->sleep_from = 0;
}

/* Different schedules find different memory shared: try some until they find no more. */
static bool explore_settle(struct explorer *x, struct plait_err *err) {
  uint32_t quiet = 0;
  for (uint32_t round = 0; round < ROUNDS * SETTLE_SEEDS && quiet < SETTLE_SEEDS && !x->result->stopped; round++) {
    explore_clear_plan(&x->plan);
    x->plan.policy = round == 0 ? POLICY_CONTINUE : round == 1 ? POLICY_ROUND_ROBIN : POLICY_RANDOM;
    x->plan.seed = round;
    if (!explore_run(x, &x->plan, err))
      return false;
    quiet = session_learn(x->session) ? 0 : quiet + 1;
    /* What never had two threads needs no search for what they share. */
    if (round == 0 && x->log.threads_here == 1)
      break;
  }
  x->session->settled = true;
  return true;
}

/* ---- the search -------------------------------------------------------------------------------- */

static bool explore_goes_on(struct explorer *x) {
  int64_t now = channel_now();
  const struct explore_options *o = x->o;
  x->result->elapsed_s = (double)(now - x->start) / (double)SECOND;
  if ((o->executions && x->result->executions >= o->executions) || (o->seconds > 0 && x->result->elapsed_s >= o->seconds)) {
    x->limited = true;
    return false;
  }
  if (o->progress && now - x->told >= PROGRESS_NS) {
    x->told = now;
    x->result->stopped = !o->progress(o->ctx, x->result);
  }
  return !x->result->stopped;
}

static void explore_count(struct explorer *x) {
  const struct explore_run *r = &x->log.run;
  if (r->asleep) {
    x->result->redundant++;
    return;
  }
  if (r->diverged) {
    x->result->impossible++;
    return;
  }
  explore_outcome_count(x->result, r, ++x->result->executions);
  x->truncated |= r->end == END_STEP_LIMIT;
  x->stalled |= r->end == END_STALL;
  x->timed |= r->timed;
  if (x->o->seen)
    x->o->seen(x->o->ctx, &x->log);
}

enum explore_how { EXPLORE_DONE, EXPLORE_AGAIN, EXPLORE_STOPPED, EXPLORE_FAILED };

/* One search, from the beginning. */
static enum explore_how explore_search(struct explorer *x, void *state, struct plait_err *err) {
  for (;;) {
    if (!explore_goes_on(x))
      return EXPLORE_STOPPED;
    explore_clear_plan(&x->plan);
    if (!x->strategy->next(state, &x->plan))
      return EXPLORE_DONE;
    if (!explore_run(x, &x->plan, err))
      return EXPLORE_FAILED;
    if (x->result->stopped)
      return EXPLORE_STOPPED;
    if (session_learn(x->session))
      return EXPLORE_AGAIN;
    explore_count(x);
    x->strategy->learn(state, &x->log);
  }
}

static void explore_note(struct explorer *x, const char *of_strategy) {
  struct explore_result *r = x->result;
  const struct session_options *s = &x->session->o;
  const char *why = "";
  if (x->truncated)
    why = "some executions reached --max-steps";
  else if (x->stalled)
    why = "some executions stalled";
  else if (x->timed && !s->free_time && x->strategy == &strategy_dpor)
    why = "waits that depend on the clock are not all covered with --time=virtual";
  else if (s->spurious && x->strategy == &strategy_dpor)
    why = "not every combination of spurious wakeups is covered";
  r->complete = r->complete && !*why;
  if (!*why && of_strategy) {
    why = of_strategy;
    r->complete = false;
  }
  snprintf(r->note, sizeof r->note, "%s", why);
}

static bool explore_with(struct explorer *x, struct plait_err *err) {
  enum explore_how how;
  do {
    explore_outcomes_clear(x->result);
    x->result->executions = x->result->redundant = x->result->impossible = 0;
    x->truncated = x->timed = x->stalled = false;
    explore_log_fini(&x->log);
    explore_log_init(&x->log);
    void *state = x->strategy->begin(x->o, &x->root);
    how = explore_search(x, state, err);
    x->result->complete = how == EXPLORE_DONE && x->strategy->info.exhaustive;
    explore_note(x, x->strategy->note ? x->strategy->note(state) : NULL);
    x->strategy->end(state);
    if (how == EXPLORE_AGAIN) {
      x->result->restarts++;
      if (x->o->again)
        x->o->again(x->o->ctx);
    }
  } while (how == EXPLORE_AGAIN);
  return how != EXPLORE_FAILED;
}

bool explore(struct session *s, const struct explore_options *o, struct explore_result *out, struct plait_err *err) {
  *out = (struct explore_result){.strategy = ""};
  /* The other switch models make the order of steps matter that have nothing to do with each other. */
  bool anywhere = s->o.model == MODEL_PREEMPTIVE;
  const char *name = o->strategy ? o->strategy : anywhere ? "dpor" : "dfs";
  if (!anywhere && strcmp(name, "dpor") == 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "dpor knows only the model preemptive; with --model %s use --strategy dfs or random",
                         plait_model_names[s->o.model]);
  struct explorer *x = xcalloc(1, sizeof *x);
  *x = (struct explorer){.session = s, .o = o, .result = out, .start = channel_now(),
                         .root = {.choices = o->root, .len = o->root_len}, .strategy = explore_find(name, err)};
  bool ok = x->strategy != NULL && session_ready(s, err);
  if (ok) {
    out->strategy = x->strategy->info.name;
    explore_log_init(&x->log);
    ok = explore_settle(x, err) && (out->stopped || explore_with(x, err));
    explore_outcomes_sort(out);
    out->elapsed_s = (double)(channel_now() - x->start) / (double)SECOND;
    explore_log_fini(&x->log);
  }
  ARRAY_FREE(&x->plan.prefix);
  ARRAY_FREE(&x->plan.sleepers);
  free(x);
  return ok;
}

bool explore_show(struct session *s, const uint32_t *schedule, size_t len, struct plait_err *err) {
  if (!session_ready(s, err))
    return false;
  struct execution_plan p = session_plan(s, POLICY_CONTINUE);
  p.flags |= RUN_SEARCH;
  p.prefix = schedule;
  p.prefix_len = len;
  p.watched = true;
  s->epoch++;
  if (!execution_start(&s->run, &p, err))
    return false;
  enum execution_state state;
  while ((state = execution_turn(&s->run, PROGRESS_NS, err)) == EXECUTION_RUNNING)
    continue;
  session_learn(s);
  session_trace_shared(s);
  return state == EXECUTION_OVER;
}

void explore_result_fini(struct explore_result *r) { explore_outcomes_clear(r); }

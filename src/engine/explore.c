/* explore.c — a search from its options to its result: which phases it has and what each may use; see explore.h. */
#include "engine/explore.h"

#include "engine/explore_inner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000000)
#define DRAWING "portfolio"

enum {
  TELL_NS = 100000000,
  SMALL = 1000,     /* executions after which a space counts as large, and some are drawn before all are tried */
  FIRST_DRAWN = 200,
  DEFAULT_S = 30,   /* without a budget: for all, and for drawing */
};

static const struct strategy *const explore_table[] = {&strategy_dpor,   &strategy_dfs,         &strategy_preemption, &strategy_delay,
                                                       &strategy_random, &strategy_pct,         &strategy_pos,        &strategy_surw, &strategy_portfolio,
                                                       &strategy_round_robin, &strategy_replay};

const struct explore_strategy_info *explore_strategy(size_t i) {
  return i < sizeof explore_table / sizeof *explore_table ? &explore_table[i]->info : NULL;
}

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

/* ---- what the caller hears ----------------------------------------------------------------------- */

bool explore_tell(struct explorer *x) {
  int64_t now = channel_now();
  pthread_mutex_lock(&x->lock);
  x->result->elapsed_s = (double)(now - x->start) / (double)SECOND;
  if (x->o->progress && now - x->told >= TELL_NS) {
    x->told = now;
    x->result->stopped |= !x->o->progress(x->o->ctx, x->result);
  }
  bool on = !x->result->stopped;
  pthread_mutex_unlock(&x->lock);
  return on;
}

void explore_wait(struct explorer *x, pthread_cond_t *changed) {
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += TELL_NS / 2;
  until.tv_sec += until.tv_nsec / SECOND;
  until.tv_nsec %= SECOND;
  pthread_cond_timedwait(changed, &x->lock, &until);
  pthread_mutex_unlock(&x->lock);
  explore_tell(x);
  pthread_mutex_lock(&x->lock);
}

/* Why what an exhaustive strategy left behind is not everything; NULL: it is. */
static const char *explore_gap(const struct explorer *x) {
  const struct session_options *s = x->session;
  bool dpor = x->strategy == &strategy_dpor;
  return x->truncated                       ? "some executions reached --max-steps"
         : x->stalled                       ? "some executions stalled"
         : dpor && x->hurried               ? "the program reads the clock until that moves, so its steps depend on how often"
         : dpor && s->spurious              ? "not every combination of spurious wakeups is covered"
                                            : NULL;
}

/* ---- phases ---------------------------------------------------------------------------------------- */

struct explore_share {
  const char *strategy;
  double seconds;      /* 0: no limit; from now on */
  uint64_t executions; /* 0: no limit */
  bool sampling;       /* besides an exhaustive search */
  bool fresh;          /* what was counted before does not count */
};

void explore_forget(struct explorer *x) {
  struct explore_result *r = x->result;
  explore_outcomes_clear(r);
  r->executions = r->sampled = r->redundant = r->impossible = r->interleavings = 0;
  x->truncated = x->hurried = x->stalled = false;
}

static enum explore_how explore_phase(struct explorer *x, struct explore_worker *w, const struct explore_share *share, struct plait_err *err) {
  x->strategy = explore_find(share->strategy, err);
  x->deadline = share->seconds > 0 ? channel_now() + (int64_t)(share->seconds * (double)SECOND) : 0;
  x->most = share->executions;
  x->begun = 0;
  x->sampling = share->sampling;
  x->again = false;
  *x->note = '\0';
  x->countable = x->o->count && x->strategy->sleeping && !share->sampling;
  x->result->done = -1;
  if (share->fresh)
    explore_forget(x);
  x->drawn = x->result->sampled;
  explore_log_fini(&w->log);
  explore_log_init(&w->log);
  enum explore_how how = explore_parts(w, err);
  const char *gap = explore_gap(x);
  bool all = how == EXPLORE_DONE && x->strategy->info.exhaustive;
  if (share->sampling)
    return how;
  x->result->strategy = x->strategy->info.name;
  x->result->complete = all && !gap && !*x->note;
  snprintf(x->result->note, sizeof x->result->note, "%s", all && gap ? gap : x->note);
  return how;
}

static double explore_left(const struct explorer *x) {
  double left = x->o->seconds - (double)(channel_now() - x->start) / (double)SECOND;
  return left > 0.001 ? left : 0.001;
}

/* Is there nothing more to be done: all is known, or somebody wants an end? */
static bool explore_settled(const struct explorer *x, enum explore_how how) {
  return how == EXPLORE_AGAIN || how == EXPLORE_FAILED || x->result->stopped || (how == EXPLORE_DONE && x->strategy->info.exhaustive);
}

static enum explore_how explore_named(struct explorer *x, struct explore_worker *w, const char *name, struct plait_err *err) {
  struct explore_share all = {.strategy = name, .seconds = x->o->seconds > 0 ? explore_left(x) : 0, .executions = x->o->executions, .fresh = true};
  return explore_phase(x, w, &all, err);
}

/* The rest of the budget goes to drawing. PART: what was exhaustive. */
static enum explore_how explore_draw_rest(struct explorer *x, struct explore_worker *w, struct plait_err *err) {
  const struct explore_options *o = x->o;
  struct explore_result *r = x->result;
  char part[sizeof r->note];
  memcpy(part, r->note, sizeof part);
  uint64_t so_far = r->executions + r->sampled;
  struct explore_share share = {.strategy = DRAWING, .sampling = true};
  if (o->executions)
    share.executions = o->executions > so_far ? o->executions - so_far : 1;
  if (o->seconds > 0)
    share.seconds = explore_left(x);
  if (!o->executions && o->seconds <= 0)
    share.seconds = DEFAULT_S;
  enum explore_how how = explore_phase(x, w, &share, err);
  snprintf(r->note, sizeof r->note, "%llu by %s%s%s; then %llu were drawn", (unsigned long long)r->executions, r->strategy, *part ? ": " : "", part,
           (unsigned long long)r->sampled);
  return how;
}

/* Everything when there is time for that. Otherwise some executions are drawn first, because the search for all of them stays near
 * the schedule with which it begins for long; then half of the budget is for all, and what remains for drawing. */
static enum explore_how explore_auto(struct explorer *x, struct explore_worker *w, const char *exhaustive, struct plait_err *err) {
  const struct explore_options *o = x->o;
  uint64_t half = o->executions / 2;
  struct explore_share share = {.strategy = exhaustive, .executions = SMALL, .fresh = true};
  if (o->executions && half < SMALL)
    share.executions = half ? half : 1;
  if (o->seconds > 0)
    share.seconds = explore_left(x) / 2;
  enum explore_how how = explore_phase(x, w, &share, err);
  if (explore_settled(x, how))
    return how;
  if (x->begun >= SMALL) {
    if (o->again)
      o->again(o->ctx);
    struct explore_share first = {.strategy = DRAWING, .executions = FIRST_DRAWN, .seconds = share.seconds / 4, .sampling = true, .fresh = true};
    how = explore_phase(x, w, &first, err);
    if (explore_settled(x, how))
      return how;
    share.executions = half;
    share.seconds = o->seconds > 0 ? explore_left(x) / 2 : half ? 0 : DEFAULT_S;
    share.fresh = false;
    how = explore_phase(x, w, &share, err);
    if (explore_settled(x, how))
      return how;
  }
  return explore_draw_rest(x, w, err);
}

static bool explore_again(struct explorer *x, struct explore_worker *w, const char *exhaustive, struct plait_err *err) {
  for (;;) {
    enum explore_how how = x->o->strategy ? explore_named(x, w, x->o->strategy, err) : explore_auto(x, w, exhaustive, err);
    if (how != EXPLORE_AGAIN)
      return how != EXPLORE_FAILED;
    x->result->restarts++;
    if (x->o->again)
      x->o->again(x->o->ctx);
  }
}

/* Only a search that has seen everything knows how many schedules there are. */
static void explore_add_up(struct explore_result *r) {
  for (size_t i = 0; i < r->outcomes_len; i++) {
    uint64_t n = r->outcomes[i].interleavings;
    bool known = r->complete && n && (i == 0 || r->interleavings) && r->interleavings <= UINT64_MAX - n;
    r->interleavings = known ? r->interleavings + n : 0;
  }
}

bool explore(struct session *s, const struct explore_options *o, struct explore_result *out, struct plait_err *err) {
  *out = (struct explore_result){.strategy = "", .done = -1};
  /* The other switch models make the order of steps matter that have nothing to do with each other. */
  bool anywhere = s->o.model == MODEL_PREEMPTIVE;
  if (!anywhere && o->strategy && strcmp(o->strategy, "dpor") == 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "dpor knows only the model preemptive; with --model %s use --strategy dfs or random",
                         plait_model_names[s->o.model]);
  if ((o->strategy && !explore_find(o->strategy, err)) || !session_ready(s, err))
    return false;
  struct explorer *x = xcalloc(1, sizeof *x);
  *x = (struct explorer){.o = o, .session = &s->o, .result = out, .start = channel_now()};
  pthread_mutex_init(&x->lock, NULL);
  struct explore_worker *w = xcalloc(1, sizeof *w);
  explore_worker_init(w, x, s);
  w->tells = true;
  bool ok = explore_worker_settle(w, err) && (out->stopped || explore_again(x, w, anywhere ? "dpor" : "dfs", err));
  explore_add_up(out);
  explore_outcomes_sort(out);
  out->elapsed_s = (double)(channel_now() - x->start) / (double)SECOND;
  explore_worker_fini(w);
  explore_linear_fini(&x->linear);
  free(w);
  pthread_mutex_destroy(&x->lock);
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
  while ((state = execution_turn(&s->run, TELL_NS, err)) == EXECUTION_RUNNING)
    continue;
  session_learn(s);
  session_trace_shared(s);
  return state == EXECUTION_OVER;
}

void explore_result_fini(struct explore_result *r) { explore_outcomes_clear(r); }

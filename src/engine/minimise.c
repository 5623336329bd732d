/* minimise.c — the stages in their order, and what is to be kept; see minimise.h.
 *
 * A race is often in every execution, also in those where nothing is lost. What makes a recording worth a look is then not the
 * race but how it ended. So, unless the caller says what to keep, it is what the recording ended with (a deadlock, a failed
 * assertion), or else the first error, as long as the program's own order (each thread as long as it can) does not show it;
 * else, when the recording ended differently, its ending. */
#include "engine/minimise.h"

#include "engine/minimise_inner.h"

#include <stdlib.h>
#include <string.h>

enum { NEWS_MOST = 20 };

/* ---- the recording, done again ----------------------------------------------------------- */

static bool minimise_has_kind(const struct trace *t, enum finding_kind kind) {
  struct analysis *a = analysis_new(t);
  bool has = false;
  analysis_update(a);
  for (size_t i = 0; i < analysis_findings(a) && !has; i++)
    has = analysis_finding(a, i)->kind == kind;
  analysis_free(a);
  return has;
}

/* Did it end as recorded? An interrupted recording has no end. */
static bool minimise_ends_alike(const struct trace *recorded, const struct trace *now) {
  enum plait_end end = trace_end(recorded)->kind;
  if (end == END_NONE || end == END_STEP_LIMIT)
    return trace_end(now)->kind != END_DIVERGED;
  struct minimise_goal g;
  goal_outcome(&g, recorded);
  bool same = goal_met(&g, now);
  goal_fini(&g);
  return same;
}

static bool minimise_differs(struct minimise *m, const struct trace *now) {
  const struct trace_end *e = trace_end(now), *was = trace_end(m->o->recorded);
  if (e->kind == END_DIVERGED)
    return plait_err_set(m->err, PLAIT_EXIT_DIVERGED, "the program does not do again what was recorded: %s", *e->text ? e->text : "it diverged");
  if (was->kind == e->kind && was->status == e->status)
    return plait_err_set(m->err, PLAIT_EXIT_DIVERGED, "the program does not do again what was recorded: it prints something else");
  return plait_err_set(m->err, PLAIT_EXIT_DIVERGED, "the program does not do again what was recorded: that ended as %s (status %d), now it is %s (status %d)",
                       plait_end_names[was->kind], (int)was->status, plait_end_names[e->kind], (int)e->status);
}

/* Follows the recording to the letter, twice, then with all that is shared. */
static bool minimise_replay(struct minimise *m) {
  struct strategy_plan plan = {0};
  const struct trace *recorded = m->o->recorded, *now = m->s->trace;
  uint32_t *choices;
  size_t n = trace_choices(recorded, 1, trace_steps(recorded), &choices);
  for (size_t i = 0; i < n; i++)
    *ARRAY_PUSH(&plan.prefix) = choices[i];
  free(choices);
  uint32_t generation = m->s->generation;
  uint64_t hash = 0;
  bool ok = true;
  for (int i = 0; i < 2 && ok; i++) {
    minimise_run(m, &plan, generation);
    if (m->halt == HALT_NEWS)
      m->halt = HALT_NONE; /* found only now; the recording does not know it */
    ok = !m->halt && (minimise_ends_alike(recorded, now) || minimise_differs(m, now));
    if (ok && i && trace_hash(now) != hash)
      ok = plait_err_set(m->err, PLAIT_EXIT_DIVERGED, "the program does not repeat itself: the recorded schedule gave other steps the second time");
    hash = trace_hash(now);
  }
  ok = ok && minimise_settle(m);
  for (int round = 0; ok && round < NEWS_MOST; round++) {
    minimise_run(m, &plan, generation);
    if (m->halt != HALT_NEWS)
      break;
    m->halt = HALT_NONE;
  }
  ok = ok && !m->halt && (minimise_ends_alike(recorded, now) || minimise_differs(m, now));
  ARRAY_FREE(&plan.prefix);
  if (ok) {
    way_take(&m->r->before, now);
    way_take(&m->r->after, now);
  }
  return ok;
}

/* ---- what to keep --------------------------------------------------------------------------- */

static bool minimise_is_ending(enum finding_kind k) {
  return k == FINDING_DEADLOCK || k == FINDING_SELF_DEADLOCK || k == FINDING_BLOCKED_FOREVER || k == FINDING_LIVELOCK || k == FINDING_ASSERT ||
         k == FINDING_CRASH;
}

typedef ARRAY(struct minimise_goal) minimise_goals;

/* Which of the errors is to be kept; their number: none of them, but the outcome. OWN: the trace of the program's own order. */
static size_t minimise_pick(const minimise_goals *errors, const struct minimise_goal *outcome, const struct trace *own) {
  size_t other = errors->len; /* the first that the own order does not show */
  bool ending = false;
  for (size_t i = 0; i < errors->len; i++) {
    bool new = !goal_met(&errors->at[i], own), ends = minimise_is_ending(errors->at[i].finding);
    if (new && ends)
      return i;
    other = new && other == errors->len ? i : other;
    ending |= ends;
  }
  bool alike = goal_met(outcome, own);
  if (!ending && !alike && goal_ends_badly(outcome->end))
    return errors->len;
  if (other < errors->len)
    return other;
  return errors->len && (alike || minimise_is_ending(errors->at[0].finding)) ? 0 : errors->len;
}

/* The session's trace is the recording; afterwards it is the program's own order. */
static bool minimise_choose(struct minimise *m) {
  const struct trace *t = m->s->trace;
  minimise_goals errors = {0};
  struct minimise_goal outcome, g;
  for (size_t i = 0; goal_error(&g, t, i); i++)
    *ARRAY_PUSH(&errors) = g;
  goal_outcome(&outcome, t);
  m->r->wrong = errors.len > 0 || goal_ends_badly(outcome.end);
  bool ran = minimise_try(m, NULL, 0) != RAN_NOTHING;
  if (ran) {
    size_t pick = minimise_pick(&errors, &outcome, t);
    struct minimise_goal *from = pick < errors.len ? &errors.at[pick] : &outcome;
    m->goal = *from;
    *from = (struct minimise_goal){0};
    m->r->common = pick == errors.len && errors.len > 0;
    goal_outcome(&m->own, t);
    m->own_way_out = !goal_met(&m->goal, t);
  }
  goal_fini(&outcome);
  for (size_t i = 0; i < errors.len; i++)
    goal_fini(&errors.at[i]);
  ARRAY_FREE(&errors);
  return ran;
}

static bool minimise_aim(struct minimise *m) {
  const struct trace *t = m->s->trace;
  if (m->o->finding) {
    m->r->wrong = goal_badness(t) > 0;
    if (!goal_named(&m->goal, t, m->o->finding, m->err) || minimise_try(m, NULL, 0) == RAN_NOTHING)
      return false;
    goal_outcome(&m->own, t);
    m->own_way_out = !goal_met(&m->goal, t);
  } else if (!minimise_choose(m)) {
    return false;
  }
  m->r->goal = m->goal.kind;
  m->r->finding = m->goal.finding;
  m->r->key = m->goal.key ? xstrdup(m->goal.key) : NULL;
  if (m->goal.kind == GOAL_FINDING && !minimise_has_kind(m->o->recorded, m->goal.finding) && trace_end(m->o->recorded)->kind != END_NONE)
    return plait_err_set(m->err, PLAIT_EXIT_DIVERGED, "the program does not do again what was recorded: its findings differ");
  return true;
}

/* ---- the stages -------------------------------------------------------------------------------- */

/* Memory was found shared: r->after lacks steps. */
static bool minimise_remap(struct minimise *m, uint32_t generation) {
  struct strategy_plan plan = {0};
  for (size_t i = 0; i < m->r->after.len; i++)
    *ARRAY_PUSH(&plan.prefix) = m->r->after.choices[i];
  for (int round = 0; round < NEWS_MOST; round++) {
    m->halt = HALT_NONE;
    minimise_run(m, &plan, generation);
    if (m->halt != HALT_NEWS)
      break;
  }
  ARRAY_FREE(&plan.prefix);
  if (m->halt)
    return false;
  if (!goal_met(&m->goal, m->s->trace)) {
    m->halt = HALT_FAILED;
    return plait_err_set(m->err, PLAIT_EXIT_DIVERGED, "the program does not repeat itself: the same schedule no longer shows it");
  }
  way_take(&m->r->after, m->s->trace);
  way_fini(&m->r->passing);
  return true;
}

static void minimise_stage(struct minimise *m) {
  struct minimise_result *r = m->r;
  switch (r->stage) {
  case MINIMISE_REPLAY: break;
  case MINIMISE_TURNS:
    minimise_share(m, 0.3);
    guess_few(m);
    turns_reduce(m, &r->after, true, 0);
    break;
  case MINIMISE_PROOF:
    proof_search(m);
    if (!m->halt)
      minimise_confirm(m, &r->after, true);
    break;
  case MINIMISE_INFLECTION: inflection_search(m); break;
  case MINIMISE_PASSING:
    inflection_passing(m);
    if (!m->halt && r->passing.choices)
      minimise_confirm(m, &r->passing, false);
    break;
  }
}

static void minimise_stages(struct minimise *m) {
  struct minimise_result *r = m->r;
  unsigned news = 0;
  uint32_t generation = m->s->generation;
  for (r->stage = MINIMISE_TURNS; r->stage <= MINIMISE_PASSING && !m->halt;) {
    minimise_stage(m);
    if (m->halt != HALT_NEWS) {
      if (m->halt || r->stage == MINIMISE_PASSING)
        return;
      r->stage++;
      continue;
    }
    if (news++ == NEWS_MOST || !minimise_remap(m, generation))
      return;
    generation = m->s->generation;
    if (r->stage == MINIMISE_PASSING)
      r->stage = MINIMISE_INFLECTION;
  }
}

bool minimise(struct session *s, const struct minimise_options *o, struct minimise_result *out, struct plait_err *err) {
  *out = (struct minimise_result){0};
  struct minimise *m = xcalloc(1, sizeof *m);
  *m = (struct minimise){.s = s, .o = o, .r = out, .err = err, .start = channel_now(), .limit = INT64_MAX, .seed = o->seed};
  explore_log_init(&m->log);
  bool ok = session_ready(s, err) && minimise_replay(m) && minimise_aim(m);
  if (ok) {
    minimise_stages(m);
    /* A passing schedule that nobody has confirmed is not told. */
    if (m->halt == HALT_STOPPED) {
      minimise_confirm(m, &out->after, true);
      if (out->passing.choices && m->halt != HALT_FAILED)
        minimise_confirm(m, &out->passing, false);
    }
    ok = m->halt != HALT_FAILED && m->halt != HALT_NEWS;
  }
  goal_fini(&m->goal);
  goal_fini(&m->own);
  explore_log_fini(&m->log);
  free(m);
  return ok || out->stopped;
}

bool minimise_show(struct session *s, const struct minimise_way *w, struct plait_err *err) {
  struct minimise_result r = {0};
  struct minimise_options o = {0};
  struct strategy_plan plan = {0};
  struct minimise *m = xcalloc(1, sizeof *m);
  *m = (struct minimise){.s = s, .o = &o, .r = &r, .err = err, .limit = INT64_MAX};
  explore_log_init(&m->log);
  for (size_t i = 0; i < w->len; i++)
    *ARRAY_PUSH(&plan.prefix) = w->choices[i];
  bool ok = session_ready(s, err);
  if (ok && !minimise_run(m, &plan, s->generation))
    ok = m->halt == HALT_NEWS;
  if (ok && trace_hash(s->trace) != w->hash)
    ok = plait_err_set(err, PLAIT_EXIT_DIVERGED, "the program does not repeat itself: the same schedule gave other steps");
  if (ok)
    session_trace_shared(s);
  ARRAY_FREE(&plan.prefix);
  explore_log_fini(&m->log);
  free(m);
  return ok;
}

void minimise_result_fini(struct minimise_result *r) {
  way_fini(&r->before);
  way_fini(&r->after);
  way_fini(&r->passing);
  free(r->key);
  *r = (struct minimise_result){0};
}

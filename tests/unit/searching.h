/* searching.h — runs what strategies plan, for tests of strategies without the rest of a search. */
#ifndef PLAIT_TESTS_SEARCHING_H
#define PLAIT_TESTS_SEARCHING_H

#include "engine/explore.h"
#include "engine/inner.h"
#include "engine/strategy.h"
#include "live.h"

struct searching {
  struct session *session;
  struct explore_log log;
  struct strategy_plan plan;
};

static inline void searching_fini(struct searching *x) {
  session_free(x->session);
  explore_log_fini(&x->log);
  ARRAY_FREE(&x->plan.prefix);
  ARRAY_FREE(&x->plan.sleepers);
}

static inline void searching_clear(struct searching *x) {
  x->plan.prefix.len = x->plan.sleepers.len = 0;
  x->plan.sleep_from = x->plan.seed = 0;
  x->plan.policy = POLICY_CONTINUE;
  x->plan.flags = 0;
}

/* What was planned; false: memory was found shared, and what was run before lacked steps. */
static inline bool searching_run(struct searching *x) {
  struct session *s = x->session;
  struct plait_err err = {0};
  struct wire_ctl *c = s->server.channel.ctl;
  struct execution_plan p = session_plan(s, x->plan.policy);
  p.flags |= x->plan.flags | RUN_SEARCH;
  p.prefix = x->plan.prefix.at;
  p.prefix_len = x->plan.prefix.len;
  p.take = explore_log_take;
  p.take_ctx = &x->log;
  c->run_sleepers = (uint32_t)x->plan.sleepers.len;
  c->run_sleep_from = x->plan.sleep_from;
  if (x->plan.sleepers.len)
    memcpy(c->run_sleeper, x->plan.sleepers.at, x->plan.sleepers.len * sizeof *x->plan.sleepers.at);
  explore_log_begin(&x->log);
  enum execution_state state = EXECUTION_LOST;
  if (execution_start(&s->run, &p, &err))
    do
      state = execution_turn(&s->run, 1000000000, &err);
    while (state == EXECUTION_RUNNING);
  if (state != EXECUTION_OVER)
    fail_msg("%s", err.text);
  c->run_sleepers = 0;
  explore_log_end(&x->log, c, s->run.end.kind, s->run.end.status);
  return !session_learn(s);
}

/* Starts tests/programs/FILE.c with ARGS and finds what its threads share. */
static inline void searching_init(struct searching *x, const char *file, char **args) {
  struct plait_err err = {0};
  struct session_options o = {.program = live_program(file), .args = args, .free_time = true};
  *x = (struct searching){.session = session_new(&o, &err)};
  if (!x->session || !session_ready(x->session, &err))
    fail_msg("%s: %s", file, err.text);
  explore_log_init(&x->log);
  /* Different schedules find different memory shared. */
  for (int quiet = 0; quiet < 30; quiet++) {
    searching_clear(x);
    x->plan.policy = POLICY_RANDOM;
    x->plan.seed = (uint64_t)quiet;
    if (!searching_run(x))
      quiet = 0;
  }
}

#endif

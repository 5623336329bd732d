/* session.c — makes and ends a session, and runs whole executions; see session.h.
 *
 * Why executions are repeated: which memory is shared is only known when two
 * threads have touched it, and that may be after steps on it were missed. The
 * shared set is kept in the shared memory and only grows, so a repetition with it
 * sees more; when it finds nothing new the steps are what they would be for
 * anybody. */
#include "engine/inner.h"

#include <stdlib.h>
#include <string.h>

#define SECOND INT64_C(1000000000)
#define MILLI INT64_C(1000000)

enum { DEFAULT_STEPS = 1000000, DEFAULT_STALL = 10 };

/* ---- life -------------------------------------------------------------------------- */

static const char *const strategy_names[] = {"continue", "round-robin", "random", "replay"};

static size_t session_count(char *const *list) {
  size_t n = 0;
  while (list && list[n])
    n++;
  return n;
}

static void session_describe(struct session *s, const struct session_options *o) {
  bool tsan = s->server.channel.ctl->has_tsan;
  trace_set_meta(s->trace, &(struct trace_meta){
                               .program = s->server.program,
                               .args = (const char *const *)o->args,
                               .arg_count = session_count(o->args),
                               .env = (const char *const *)o->env,
                               .env_count = session_count(o->env),
                               .cwd = o->cwd ? o->cwd : "",
                               .stdin_file = o->stdin_file ? o->stdin_file : "",
                               .strategy = strategy_names[s->o.strategy],
                               .build = tsan ? "-fsanitize=thread" : "sync operations only",
                               .seed = s->o.seed,
                               .max_steps = s->o.max_steps,
                               .model = (uint8_t)s->o.model,
                               .free_time = s->o.free_time,
                               .spurious = s->o.spurious,
                               .has_tsan = tsan,
                               .interval = s->o.interval,
                           });
}

static bool session_take_options(struct session *s, const struct session_options *o, struct plait_err *err) {
  s->o = *o;
  s->o.max_steps = o->max_steps ? o->max_steps : DEFAULT_STEPS;
  s->o.stall = o->stall > 0 ? o->stall : DEFAULT_STALL;
  if (o->interval && o->model != MODEL_GIL)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "--switch-interval goes with --model gil only");
  for (size_t i = 0; i < o->prefix_len; i++)
    *ARRAY_PUSH(&s->prefix) = o->prefix[i];
  struct wire_ctl *c = s->server.channel.ctl;
  if (o->shared_len > WIRE_SHARED)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "the recording has %zu ranges of shared memory; plait can take %d",
                         o->shared_len, (int)WIRE_SHARED);
  for (size_t i = 0; i < o->shared_len; i++) {
    const struct trace_shared *from = &o->shared[i];
    wire_shared(c)[i] = (struct wire_shared){.place = from->place.kind,
                                             .owner = from->place.owner,
                                             .seq = from->place.seq,
                                             .off = from->place.off,
                                             .len = from->len};
  }
  c->shared_count = s->known = (uint32_t)o->shared_len;
  s->settled = s->given = o->shared_len > 0;
  return true;
}

struct session *session_new(const struct session_options *o, struct plait_err *err) {
  struct session *s = xcalloc(1, sizeof *s);
  struct server_options server = {.program = o->program,
                                  .title = o->title,
                                  .args = o->args,
                                  .env = o->env,
                                  .cwd = o->cwd,
                                  .stdin_file = o->stdin_file};
  s->trace = trace_new();
  s->ingest = ingest_new(s->trace, o->resolver);
  if (!server_init(&s->server, &server, err) || !session_take_options(s, o, err)) {
    session_free(s);
    return NULL;
  }
  s->run = (struct execution){.server = &s->server,
                              .trace = s->trace,
                              .ingest = s->ingest,
                              .resolver = o->resolver,
                              .state = EXECUTION_OVER};
  session_describe(s, o);
  return s;
}

void session_free(struct session *s) {
  if (!s)
    return;
  server_fini(&s->server);
  ingest_free(s->ingest);
  trace_free(s->trace);
  ARRAY_FREE(&s->prefix);
  free(s);
}

struct trace *session_trace(struct session *s) { return s->trace; }
uint32_t session_epoch(const struct session *s) { return s->epoch; }
uint32_t session_generation(const struct session *s) { return s->generation; }

/* ---- what every run needs -------------------------------------------------------------- */

bool session_learn(struct session *s) {
  struct wire_ctl *c = s->server.channel.ctl;
  uint32_t count = c->shared_count < WIRE_SHARED ? c->shared_count : WIRE_SHARED;
  if (count <= s->known)
    return false;
  s->generation++;
  for (uint32_t i = s->known; i < count; i++)
    wire_shared(c)[i].generation = s->generation;
  s->known = count;
  return true;
}

static bool session_knows(const struct session *s, const struct trace_shared *r) {
  const struct wire_shared *at = wire_shared(s->server.channel.ctl);
  for (uint32_t i = 0; i < s->known; i++)
    if (at[i].place == r->place.kind && at[i].owner == r->place.owner && at[i].seq == r->place.seq &&
        at[i].off <= r->place.off && r->place.off + r->len <= at[i].off + at[i].len)
      return true;
  return false;
}

void session_share(struct session *s, const struct trace_shared *shared, size_t n) {
  struct wire_ctl *c = s->server.channel.ctl;
  bool stopped = false;
  for (size_t i = 0; i < n; i++) {
    if (session_knows(s, &shared[i]))
      continue;
    if (!stopped)
      session_stop(s);
    stopped = true;
    if (c->shared_count < WIRE_SHARED)
      wire_shared(c)[c->shared_count++] = (struct wire_shared){.place = shared[i].place.kind,
                                                               .owner = shared[i].place.owner,
                                                               .seq = shared[i].place.seq,
                                                               .off = shared[i].place.off,
                                                               .len = shared[i].len};
  }
  session_learn(s);
}

void session_trace_shared(struct session *s) {
  if (s->traced == s->known)
    return;
  struct trace_shared *all = xmalloc(s->known * sizeof *all);
  const struct wire_shared *from = wire_shared(s->server.channel.ctl);
  for (uint32_t i = 0; i < s->known; i++)
    all[i] = (struct trace_shared){
        .place = {.kind = from[i].place, .owner = from[i].owner, .seq = from[i].seq, .off = from[i].off},
        .len = from[i].len};
  trace_set_shared(s->trace, all, s->known);
  free(all);
  s->traced = s->known;
}

struct execution_plan session_plan(const struct session *s, enum wire_policy policy) {
  uint32_t flags = (s->o.free_time ? RUN_FREE_TIME : 0) | (s->o.spurious ? RUN_SPURIOUS : 0);
  return (struct execution_plan){.policy = policy,
                                 .model = s->o.model,
                                 .flags = flags,
                                 .interval = s->o.interval,
                                 .generation = s->generation,
                                 .seed = s->o.seed,
                                 .max_steps = s->o.max_steps,
                                 .stall = (int64_t)(s->o.stall * (double)SECOND)};
}

enum wire_policy session_policy(const struct session *s) {
  return s->o.strategy == STRATEGY_ROUND_ROBIN ? POLICY_ROUND_ROBIN
         : s->o.strategy == STRATEGY_RANDOM    ? POLICY_RANDOM
                                               : POLICY_CONTINUE;
}

void session_stop(struct session *s) {
  execution_kill(&s->run, END_NONE, "");
  session_learn(s);
  s->phase = PHASE_IDLE;
}

bool session_ready(struct session *s, struct plait_err *err) {
  session_stop(s);
  return s->run.state == EXECUTION_LOST || !server_alive(&s->server) ? server_lost(&s->server, err) : true;
}

/* ---- whole executions --------------------------------------------------------------------- */

struct progress {
  bool (*call)(void *ctx, uint64_t steps);
  void *ctx;
  int64_t last;
  bool stopped;
};

static bool session_goes_on(struct session *s, struct progress *p) {
  if (!p->call)
    return true;
  int64_t now = channel_now();
  if (now - p->last < 50 * MILLI)
    return true;
  p->last = now;
  p->stopped = !p->call(p->ctx, *(volatile uint64_t *)&s->server.channel.ctl->steps);
  return !p->stopped;
}

/* Follows the run to its end. A watched run that turns out to be only a step on the way is not watched further: taking
 * in its steps would be for nothing. */
static bool session_follow(struct session *s, struct progress *p, bool last, struct plait_err *err) {
  for (;;) {
    enum execution_state state = execution_turn(&s->run, 50 * MILLI, err);
    if (state == EXECUTION_LOST)
      return false;
    if (state == EXECUTION_OVER)
      return true;
    if (!last && *(volatile uint32_t *)&s->server.channel.ctl->shared_count > s->known)
      s->run.watched = false;
    if (!session_goes_on(s, p)) {
      execution_kill(&s->run, END_NONE, "");
      return s->run.state != EXECUTION_LOST || server_lost(&s->server, err);
    }
  }
}

struct execution_plan session_settling(const struct session *s) {
  struct execution_plan plan = session_plan(s, settle_policy(&s->settle));
  plan.seed = s->settle.round;
  return plan;
}

bool session_settled(struct session *s) {
  const struct wire_ctl *c = s->server.channel.ctl;
  bool again = settle_again(&s->settle, session_learn(s), c->threads == 1, c->steps);
  /* A search that gets stuck says nothing about the program: what it has missed, the execution shown will find. */
  s->settled = !again || s->run.end.kind == END_STALL;
  return s->settled;
}

/* So that what is shared does not depend on the strategy, its seed or the prefix. */
static bool session_settle(struct session *s, struct progress *p, struct plait_err *err) {
  while (!s->settled && !p->stopped) {
    struct execution_plan plan = session_settling(s);
    if (!execution_start(&s->run, &plan, err) || !session_follow(s, p, false, err))
      return false;
    session_settled(s);
  }
  return true;
}

bool session_run(struct session *s, bool (*progress)(void *ctx, uint64_t steps), void *ctx, struct plait_err *err) {
  struct progress p = {.call = progress, .ctx = ctx, .last = progress ? channel_now() : 0};
  if (!session_ready(s, err))
    return false;
  s->epoch++;
  bool plain = s->o.strategy == STRATEGY_CONTINUE && s->prefix.len == 0;
  if (!plain && !s->settled && !session_settle(s, &p, err))
    return false;
  for (uint32_t round = 1; !p.stopped; round++) {
    /* A recording that says what is shared is followed to the letter: more steps would be another schedule. */
    bool last = round >= ROUNDS || (s->given && s->o.strategy == STRATEGY_REPLAY);
    struct execution_plan plan = session_plan(s, session_policy(s));
    plan.prefix = s->prefix.at;
    plan.prefix_len = s->prefix.len;
    plan.watched = true;
    if (!execution_start(&s->run, &plan, err) || !session_follow(s, &p, last, err))
      return false;
    if (!session_learn(s) || last)
      break;
  }
  session_trace_shared(s);
  return true;
}

bool session_run_blind(struct session *s, uint64_t seed, struct session_outcome *out, struct plait_err *err) {
  struct progress none = {0};
  if (!session_ready(s, err))
    return false;
  struct execution_plan plan = session_plan(s, session_policy(s));
  plan.seed = seed;
  plan.prefix = s->prefix.at;
  plan.prefix_len = s->prefix.len;
  if (!execution_start(&s->run, &plan, err) || !session_follow(s, &none, true, err))
    return false;
  const struct wire_ctl *c = s->server.channel.ctl;
  *out = (struct session_outcome){.end = s->run.end.kind,
                                  .status = s->run.end.status,
                                  .steps = c->steps,
                                  .records = s->run.records,
                                  .found = session_learn(s)};
  return true;
}

/* drive.c — the interactive execution: begin, poll, go on; see session.h.
 *
 * A small state machine, because nothing here may block: first a run of the
 * default schedule that nobody watches (PHASE_SEARCH), as often as it finds
 * memory shared, then the execution that is shown (PHASE_LIVE).
 *
 * When the shown execution finds memory shared that was not known to be, the
 * steps so far lack operations. It is then started again with the choices made so
 * far: if the caller has not been told of any stop yet, with the caller's own
 * prefix, which may have been written by somebody who knew; afterwards with the
 * choices in the trace, marked as made without that knowledge (RUN_REMAP). */
#include "engine/inner.h"

#include <limits.h>
#include <stdlib.h>

#define SECOND INT64_C(1000000000)
#define MILLI INT64_C(1000000)

static const int64_t search_stall = 2 * SECOND;

static bool drive_start_search(struct session *s, struct plait_err *err) {
  struct execution_plan plan = session_settling(s);
  if (plan.stall > search_stall)
    plan.stall = search_stall;
  s->phase = PHASE_SEARCH;
  return execution_start(&s->run, &plan, err);
}

static bool drive_start_live(struct session *s, struct plait_err *err) {
  struct execution_plan plan = session_plan(s, POLICY_ASK);
  plan.prefix = s->prefix.at;
  plan.prefix_len = s->prefix.len;
  plan.watched = true;
  if (s->remap) {
    plan.flags |= RUN_REMAP;
    plan.generation = s->prefix_generation;
  }
  s->phase = PHASE_LIVE;
  s->told = 0;
  s->epoch++;
  if (!execution_start(&s->run, &plan, err))
    return false;
  session_trace_shared(s);
  return true;
}

bool session_begin_from(struct session *s, const uint32_t *prefix, size_t prefix_len, uint32_t generation,
                        struct plait_err *err) {
  if (!session_ready(s, err))
    return false;
  s->prefix.len = 0;
  for (size_t i = 0; i < prefix_len; i++)
    *ARRAY_PUSH(&s->prefix) = prefix[i];
  s->prefix_generation = generation;
  s->remap = generation < s->generation;
  s->arrived = s->redrawn = false;
  s->rounds = 0;
  return s->settled ? drive_start_live(s, err) : drive_start_search(s, err);
}

bool session_begin(struct session *s, const uint32_t *prefix, size_t prefix_len, struct plait_err *err) {
  return session_begin_from(s, prefix, prefix_len, s->generation, err);
}

/* The shown execution has stopped or ended, knowing now that it has missed something: again. */
static bool drive_again(struct session *s, struct plait_err *err) {
  uint32_t before = s->generation;
  execution_kill(&s->run, END_NONE, "");
  if (s->run.state == EXECUTION_LOST)
    return server_lost(&s->server, err);
  session_learn(s);
  if (s->arrived) {
    uint32_t *choices = NULL;
    size_t n = trace_choices(s->trace, 1, trace_steps(s->trace), &choices);
    s->prefix.len = 0;
    for (size_t i = 0; i < n; i++)
      *ARRAY_PUSH(&s->prefix) = choices[i];
    free(choices);
    s->prefix_generation = before;
    s->remap = true;
    s->redrawn = true;
  }
  return drive_start_live(s, err);
}

static bool drive_has_missed(const struct session *s) {
  return *(volatile uint32_t *)&s->server.channel.ctl->shared_count > s->known && s->rounds < ROUNDS;
}

/* What a stop or an end means; QUIET: nothing yet, go on looking. */
static enum session_event drive_stopped(struct session *s, struct plait_err *err) {
  bool over = s->run.state == EXECUTION_OVER;
  if (s->phase == PHASE_SEARCH) {
    bool started = session_settled(s) ? drive_start_live(s, err) : drive_start_search(s, err);
    return started ? SESSION_QUIET : SESSION_FAILED;
  }
  if (drive_has_missed(s)) {
    s->rounds++;
    return drive_again(s, err) ? SESSION_QUIET : SESSION_FAILED;
  }
  if (over)
    session_trace_shared(s);
  s->arrived = true;
  s->rounds = 0;
  s->told = trace_steps(s->trace);
  if (s->redrawn) {
    s->redrawn = false;
    return SESSION_REDRAWN;
  }
  return over ? SESSION_ENDED : SESSION_ASK;
}

enum session_event session_poll(struct session *s, int timeout_ms, struct plait_err *err) {
  if (s->run.state == EXECUTION_LOST) {
    server_lost(&s->server, err);
    return SESSION_FAILED;
  }
  if (s->phase == PHASE_IDLE)
    return SESSION_QUIET;
  int64_t limit = timeout_ms < 0 ? INT64_MAX : channel_now() + timeout_ms * MILLI;
  for (;;) {
    int64_t left = limit - (timeout_ms < 0 ? 0 : channel_now());
    /* Short, because steps do not ring: a program that computes between them is to be seen moving. */
    enum execution_state state = execution_turn(&s->run, left < 20 * MILLI ? left : 20 * MILLI, err);
    if (state == EXECUTION_LOST)
      return SESSION_FAILED;
    if (state != EXECUTION_RUNNING) {
      enum session_event event = drive_stopped(s, err);
      if (event != SESSION_QUIET)
        return event;
    } else if (s->phase == PHASE_LIVE && !s->redrawn && trace_steps(s->trace) > s->told) {
      s->told = trace_steps(s->trace);
      return SESSION_STEPPED;
    }
    if (left <= 0)
      return SESSION_QUIET;
  }
}

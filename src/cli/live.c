/* live.c — see live.h. Nothing but translation, and the source texts that new sites mention. */
#include "cli/live.h"

static size_t live_choices(void *ctx, uint32_t *out, size_t max) {
  const struct live *l = ctx;
  return session_asking(l->session) ? session_choices(l->session, out, max) : 0;
}

static bool live_step(void *ctx, uint32_t choice, struct plait_err *err) {
  return session_step(((struct live *)ctx)->session, choice, err);
}

static bool live_advance(void *ctx, uint32_t step, struct plait_err *err) {
  return session_continue(((struct live *)ctx)->session, step, err);
}

static void live_pause(void *ctx) { session_pause(((struct live *)ctx)->session); }

static bool live_restart(void *ctx, const uint32_t *choices, size_t n, struct plait_err *err) {
  return session_begin(((struct live *)ctx)->session, choices, n, err);
}

static enum live_event live_poll(void *ctx, int timeout_ms, struct plait_err *err) {
  struct live *l = ctx;
  enum session_event e = session_poll(l->session, timeout_ms, err);
  struct trace *t = session_trace(l->session);
  if (e != SESSION_QUIET && trace_sites(t) != l->sites) {
    l->sites = trace_sites(t);
    program_sources(l->program, t);
  }
  switch (e) {
  case SESSION_QUIET: return LIVE_QUIET;
  case SESSION_STEPPED: return LIVE_STEPPED;
  case SESSION_ASK: return LIVE_ASK;
  case SESSION_REDRAWN: return LIVE_REDRAWN;
  case SESSION_ENDED: return LIVE_ENDED;
  case SESSION_FAILED: break;
  }
  return LIVE_FAILED;
}

static uint32_t live_epoch(void *ctx) { return session_epoch(((struct live *)ctx)->session); }

void live_init(struct live *l, struct session *s, struct program *p) {
  *l = (struct live){.session = s, .program = p};
  l->view = (struct view_live){
      .ctx = l,
      .choices = live_choices,
      .step = live_step,
      .advance = live_advance,
      .pause = live_pause,
      .restart = live_restart,
      .poll = live_poll,
      .epoch = live_epoch,
  };
}

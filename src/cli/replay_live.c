/* replay_live.c — see replay_live.h. What is started is compared with the recording, as --verify does: only a program that
 * does the same again may stand in for it. */
#include "cli/replay_live.h"

#include "cli/compare.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* The compiler's warnings must not be written over the screen. */
static int replay_quiet(void) {
  int null = open("/dev/null", O_WRONLY | O_CLOEXEC), before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (null >= 0 && before >= 0) dup2(null, STDERR_FILENO);
  if (null >= 0) close(null);
  return before;
}

static void replay_loud(int before) {
  if (before < 0) return;
  dup2(before, STDERR_FILENO);
  close(before);
}

/* Makes the recorded steps again; stops after them. */
static bool replay_repeat(struct replay_live *r, struct plait_err *err) {
  uint32_t *choices = NULL;
  size_t n = trace_choices(r->recorded, 1, trace_steps(r->recorded), &choices);
  bool ok = session_begin(r->session, choices, n, err);
  free(choices);
  while (ok) {
    enum session_event e = session_poll(r->session, -1, err);
    if (e == SESSION_ASK || e == SESSION_ENDED || e == SESSION_REDRAWN) break;
    ok = e != SESSION_FAILED;
  }
  return ok;
}

static bool replay_open(void *ctx, const struct view_live **live, const struct trace **trace, struct plait_err *err) {
  struct replay_live *r = ctx;
  replay_live_fini(r);
  int before = replay_quiet();
  r->begun = true;
  bool ok = again_init(&r->again, r->recorded, NULL, NULL, err);
  replay_loud(before);
  struct session_options *o = &r->again.options.session;
  o->strategy = STRATEGY_CONTINUE; /* after the recorded choices */
  ok = ok && (r->session = session_new(o, err)) && replay_repeat(r, err);
  if (!ok) {
    struct plait_err why = *err;
    plait_err_set(err, why.code, "its program cannot be started: %s", why.text);
    return false;
  }
  struct trace *now = session_trace(r->session);
  uint32_t differs = compare_traces(r->recorded, now);
  const char *name = trace_meta(r->recorded)->program;
  if (differs)
    return plait_err_set(err, PLAIT_EXIT_DIVERGED, "%s does otherwise now, from step %u on; plait explore %s", name, differs, name);
  live_init(&r->live, r->session, r->again.program, o);
  program_sources(r->again.program, now);
  *live = &r->live.view;
  *trace = now;
  return true;
}

void replay_live_init(struct replay_live *r, const struct trace *t) {
  *r = (struct replay_live){.recorded = t};
  r->attach = (struct view_attach){.ctx = r, .program = trace_meta(t)->program, .open = replay_open};
}

void replay_live_fini(struct replay_live *r) {
  live_fini(&r->live);
  session_free(r->session);
  if (r->begun) again_fini(&r->again);
  r->session = NULL;
  r->begun = false;
}

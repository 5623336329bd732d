/* cmd_replay.c — `plait replay`: a recording on the screen, or run again and compared.
 *
 * --verify takes everything that decides an execution from the recording (choices,
 * shared memory, options, arguments) and only the program from the user, who may
 * have built it anew. */
#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/replay_live.h"
#include "cli/screen.h"
#include "trace/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { KEY_VERIFY = 0x4000 };

struct replay {
  struct screen screen;
  const char *file;
  const char *verify;
};

static error_t replay_option(int key, char *arg, struct argp_state *state) {
  struct replay *r = state->input;
  switch (key) {
  case ARGP_KEY_INIT: state->child_inputs[0] = &r->screen; return 0;
  case KEY_VERIFY: r->verify = arg; return 0;
  case ARGP_KEY_ARG:
    if (r->file) return ARGP_ERR_UNKNOWN;
    r->file = arg;
    return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static int replay_screen(const struct replay *r, const struct trace *t, int *signal) {
  struct actions a;
  struct replay_live live;
  replay_live_init(&live, t);
  actions_init(&a, t, NULL, r->file);
  a.attach = &live.attach;
  int status = screen_show(&r->screen, &a, signal);
  actions_fini(&a);
  replay_live_fini(&live);
  return status < 0 ? PLAIT_EXIT_OK : status;
}

/* ---- --verify ----------------------------------------------------------------------- */

static int replay_compare(const struct replay *r, const struct trace *recorded, const struct trace *now) {
  uint32_t step = compare_traces(recorded, now);
  if (!step) {
    printf("%s: %" PRIu32 " steps, the same again with %s\n", r->file, trace_steps(recorded), r->verify);
    return PLAIT_EXIT_OK;
  }
  struct buf b = {0};
  buf_printf(&b, "plait: %s and %s differ at step %" PRIu32 "\n  recorded  ", r->file, r->verify, step);
  compare_line(recorded, step, &b);
  buf_puts(&b, "\n  now       ");
  compare_line(now, step, &b);
  buf_putc(&b, '\n');
  fputs(buf_str(&b), stderr);
  buf_fini(&b);
  return PLAIT_EXIT_DIVERGED;
}

static int replay_verify(const struct replay *r, const struct trace *t) {
  struct again again;
  struct plait_err err = {0};
  struct session *s = NULL;
  uint32_t *choices = NULL;
  bool ok = again_init(&again, t, r->verify, NULL, &err);
  struct session_options *o = &again.options.session;
  o->prefix_len = trace_choices(t, 1, trace_steps(t), &choices);
  o->prefix = choices;
  if (trace_end(t)->kind == END_NONE || trace_end(t)->kind == END_STEP_LIMIT) o->max_steps = trace_steps(t);
  ok = ok && (s = session_new(o, &err)) && session_run(s, NULL, NULL, &err);
  int status = ok ? replay_compare(r, t, session_trace(s)) : cli_fail(&err);
  session_free(s);
  free(choices);
  again_fini(&again);
  return status;
}

int cmd_replay(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"verify", KEY_VERIFY, "PROG", 0, "no screen: run PROG by the recording's choices and compare every step", 0}, {0}};
  static const struct argp_child children[] = {SCREEN_CHILD, {0}};
  static const struct argp argp = {options, replay_option, "F.plait",
                                   "Step through a recording; the program is not needed. With --verify: exit status 0 when "
                                   "PROG does the same again, 3 at the first difference.",
                                   children, NULL, NULL};
  struct replay r = {0};
  struct plait_err err = {0};
  struct recording_info info = {0};
  int signal = 0;
  screen_init(&r.screen);
  int status = cli_parse(&argp, argc, argv, &r);
  if (status >= 0) return status;
  if (!r.file) return cli_usage("replay which recording? e.g. plait replay F.plait");
  if (!r.verify && !screen_possible(&r.screen, "plait show prints a recording")) return PLAIT_EXIT_USAGE;
  struct trace *t = recording_read(r.file, &info, &err);
  if (!t) return cli_fail(&err);
  if (info.cut_short) fprintf(stderr, "plait: %s\n", info.warning);
  status = r.verify ? replay_verify(&r, t) : replay_screen(&r, t, &signal);
  trace_free(t);
  if (signal) screen_reraise(signal);
  return status;
}

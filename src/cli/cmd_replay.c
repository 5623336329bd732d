/* cmd_replay.c — `plait replay`: a recording on the screen, or run again and compared.
 *
 * --verify takes everything that decides an execution from the recording (choices,
 * shared memory, options, arguments) and only the program from the user, who may
 * have built it anew. */
#include "cli/cli.h"
#include "cli/compare.h"
#include "cli/program.h"
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
  actions_init(&a, t, NULL, r->file);
  int status = screen_show(&r->screen, &a, signal);
  actions_fini(&a);
  return status < 0 ? PLAIT_EXIT_OK : status;
}

/* ---- --verify ----------------------------------------------------------------------- */

/* Copies a list of strings that the session wants to be of char *, NULL at the end. */
static char **replay_list(const char *const *from, size_t n) {
  char **list = xcalloc(n + 1, sizeof *list);
  for (size_t i = 0; i < n; i++) list[i] = (char *)from[i];
  return list;
}

static void replay_options(struct options *o, const struct trace *t, uint32_t **choices) {
  const struct trace_meta *m = trace_meta(t);
  struct session_options *s = &o->session;
  s->args = replay_list(m->args, m->arg_count);
  s->env = replay_list(m->env, m->env_count);
  s->cwd = *m->cwd ? m->cwd : NULL;
  s->stdin_file = *m->stdin_file ? m->stdin_file : NULL;
  s->strategy = STRATEGY_REPLAY;
  s->seed = m->seed;
  s->model = (enum plait_model)m->model;
  s->interval = m->interval;
  s->free_time = m->free_time;
  s->spurious = m->spurious;
  s->max_steps = m->max_steps;
  s->prefix_len = trace_choices(t, 1, trace_steps(t), choices);
  s->prefix = *choices;
  s->shared = trace_shared(t, &s->shared_len);
  if (trace_end(t)->kind == END_NONE || trace_end(t)->kind == END_STEP_LIMIT) s->max_steps = trace_steps(t);
}

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

static int replay_session(const struct replay *r, const struct options *o, const struct trace *t) {
  struct plait_err err = {0};
  struct session *s = session_new(&o->session, &err);
  int status = s && session_run(s, NULL, NULL, &err) ? replay_compare(r, t, session_trace(s)) : cli_fail(&err);
  session_free(s);
  return status;
}

static int replay_verify(const struct replay *r, const struct trace *t) {
  struct options o;
  struct plait_err err = {0};
  uint32_t *choices = NULL;
  options_init(&o);
  o.program = r->verify;
  struct program *p = program_open(&o, &err);
  int status;
  if (!p) {
    status = cli_fail(&err);
  } else {
    replay_options(&o, t, &choices);
    status = replay_session(r, &o, t);
    free((void *)o.session.args);
    free((void *)o.session.env);
    free(choices);
    program_close(p);
  }
  options_fini(&o);
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

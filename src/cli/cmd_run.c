/* cmd_run.c — `plait run`: a program, live, on the screen.
 *
 * Afterwards one line says how it ended and how to see the same again. Without a
 * terminal there is nothing to step through: `plait run` says so, and `plait PROG`
 * prints the timeline of one execution instead (cmd_timeline). */
#include "cli/cli.h"
#include "cli/live.h"
#include "cli/options.h"
#include "cli/program.h"
#include "cli/progress.h"
#include "cli/screen.h"
#include "export/export.h"
#include "tui/term.h"
#include "trace/schedule.h"
#include "view/lanes.h"

#include <ctype.h>
#include <langinfo.h>
#include <stdio.h>
#include <string.h>

enum { RUN_SCHEDULE_MAX = 2000 }; /* a schedule longer than this is not for pasting */

struct run {
  struct options options;
  struct screen screen;
  struct visit *visit; /* NULL: plait ends afterwards */
};

static error_t run_option(int key, char *arg, struct argp_state *state) {
  struct run *r = state->input;
  (void)arg;
  if (key != ARGP_KEY_INIT) return ARGP_ERR_UNKNOWN;
  state->child_inputs[0] = &r->options;
  state->child_inputs[1] = &r->screen;
  return 0;
}

/* WORD as a shell would read it back. */
static void run_quote(struct buf *out, const char *word) {
  bool plain = *word != 0;
  for (const char *p = word; *p; p++) plain &= isalnum((unsigned char)*p) || strchr("_-./+,:=@%", *p);
  if (plain) {
    buf_puts(out, word);
    return;
  }
  buf_putc(out, '\'');
  for (const char *p = word; *p; p++)
    if (*p == '\'')
      buf_puts(out, "'\\''");
    else
      buf_putc(out, *p);
  buf_putc(out, '\'');
}

/* The options that a schedule alone does not say. */
static void run_options_text(const struct options *o, struct buf *out) {
  const struct session_options *s = &o->session;
  if (s->model) buf_printf(out, "--model %s ", plait_model_names[s->model]);
  if (s->interval) buf_printf(out, "--switch-interval %u ", s->interval);
  if (s->free_time) buf_puts(out, "--time free ");
  if (s->spurious) buf_puts(out, "--spurious ");
  if (s->stdin_file) {
    buf_puts(out, "--stdin ");
    run_quote(out, s->stdin_file);
    buf_putc(out, ' ');
  }
  if (s->cwd) {
    buf_puts(out, "--cwd ");
    run_quote(out, s->cwd);
    buf_putc(out, ' ');
  }
  for (char *const *e = s->env; e && *e; e++) {
    buf_puts(out, "--env ");
    run_quote(out, *e);
    buf_putc(out, ' ');
  }
}

static void run_again(const struct options *o, const struct trace *t, struct buf *out) {
  struct buf schedule = {0};
  schedule_print(t, &schedule);
  if (schedule.len && schedule.len <= RUN_SCHEDULE_MAX) {
    buf_puts(out, "; the same again: plait run ");
    run_options_text(o, out);
    buf_puts(out, "--schedule '");
    buf_puts(out, buf_str(&schedule));
    buf_puts(out, "' ");
    if (o->program[0] == '-') buf_puts(out, "-- ");
    run_quote(out, o->program);
    for (char *const *a = o->session.args; a && *a; a++) {
      buf_putc(out, ' ');
      run_quote(out, *a);
    }
  }
  buf_fini(&schedule);
}

/* What the user saw, in one line on stdout; a finding before it, as a compiler would. Returns the exit status. */
static int run_summary(const struct options *o, const struct actions *a) {
  const struct trace *t = a->view.trace;
  struct buf b = {0};
  struct analysis *found = analysis_new(t);
  findings_text(found, t, false, &b);
  fputs(buf_str(&b), stderr);
  buf_clear(&b);
  buf_printf(&b, "%u step%s, ", trace_steps(t), trace_steps(t) == 1 ? "" : "s");
  if (trace_end(t)->kind == END_NONE)
    buf_puts(&b, "left before the end");
  else
    actions_ending(a, &b);
  run_again(o, t, &b);
  puts(buf_str(&b));
  int status = analysis_has_error(found) || trace_end(t)->kind == END_STALL ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  analysis_free(found);
  buf_fini(&b);
  return status;
}

/* Nothing can be shown. */
static int run_fail(struct run *r, const struct plait_err *err) {
  if (!r->visit) return cli_fail(err);
  r->visit->err = *err;
  return err->code ? (int)err->code : PLAIT_EXIT_USAGE;
}

/* What was seen of a scene. A trace with an ending is one that somebody made go there. */
static void run_note(const struct program *p, const struct actions *a) {
  unsigned marks = PROGRESS_OPENED;
  if (trace_end(a->view.trace)->kind != END_NONE) marks |= PROGRESS_WATCHED;
  if (a->endings.root) marks |= PROGRESS_EXPLORED;
  struct plait_err err = {0};
  if (!progress_note(program_scene_name(p), marks, &err)) fprintf(stderr, "plait: %s\n", err.text);
}

static int run_screen(struct run *r, struct session *s, struct program *p, int *signal) {
  struct live live;
  struct actions a;
  struct plait_err err = {0};
  if (!session_begin(s, r->options.session.prefix, r->options.session.prefix_len, &err)) return run_fail(r, &err);
  live_init(&live, s, p, &r->options.session);
  actions_init(&a, session_trace(s), &live.view, r->options.program);
  a.view.running = true;
  if (r->visit) r->visit->before(r->visit->ctx);
  int status = screen_show(&r->screen, &a, signal);
  if (!r->screen.keys) run_note(p, &a);
  if (status < 0 && a.failed)
    status = cli_fail(&a.err);
  else if (status < 0 && !*signal && !r->screen.keys)
    status = run_summary(&r->options, &a);
  else if (status < 0)
    status = PLAIT_EXIT_OK;
  actions_fini(&a);
  live_fini(&live);
  return status;
}

static int run_plain(struct session *s, struct program *p) {
  struct plait_err err = {0};
  if (!session_run(s, NULL, NULL, &err)) return cli_fail(&err);
  struct trace *t = session_trace(s);
  struct buf b = {0};
  program_sources(p, t);
  lanes_text(t, 1, trace_steps(t), 80, strcmp(nl_langinfo(CODESET), "UTF-8") != 0, false, &b);
  fputs(buf_str(&b), stdout);
  fflush(stdout);
  buf_clear(&b);
  struct analysis *a = analysis_new(t);
  findings_text(a, t, false, &b);
  fputs(buf_str(&b), stderr);
  int status = analysis_has_error(a) ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  analysis_free(a);
  buf_fini(&b);
  return status;
}

/* What is on a terminal is a screen, also for `plait PROG`. */
static int run_start(struct run *r, bool plain, int *signal) {
  struct plait_err err = {0};
  if (!plain && !screen_possible(&r->screen, "plait record -o F.plait … and plait show F.plait need none"))
    return PLAIT_EXIT_USAGE;
  struct program *p = program_open(&r->options, &err);
  if (!p) return run_fail(r, &err);
  struct session *s = session_new(&r->options.session, &err);
  int status = !s ? run_fail(r, &err) : plain ? run_plain(s, p) : run_screen(r, s, p, signal);
  session_free(s);
  program_close(p);
  return status;
}

static int run_command(int argc, char **argv, bool plain, struct visit *visit) {
  static const struct argp_child children[] = {OPTIONS_CHILD, SCREEN_CHILD, {0}};
  static const struct argp argp = {NULL, run_option, "[--] PROG [ARGS]",
                                   "Step through PROG live: choose which thread moves, go back, choose differently. "
                                   "PROG is a C file (compiled first), a program or a scene.",
                                   children, NULL, NULL};
  struct run r = {.visit = visit};
  int signal = 0;
  options_init(&r.options);
  screen_init(&r.screen);
  int status = cli_parse(&argp, argc, argv, &r);
  if (status < 0 && !r.options.program && !r.options.schedule) status = cli_usage("run what? e.g. plait run prog.c");
  if (status < 0) status = run_start(&r, plain && !r.screen.keys && !term_present(), &signal);
  options_fini(&r.options);
  if (visit) visit->signal = signal;
  else if (signal) screen_reraise(signal);
  return status;
}

int cmd_run(int argc, char **argv) { return run_command(argc, argv, false, NULL); }
int cmd_visit(int argc, char **argv, struct visit *v) { return run_command(argc, argv, false, v); }
int cmd_timeline(int argc, char **argv) { return run_command(argc, argv, true, NULL); }

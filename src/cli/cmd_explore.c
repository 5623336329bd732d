/* cmd_explore.c — `plait explore`: every way a program can end, each with a schedule.
 *
 * The engine searches without traces; afterwards one schedule of each outcome is run once more, watched, and what the
 * analysis finds in it is reported. ^C ends the search, not the report. */
#include "cli/cli.h"
#include "cli/explore_report.h"
#include "cli/options.h"
#include "cli/program.h"
#include "trace/file.h"

#include <inttypes.h>
#include <langinfo.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_EXECUTIONS = 0x5000, KEY_SECONDS, KEY_BOUND, KEY_DEPTH, KEY_JSON, KEY_SAVE, KEY_STRICT, KEY_ASCII };

struct explore_cmd {
  struct options options;
  struct explore_options search;
  bool json, strict, ascii;
  const char *save; /* --save: a folder */
  int interrupt;    /* a signalfd for SIGINT and SIGTERM; -1: none */
  int signal;       /* the one that came */
  bool show, shown; /* progress, on a terminal */
};

static bool explore_seconds(const char *text, double *out) {
  char *rest;
  *out = strtod(text, &rest);
  if (rest != text && !*rest && *out > 0 && *out < 1e9)
    return true;
  cli_usage("--seconds wants a number above 0, not '%s'", text);
  return false;
}

static error_t explore_option(int key, char *arg, struct argp_state *state) {
  struct explore_cmd *x = state->input;
  unsigned long long n;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &x->options;
    return 0;
  case KEY_EXECUTIONS:
    if (!cli_number("executions", arg, 1, UINT64_MAX, &n))
      return CLI_REPORTED;
    x->search.executions = n;
    return 0;
  case KEY_BOUND:
    if (!cli_number("bound", arg, 0, UINT32_MAX - 1, &n))
      return CLI_REPORTED;
    x->search.bound = (uint32_t)n;
    return 0;
  case KEY_DEPTH:
    if (!cli_number("depth", arg, 1, 16, &n))
      return CLI_REPORTED;
    x->search.depth = (uint32_t)n;
    return 0;
  case KEY_SECONDS: return explore_seconds(arg, &x->search.seconds) ? 0 : CLI_REPORTED;
  case KEY_JSON: x->json = true; return 0;
  case KEY_STRICT: x->strict = true; return 0;
  case KEY_ASCII: x->ascii = true; return 0;
  case KEY_SAVE: x->save = arg; return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static bool explore_progress(void *ctx, const struct explore_result *r) {
  struct explore_cmd *x = ctx;
  struct signalfd_siginfo info;
  if (x->interrupt >= 0 && read(x->interrupt, &info, sizeof info) == sizeof info)
    x->signal = (int)info.ssi_signo;
  if (x->show && r->elapsed_s > 0.5) {
    fprintf(stderr, "\r%" PRIu64 " executions, %.0f a second, %zu outcome%s \x1b[K", r->executions,
            (double)r->executions / r->elapsed_s, r->outcomes_len, r->outcomes_len == 1 ? "" : "s");
    fflush(stderr);
    x->shown = true;
  }
  return !x->signal;
}

static bool explore_save(const struct explore_cmd *x, size_t i, struct program *program, struct trace *t, struct plait_err *err) {
  struct buf path = {0};
  buf_printf(&path, "%s/outcome-%zu.plait", x->save, i + 1);
  program_sources(program, t);
  bool ok = recording_write(buf_str(&path), t, err);
  buf_fini(&path);
  return ok;
}

/* Runs the schedule of each outcome again, to see what is wrong in it. */
static bool explore_look(struct explore_cmd *x, struct session *s, struct program *program, struct report *report, struct plait_err *err) {
  const struct explore_result *r = report->result;
  if (x->save && mkdir(x->save, 0777) != 0 && errno != EEXIST)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "cannot make the folder %s: %s", x->save, strerror(errno));
  for (size_t i = 0; i < r->outcomes_len; i++) {
    const struct explore_outcome *o = &r->outcomes[i];
    if (!explore_show(s, o->way.schedule, o->way.len, err))
      return false;
    struct trace *t = session_trace(s);
    if (trace_end(t)->kind != o->end)
      return plait_err_set(err, PLAIT_EXIT_DIVERGED, "the program does not repeat itself: a schedule that ended as %s now ends as %s",
                           plait_end_names[o->end], plait_end_names[trace_end(t)->kind]);
    report_add(report, t, i, x->strict);
    if (x->save && !explore_save(x, i, program, t, err))
      return false;
  }
  return true;
}

static bool explore_ascii(const struct explore_cmd *x) { return x->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0; }

static int explore_run(struct explore_cmd *x, struct program *program) {
  struct plait_err err = {0};
  struct explore_result result = {0};
  struct session *s = session_new(&x->options.session, &err);
  if (!s)
    return cli_fail(&err);
  sigset_t signals, before;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, &before);
  x->interrupt = signalfd(-1, &signals, SFD_NONBLOCK | SFD_CLOEXEC);
  x->show = isatty(STDERR_FILENO);
  x->search.progress = explore_progress;
  x->search.ctx = x;
  bool ok = explore(s, &x->search, &result, &err);
  if (x->shown)
    fputs("\r\x1b[K", stderr);
  struct report report = {.result = &result, .program = x->options.program};
  ok = ok && explore_look(x, s, program, &report, &err);
  if (ok || result.outcomes_len) {
    struct buf out = {0};
    if (x->json)
      report_json(&report, &out);
    else
      report_text(&report, explore_ascii(x), &out);
    fwrite(out.at, 1, out.len, stdout);
    buf_fini(&out);
  }
  int status = !ok ? cli_fail(&err) : report.error ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  report_fini(&report);
  explore_result_fini(&result);
  session_free(s);
  if (x->interrupt >= 0)
    close(x->interrupt);
  sigprocmask(SIG_SETMASK, &before, NULL);
  if (x->signal) { /* end as the signal would have ended us, so that a script's loop ends too */
    fflush(stdout);
    signal(x->signal, SIG_DFL);
    raise(x->signal);
  }
  return status;
}

int cmd_explore(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"executions", KEY_EXECUTIONS, "N", 0, "stop after N executions", 1},
      {"seconds", KEY_SECONDS, "S", 0, "stop after S seconds", 1},
      {"bound", KEY_BOUND, "K", 0, "at most K preemptions (preemption-bound) or delays (delay-bound)", 1},
      {"depth", KEY_DEPTH, "D", 0, "pct: how many orderings the bug is expected to need (default 3)", 1},
      {"save", KEY_SAVE, "DIR", 0, "write a recording of each outcome to DIR", 1},
      {"json", KEY_JSON, NULL, 0, "print one JSON object", 1},
      {"strict", KEY_STRICT, NULL, 0, "warnings make the exit status 1, too", 1},
      {"ascii", KEY_ASCII, NULL, 0, "draw with ASCII only", 1},
      {0}};
  static const struct argp_child children[] = {OPTIONS_CHILD, {0}};
  static const struct argp argp = {
      options, explore_option, "[--] PROG [ARGS]",
      "Run PROG under all schedules that can make a difference, and tell every way it can end. FILE.c is compiled first. "
      "A sleep may end at any time unless --time=virtual.\v"
      "Strategies: dpor (default; one execution of each class of schedules), dfs (every schedule), preemption-bound and "
      "delay-bound (with --bound K), random, pct, pos, round-robin, replay (--schedule).",
      children, NULL, NULL};
  struct explore_cmd x = {.interrupt = -1};
  options_init(&x.options);
  x.options.any_strategy = true;
  x.options.session.free_time = true;
  int status = cli_parse(&argp, argc, argv, &x);
  if (status < 0 && !x.options.program && !x.options.schedule)
    status = cli_usage("explore what? e.g. plait explore prog.c");
  if (status < 0) {
    struct plait_err err = {0};
    x.search.strategy = x.options.strategy;
    x.search.seed = x.options.session.seed;
    struct program *program = program_open(&x.options, &err);
    status = program ? explore_run(&x, program) : cli_fail(&err);
    program_close(program);
  }
  options_fini(&x.options);
  return status;
}

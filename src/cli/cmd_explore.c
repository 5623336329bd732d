/* cmd_explore.c — `plait explore`: every way a program can end, each with a schedule.
 *
 * The engine searches; afterwards what was found is run again, watched, and reported. ^C ends the search, not the
 * report. */
#include "cli/cli.h"
#include "cli/explore_report.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/program.h"
#include "cli/progress.h"
#include "tui/term.h"

#include <inttypes.h>
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { KEY_EXECUTIONS = 0x5000, KEY_SECONDS, KEY_BOUND, KEY_DEPTH, KEY_JSON, KEY_SAVE, KEY_STRICT, KEY_ASCII, KEY_SHARD, KEY_MERGE };

/* Counting the schedules of a class takes longer than running it when it is large. */
enum { MOST_JOBS = 256, MOST_SHARDS = 100000 };

struct explore_cmd {
  struct options options;
  struct explore_options search;
  bool json, strict, ascii, merge;
  const char *save; /* --save: a folder */
  struct interrupt interrupt;
  bool show, shown; /* progress, on a terminal */
};

/* ---- options ----------------------------------------------------------------------------------- */

static bool explore_shard(const char *text, struct explore_options *o) {
  unsigned part, of;
  int used = 0;
  if (sscanf(text, "%6u/%6u%n", &part, &of, &used) == 2 && !text[used] && part >= 1 && part <= of && of <= MOST_SHARDS) {
    o->shard = part;
    o->shards = of;
    return true;
  }
  cli_usage("--shard wants I/N, part I of N, 1/4 to 4/4 for four parts; not '%s'", text);
  return false;
}

static bool explore_jobs(const char *text, struct explore_options *o) {
  unsigned long long n;
  if (!cli_number("jobs", text, 0, MOST_JOBS, &n))
    return false;
  long all = sysconf(_SC_NPROCESSORS_ONLN);
  o->jobs = n ? (uint32_t)n : all > 0 && all < MOST_JOBS ? (uint32_t)all : 1;
  return true;
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
  case 'j': return explore_jobs(arg, &x->search) ? 0 : CLI_REPORTED;
  case KEY_SECONDS: return cli_seconds(arg, &x->search.seconds) ? 0 : CLI_REPORTED;
  case KEY_SHARD: return explore_shard(arg, &x->search) ? 0 : CLI_REPORTED;
  case KEY_MERGE: x->merge = true; return 0;
  case KEY_JSON: x->json = true; return 0;
  case KEY_STRICT: x->strict = true; return 0;
  case KEY_ASCII: x->ascii = true; return 0;
  case KEY_SAVE: x->save = arg; return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

/* ---- progress ------------------------------------------------------------------------------------- */

/* What is left, as far as it can be guessed: of the time, or of the search. */
static void explore_left(const struct explore_cmd *x, const struct explore_result *r, struct buf *out) {
  double by_search = r->done > 0.001 && r->done < 1 ? r->elapsed_s * (1 - r->done) / r->done : -1;
  double by_time = x->search.seconds > 0 ? x->search.seconds - r->elapsed_s : -1;
  if (r->done >= 0)
    buf_printf(out, ", about %.0f %% done", r->done * 100);
  double left = by_search >= 0 && (by_time < 0 || by_search < by_time) ? by_search : by_time;
  if (left >= 7200)
    buf_printf(out, ", %.0f h left", left / 3600);
  else if (left >= 120)
    buf_printf(out, ", %.0f min left", left / 60);
  else if (left >= 0)
    buf_printf(out, ", %.0f s left", left);
}

static bool explore_progress(void *ctx, const struct explore_result *r) {
  struct explore_cmd *x = ctx;
  bool stop = interrupt_came(&x->interrupt);
  if (x->show && r->elapsed_s > 0.5) {
    struct buf line = {0};
    uint64_t n = r->executions + r->sampled;
    unsigned columns = cli_columns(STDERR_FILENO);
    buf_printf(&line, "%" PRIu64 " executions, %.0f a second, %zu outcome%s, %zu finding%s", n, (double)n / r->elapsed_s, r->outcomes_len,
               r->outcomes_len == 1 ? "" : "s", r->findings_len, r->findings_len == 1 ? "" : "s");
    explore_left(x, r, &line);
    /* One that is wrapped could not be overwritten. */
    fprintf(stderr, "\r%.*s\x1b[K", columns ? (int)columns - 1 : -1, buf_str(&line));
    fflush(stderr);
    buf_fini(&line);
    x->shown = true;
  }
  return !stop;
}

/* ---- the command ------------------------------------------------------------------------------------ */

static bool explore_ascii(const struct explore_cmd *x) { return x->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0; }

static void explore_print(const struct explore_cmd *x, const struct report *report) {
  struct buf out = {0};
  if (x->json)
    report_json(report, &out);
  else
    report_text(report, explore_ascii(x), cli_columns(STDOUT_FILENO), &out);
  fwrite(out.at, 1, out.len, stdout);
  buf_fini(&out);
}

static int explore_run(struct explore_cmd *x, struct program *program) {
  struct plait_err err = {0};
  struct explore_result result = {0};
  if (x->save && !report_folder(x->save, &err)) /* now, not after an hour's search */
    return cli_fail(&err);
  struct session *s = session_new(&x->options.session, &err);
  if (!s)
    return cli_fail(&err);
  interrupt_begin(&x->interrupt);
  x->show = isatty(STDERR_FILENO);
  x->search.progress = explore_progress;
  x->search.ctx = x;
  x->search.count = true;
  bool ok = explore(s, &x->search, &result, &err);
  if (x->shown)
    fputs("\r\x1b[K", stderr);
  struct report report = {.result = &result, .program = xstrdup(x->options.program), .shard = x->search.shard, .shards = x->search.shards,
                          .begun = x->search.root_len > 0};
  if (ok && report.begun && result.impossible && !result.executions && !result.sampled)
    ok = plait_err_set(&err, PLAIT_EXIT_DIVERGED, "the program cannot go the way --schedule says; plait record --schedule tells how far it gets");
  ok = ok && report_look(&report, s, program, x->save, &err);
  report_verdicts(&report);
  if (ok || result.outcomes_len)
    explore_print(x, &report);
  int status = !ok ? cli_fail(&err) : report_counts(&report, x->strict) ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  report_fini(&report);
  explore_result_fini(&result);
  session_free(s);
  interrupt_end(&x->interrupt);
  return status;
}

/* The files stand where the program and its arguments would. */
static int explore_merge(struct explore_cmd *x) {
  struct plait_err err = {0};
  struct explore_result result = {.strategy = ""};
  struct report report = {.result = &result};
  ARRAY(char *) files = {0};
  *ARRAY_PUSH(&files) = (char *)x->options.program;
  const char *option = NULL;
  for (char *const *arg = x->options.session.args; arg && *arg; arg++) {
    *ARRAY_PUSH(&files) = *arg;
    if (strncmp(*arg, "--", 2) == 0)
      option = *arg;
  }
  int status = PLAIT_EXIT_OK;
  if (option) {
    status = cli_usage("options come before the files: plait explore --merge %s %s ...", option, x->options.program);
  } else if (!report_merge(&report, files.at, files.len, &err)) {
    status = cli_fail(&err);
  } else {
    explore_print(x, &report);
    status = report_counts(&report, x->strict) ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  }
  ARRAY_FREE(&files);
  report_fini(&report);
  explore_result_fini(&result);
  return status;
}

static int explore_program(struct explore_cmd *x) {
  struct plait_err err = {0};
  x->search.strategy = x->options.strategy;
  x->search.seed = x->options.session.seed;
  struct program *program = program_open(&x->options, &err);
  if (!x->search.executions && !(x->search.seconds > 0))
    x->search.executions = x->options.bounded;
  x->search.root = x->options.session.prefix;
  x->search.root_len = x->options.session.prefix_len;
  int status = program ? explore_run(x, program) : cli_fail(&err);
  if (program && status <= PLAIT_EXIT_FINDING && term_present())
    progress_note(program_scene_name(program), PROGRESS_OPENED | PROGRESS_EXPLORED, &err);
  program_close(program);
  return status;
}

int cmd_explore(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"executions", KEY_EXECUTIONS, "N", 0, "stop after N executions", 1},
      {"seconds", KEY_SECONDS, "S", 0, "stop after S seconds", 1},
      {"bound", KEY_BOUND, "K", 0, "at most K preemptions (preemption-bound) or delays (delay-bound)", 1},
      {"depth", KEY_DEPTH, "D", 0, "pct: how many orderings the bug is expected to need (default 3)", 1},
      {"jobs", 'j', "N", 0, "use N processors (0: all there are)", 1},
      {"shard", KEY_SHARD, "I/N", 0, "search only part I of N, to spread a search over machines", 1},
      {"merge", KEY_MERGE, NULL, 0, "join the --json reports of all parts, given in place of PROG", 1},
      {"save", KEY_SAVE, "DIR", 0, "write a recording of each outcome and each finding to DIR", 1},
      {"json", KEY_JSON, NULL, 0, "print one JSON object", 1},
      {"strict", KEY_STRICT, NULL, 0, "warnings make the exit status 1, too", 1},
      {"ascii", KEY_ASCII, NULL, 0, "draw with ASCII only", 1},
      {0}};
  static const struct argp_child children[] = {OPTIONS_CHILD, {0}};
  static const struct argp argp = {
      options, explore_option, "[--] PROG [ARGS]",
      "Run PROG under all schedules that can make a difference, and tell every way it can end. FILE.c is compiled first. "
      "A sleep may end at any time unless --time=virtual.\v"
      "Without --strategy: dpor, which runs one execution of each class of schedules, for half of --seconds or --executions, or 30 s; "
      "if that does not suffice, schedules are drawn for the other half, or another 30 s.\n"
      "Strategies: dpor, dfs (every schedule), preemption-bound and delay-bound (with --bound K) try everything; random, pct, pos, "
      "surw and portfolio (a mixture) draw; round-robin and replay (--schedule) run once.\n"
      "With --schedule only what begins with it is searched.",
      children, NULL, NULL};
  struct explore_cmd x = {.interrupt.fd = -1};
  options_init(&x.options);
  x.options.any_strategy = true;
  x.options.session.free_time = true;
  int status = cli_parse(&argp, argc, argv, &x);
  if (status < 0 && x.merge && !x.options.program)
    status = cli_usage("merge what? e.g. plait explore --merge part-1.json part-2.json");
  if (status < 0 && !x.options.program && !x.options.schedule)
    status = cli_usage("explore what? e.g. plait explore prog.c");
  if (status < 0)
    status = x.merge ? explore_merge(&x) : explore_program(&x);
  options_fini(&x.options);
  return status;
}

/* cmd_minimise.c — `plait minimise`: a recording of something wrong, and the simplest schedule that shows the same.
 *
 * The engine does the work; here the program of the recording is started again, ^C is turned into "that is enough", and what
 * is known is told and written. */
#include "cli/again.h"
#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/minimise_report.h"
#include "trace/file.h"
#include "trace/schedule.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEY_FINDING = 0x6000, KEY_SECONDS, KEY_JSON };

struct minimise_cmd {
  const char *file, *out, *program;
  char *const *args; /* NULL: none were given */
  struct minimise_options options;
  bool json;
  struct interrupt interrupt;
  bool show, shown;
  double start;
};

static double minimise_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static error_t minimise_argument(struct minimise_cmd *m, char *arg, struct argp_state *state) {
  if (!m->file) {
    m->file = arg;
    return 0;
  }
  m->program = arg;
  if (state->next < state->argc)
    m->args = state->argv + state->next; /* argv ends with NULL */
  state->next = state->argc;
  return 0;
}

static error_t minimise_option(int key, char *arg, struct argp_state *state) {
  struct minimise_cmd *m = state->input;
  switch (key) {
  case 'o': m->out = arg; return 0;
  case KEY_FINDING: m->options.finding = arg; return 0;
  case KEY_JSON: m->json = true; return 0;
  case KEY_SECONDS: return cli_seconds(arg, &m->options.seconds) ? 0 : CLI_REPORTED;
  case ARGP_KEY_ARG: return minimise_argument(m, arg, state);
  default: return ARGP_ERR_UNKNOWN;
  }
}

static bool minimise_progress(void *ctx, const struct minimise_result *r) {
  static const char *const doing[] = {"replaying", "merging turns", "trying schedules with fewer preemptions", "looking for the inflection point",
                                      "looking for the nearest schedule without it"};
  struct minimise_cmd *m = ctx;
  bool stop = interrupt_came(&m->interrupt);
  if (m->show && minimise_now() - m->start > 0.5) {
    fprintf(stderr, "\r%s: ", doing[r->stage]);
    if (r->after.choices)
      fprintf(stderr, "%" PRIu32 " preemptions, %" PRIu32 " steps; ", r->after.preemptions, r->after.steps);
    fprintf(stderr, "%" PRIu64 " executions \x1b[K", r->executions);
    fflush(stderr);
    m->shown = true;
  }
  return !stop;
}

/* OUT-passing.plait */
static char *minimise_passing_name(const char *out) {
  size_t n = strlen(out);
  struct buf b = {0};
  if (n > 6 && strcmp(out + n - 6, ".plait") == 0)
    n -= 6;
  buf_printf(&b, "%.*s-passing.plait", (int)n, out);
  return b.at;
}

/* Runs a schedule once more, into the report and into a file. */
static bool minimise_keep(const struct minimise_cmd *m, struct session *s, struct program *program, const struct minimise_way *w, const char *path,
                          struct minimise_report *report, bool passing, struct plait_err *err) {
  if (!minimise_show(s, w, err))
    return false;
  struct trace *t = session_trace(s);
  (passing ? minimise_report_passing : minimise_report_after)(report, t);
  if (!m->out)
    return true;
  program_sources(program, t);
  return recording_write(path, t, err);
}

static void minimise_tell(const struct minimise_cmd *m, const struct minimise_report *report, const char *passing) {
  struct buf out = {0};
  if (m->json) {
    minimise_report_json(report, minimise_now() - m->start, &out);
  } else {
    minimise_report_text(report, &out);
    if (m->out && report->passing.len)
      buf_printf(&out, "\nplait diff %s %s\n", m->out, passing);
    else if (m->out)
      buf_printf(&out, "\nplait replay %s\n", m->out);
  }
  fwrite(out.at, 1, out.len, stdout);
  buf_fini(&out);
}

static int minimise_finish(struct minimise_cmd *m, struct session *s, struct program *program, const struct trace *recorded,
                           const struct minimise_result *r, struct plait_err *err) {
  struct minimise_report report = {.result = r};
  char *passing = m->out ? minimise_passing_name(m->out) : NULL;
  schedule_print(recorded, &report.before);
  bool ok = minimise_keep(m, s, program, &r->after, m->out, &report, false, err);
  if (ok && r->passing.choices)
    ok = minimise_keep(m, s, program, &r->passing, passing, &report, true, err);
  if (report.after.len)
    minimise_tell(m, &report, passing);
  int status = !ok ? cli_fail(err) : r->wrong || r->goal == GOAL_FINDING ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  minimise_report_fini(&report);
  free(passing);
  return status;
}

static int minimise_session(struct minimise_cmd *m, struct again *a, const struct trace *recorded) {
  struct plait_err err = {0};
  struct minimise_result r = {0};
  struct session *s = session_new(&a->options.session, &err);
  if (!s)
    return cli_fail(&err);
  interrupt_begin(&m->interrupt);
  m->show = isatty(STDERR_FILENO);
  m->options.recorded = recorded;
  m->options.progress = minimise_progress;
  m->options.ctx = m;
  bool ok = minimise(s, &m->options, &r, &err);
  if (m->shown)
    fputs("\r\x1b[K", stderr);
  int status = !ok ? cli_fail(&err) : PLAIT_EXIT_OK;
  if (ok && r.after.choices && r.stage != MINIMISE_REPLAY)
    status = minimise_finish(m, s, a->program, recorded, &r, &err);
  else if (ok)
    fputs("plait: stopped before anything was known\n", stderr);
  minimise_result_fini(&r);
  session_free(s);
  interrupt_end(&m->interrupt);
  return status;
}

int cmd_minimise(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"output", 'o', "OUT.plait", 0, "write the smallest schedule there, and the nearest passing one to OUT-passing.plait", 0},
      {"finding", KEY_FINDING, "KIND[:OBJECT]", 0, "what to keep: a finding, or outcome (default: the first error that is not there when nobody is preempted, else the outcome)", 0},
      {"seconds", KEY_SECONDS, "S", 0, "stop after S seconds (default 20)", 0},
      {"json", KEY_JSON, NULL, 0, "print one JSON object", 0},
      {0}};
  static const struct argp argp = {
      options, minimise_option, "F.plait [--] [PROG [ARGS]]",
      "Find the simplest schedule that shows the same as the recording: fewest preemptions, then fewest steps. Also tells the "
      "inflection point, the step after which nothing can save it, and the nearest schedule without it. The program and its "
      "options are those of the recording, unless given.",
      NULL, NULL, NULL};
  struct minimise_cmd m = {.interrupt.fd = -1, .options.seconds = 20, .start = minimise_now()};
  struct plait_err err = {0};
  struct recording_info info = {0};
  struct again a = {0};
  int status = cli_parse(&argp, argc, argv, &m);
  if (status >= 0)
    return status;
  if (!m.file)
    return cli_usage("minimise which recording? e.g. plait minimise F.plait");
  struct trace *t = recording_read(m.file, &info, &err);
  if (!t)
    return cli_fail(&err);
  if (info.cut_short)
    fprintf(stderr, "plait: %s\n", info.warning);
  status = again_init(&a, t, m.program, m.args, &err) ? minimise_session(&m, &a, t) : cli_fail(&err);
  again_fini(&a);
  trace_free(t);
  return status;
}

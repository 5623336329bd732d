/* cmd_record.c — `plait record`: one execution without a screen, into a file.
 *
 * Behaves like the program it runs: what the program prints comes out where it
 * would, and nothing of plait's is mixed into standard output. The recording is
 * written while the execution goes on, so that what is known survives ^C and even
 * the death of plait. Must not decide what is wrong: src/analysis does. */
#include "cli/cli.h"
#include "cli/interrupt.h"
#include "cli/options.h"
#include "cli/program.h"
#include "export/export.h"
#include "trace/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEY_STRICT = 0x3000 };

struct record {
  struct options options;
  const char *out; /* --output */
  bool quiet;
  bool strict; /* warnings count */
};

/* While it runs. */
struct record_run {
  struct session *session;
  struct recorder *recorder;
  struct plait_err write_err;
  bool write_failed;
  bool show_progress;
  bool shown;
  int64_t next_ms; /* when the count on the terminal is renewed */
  struct interrupt interrupt;
};

static error_t record_option(int key, char *arg, struct argp_state *state) {
  struct record *r = state->input;
  switch (key) {
  case ARGP_KEY_INIT:
    state->child_inputs[0] = &r->options;
    return 0;
  case 'o':
    r->out = arg;
    return 0;
  case 'q':
    r->quiet = true;
    return 0;
  case KEY_STRICT:
    r->strict = true;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static bool record_progress(void *ctx, uint64_t steps) {
  struct record_run *run = ctx;
  bool stop = interrupt_came(&run->interrupt);
  if (!recorder_add(run->recorder, session_trace(run->session), &run->write_err))
    run->write_failed = true;
  if (run->show_progress && now_ms() >= run->next_ms) {
    fprintf(stderr, "\r%" PRIu64 " steps ", steps);
    fflush(stderr);
    run->shown = true;
    run->next_ms = now_ms() + 200;
  }
  return !stop && !run->write_failed;
}

/* The base name of what was run, without ".c", and ".plait". */
static char *record_name(const char *program) {
  const char *slash = strrchr(program, '/'), *base = slash ? slash + 1 : program;
  size_t n = strlen(base);
  if (n > 2 && strcmp(base + n - 2, ".c") == 0)
    n -= 2;
  struct buf b = {0};
  buf_printf(&b, "%.*s.plait", (int)n, base);
  return b.at;
}

/* What the program printed, in its order. */
static void record_output(const struct trace *t) {
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    if (s->op != OP_OUTPUT)
      continue;
    size_t len;
    const char *bytes = trace_text(t, s->text, &len);
    FILE *to = s->result == 2 ? stderr : stdout;
    fwrite(bytes, 1, len, to);
    fflush(to);
  }
}

/* How it ended, in two or three words. */
static void record_ending(const struct trace *t, struct buf *out) {
  const struct trace_end *e = trace_end(t);
  buf_printf(out, "%" PRIu32 " step%s, ", trace_steps(t), trace_steps(t) == 1 ? "" : "s");
  switch (e->kind) {
  case END_NONE:
    buf_puts(out, "interrupted");
    break;
  case END_EXIT:
    buf_printf(out, "exit %" PRId32, e->status);
    break;
  case END_CRASH:
    buf_printf(out, "crash, SIG%s", sigabbrev_np(e->status) ? sigabbrev_np(e->status) : "?");
    break;
  case END_STEP_LIMIT:
    buf_puts(out, "stopped at --max-steps");
    break;
  default:
    buf_puts(out, plait_end_word(e->kind, e->text));
    break;
  }
}

/* Says what was wrong, and where the recording is; returns the exit status. */
static int record_verdict(const struct record *r, const struct trace *t, const char *path) {
  const struct trace_end *e = trace_end(t);
  struct buf b = {0};
  struct analysis *a = analysis_new(t);
  int status = findings_counts(a, r->strict) ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  findings_text(a, t, false, &b);
  if (e->kind == END_STALL || e->kind == END_DIVERGED) {
    buf_printf(&b, "plait: %s\n", *e->text ? e->text : plait_end_names[e->kind]);
    status = e->kind == END_STALL ? PLAIT_EXIT_FINDING : PLAIT_EXIT_DIVERGED;
  }
  if (!r->quiet) {
    buf_puts(&b, "plait: ");
    record_ending(t, &b);
    buf_printf(&b, "; plait replay %s\n", path);
  }
  fputs(buf_str(&b), stderr);
  analysis_free(a);
  buf_fini(&b);
  return status;
}

static int record_run(struct record *r, struct program *program, const char *path) {
  struct plait_err err = {0};
  struct record_run run = {.show_progress = isatty(STDERR_FILENO) && !r->quiet, .interrupt.fd = -1};
  run.next_ms = now_ms() + 500;
  run.session = session_new(&r->options.session, &err);
  if (!run.session)
    return cli_fail(&err);
  run.recorder = recorder_open(path, &err);
  if (!run.recorder) {
    session_free(run.session);
    return cli_fail(&err);
  }
  interrupt_begin(&run.interrupt);

  bool ran = session_run(run.session, record_progress, &run, &err);
  if (run.shown)
    fputs("\r                              \r", stderr);
  struct trace *t = session_trace(run.session);
  bool keep = (ran || trace_steps(t)) && !run.write_failed;
  int status;
  if (keep) {
    program_sources(program, t);
    record_output(t);
    keep = recorder_close(run.recorder, t, &run.write_err);
  } else {
    recorder_abandon(run.recorder);
  }
  if (!keep && ran)
    status = cli_fail(&run.write_err);
  else if (!ran)
    status = cli_fail(&err);
  else
    status = record_verdict(r, t, path);
  session_free(run.session);
  interrupt_end(&run.interrupt);
  return status;
}

int cmd_record(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"output", 'o', "F.plait", 0, "where to write the recording (default: PROG.plait)", 1},
      {"quiet", 'q', NULL, 0, "say nothing but findings", 1},
      {"strict", KEY_STRICT, NULL, 0, "exit with status 1 for warnings too", 1},
      {0}};
  static const struct argp_child children[] = {OPTIONS_CHILD, {0}};
  static const struct argp argp = {
      options, record_option, "[--] PROG [ARGS]",
      "Run PROG once and write what its threads did to a recording. FILE.c is compiled first. "
      "What PROG prints is printed; a finding is reported as FILE:LINE: kind: message.",
      children, NULL, NULL};
  struct record r = {0};
  options_init(&r.options);
  int status = cli_parse(&argp, argc, argv, &r);
  if (status < 0 && !r.options.program && !r.options.schedule)
    status = cli_usage("record what? e.g. plait record -o F.plait prog.c");
  if (status < 0) {
    struct plait_err err = {0};
    struct program *program = program_open(&r.options, &err);
    if (!program) {
      status = cli_fail(&err);
    } else {
      char *path = r.out ? xstrdup(r.out) : record_name(r.options.program);
      status = record_run(&r, program, path);
      free(path);
      program_close(program);
    }
  }
  options_fini(&r.options);
  return status;
}

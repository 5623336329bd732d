/* cmd_diff.c — `plait diff`: two recordings side by side, and the swap that makes the difference.
 *
 * Neither program nor source is needed. Exit status as diff's: 0 the same, 1 different, 2 unreadable. */
#include "cli/cli.h"
#include "export/diff.h"
#include "trace/file.h"

#include <langinfo.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { KEY_ASCII = 0x8000, KEY_JSON, KEY_OPEN, KEY_WIDTH };
enum { DEFAULT_WIDTH = 80, LEAST_WIDTH = 60 };

struct diff_cmd {
  const char *file[2];
  unsigned long long width; /* 0: not given */
  bool ascii, json, open;
};

static error_t diff_option(int key, char *arg, struct argp_state *state) {
  struct diff_cmd *d = state->input;
  switch (key) {
  case KEY_ASCII: d->ascii = true; return 0;
  case KEY_JSON: d->json = true; return 0;
  case KEY_OPEN: d->open = true; return 0;
  case KEY_WIDTH: return cli_number("width", arg, LEAST_WIDTH, 10000, &d->width) ? 0 : CLI_REPORTED;
  case ARGP_KEY_ARG:
    if (d->file[1])
      return ARGP_ERR_UNKNOWN;
    d->file[d->file[0] ? 1 : 0] = arg;
    return 0;
  default: return ARGP_ERR_UNKNOWN;
  }
}

static int diff_width(const struct diff_cmd *d) {
  struct winsize size;
  if (d->width)
    return (int)d->width;
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
    return size.ws_col < LEAST_WIDTH ? LEAST_WIDTH : size.ws_col;
  return DEFAULT_WIDTH;
}

static int diff_traces(const struct diff_cmd *d, const struct trace *a, const struct trace *b) {
  struct diff diff;
  struct buf out = {0};
  diff_init(&diff, a, d->file[0], b, d->file[1]);
  if (d->json)
    diff_json(&diff, &out);
  else
    diff_text(&diff, diff_width(d), d->ascii || strcmp(nl_langinfo(CODESET), "UTF-8") != 0, d->open, &out);
  fwrite(out.at, 1, out.len, stdout);
  int status = diff.same ? PLAIT_EXIT_OK : PLAIT_EXIT_FINDING;
  buf_fini(&out);
  diff_fini(&diff);
  return status;
}

static struct trace *diff_read(const char *file, struct plait_err *err) {
  struct recording_info info = {0};
  struct trace *t = recording_read(file, &info, err);
  if (t && info.cut_short)
    fprintf(stderr, "plait: %s\n", info.warning);
  return t;
}

int cmd_diff(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"ascii", KEY_ASCII, NULL, 0, "draw with ASCII only", 0},
      {"json", KEY_JSON, NULL, 0, "print one JSON object", 0},
      {"open", KEY_OPEN, NULL, 0, "every step inside calls of plait/sync.h, too", 0},
      {"width", KEY_WIDTH, "N", 0, "columns (default: the terminal's, else 80)", 0},
      {0}};
  static const struct argp argp = {options, diff_option, "A.plait B.plait",
                                   "Two executions side by side: where they part, and which two steps that depend on each other "
                                   "come in another order. Exit status 0 when they are the same, 1 when they differ.",
                                   NULL, NULL, NULL};
  struct diff_cmd d = {0};
  struct plait_err err = {0};
  int status = cli_parse(&argp, argc, argv, &d);
  if (status >= 0)
    return status;
  if (!d.file[1])
    return cli_usage("diff wants two recordings, e.g. plait diff A.plait B.plait");
  struct trace *a = diff_read(d.file[0], &err), *b = a ? diff_read(d.file[1], &err) : NULL;
  status = a && b ? diff_traces(&d, a, b) : cli_fail(&err);
  if (b)
    trace_free(b);
  if (a)
    trace_free(a);
  return status;
}

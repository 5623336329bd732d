/* cmd_show.c — `plait show`: a recording on standard output.
 *
 * Chooses the view and the range; view/lanes and src/export make the text. Text is
 * for reading, so it takes the terminal's width and character set unless told
 * otherwise; --json is for programs and depends on nothing but the recording. */
#include "cli/cli.h"

#include "export/export.h"
#include "trace/file.h"
#include "view/causal.h"

#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum show_view { SHOW_TIMELINE, SHOW_STEPS, SHOW_OBJECTS, SHOW_FINDINGS, SHOW_CONTENTION, SHOW_EXPLAIN, SHOW_CAUSAL, SHOW_JSON };
static const char *const show_views[] = {"timeline", "steps", "objects", "findings", "contention", "explain", "causal"};

enum { KEY_VIEW = 0x2000, KEY_JSON, KEY_FROM, KEY_TO, KEY_LEGEND, KEY_ASCII, KEY_UTF8, KEY_WIDTH, KEY_STRICT, KEY_OPEN };

struct show {
  const char *file;
  enum show_view view;
  unsigned long long from, to; /* 0: not given */
  unsigned long long width;    /* 0: not given */
  bool legend, ascii, strict, open;
};

static error_t show_parse_view(struct show *s, const char *arg) {
  for (size_t i = 0; i < sizeof show_views / sizeof *show_views; i++)
    if (strcmp(arg, show_views[i]) == 0) {
      s->view = (enum show_view)i;
      return 0;
    }
  cli_usage("--view must be timeline, steps, objects, findings, contention, explain or causal, not '%s'", arg);
  return CLI_REPORTED;
}

static error_t show_option(int key, char *arg, struct argp_state *state) {
  struct show *s = state->input;
  switch (key) {
  case KEY_VIEW:
    return show_parse_view(s, arg);
  case KEY_JSON:
    s->view = SHOW_JSON;
    return 0;
  case KEY_FROM:
    return cli_number("from", arg, 1, UINT32_MAX, &s->from) ? 0 : CLI_REPORTED;
  case KEY_TO:
    return cli_number("to", arg, 1, UINT32_MAX, &s->to) ? 0 : CLI_REPORTED;
  case KEY_WIDTH:
    return cli_number("width", arg, 20, 10000, &s->width) ? 0 : CLI_REPORTED;
  case KEY_LEGEND:
    s->legend = true;
    return 0;
  case KEY_ASCII:
    s->ascii = true;
    return 0;
  case KEY_STRICT:
    s->strict = true;
    return 0;
  case KEY_OPEN:
    s->open = true;
    return 0;
  case KEY_UTF8:
    s->ascii = false;
    return 0;
  case ARGP_KEY_ARG:
    if (s->file)
      return ARGP_ERR_UNKNOWN;
    s->file = arg;
    return 0;
  default:
    return ARGP_ERR_UNKNOWN;
  }
}

static bool show_put(void *ctx, const char *bytes, size_t len) {
  FILE *out = ctx;
  return fwrite(bytes, 1, len, out) == len;
}

static int show_width(const struct show *s) {
  struct winsize size;
  if (s->width)
    return (int)s->width;
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 20)
    return size.ws_col;
  return 80;
}

static void show_timeline(const struct show *s, const struct trace *t, uint32_t from, uint32_t to) {
  struct buf b = {0};
  lanes_text(t, from, to, show_width(s), s->ascii, s->open, &b);
  fputs(buf_str(&b), stdout);
  buf_fini(&b);
}

static int show_findings(const struct show *s, const struct trace *t) {
  struct buf b = {0};
  struct analysis *a = analysis_new(t);
  findings_text(a, t, true, &b);
  fputs(buf_str(&b), stdout);
  int status = findings_counts(a, s->strict) ? PLAIT_EXIT_FINDING : PLAIT_EXIT_OK;
  analysis_free(a);
  buf_fini(&b);
  return status;
}

static int show_trace(const struct show *s, const struct trace *t) {
  uint32_t steps = trace_steps(t);
  uint32_t from = s->from ? (uint32_t)s->from : 1;
  uint32_t to = s->to && s->to < steps ? (uint32_t)s->to : steps;
  if (from > steps && steps)
    return cli_usage("--from %u is after the last step, %u", from, steps);
  if (s->to && from > to)
    return cli_usage("--from %u is after --to %u", from, to);
  struct buf b = {0};
  switch (s->view) {
  case SHOW_TIMELINE:
    show_timeline(s, t, from, to);
    return PLAIT_EXIT_OK;
  case SHOW_STEPS:
    export_steps(t, from, to, s->open, show_put, stdout);
    return PLAIT_EXIT_OK;
  case SHOW_OBJECTS:
    export_objects(t, to, s->open, &b);
    fputs(buf_str(&b), stdout);
    buf_fini(&b);
    return PLAIT_EXIT_OK;
  case SHOW_FINDINGS:
    return show_findings(s, t);
  case SHOW_CONTENTION:
    export_contention(t, &b);
    fputs(buf_str(&b), stdout);
    buf_fini(&b);
    return PLAIT_EXIT_OK;
  case SHOW_EXPLAIN:
    export_explain(t, from, to, s->open, show_put, stdout);
    return PLAIT_EXIT_OK;
  case SHOW_CAUSAL:
    causal_text(t, from, to, show_width(s), s->ascii, s->open, &b);
    fputs(buf_str(&b), stdout);
    buf_fini(&b);
    return PLAIT_EXIT_OK;
  case SHOW_JSON:
    export_json(t, from, to, show_put, stdout);
    return PLAIT_EXIT_OK;
  }
  return PLAIT_EXIT_OK;
}

static void show_legend(const struct show *s) {
  struct buf b = {0};
  legend_text(s->ascii, &b);
  fputs(buf_str(&b), stdout);
  buf_fini(&b);
}

int cmd_show(int argc, char **argv) {
  static const struct argp_option options[] = {
      {"view", KEY_VIEW, "VIEW", 0, "timeline (default), steps, objects, findings, contention, explain or causal", 0},
      {"json", KEY_JSON, NULL, 0, "one JSON object per step and line, then one for the end", 0},
      {"from", KEY_FROM, "N", 0, "begin with step N", 0},
      {"to", KEY_TO, "N", 0, "end with step N; for objects: the state after it", 0},
      {"width", KEY_WIDTH, "N", 0, "columns of the timeline (default: the terminal's, else 80)", 0},
      {"open", KEY_OPEN, NULL, 0, "every step inside the calls of plait/sync.h; with objects: what they are made of", 0},
      {"strict", KEY_STRICT, NULL, 0, "with findings: exit with status 1 for warnings too", 0},
      {"legend", KEY_LEGEND, NULL, 0, "print what the symbols mean; needs no recording", 0},
      {"ascii", KEY_ASCII, NULL, 0, "draw with ASCII only (default where the locale is not UTF-8)", 0},
      {"utf8", KEY_UTF8, NULL, 0, "draw with line characters", 0},
      {0}};
  static const struct argp argp = {options, show_option, "F.plait", "Print a recording.", NULL, NULL, NULL};
  struct show s = {.ascii = strcmp(nl_langinfo(CODESET), "UTF-8") != 0};
  int status = cli_parse(&argp, argc, argv, &s);
  if (status >= 0)
    return status;
  if (s.legend)
    show_legend(&s);
  if (!s.file)
    return s.legend ? PLAIT_EXIT_OK : cli_usage("show which recording? e.g. plait show F.plait");
  struct plait_err err = {0};
  struct recording_info info = {0};
  struct trace *t = recording_read(s.file, &info, &err);
  if (!t)
    return cli_fail(&err);
  if (info.cut_short)
    fprintf(stderr, "plait: %s\n", info.warning);
  if (s.legend)
    putchar('\n');
  status = show_trace(&s, t);
  trace_free(t);
  return status;
}

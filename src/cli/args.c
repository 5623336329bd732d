/* args.c — argp with plait's manners: one line per mistake, exit status 2.
 *
 * argp's own messages are two lines and name the program by argv[0]. It is
 * therefore run silent (ARGP_NO_ERRS) and this file says what was wrong, from
 * where the parser stopped. Must not know any particular command. */
#include "cli/cli.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KEY_HELP = 0x7000 };

struct args_run {
  const struct argp *inner;
  void *input;
  char name[64];
  int status; /* -1: go on */
  int next;   /* where the parser stopped at a mistake */
};

int cli_usage(const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  fputs("plait: ", stderr);
  vfprintf(stderr, fmt, ap);
  fputc('\n', stderr);
  va_end(ap);
  return PLAIT_EXIT_USAGE;
}

int cli_fail(const struct plait_err *err) {
  fprintf(stderr, "plait: %s\n", err->text);
  return err->code ? (int)err->code : PLAIT_EXIT_USAGE;
}

bool cli_number(const char *option, const char *text, unsigned long long min, unsigned long long max,
                unsigned long long *out) {
  char *rest;
  errno = 0;
  unsigned long long n = isdigit((unsigned char)*text) ? strtoull(text, &rest, 10) : (rest = (char *)text, 0);
  if (rest == text || *rest || errno || n < min || n > max) {
    if (max == ~0ull)
      cli_usage(min ? "--%s wants a whole number above 0, not '%s'" : "--%s wants a whole number, not '%s'", option, text);
    else
      cli_usage("--%s wants a whole number from %llu to %llu, not '%s'", option, min, max, text);
    return false;
  }
  *out = n;
  return true;
}

/* The long option of ARGP or its children that NAME (LEN bytes) names in full, or by a prefix. */
static const struct argp_option *args_find(const struct argp *argp, const char *name, size_t len) {
  for (const struct argp_option *o = argp->options; o && (o->name || o->key); o++)
    if (o->name && strncmp(o->name, name, len) == 0) return o;
  for (const struct argp_child *c = argp->children; c && c->argp; c++) {
    const struct argp_option *o = args_find(c->argp, name, len);
    if (o) return o;
  }
  return NULL;
}

/* Says which option was wrong, and how: NEXT is where getopt stopped. */
static void args_complain(const struct args_run *run, int argc, char **argv, int next) {
  int at = next - 1;
  if (next < argc && next >= 1 && argv[next][0] == '-' && argv[next][1] && argv[next][1] != '-' &&
      (at < 1 || argv[at][0] != '-'))
    at = next; /* inside a cluster of short options */
  if (at < 1) at = 1;
  const char *word = argv[at];
  if (strncmp(word, "--", 2) == 0) {
    const char *eq = strchr(word, '=');
    size_t len = eq ? (size_t)(eq - word) - 2 : strlen(word) - 2;
    const struct argp_option *o = args_find(run->inner, word + 2, len);
    if (o && o->arg && !eq && strlen(o->name) == len) {
      cli_usage("--%s wants a value (%s); see %s --help", o->name, o->arg, run->name);
      return;
    }
    if (o && !o->arg && eq && strlen(o->name) == len) {
      cli_usage("--%s takes no value; see %s --help", o->name, run->name);
      return;
    }
    cli_usage("unknown option '%.*s'; %s --help lists them", (int)len + 2, word, run->name);
    return;
  }
  cli_usage("unknown or incomplete option '%s'; %s --help lists them", word, run->name);
}

static error_t args_parse(int key, char *arg, struct argp_state *state) {
  struct args_run *run = state->input;
  switch (key) {
  case ARGP_KEY_INIT: state->child_inputs[0] = run->input; return 0;
  case KEY_HELP:
    argp_help(run->inner, stdout, ARGP_HELP_SHORT_USAGE | ARGP_HELP_LONG | ARGP_HELP_DOC, run->name);
    run->status = PLAIT_EXIT_OK;
    return CLI_REPORTED;
  case ARGP_KEY_ERROR: run->next = state->next; return 0;
  default:
    (void)arg;
    return ARGP_ERR_UNKNOWN;
  }
}

int cli_parse(const struct argp *argp, int argc, char **argv, void *input) {
  static const struct argp_option own[] = {{"help", KEY_HELP, NULL, 0, "this list", -1}, {0}};
  struct args_run run = {.inner = argp, .input = input, .status = -1};
  snprintf(run.name, sizeof run.name, "plait %s", argv[0]);
  struct argp_child children[] = {{argp, 0, NULL, 0}, {0}};
  struct argp outer = {own, args_parse, NULL, NULL, children, NULL, NULL};
  int stopped = argc;
  error_t e = argp_parse(&outer, argc, argv, ARGP_NO_ERRS | ARGP_NO_EXIT | ARGP_NO_HELP | ARGP_IN_ORDER, &stopped, &run);
  if (run.status >= 0) return run.status;
  if (e == CLI_REPORTED) return PLAIT_EXIT_USAGE;
  if (!e && stopped >= argc) return -1;
  if (!e || (run.next <= argc && run.next >= 1 && argv[run.next - 1][0] != '-'))
    cli_usage("'%s' is one argument too many; see %s --help", argv[e ? run.next - 1 : stopped], run.name);
  else
    args_complain(&run, argc, argv, run.next);
  return PLAIT_EXIT_USAGE;
}

bool cli_seconds(const char *text, double *out) {
  char *rest;
  *out = strtod(text, &rest);
  if (rest != text && !*rest && *out > 0 && *out < 1e9)
    return true;
  cli_usage("--seconds wants a number above 0, not '%s'", text);
  return false;
}

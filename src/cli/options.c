/* options.c — see options.h. Owns the names, the help and the checks of the shared options. */
#include "cli/options.h"

#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

enum options_key {
  KEY_SCHEDULE = 0x1000,
  KEY_STRATEGY,
  KEY_SEED,
  KEY_MODEL,
  KEY_INTERVAL,
  KEY_TIME,
  KEY_SPURIOUS,
  KEY_MAX_STEPS,
  KEY_STALL,
  KEY_STDIN,
  KEY_CWD,
  KEY_ENV,
};

static const struct argp_option options_table[] = {
    {"schedule", KEY_SCHEDULE, "S|@FILE", 0, "begin with these choices, e.g. 'main*3 T1 T2*2'", 0},
    {"strategy", KEY_STRATEGY, "NAME", 0, "who moves when nobody chooses: continue (default), round-robin, random; explore: which search", 0},
    {"seed", KEY_SEED, "N", 0, "seed of the random strategy, which it implies", 0},
    {"model", KEY_MODEL, "M", 0, "where switches may happen: preemptive (default), gil, await, sync", 0},
    {"switch-interval", KEY_INTERVAL, "N", 0, "model gil: a switch is possible after N steps in a row (0, the default: never by itself)", 0},
    {"time", KEY_TIME, "KIND", 0, "virtual (default), or free: a sleep may end at any point", 0},
    {"spurious", KEY_SPURIOUS, NULL, 0, "offer spurious wakeups of condition waits", 0},
    {"max-steps", KEY_MAX_STEPS, "N", 0, "end after N steps (default 1000000)", 0},
    {"stall", KEY_STALL, "SEC", 0, "end when no thread reaches a scheduling point for SEC seconds (default 10)", 0},
    {"stdin", KEY_STDIN, "FILE", 0, "the program's standard input (default: empty)", 0},
    {"cwd", KEY_CWD, "DIR", 0, "the program's working directory", 0},
    {"env", KEY_ENV, "K=V", 0, "set an environment variable of the program; may be repeated", 0},
    {0},
};

static const char *const options_strategies[] = {"continue", "round-robin", "random"};

/* The index of TEXT in NAMES, or -1 after saying what would have been right. */
static int options_word(const char *option, const char *text, const char *const *names, int n) {
  for (int i = 0; i < n; i++)
    if (strcmp(text, names[i]) == 0) return i;
  char list[256] = "";
  for (int i = 0; i < n; i++) {
    if (i) strcat(list, i == n - 1 ? " or " : ", ");
    strcat(list, names[i]);
  }
  cli_usage("--%s must be %s, not '%s'", option, list, text);
  return -1;
}

static error_t options_positional(struct options *o, char *arg, struct argp_state *state) {
  o->program = arg;
  o->args.len = 0;
  for (; state->next < state->argc; state->next++) *ARRAY_PUSH(&o->args) = state->argv[state->next];
  *ARRAY_PUSH(&o->args) = NULL;
  o->session.args = o->args.at;
  return 0;
}

static error_t options_env(struct options *o, char *arg) {
  if (!strchr(arg, '=') || *arg == '=') {
    cli_usage("--env wants NAME=VALUE, not '%s'", arg);
    return CLI_REPORTED;
  }
  if (o->env.len) o->env.len--; /* the NULL at the end */
  *ARRAY_PUSH(&o->env) = arg;
  *ARRAY_PUSH(&o->env) = NULL;
  o->session.env = o->env.at;
  return 0;
}

static error_t options_stall(struct options *o, const char *arg) {
  char *rest;
  double s = strtod(arg, &rest);
  if (rest == arg || *rest || !(s > 0) || s > 86400) {
    cli_usage("--stall wants a number of seconds above 0, not '%s'", arg);
    return CLI_REPORTED;
  }
  o->session.stall = s;
  return 0;
}

static error_t options_parse(int key, char *arg, struct argp_state *state) {
  struct options *o = state->input;
  unsigned long long n;
  int word;
  if (key >= KEY_SCHEDULE && key <= KEY_ENV) {
    uint32_t bit = 1u << (key - KEY_SCHEDULE);
    if (o->only_new && (o->given & bit)) return 0;
    if (!o->only_new) o->given |= bit;
  }
  switch (key) {
  case KEY_SCHEDULE: o->schedule = arg; return 0;
  case KEY_STRATEGY:
    o->strategy = arg;
    if (o->any_strategy) return 0;
    if ((word = options_word("strategy", arg, options_strategies, 3)) < 0) return CLI_REPORTED;
    o->session.strategy = (enum session_strategy)word;
    o->strategy_given = true;
    return 0;
  case KEY_SEED:
    if (!cli_number("seed", arg, 0, UINT64_MAX, &n)) return CLI_REPORTED;
    o->session.seed = n;
    if (!o->strategy_given) o->session.strategy = STRATEGY_RANDOM;
    return 0;
  case KEY_MODEL:
    if ((word = options_word("model", arg, plait_model_names, MODEL_COUNT)) < 0) return CLI_REPORTED;
    o->session.model = (enum plait_model)word;
    return 0;
  case KEY_INTERVAL:
    if (!cli_number("switch-interval", arg, 0, UINT32_MAX, &n)) return CLI_REPORTED;
    o->session.interval = (uint32_t)n;
    return 0;
  case KEY_TIME:
    if ((word = options_word("time", arg, (const char *const[]){"virtual", "free"}, 2)) < 0) return CLI_REPORTED;
    o->session.free_time = word == 1;
    return 0;
  case KEY_SPURIOUS: o->session.spurious = true; return 0;
  case KEY_MAX_STEPS:
    if (!cli_number("max-steps", arg, 1, UINT32_MAX - 1, &n)) return CLI_REPORTED;
    o->session.max_steps = n;
    return 0;
  case KEY_STALL: return options_stall(o, arg);
  case KEY_STDIN: o->session.stdin_file = arg; return 0;
  case KEY_CWD: o->session.cwd = arg; return 0;
  case KEY_ENV: return options_env(o, arg);
  case ARGP_KEY_ARG: return options_positional(o, arg, state);
  default: return ARGP_ERR_UNKNOWN;
  }
}

const struct argp options_argp = {options_table, options_parse, NULL, NULL, NULL, NULL, NULL};

void options_init(struct options *o) { *o = (struct options){0}; }

void options_fini(struct options *o) {
  ARRAY_FREE(&o->env);
  ARRAY_FREE(&o->args);
}

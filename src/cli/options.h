/* options.h — the options that run, record and explore share, as one argp child.
 *
 * Use: put OPTIONS_CHILD in the command's struct argp .children, and in its
 * parser on ARGP_KEY_INIT set state->child_inputs[0] to the struct options
 * (after options_init). The child also takes the positional arguments
 * `[--] PROG [ARGS]`: the first is the program, everything after it belongs to
 * the program. Afterwards program_open (program.h) turns the program's name
 * into something that can be started and fills in the rest. */
#ifndef PLAIT_CLI_OPTIONS_H
#define PLAIT_CLI_OPTIONS_H

#include "base/array.h"
#include "engine/session.h"

#include <argp.h>

struct options {
  struct session_options session; /* program, title, prefix and shared are set by program_open */
  const char *program;            /* as given; NULL: none */
  const char *schedule;           /* --schedule: text, or "@FILE"; NULL: none. Parsed by program_open */
  bool strategy_given;
  uint32_t given;                 /* which options were, one bit each */
  bool only_new;                  /* what is parsed now gives way to what was given before */
  uint64_t bounded;               /* set by program_open: how many executions the scene wants searched; 0: all */
  bool any_strategy;              /* --strategy is the caller's to understand, and */
  const char *strategy;           /* as given; NULL: not */
  ARRAY(char *) env;              /* --env, borrowed from argv */
  ARRAY(char *) args;             /* the program's, NULL-terminated, borrowed from argv */
};

extern const struct argp options_argp;
#define OPTIONS_CHILD { &options_argp, 0, "How to run it:", 1 }

void options_init(struct options *o);
void options_fini(struct options *o);

#endif

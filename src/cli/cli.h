/* cli.h — what the files of src/cli share: one function per command, and how a
 * command reads its arguments and says what went wrong.
 *
 * A command is `int cmd_NAME(int argc, char **argv)` with argv[0] the command's
 * name; it returns the exit status (DESIGN section 6, enum plait_exit). Messages
 * for the user are one line on stderr that begins with "plait: " and says what
 * to do; cli_fail and cli_usage write it. */
#ifndef PLAIT_CLI_CLI_H
#define PLAIT_CLI_CLI_H

#include "base/err.h"

#include <argp.h>
#include <errno.h>
#include <stddef.h>

int cmd_run(int argc, char **argv);
int cmd_record(int argc, char **argv);
int cmd_replay(int argc, char **argv);
int cmd_show(int argc, char **argv);
int cmd_explore(int argc, char **argv);
int cmd_minimise(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_scenes(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
/* `plait PROG` where there is no terminal: the timeline of one execution. With one, as cmd_run. */
int cmd_timeline(int argc, char **argv);
/* `plait` alone, or with options of the screen: choose a scene on a terminal, list them otherwise. */
int cmd_browse(int argc, char **argv);
bool cmd_browse_takes(const char *word);

/* cmd_run for somebody who goes on afterwards. */
struct visit {
  void (*before)(void *ctx); /* called when the screen is about to take the terminal */
  void *ctx;
  struct plait_err err;      /* why there was nothing to see; "" when there was */
  int signal;                /* that ended the screen, 0: none */
};
int cmd_visit(int argc, char **argv, struct visit *v);

struct cli_command {
  const char *name;
  int (*fn)(int argc, char **argv);
  const char *usage;   /* what follows the name */
  const char *summary; /* one line of `plait --help` */
};
extern const struct cli_command cli_commands[]; /* ends with a NULL name */

/* Prints the error's one line and returns its exit status. */
int cli_fail(const struct plait_err *err);
/* Prints "plait: …" and returns PLAIT_EXIT_USAGE. */
int cli_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Parses the arguments of a command with argp, in order (nothing is permuted, so what
 * follows PROG stays PROG's). Returns -1 to go on, else the exit status: 0 after --help, 2 after a
 * wrong option, which has been reported in one line. Parsers report their own
 * complaints with cli_usage and return CLI_REPORTED; arguments they do not want, they leave
 * unknown (ARGP_ERR_UNKNOWN) and cli_parse complains. Add no help or version option: --help is there. */
#define CLI_REPORTED ECANCELED
int cli_parse(const struct argp *argp, int argc, char **argv, void *input);

/* A whole number in [min, max] with nothing after it; false and a line on stderr otherwise. */
bool cli_number(const char *option, const char *text, unsigned long long min, unsigned long long max,
                unsigned long long *out);
/* What --seconds was given: a number above 0; false and a line on stderr otherwise. */
bool cli_seconds(const char *text, double *out);

/* Columns of the terminal FD is; 0: it is none, or does not say. */
unsigned cli_columns(int fd);

#endif

/* main.c — which command, and what `plait THING` means without one.
 *
 * The table is the only list of commands: dispatch and --help read it. A first
 * word that is no command is looked at as what it could be (DESIGN section 6): a
 * recording is replayed, anything else is run. */
#include "cli/cli.h"

#include "tui/term.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

const struct cli_command cli_commands[] = {
    {"run", cmd_run, "[OPTIONS] [--] PROG [ARGS]", "step through a program live; FILE.c is compiled first"},
    {"record", cmd_record, "[OPTIONS] -o F.plait [--] PROG [ARGS]", "run it once without a screen and write a recording"},
    {"replay", cmd_replay, "[OPTIONS] F.plait", "step through a recording; --verify PROG runs it again and compares"},
    {"show", cmd_show, "[OPTIONS] F.plait", "print a recording: timeline, steps, objects, JSON"},
    {"explore", cmd_explore, "[OPTIONS] [--] PROG [ARGS]", "search all schedules: every way it can end, each with a schedule"},
    {"minimise", cmd_minimise, "F.plait [--] [PROG [ARGS]]", "the same finding with the fewest preemptions, and the step that decides"},
    {"diff", cmd_diff, "[OPTIONS] A.plait B.plait", "two executions side by side, and the swap that makes the difference"},
    {"scenes", cmd_scenes, "[--json]", "list the lessons that come with plait"},
    {"doctor", cmd_doctor, "[PROG]", "what works on this machine, what does not, and why"},
    {NULL, NULL, NULL, NULL},
};

static void main_help(void) {
  puts("plait shows how threads interleave: it runs a real pthread program one thread\n"
       "at a time, lets you choose who moves next, and draws what happens.\n"
       "\n"
       "Usage: plait                                        choose a scene\n"
       "       plait SCENE | FILE.plait | FILE.c | PROGRAM [ARGS]\n"
       "       plait COMMAND [OPTIONS] ...\n"
       "\n"
       "Commands:");
  for (const struct cli_command *c = cli_commands; c->name; c++) printf("  %-8s %s\n", c->name, c->summary);
  puts("\n"
       "plait COMMAND --help tells its options; in the screen, ? tells the keys.\n"
       "Exit status: 0 nothing wrong found, 1 a finding, 2 usage or unreadable input,\n"
       "3 replay diverged, 4 the program cannot be controlled.");
}

static const struct cli_command *main_find(const char *name) {
  for (const struct cli_command *c = cli_commands; c->name; c++)
    if (strcmp(c->name, name) == 0) return c;
  return NULL;
}

static bool main_ends_with(const char *s, const char *tail) {
  size_t n = strlen(s), m = strlen(tail);
  return n > m && strcmp(s + n - m, tail) == 0;
}

/* `plait THING …`: argv[0] becomes the command's name, THING stays its first argument. */
static int main_obvious(int argc, char **argv) {
  bool recording = main_ends_with(argv[1], ".plait");
  argv[0] = recording ? "replay" : "run";
  if (!recording) return cmd_timeline(argc, argv);
  if (argc == 2 && !term_present()) return cmd_show(2, (char *[]){"show", argv[1], NULL});
  return cmd_replay(argc, argv);
}

int main(int argc, char **argv) {
  setlocale(LC_ALL, "");
  setlocale(LC_NUMERIC, "C"); /* numbers in files and options do not depend on where you live */
  signal(SIGPIPE, SIG_DFL);
  const char *word = argc > 1 ? argv[1] : NULL;
  if (!word || cmd_browse_takes(word)) return cmd_browse(argc, argv);
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "help") == 0) {
    const struct cli_command *c = argc > 2 ? main_find(argv[2]) : NULL;
    if (c) return c->fn(2, (char *[]){(char *)c->name, "--help", NULL});
    if (argc > 2 && word[0] != '-') return cli_usage("there is no command '%s'; plait --help lists them", argv[2]);
    main_help();
    return PLAIT_EXIT_OK;
  }
  if (strcmp(word, "--version") == 0) {
    puts("plait " PLAIT_VERSION);
    return PLAIT_EXIT_OK;
  }
  const struct cli_command *c = main_find(word);
  if (c) return c->fn(argc - 1, argv + 1);
  if (word[0] == '-' && strcmp(word, "--") != 0)
    return cli_usage("unknown option '%s'; plait --help lists commands, plait COMMAND --help their options", word);
  return main_obvious(argc, argv);
}

/* program.h — from what the user typed to something the engine can start.
 *
 * PROG is, in this order: FILE.c (compiled first), a path or a name in PATH, the
 * name of a scene (its source is compiled). What a scene's header says about how
 * to run it holds where the options do not say otherwise. --schedule is parsed here because
 * `@FILE` may name the program and its arguments too. */
#ifndef PLAIT_CLI_PROGRAM_H
#define PLAIT_CLI_PROGRAM_H

#include "cli/options.h"

struct program;

/* Fills o->session so that session_new can be called: compiles, finds symbols
 * (the resolver), parses the schedule. A compiler's messages go to stderr as they are. NULL and *err on failure. */
struct program *program_open(struct options *o, struct plait_err *err);
/* Removes what was compiled. After session_free. */
void program_close(struct program *p);
/* The scene that was asked for by its name, or NULL. */
const char *program_scene_name(const struct program *p);
/* Puts the text of the source files that T mentions into T, for recordings and the source pane. */
void program_sources(struct program *p, struct trace *t);

#endif

/* scene.h — lessons: C programs in scenes/ whose first comment says what they teach.
 *
 * The header is the comment at the very start of the file. A line that begins at its
 * left edge (at most one blank after the '*') is `key: value`; a line indented further
 * continues the value before it:
 *
 *   scene     the name, which is also the file's name without ".c"     required
 *   title     one line                                                 required
 *   topics    words separated by commas                                required
 *   lesson    two or three sentences                                   required
 *   outcomes  every way it can end, see below                          required
 *   finding   what a search reports, e.g. "race counter"; may be repeated
 *   try       a schedule worth watching; a '#' after a blank begins a remark
 *   fixed-by  the scene that shows the remedy
 *   model     where switches may happen: preemptive (default), gil, await, sync
 *   options   how it is run, e.g. "--time virtual --max-steps 400": model as above; time,
 *             switch-interval, spurious, max-steps, stall, env of plait run
 *   explore   exhaustive (default): a search comes to its end; or "bounded N": it tries N
 *             executions, and every outcome is among them
 *   args      what the program is given, in the spelling of a shell
 *
 * The last four hold wherever the scene is run; what the command line says goes before.
 *
 * An outcome is what the program prints, as a C string ("2\n"), after the word for
 * how it ends unless that is a normal exit with status 0: `deadlock`, `crash`,
 * `assert "half\n"`, `exit 3 "bad\n"`. A word alone means that nothing was printed. */
#ifndef PLAIT_CLI_SCENE_H
#define PLAIT_CLI_SCENE_H

#include "base/array.h"
#include "base/err.h"
#include "wire/ops.h"

#include <stdint.h>

struct scene_outcome {
  enum plait_end end;
  int status;   /* of `exit`; else 0 */
  bool livelock; /* the deadlock is one */
  char *output; /* NUL-terminated */
  size_t len;
};

struct scene {
  char *path;
  char *name, *title, *topics, *lesson; /* never NULL */
  char *schedule;                       /* `try`, "" when there is none */
  char *remark;                         /* what the `#` in it says; "" */
  char *fixed_by;                       /* "" when there is none */
  ARRAY(char *) findings;
  ARRAY(struct scene_outcome) outcomes;
  enum plait_model model;
  uint64_t bounded;                     /* executions of a bounded search; 0: exhaustive */
  char *options_text, *args_text;       /* as written; "" when there are none */
  char **options;                       /* the words of `options`, NULL-terminated; NULL: none */
  char **args;                          /* likewise; NULL: none */
};

/* Parses TEXT as the source of PATH. false with *err ("FILE:LINE: reason"); OUT then needs no scene_fini. */
bool scene_parse(const char *path, const char *text, size_t len, struct scene *out, struct plait_err *err);
bool scene_read(const char *path, struct scene *out, struct plait_err *err);
/* Does PATH begin as a scene does, whatever is wrong with the rest? Other C files have comments, too. */
bool scene_claims(const char *path);
void scene_fini(struct scene *s);
/* The keys that say how a scene is run; false with *err: the reason only. For scene.c. */
bool scene_take_model(struct scene *s, const char *text, struct plait_err *err);
bool scene_take_options(struct scene *s, const char *text, struct plait_err *err);
bool scene_take_explore(struct scene *s, const char *text, struct plait_err *err);
bool scene_take_args(struct scene *s, const char *text, struct plait_err *err);

/* The folder with the scenes: next to the build, or where they are installed. NULL with *err; the caller frees. */
char *scene_folder(struct plait_err *err);
/* The source file of scene NAME, or NULL when there is none of that name; the caller frees. */
char *scene_find(const char *name);
/* Every *.c in FOLDER by name (malloc'ed paths in a malloc'ed array); NULL with *err. */
char **scene_files(const char *folder, size_t *n, struct plait_err *err);

#endif

/* program.c — see program.h. */
#include "cli/program.h"

#include "cli/cli.h"
#include "cli/resolve.h"
#include "cli/scene.h"
#include "engine/compile.h"
#include "engine/sources.h"
#include "trace/schedule.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct program {
  struct compiled *compiled; /* NULL: it was a program already */
  struct resolve *resolve;
  struct schedule_file file; /* --schedule @FILE */
  bool have_file;
  char **file_args;
  char **file_options;
  char *path;     /* of the scene or the program here */
  struct scene scene; /* all zero: it is none */
  uint32_t *choices;
};

static bool program_is_file(const char *path) {
  struct stat st;
  return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

/* The options a schedule file asks for; those of the command line were read before and are overridden only
 * where the file says something. */
static bool program_file_options(struct program *p, struct options *o, struct plait_err *err) {
  size_t n = 0;
  char **words = schedule_args_split(p->file.options, &n, err);
  if (!words) return false;
  char **argv = xcalloc(n + 2, sizeof *argv);
  argv[0] = "run";
  memcpy(argv + 1, words, n * sizeof *words);
  p->file_options = words;
  int status = cli_parse(&options_argp, (int)n + 1, argv, o);
  free(argv);
  return status < 0 || plait_err_set(err, PLAIT_EXIT_USAGE, "%s: its line 'options:' is wrong", o->schedule + 1);
}

static bool program_schedule_file(struct program *p, struct options *o, struct plait_err *err) {
  const char *path = o->schedule + 1;
  if (!schedule_file_read(path, &p->file, err)) return false;
  p->have_file = true;
  const char *given = o->program, *schedule = o->schedule;
  char *const *given_args = o->session.args;
  if (*p->file.options && !program_file_options(p, o, err)) return false;
  o->program = given;
  o->session.args = given_args;
  o->schedule = schedule;
  o->session.shared = p->file.shared;
  o->session.shared_len = p->file.shared_len;
  if (o->program) return true;
  if (!*p->file.program)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "%s names no program (program: …); give one after it", path);
  o->program = p->file.program;
  size_t n;
  if (!(p->file_args = schedule_args_split(p->file.args, &n, err))) return false;
  o->session.args = p->file_args;
  return true;
}

static bool program_parse_schedule(struct program *p, struct options *o, struct plait_err *err) {
  if (!o->schedule) return true;
  const char *text = o->schedule[0] == '@' ? p->file.schedule : o->schedule;
  size_t n = 0;
  if (!schedule_parse(text, NULL, &p->choices, &n, err)) return false;
  o->session.prefix = p->choices;
  o->session.prefix_len = n;
  return true;
}

static bool program_compile(struct program *p, struct options *o, const char *source, struct plait_err *err) {
  struct buf messages = {0};
  if (access(source, R_OK) != 0) return plait_err_set(err, PLAIT_EXIT_USAGE, "%s: %s", source, strerror(errno));
  p->compiled = compiled_new(source, &messages, err);
  fputs(buf_str(&messages), stderr);
  buf_fini(&messages);
  if (!p->compiled) return false;
  o->session.program = compiled_program(p->compiled);
  return true;
}

/* How the scene wants to be run, where nobody has said otherwise. The header was checked when it was read. */
static bool program_scene(struct program *p, struct options *o, const char *source, struct plait_err *err) {
  struct scene *s = &p->scene;
  if (!scene_read(source, s, err)) return false;
  size_t n = 0;
  while (s->options && s->options[n]) n++;
  char **argv = xcalloc(n + 4, sizeof *argv);
  int argc = 0;
  argv[argc++] = "run";
  argv[argc++] = "--model";
  argv[argc++] = (char *)plait_model_names[s->model];
  for (size_t i = 0; i < n; i++) argv[argc++] = s->options[i];
  o->only_new = true;
  int status = cli_parse(&options_argp, argc, argv, o);
  o->only_new = false;
  free(argv);
  if (status >= 0) return plait_err_set(err, PLAIT_EXIT_USAGE, "%s: its line 'options:' is wrong", source);
  if (s->args && (!o->session.args || !o->session.args[0])) o->session.args = s->args;
  o->bounded = s->bounded;
  return true;
}

/* What the user's word is; see program.h for the order. */
static bool program_locate(struct program *p, struct options *o, struct plait_err *err) {
  const char *word = o->program;
  size_t n = strlen(word);
  o->session.title = word;
  if (n > 6 && strcmp(word + n - 6, ".plait") == 0)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "%s is a recording; plait replay %s shows it", word, word);
  if (compile_is_source(word))
    return (!scene_claims(word) || program_scene(p, o, word, err)) && program_compile(p, o, word, err);
  if (strchr(word, '/')) {
    o->session.program = word;
    return true;
  }
  if (program_is_file(word) && access(word, X_OK) == 0) {
    struct buf b = {0};
    buf_printf(&b, "./%s", word);
    o->session.program = p->path = b.at;
    return true;
  }
  if ((p->path = scene_find(word))) return program_scene(p, o, p->path, err) && program_compile(p, o, p->path, err);
  o->session.program = word;
  return true;
}

struct program *program_open(struct options *o, struct plait_err *err) {
  struct program *p = xcalloc(1, sizeof *p);
  bool ok = !o->schedule || o->schedule[0] != '@' || program_schedule_file(p, o, err);
  if (ok && !o->program) ok = plait_err_set(err, PLAIT_EXIT_USAGE, "which program? e.g. plait run prog.c");
  if (ok && program_parse_schedule(p, o, err) && program_locate(p, o, err)) {
    p->resolve = resolve_new();
    o->session.resolver = resolve_get(p->resolve);
    return p;
  }
  program_close(p);
  return NULL;
}

void program_close(struct program *p) {
  if (!p) return;
  if (p->compiled) compiled_free(p->compiled);
  if (p->resolve) resolve_free(p->resolve);
  if (p->have_file) schedule_file_fini(&p->file);
  if (p->file_args) schedule_args_free(p->file_args);
  if (p->file_options) schedule_args_free(p->file_options);
  scene_fini(&p->scene);
  free(p->path);
  free(p->choices);
  free(p);
}

const char *program_scene_name(const struct program *p) { return p->path ? p->scene.name : NULL; }

void program_sources(struct program *p, struct trace *t) { sources_embed(t, resolve_source, p->resolve); }

/* again.c — see again.h. */
#include "cli/again.h"

#include <stdlib.h>

/* A list of strings as the session wants it. */
static void again_list(const char *const *from, size_t n, char *const **out) {
  char **list = xcalloc(n + 1, sizeof *list);
  for (size_t i = 0; i < n; i++)
    list[i] = (char *)from[i];
  *out = list;
}

bool again_init(struct again *a, const struct trace *t, const char *program, char *const *args, struct plait_err *err) {
  const struct trace_meta *m = trace_meta(t);
  struct session_options *s = &a->options.session;
  options_init(&a->options);
  a->options.program = program ? program : m->program;
  a->program = *a->options.program ? program_open(&a->options, err) : NULL;
  if (!*a->options.program)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "the recording does not say which program it is of; give it after the recording");
  if (!a->program)
    return false;
  size_t given = 0;
  while (args && args[given])
    given++;
  again_list(args ? (const char *const *)args : m->args, args ? given : m->arg_count, &s->args);
  again_list(m->env, m->env_count, &s->env);
  s->cwd = *m->cwd ? m->cwd : NULL;
  s->stdin_file = *m->stdin_file ? m->stdin_file : NULL;
  s->strategy = STRATEGY_REPLAY;
  s->seed = m->seed;
  s->model = (enum plait_model)m->model;
  s->interval = s->model == MODEL_GIL ? m->interval : 0;
  s->free_time = m->free_time;
  s->spurious = m->spurious;
  s->max_steps = m->max_steps;
  s->shared = trace_shared(t, &s->shared_len);
  return true;
}

void again_fini(struct again *a) {
  free((void *)a->options.session.args);
  free((void *)a->options.session.env);
  program_close(a->program);
  options_fini(&a->options);
}

/* live.h — sessions on the programs of tests/programs, for the engine's tests and measurements.
 *
 * Each program is compiled once per test program, with CC. Paths are relative to the top of the source tree, from
 * where the tests are run. */
#ifndef PLAIT_TESTS_LIVE_H
#define PLAIT_TESTS_LIVE_H

#include "engine/compile.h"
#include "engine/session.h"
#include "wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct live_program {
  char name[64];
  struct compiled *compiled;
};
static struct live_program live_programs[32];

/* The executable of tests/programs/NAME.c. */
static inline const char *live_program(const char *name) {
  struct live_program *p = live_programs;
  while (p->compiled && strcmp(p->name, name) != 0)
    p++;
  if (!p->compiled) {
    char source[128];
    struct plait_err err = {0};
    struct buf messages = {0};
    snprintf(p->name, sizeof p->name, "%s", name);
    snprintf(source, sizeof source, "tests/programs/%s.c", name);
    p->compiled = compiled_new(source, &messages, &err);
    if (!p->compiled) {
      fprintf(stderr, "%s: %s\n%s", name, err.text, buf_str(&messages));
      exit(1);
    }
    buf_fini(&messages);
  }
  return compiled_program(p->compiled);
}

static inline void live_fini(void) {
  for (struct live_program *p = live_programs; p->compiled; p++) {
    compiled_free(p->compiled);
    p->compiled = NULL;
  }
}

/* What the program printed, to FD (1, 2, or 0 for both). */
static inline void live_output(const struct trace *t, int fd, struct buf *out) {
  buf_clear(out);
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    size_t len;
    const char *text = trace_text(t, s->text, &len);
    if (s->op == OP_OUTPUT && (fd == 0 || s->result == fd))
      buf_add(out, text, len);
  }
}

/* One line per step, for messages and for looking. */
static inline void live_print(const struct trace *t, FILE *f) {
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    const struct trace_site *site = trace_site(t, s->site);
    fprintf(f, "%4u %-5s %-14s %-12s", i, trace_thread(t, s->thread)->name, plait_op_table[s->op].name,
            s->object ? trace_object(t, s->object)->name : "");
    if (s->flags & STEP_VALUE)
      fprintf(f, " = %llu", (unsigned long long)s->value);
    if (s->text)
      fprintf(f, " \"%s\"", trace_text(t, s->text, NULL));
    fprintf(f, "  %s:%u %s\n", site->file, site->line, plait_why_names[s->why]);
  }
  fprintf(f, "end %s %d %s\n", plait_end_names[trace_end(t)->kind], trace_end(t)->status, trace_end(t)->text);
}

#endif

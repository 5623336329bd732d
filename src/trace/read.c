/* read.c — the reading half of trace.h: bounds-checked looks into the tables.
 *
 * A number that is out of range gives the empty thing where trace.h promises
 * one (site 0, text 0, an unknown module); a step, thread or object out of range
 * is a mistake of the caller. */
#include "trace/store.h"

#include <assert.h>
#include <string.h>

uint32_t trace_steps(const struct trace *t) { return (uint32_t)t->steps.len; }

const struct trace_step *trace_step(const struct trace *t, uint32_t step) {
  assert(step >= 1 && step <= t->steps.len);
  return &t->steps.at[step - 1];
}

size_t trace_threads(const struct trace *t) { return t->threads.len; }

const struct trace_thread *trace_thread(const struct trace *t, uint16_t thread) {
  assert(thread < t->threads.len);
  return &t->threads.at[thread];
}

size_t trace_objects(const struct trace *t) { return t->objects.len; }

const struct trace_object *trace_object(const struct trace *t, uint32_t object) {
  assert(object >= 1 && object <= t->objects.len);
  return &t->objects.at[object - 1];
}

size_t trace_sites(const struct trace *t) { return t->sites.len; }

const struct trace_site *trace_site(const struct trace *t, uint32_t site) {
  static const struct trace_site none = {.func = "", .file = ""};
  return site >= 1 && site <= t->sites.len ? &t->sites.at[site - 1] : &none;
}

size_t trace_modules(const struct trace *t) { return t->modules.len; }

const char *trace_module(const struct trace *t, uint32_t module) {
  return module < t->modules.len ? t->modules.at[module] : "";
}

const char *trace_text(const struct trace *t, uint32_t text, size_t *len) {
  bool known = text >= 1 && text <= t->texts.len;
  if (len)
    *len = known ? t->texts.at[text - 1].len : 0;
  return known ? t->texts.at[text - 1].at : "";
}

size_t trace_texts(const struct trace *t) { return t->texts.len; }
size_t trace_sources(const struct trace *t) { return t->sources.len; }

const struct trace_source *trace_source_at(const struct trace *t, size_t i) {
  assert(i < t->sources.len);
  return &t->sources.at[i];
}

const struct trace_source *trace_source_find(const struct trace *t, const char *file) {
  for (size_t i = 0; i < t->sources.len; i++)
    if (strcmp(t->sources.at[i].file, file) == 0)
      return &t->sources.at[i];
  return NULL;
}

const struct trace_meta *trace_meta(const struct trace *t) { return &t->meta; }
const struct trace_end *trace_end(const struct trace *t) { return &t->end; }

uint32_t trace_circle(const struct trace *t) {
  uint32_t n = trace_steps(t);
  const struct trace_step *last = n ? trace_step(t, n) : NULL;
  bool ended = last && last->op == OP_DEADLOCK && last->flags & STEP_VALUE && last->value < n;
  return ended ? (uint32_t)last->value : t->circle;
}

void trace_output(const struct trace *t, struct buf *out) {
  for (int fd = 1; fd <= 2; fd++)
    for (uint32_t i = 1; i <= trace_steps(t); i++) {
      const struct trace_step *s = trace_step(t, i);
      size_t len;
      const char *bytes = trace_text(t, s->text, &len);
      if (s->op == OP_OUTPUT && (s->result == 2) == (fd == 2))
        buf_add(out, bytes, len);
    }
}

const struct trace_shared *trace_shared(const struct trace *t, size_t *n) {
  *n = t->shared.len;
  return t->shared.at;
}

const struct trace_pending *trace_pending(const struct trace *t, size_t *n) {
  *n = t->pending.len;
  return t->pending.at;
}

const struct trace_pending *trace_pending_of(const struct trace *t, uint16_t thread) {
  for (size_t i = 0; i < t->pending.len; i++)
    if (t->pending.at[i].thread == thread)
      return &t->pending.at[i];
  return NULL;
}

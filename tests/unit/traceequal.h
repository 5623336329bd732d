/* traceequal.h — are two traces equal in everything that trace.h shows? For tests; says where they differ. */
#ifndef PLAIT_TESTS_TRACEEQUAL_H
#define PLAIT_TESTS_TRACEEQUAL_H

#include "trace/trace.h"

#include <stdio.h>
#include <string.h>

#define TRACEEQUAL(cond, what, number)                                                                                 \
  if (!(cond)) {                                                                                                       \
    fprintf(stderr, "traces differ: %s, at %zu\n", what, (size_t)(number));                                            \
    return false;                                                                                                      \
  }

static bool traceequal_step(const struct trace_step *a, const struct trace_step *b) {
  return a->value == b->value && a->value_hi == b->value_hi && a->time_ns == b->time_ns && a->site == b->site &&
         a->object == b->object && a->object2 == b->object2 && a->text == b->text && a->next == b->next &&
         a->result == b->result && a->thread == b->thread && a->other == b->other && a->flags == b->flags &&
         a->op == b->op && a->why == b->why && a->size == b->size;
}

static bool traceequal_place(const struct trace_place *a, const struct trace_place *b) {
  return a->kind == b->kind && a->owner == b->owner && a->seq == b->seq && a->off == b->off;
}

static bool traceequal_list(const char *const *a, size_t n, const char *const *b, size_t m) {
  if (n != m)
    return false;
  for (size_t i = 0; i < n; i++)
    if (strcmp(a[i], b[i]) != 0)
      return false;
  return true;
}

static bool traceequal_meta(const struct trace_meta *a, const struct trace_meta *b) {
  return strcmp(a->program, b->program) == 0 && strcmp(a->cwd, b->cwd) == 0 &&
         strcmp(a->stdin_file, b->stdin_file) == 0 && strcmp(a->strategy, b->strategy) == 0 &&
         strcmp(a->build, b->build) == 0 && traceequal_list(a->args, a->arg_count, b->args, b->arg_count) &&
         traceequal_list(a->env, a->env_count, b->env, b->env_count) && a->seed == b->seed &&
         a->max_steps == b->max_steps && a->model == b->model && a->free_time == b->free_time &&
         a->spurious == b->spurious && a->has_tsan == b->has_tsan && a->interval == b->interval;
}

__attribute__((unused)) static bool traceequal(const struct trace *a, const struct trace *b) {
  TRACEEQUAL(traceequal_meta(trace_meta(a), trace_meta(b)), "meta", 0);
  TRACEEQUAL(trace_steps(a) == trace_steps(b), "number of steps", trace_steps(b));
  for (uint32_t i = 1; i <= trace_steps(a); i++)
    TRACEEQUAL(traceequal_step(trace_step(a, i), trace_step(b, i)), "step", i);
  TRACEEQUAL(trace_threads(a) == trace_threads(b), "number of threads", trace_threads(b));
  for (uint16_t i = 0; i < trace_threads(a); i++) {
    const struct trace_thread *x = trace_thread(a, i), *y = trace_thread(b, i);
    TRACEEQUAL(strcmp(x->name, y->name) == 0 && x->creator == y->creator && x->start_site == y->start_site &&
                   x->created == y->created && x->first == y->first && x->last == y->last,
               "thread", i);
  }
  TRACEEQUAL(trace_objects(a) == trace_objects(b), "number of objects", trace_objects(b));
  for (uint32_t i = 1; i <= trace_objects(a); i++) {
    const struct trace_object *x = trace_object(a, i), *y = trace_object(b, i);
    TRACEEQUAL(x->kind == y->kind && x->enc == y->enc && x->size == y->size && x->lock_type == y->lock_type &&
                   strcmp(x->name, y->name) == 0 && strcmp(x->type, y->type) == 0 &&
                   traceequal_place(&x->place, &y->place) && x->param == y->param && x->site == y->site &&
                   x->whole == y->whole && x->composite == y->composite,
               "object", i);
  }
  TRACEEQUAL(trace_sites(a) == trace_sites(b), "number of sites", trace_sites(b));
  for (uint32_t i = 1; i <= trace_sites(a); i++) {
    const struct trace_site *x = trace_site(a, i), *y = trace_site(b, i);
    TRACEEQUAL(strcmp(x->func, y->func) == 0 && strcmp(x->file, y->file) == 0 && x->line == y->line &&
                   x->module == y->module && x->off == y->off,
               "site", i);
  }
  TRACEEQUAL(trace_modules(a) == trace_modules(b), "number of modules", trace_modules(b));
  for (uint32_t i = 0; i < trace_modules(a); i++)
    TRACEEQUAL(strcmp(trace_module(a, i), trace_module(b, i)) == 0, "module", i);
  TRACEEQUAL(trace_texts(a) == trace_texts(b), "number of texts", trace_texts(b));
  for (uint32_t i = 1; i <= trace_texts(a); i++) {
    size_t n, m;
    const char *x = trace_text(a, i, &n), *y = trace_text(b, i, &m);
    TRACEEQUAL(n == m && memcmp(x, y, n) == 0, "text", i);
  }
  TRACEEQUAL(trace_sources(a) == trace_sources(b), "number of sources", trace_sources(b));
  for (size_t i = 0; i < trace_sources(a); i++) {
    const struct trace_source *x = trace_source_at(a, i), *y = trace_source_at(b, i);
    TRACEEQUAL(strcmp(x->file, y->file) == 0 && x->len == y->len && memcmp(x->text, y->text, x->len + 1) == 0, "source",
               i);
  }
  size_t n, m;
  const struct trace_shared *sa = trace_shared(a, &n), *sb = trace_shared(b, &m);
  TRACEEQUAL(n == m, "number of shared ranges", m);
  for (size_t i = 0; i < n; i++)
    TRACEEQUAL(traceequal_place(&sa[i].place, &sb[i].place) && sa[i].len == sb[i].len, "shared range", i);
  const struct trace_pending *pa = trace_pending(a, &n), *pb = trace_pending(b, &m);
  TRACEEQUAL(n == m, "number of pending operations", m);
  for (size_t i = 0; i < n; i++)
    TRACEEQUAL(pa[i].thread == pb[i].thread && pa[i].other == pb[i].other && pa[i].op == pb[i].op &&
                   pa[i].size == pb[i].size && pa[i].enabled == pb[i].enabled &&
                   pa[i].can_timeout == pb[i].can_timeout && pa[i].can_spurious == pb[i].can_spurious &&
                   pa[i].spinning == pb[i].spinning && pa[i].object == pb[i].object && pa[i].object2 == pb[i].object2 &&
                   pa[i].site == pb[i].site && pa[i].spins == pb[i].spins && pa[i].deadline == pb[i].deadline,
               "pending operation", i);
  const struct trace_end *x = trace_end(a), *y = trace_end(b);
  TRACEEQUAL(x->kind == y->kind && x->status == y->status && strcmp(x->text, y->text) == 0, "end", 0);
  TRACEEQUAL(trace_hash(a) == trace_hash(b), "hash", 0);
  return true;
}

#endif

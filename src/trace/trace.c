/* trace.c — fills the trace of trace.h: appending, naming, cutting back.
 *
 * Appending is a copy of 64 bytes into an array and two updates of the thread's
 * chain of steps: a live target logs millions of steps a second. Tables are
 * append-only too, so a number once given out stays good. Must not interpret
 * steps (that is the model's business) nor know where they come from. */
#include "trace/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const struct trace_meta empty_meta = {.program = "", .cwd = "", .stdin_file = "", .strategy = "", .build = ""};

struct trace *trace_new(void) {
  struct trace *t = xcalloc(1, sizeof *t);
  t->meta = empty_meta;
  t->end.text = "";
  t->text_in_order = true;
  return t;
}

void trace_free(struct trace *t) {
  if (!t)
    return;
  ARRAY_FREE(&t->steps);
  ARRAY_FREE(&t->threads);
  ARRAY_FREE(&t->objects);
  ARRAY_FREE(&t->sites);
  ARRAY_FREE(&t->modules);
  ARRAY_FREE(&t->texts);
  ARRAY_FREE(&t->sources);
  ARRAY_FREE(&t->shared);
  ARRAY_FREE(&t->pending);
  strings_fini(&t->names);
  arena_fini(&t->lists);
  arena_fini(&t->text_bytes);
  free(t);
}

static const char *const *copy_list(struct trace *t, const char *const *list, size_t n) {
  if (n == 0)
    return NULL;
  const char **copy = arena_block(&t->lists, n * sizeof *copy);
  for (size_t i = 0; i < n; i++)
    copy[i] = strings_get(&t->names, list[i]);
  return copy;
}

void trace_set_meta(struct trace *t, const struct trace_meta *m) {
  struct trace_meta copy = *m;
  copy.program = strings_get(&t->names, m->program);
  copy.cwd = strings_get(&t->names, m->cwd);
  copy.stdin_file = strings_get(&t->names, m->stdin_file);
  copy.strategy = strings_get(&t->names, m->strategy);
  copy.build = strings_get(&t->names, m->build);
  copy.args = copy_list(t, m->args, m->arg_count);
  copy.env = copy_list(t, m->env, m->env_count);
  t->meta = copy;
  t->renamed++;
}

uint16_t trace_add_thread(struct trace *t, const char *name, uint16_t creator) {
  assert(t->threads.len < UINT16_MAX);
  *ARRAY_PUSH(&t->threads) = (struct trace_thread){.name = strings_get(&t->names, name), .creator = creator};
  return (uint16_t)(t->threads.len - 1);
}

void trace_name_thread(struct trace *t, uint16_t thread, const char *name) {
  assert(thread < t->threads.len);
  struct trace_thread *th = &t->threads.at[thread];
  if (strcmp(th->name, name) == 0)
    return;
  th->name = strings_get(&t->names, name);
  t->renamed++;
}

uint32_t trace_add_object(struct trace *t, const struct trace_object *o) {
  struct trace_object *to = ARRAY_PUSH(&t->objects);
  *to = *o;
  to->name = strings_get(&t->names, o->name);
  to->type = strings_get(&t->names, o->type);
  return (uint32_t)t->objects.len;
}

void trace_name_object(struct trace *t, uint32_t object, const char *name, const char *type, enum trace_enc enc) {
  assert(object >= 1 && object <= t->objects.len);
  struct trace_object *o = &t->objects.at[object - 1];
  o->name = strings_get(&t->names, name);
  o->type = strings_get(&t->names, type);
  o->enc = (uint8_t)enc;
  t->renamed++;
}

uint32_t trace_add_site(struct trace *t, const struct trace_site *s) {
  struct trace_site *to = ARRAY_PUSH(&t->sites);
  *to = *s;
  to->func = strings_get(&t->names, s->func);
  to->file = strings_get(&t->names, s->file);
  return (uint32_t)t->sites.len;
}

uint32_t trace_add_module(struct trace *t, const char *path) {
  *ARRAY_PUSH(&t->modules) = strings_get(&t->names, path);
  return (uint32_t)(t->modules.len - 1);
}

uint32_t trace_add_text(struct trace *t, const char *bytes, size_t len) {
  *ARRAY_PUSH(&t->texts) = (struct trace_text_entry){.at = arena_copy(&t->text_bytes, bytes, len), .len = len};
  return (uint32_t)t->texts.len;
}

void trace_add_source(struct trace *t, const char *file, const char *text, size_t len) {
  if (trace_source_find(t, file))
    return;
  *ARRAY_PUSH(&t->sources) =
      (struct trace_source){.file = strings_get(&t->names, file), .text = arena_copy(&t->lists, text, len), .len = len};
}

void trace_set_shared(struct trace *t, const struct trace_shared *s, size_t n) {
  ARRAY_RESERVE(&t->shared, n);
  if (n)
    memcpy(t->shared.at, s, n * sizeof *s);
  t->shared.len = n;
  t->renamed++;
}

/* Keeps text_high and text_in_order, which cutting relies on. */
static void note_text(struct trace *t, uint32_t text) {
  if (text > t->text_high)
    t->text_high = text;
  else if (text)
    t->text_in_order = false;
}

uint32_t trace_append(struct trace *t, const struct trace_step *s) {
  assert(s->thread < t->threads.len && t->steps.len < UINT32_MAX - 1);
  *ARRAY_PUSH(&t->steps) = *s;
  t->pending.len = 0; /* what was to come has come */
  t->circle = 0;
  uint32_t number = (uint32_t)t->steps.len;
  t->steps.at[number - 1].next = 0;
  struct trace_thread *th = &t->threads.at[s->thread];
  if (th->last)
    t->steps.at[th->last - 1].next = number;
  else
    th->first = number;
  th->last = number;
  if (s->op == OP_THREAD_CREATE && !(s->flags & STEP_FAILED) && s->other && s->other < t->threads.len)
    t->threads.at[s->other].created = number;
  note_text(t, s->text);
  return number;
}

void trace_attach_text(struct trace *t, uint32_t text) {
  assert(t->steps.len > 0);
  t->steps.at[t->steps.len - 1].text = text;
  note_text(t, text);
}

void trace_describe_thread(struct trace *t, uint16_t thread, uint16_t creator, uint32_t start_site) {
  t->threads.at[thread].creator = creator;
  t->threads.at[thread].start_site = start_site;
  t->renamed++;
}

void trace_rename_module(struct trace *t, uint32_t module, const char *path) {
  t->modules.at[module] = strings_get(&t->names, path);
  t->renamed++;
}

void trace_set_pending(struct trace *t, const struct trace_pending *p, size_t n) {
  ARRAY_RESERVE(&t->pending, n);
  if (n)
    memcpy(t->pending.at, p, n * sizeof *p);
  t->pending.len = n;
}

void trace_set_circle(struct trace *t, uint32_t step) { t->circle = step < trace_steps(t) ? step : 0; }

void trace_set_end(struct trace *t, const struct trace_end *e) {
  t->end = (struct trace_end){.kind = e->kind, .status = e->status, .text = strings_get(&t->names, e->text)};
}

/* Each thread's chain must end at its last step up to KEEP. Looking back from
 * there finds them soon, because threads that still run have moved lately. */
static void cut_chains(struct trace *t, uint32_t keep) {
  size_t open = 0;
  for (size_t i = 0; i < t->threads.len; i++) {
    struct trace_thread *th = &t->threads.at[i];
    if (th->created > keep)
      th->created = 0;
    if (th->last <= keep)
      continue;
    th->last = 0;
    if (th->first > keep)
      th->first = 0;
    else
      open++;
  }
  for (uint32_t n = keep; n > 0 && open > 0; n--) {
    struct trace_step *s = &t->steps.at[n - 1];
    if (s->next <= keep || t->threads.at[s->thread].last)
      continue;
    s->next = 0;
    t->threads.at[s->thread].last = n;
    open--;
  }
}

static void cut_texts(struct trace *t, uint32_t keep) {
  if (keep == 0) {
    t->text_in_order = true;
    t->text_high = 0;
    t->texts.len = 0;
    arena_fini(&t->text_bytes);
    return;
  }
  if (!t->text_in_order)
    return; /* a text of a forgotten step may be mentioned by one that stays */
  for (size_t n = keep; n < t->steps.len; n++) {
    uint32_t first = t->steps.at[n].text;
    if (first == 0)
      continue;
    arena_rewind(&t->text_bytes, t->texts.at[first - 1].at);
    t->texts.len = first - 1;
    t->text_high = first - 1;
    return;
  }
}

void trace_cut(struct trace *t, uint32_t keep) {
  t->pending.len = 0;
  t->circle = 0;
  t->end = (struct trace_end){.text = ""};
  t->lost++;
  if (keep == 0) {
    t->threads.len = 0;
    t->objects.len = 0;
  } else if (keep < t->steps.len) {
    cut_chains(t, keep);
  }
  if (keep < t->steps.len || keep == 0) {
    cut_texts(t, keep);
    t->steps.len = keep;
  }
}

/* tables.c — the writing half of tables.h. */
#include "trace/tables.h"

#include "trace/format.h"
#include "trace/store.h"

#include <string.h>

static void put_string(struct buf *out, const char *s) { varint_add_string(out, s, strlen(s)); }

static void put_place(struct buf *out, const struct trace_place *p) {
  varint_add(out, p->kind);
  varint_add(out, p->owner);
  varint_add(out, p->seq);
  varint_add(out, p->off);
}

static void put_thread(struct buf *out, const struct trace_thread *th) {
  put_string(out, th->name);
  varint_add(out, th->creator);
  varint_add(out, th->start_site);
}

static void put_object(struct buf *out, const struct trace_object *o) {
  varint_add(out, o->kind);
  varint_add(out, o->enc);
  varint_add(out, o->size);
  varint_add(out, o->lock_type);
  put_string(out, o->name);
  put_string(out, o->type);
  put_place(out, &o->place);
  varint_add(out, zigzag_of((uint64_t)o->param));
  varint_add(out, o->site);
}

static void put_part(struct buf *out, const struct trace_object *o) {
  varint_add(out, o->whole);
  varint_add(out, o->composite);
}

static void put_site(struct buf *out, const struct trace_site *s) {
  put_string(out, s->func);
  put_string(out, s->file);
  varint_add(out, s->line);
  varint_add(out, s->module);
  varint_add(out, s->off);
}

static void put_row(uint32_t kind, const struct trace *t, size_t i, struct buf *out) {
  switch (kind) {
  case BLOCK_MODULES:
    put_string(out, t->modules.at[i]);
    break;
  case BLOCK_SITES:
    put_site(out, &t->sites.at[i]);
    break;
  case BLOCK_TEXTS:
    varint_add_string(out, t->texts.at[i].at, t->texts.at[i].len);
    break;
  case BLOCK_THREADS:
    put_thread(out, &t->threads.at[i]);
    break;
  case BLOCK_OBJECTS:
    put_object(out, &t->objects.at[i]);
    break;
  case BLOCK_PARTS:
    put_part(out, &t->objects.at[i]);
    break;
  case BLOCK_SOURCES:
    put_string(out, t->sources.at[i].file);
    varint_add_string(out, t->sources.at[i].text, t->sources.at[i].len);
    break;
  default:
    break;
  }
}

size_t tables_count(uint32_t kind, const struct trace *t) {
  switch (kind) {
  case BLOCK_MODULES:
    return t->modules.len;
  case BLOCK_SITES:
    return t->sites.len;
  case BLOCK_TEXTS:
    return t->texts.len;
  case BLOCK_THREADS:
    return t->threads.len;
  case BLOCK_OBJECTS:
  case BLOCK_PARTS:
    return t->objects.len;
  case BLOCK_SOURCES:
    return t->sources.len;
  default:
    return 0;
  }
}

size_t tables_rows(uint32_t kind, const struct trace *t, size_t from, struct buf *out) {
  size_t count = tables_count(kind, t), to = from;
  struct buf rows = {0};
  while (to < count && rows.len < FORMAT_BLOCK_MAX / 16) {
    size_t before = rows.len;
    put_row(kind, t, to, &rows);
    if (to > from && rows.len > FORMAT_BLOCK_MAX / 2) {
      rows.len = before; /* a huge row gets a block of its own */
      break;
    }
    to++;
  }
  varint_add(out, from);
  varint_add(out, to - from);
  buf_add(out, rows.at ? rows.at : "", rows.len);
  buf_fini(&rows);
  return to;
}

static void put_list(struct buf *out, const char *const *list, size_t n) {
  varint_add(out, n);
  for (size_t i = 0; i < n; i++)
    put_string(out, list[i]);
}

void tables_meta(const struct trace *t, struct buf *out) {
  const struct trace_meta *m = &t->meta;
  put_string(out, m->program);
  put_string(out, m->cwd);
  put_string(out, m->stdin_file);
  put_string(out, m->strategy);
  put_string(out, m->build);
  put_list(out, m->args, m->arg_count);
  put_list(out, m->env, m->env_count);
  varint_add(out, m->seed);
  varint_add(out, m->max_steps);
  varint_add(out, m->model);
  varint_add(out, m->free_time);
  varint_add(out, m->spurious);
  varint_add(out, m->has_tsan);
  varint_add(out, m->interval);
}

void tables_shared(const struct trace *t, struct buf *out) {
  varint_add(out, t->shared.len);
  for (size_t i = 0; i < t->shared.len; i++) {
    put_place(out, &t->shared.at[i].place);
    varint_add(out, t->shared.at[i].len);
  }
}

void tables_last(const struct trace *t, struct buf *out) {
  varint_add(out, (uint64_t)t->end.kind);
  varint_add(out, zigzag_of((uint64_t)(int64_t)t->end.status));
  put_string(out, t->end.text);
  varint_add(out, t->pending.len);
  for (size_t i = 0; i < t->pending.len; i++) {
    const struct trace_pending *p = &t->pending.at[i];
    varint_add(out, p->thread);
    varint_add(out, p->other);
    varint_add(out, p->op);
    varint_add(out, p->size);
    varint_add(out,
               (p->enabled ? 1u : 0) | (p->can_timeout ? 2u : 0) | (p->can_spurious ? 4u : 0) | (p->spinning ? 8u : 0));
    varint_add(out, p->object);
    varint_add(out, p->object2);
    varint_add(out, p->site);
    varint_add(out, p->spins);
    varint_add(out, p->deadline);
  }
}

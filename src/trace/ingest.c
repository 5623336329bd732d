/* ingest.c — see ingest.h: records in, steps out. The hot path is take_step; a step
 * costs two cache lookups and one append. */
#include "trace/ingest_state.h"
#include "trace/store.h"

#include <stdlib.h>
#include <string.h>

enum { OBJECT_MAX = 1 << 20, MODULE_MAX = 1 << 12 };

struct ingest *ingest_new(struct trace *t, const struct trace_resolver *resolver) {
  struct ingest *in = xcalloc(1, sizeof *in);
  in->trace = t;
  in->resolver = resolver;
  return in;
}

void ingest_reset(struct ingest *in) {
  intern_clear(&in->vars);
  intern_clear(&in->syncs);
  intern_clear(&in->blocks);
  intern_clear(&in->frames);
  naming_clear(in);
  in->block_list.len = in->frame_list.len = in->declared.len = 0;
  in->text_of = TEXT_OF_NOTHING;
  buf_clear(&in->text);
}

void ingest_free(struct ingest *in) {
  if (!in)
    return;
  ingest_reset(in);
  intern_clear(&in->sites);
  ARRAY_FREE(&in->block_list);
  ARRAY_FREE(&in->frame_list);
  ARRAY_FREE(&in->name_list);
  ARRAY_FREE(&in->declared);
  buf_fini(&in->text);
  free(in);
}

/* ---- threads, modules, sites --------------------------------------------- */

static bool have_thread(struct ingest *in, uint32_t thread) {
  if (thread >= WIRE_THREADS)
    return false;
  while (trace_threads(in->trace) <= thread) {
    struct buf name = {0};
    if (trace_threads(in->trace))
      buf_printf(&name, "T%zu", trace_threads(in->trace));
    else
      buf_puts(&name, "main");
    trace_add_thread(in->trace, name.at, 0);
    buf_fini(&name);
  }
  return true;
}

static void take_module(struct ingest *in, uint32_t id, const char *path) {
  if (id >= MODULE_MAX)
    return;
  while (trace_modules(in->trace) < id)
    trace_add_module(in->trace, "");
  if (trace_modules(in->trace) == id) {
    trace_add_module(in->trace, path);
  } else if (strcmp(trace_module(in->trace, id), path) != 0) {
    /* Another execution has loaded something else under this number: what was resolved is void. */
    trace_rename_module(in->trace, id, path);
    intern_clear(&in->sites);
  }
}

uint32_t ingest_site(struct ingest *in, uint16_t module, uint32_t pc_off) {
  if (module == 0xffff || module >= trace_modules(in->trace))
    return 0;
  struct intern_key k = {.a = module, .b = pc_off};
  uint32_t number = intern_get(&in->sites, &k);
  if (number)
    return number;
  /* A return address may belong to the next line already; the call does not. */
  struct trace_site s = {.func = "", .file = ""};
  uint64_t off = pc_off ? pc_off - 1 : 0;
  if (in->resolver && in->resolver->site)
    in->resolver->site(in->resolver->ctx, trace_module(in->trace, module), off, &s);
  s.module = module;
  s.off = off;
  number = trace_add_site(in->trace, &s);
  intern_put(&in->sites, &k, number);
  return number;
}

/* ---- variables -------------------------------------------------------------- */

static struct intern_key frame_key(const struct trace_place *p) {
  return (struct intern_key){.a = p->owner, .b = p->off};
}

const struct ingest_frame *ingest_frame_of(struct ingest *in, const struct trace_place *p) {
  struct intern_key k = frame_key(p);
  uint32_t found = intern_get(&in->frames, &k);
  return found ? &in->frame_list.at[found - 1] : NULL;
}

static uint32_t variable(struct ingest *in, const struct trace_place *p, uint8_t size) {
  struct intern_key k = {
      .a = (uint64_t)p->kind | (uint64_t)p->owner << 8 | (uint64_t)size << 24 | (uint64_t)p->seq << 32, .b = p->off};
  if (p->kind == PLACE_STACK) {
    const struct ingest_frame *f = ingest_frame_of(in, p);
    k.c = f ? f->function : 0; /* the stack is used again: another function's variable is another object */
  }
  uint32_t number = intern_get(&in->vars, &k);
  if (number)
    return number;
  struct trace_object o = {.kind = KIND_VAR, .size = size, .place = *p};
  number = naming_add_object(in, &o);
  intern_put(&in->vars, &k, number);
  return number;
}

/* ---- other objects ------------------------------------------------------------ */

static enum plait_kind kind_of_op(enum plait_op op) {
  switch (op) {
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_WRLOCK:
  case OP_RWLOCK_TRYRDLOCK:
  case OP_RWLOCK_TRYWRLOCK:
  case OP_RWLOCK_UNLOCK:
    return KIND_RWLOCK;
  case OP_SPIN_LOCK:
  case OP_SPIN_UNLOCK:
    return KIND_SPIN;
  case OP_SPAN_BEGIN:
  case OP_SPAN_END:
    return KIND_SPAN;
  default:
    break;
  }
  switch (plait_op_table[op].cls) {
  case CLASS_LOCK:
    return KIND_MUTEX;
  case CLASS_COND:
    return KIND_COND;
  case CLASS_SEM:
    return KIND_SEM;
  case CLASS_BARRIER:
    return KIND_BARRIER;
  case CLASS_ONCE:
    return KIND_ONCE;
  case CLASS_IO:
    return KIND_FILE;
  case CLASS_NOTE:
    return KIND_QUEUE;
  default:
    return KIND_NONE;
  }
}

/* The object that the runtime calls ID; made on the spot when it was never declared. */
static uint32_t declared_object(struct ingest *in, uint64_t id, enum plait_kind kind) {
  if (id == 0 || id >= OBJECT_MAX)
    return 0;
  if (id < in->declared.len && in->declared.at[id])
    return in->declared.at[id];
  ARRAY_RESERVE(&in->declared, id + 1);
  while (in->declared.len <= id)
    in->declared.at[in->declared.len++] = 0;
  struct trace_object o = {.kind = (uint8_t)kind, .place = {.kind = PLACE_NONE, .seq = (uint32_t)id}};
  in->declared.at[id] = naming_add_object(in, &o);
  return in->declared.at[id];
}

/* Where output goes and io happens: one object per descriptor. */
static uint32_t descriptor(struct ingest *in, bool stream, int32_t fd) {
  enum plait_kind kind = stream ? KIND_STREAM : KIND_FILE;
  struct intern_key k = {.a = (uint32_t)fd, .c = kind};
  uint32_t number = intern_get(&in->syncs, &k);
  if (number)
    return number;
  struct buf name = {0};
  if (stream && (fd == 1 || fd == 2))
    buf_puts(&name, fd == 1 ? "stdout" : "stderr");
  else if ((int)fd < 0)
    buf_puts(&name, "several descriptors"); /* poll and select: no single one is meant */
  else
    buf_printf(&name, "fd %d", (int)fd);
  struct trace_object o = {.kind = (uint8_t)kind, .name = name.at, .place = {.kind = PLACE_NONE, .seq = (uint32_t)fd}};
  number = naming_add_object(in, &o);
  intern_put(&in->syncs, &k, number);
  buf_fini(&name);
  return number;
}

static struct trace_place decl_place(const struct wire_decl *d) {
  return (struct trace_place){.kind = d->place <= PLACE_ABS ? d->place : PLACE_NONE,
                              .owner = d->place_owner,
                              .seq = d->place_seq,
                              .off = d->place_off};
}

static uint32_t take_object(struct ingest *in, const struct wire_decl *d) {
  if (d->id == 0 || d->id >= OBJECT_MAX || d->kind >= KIND_COUNT)
    return 0;
  struct trace_object o = {.kind = d->kind, .lock_type = (uint8_t)d->b, .place = decl_place(d), .param = (int64_t)d->a};
  o.composite = d->owner & OBJECT_COMPOSITE;
  o.whole = d->whole && d->whole < in->declared.len ? in->declared.at[d->whole] : 0;
  struct intern_key k = {.a = (uint64_t)o.place.kind | (uint64_t)o.place.owner << 8 | (uint64_t)o.place.seq << 32,
                         .b = o.place.off,
                         .c = (uint64_t)d->kind << 32};
  /* A lock that a function makes on its stack each time it is called stays one object to the reader. A composite and its
   * parts do not: what is in it when it is made is nothing. */
  uint32_t number = o.place.kind && !o.composite && !o.whole ? intern_get(&in->syncs, &k) : 0;
  if (number) {
    const struct trace_object *old = trace_object(in->trace, number);
    if (old->param != o.param || old->lock_type != o.lock_type || old->composite || old->whole)
      number = 0;
  }
  struct buf name = {0};
  bool named = d->owner & OBJECT_NAMED;
  if (o.composite && !named) {
    naming_nth(in, &o, &name);
    o.name = buf_str(&name);
  }
  if (!number) {
    o.type = "";
    o.name = o.name ? o.name : "";
    bool waits = named && (o.composite || o.whole); /* for its name, which is the next record */
    number = waits ? trace_add_object(in->trace, &o) : naming_add_object(in, &o);
    if (o.place.kind)
      intern_put(&in->syncs, &k, number);
  }
  buf_fini(&name);
  while (in->declared.len <= d->id)
    *ARRAY_PUSH(&in->declared) = 0;
  in->declared.at[d->id] = number;
  return number;
}

static void take_block(struct ingest *in, const struct wire_decl *d) {
  struct intern_key k = {.a = d->place_owner, .b = d->place_seq};
  struct ingest_block b = {.size = d->a, .site = ingest_site(in, d->pc_module, d->pc_off), .nth = 1};
  if (intern_get(&in->blocks, &k))
    return;
  struct intern_key of_site = {.a = b.site, .c = 1};
  b.nth = intern_get(&in->blocks, &of_site) + 1;
  intern_put(&in->blocks, &of_site, b.nth);
  *ARRAY_PUSH(&in->block_list) = b;
  intern_put(&in->blocks, &k, (uint32_t)in->block_list.len);
}

static void take_frame(struct ingest *in, const struct wire_decl *d) {
  struct trace_place p = decl_place(d);
  struct intern_key k = frame_key(&p);
  uint32_t found = intern_get(&in->frames, &k);
  if (!found) {
    *ARRAY_PUSH(&in->frame_list) = (struct ingest_frame){0};
    found = (uint32_t)in->frame_list.len;
    intern_put(&in->frames, &k, found);
  }
  struct ingest_frame *f = &in->frame_list.at[found - 1];
  *f = (struct ingest_frame){.module = d->pc_module, .pc_off = d->pc_off, .cfa = (int64_t)d->a};
  for (const char *c = trace_site(in->trace, ingest_site(in, d->pc_module, d->pc_off))->func; *c; c++)
    f->function = (f->function ^ (unsigned char)*c) * 0x01000193u;
}

/* ---- steps --------------------------------------------------------------------- */

static void take_step(struct ingest *in, const struct wire_step *w) {
  in->text_of = TEXT_OF_NOTHING;
  if (w->op >= OP_COUNT || !have_thread(in, w->thread))
    return;
  struct trace_step s = {
      .value = w->flags & STEP_VALUE ? w->value[0] : 0,
      .value_hi = w->flags & STEP_VALUE ? w->value[1] : 0,
      .time_ns = w->time_ns,
      .site = ingest_site(in, w->pc_module, w->pc_off),
      .result = w->result,
      .thread = w->thread,
      .other = w->other && have_thread(in, w->other) ? w->other : 0,
      .flags = w->flags,
      .op = w->op,
      .why = w->why < WHY_COUNT ? w->why : WHY_CHOSEN,
      .size = w->size,
  };
  enum plait_class cls = plait_op_table[w->op].cls;
  if (cls == CLASS_MEMORY) {
    struct trace_place p = {.kind = w->place, .owner = w->place_owner, .seq = w->place_seq, .off = w->place_off};
    if (p.kind != PLACE_NONE && p.kind <= PLACE_ABS)
      s.object = variable(in, &p, w->size);
  } else if (w->object) {
    s.object = declared_object(in, w->object, kind_of_op((enum plait_op)w->op));
  } else if (cls == CLASS_IO) {
    s.object = descriptor(in, w->op == OP_OUTPUT, w->result);
  }
  if (w->op == OP_COND_WAIT || w->op == OP_COND_WAKE)
    s.object2 = declared_object(in, w->place_off, KIND_MUTEX);
  trace_append(in->trace, &s);
  in->text_of = TEXT_OF_STEP;
}

/* ---- texts ----------------------------------------------------------------------- */

static void text_complete(struct ingest *in) {
  const char *text = buf_str(&in->text);
  struct trace_place p = decl_place(&in->text_decl);
  switch (in->text_of) {
  case TEXT_OF_NOTHING:
    break;
  case TEXT_OF_STEP:
    if (trace_steps(in->trace))
      trace_attach_text(in->trace, trace_add_text(in->trace, text, in->text.len));
    break;
  case TEXT_OF_MODULE:
    take_module(in, in->text_decl.id, text);
    break;
  case TEXT_OF_OBJECT:
    if (in->text_object)
      naming_given_object(in, in->text_object, text);
    break;
  case TEXT_OF_NAME:
    if (in->text_decl.kind == KIND_THREAD) {
      if (have_thread(in, in->text_decl.id))
        trace_name_thread(in->trace, (uint16_t)in->text_decl.id, text);
    } else if (p.kind) {
      naming_given(in, &p, in->text_decl.a, text);
    }
    break;
  }
  buf_clear(&in->text);
}

static void take_text(struct ingest *in, const struct wire_text *t) {
  buf_add(&in->text, t->bytes, t->len <= WIRE_TEXT_BYTES ? t->len : WIRE_TEXT_BYTES);
  if (!t->more) {
    text_complete(in);
    in->text_of = TEXT_OF_NOTHING;
  }
}

static void take_decl(struct ingest *in, const struct wire_decl *d) {
  in->text_of = TEXT_OF_NOTHING;
  in->text_decl = *d;
  switch (d->type) {
  case WIRE_MODULE:
    in->text_of = TEXT_OF_MODULE;
    break;
  case WIRE_BLOCK:
    take_block(in, d);
    break;
  case WIRE_FRAME:
    take_frame(in, d);
    break;
  case WIRE_OBJECT:
    in->text_object = take_object(in, d);
    in->text_of = TEXT_OF_OBJECT;
    break;
  case WIRE_THREAD:
    if (have_thread(in, d->id))
      trace_describe_thread(in->trace, (uint16_t)d->id, have_thread(in, d->owner) ? d->owner : 0,
                            ingest_site(in, d->pc_module, d->pc_off));
    break;
  case WIRE_NAME:
    in->text_of = TEXT_OF_NAME;
    break;
  default:
    break;
  }
}

void ingest_records(struct ingest *in, const union wire_record *records, size_t n) {
  for (size_t i = 0; i < n; i++) {
    const union wire_record *r = &records[i];
    if (r->type == WIRE_STEP) {
      take_step(in, &r->step);
    } else if (r->type == WIRE_TEXT) {
      take_text(in, &r->text);
      continue;
    } else {
      take_decl(in, &r->decl);
    }
    if (in->text.len) /* a text that never came to its end */
      buf_clear(&in->text);
  }
}

/* ---- pending operations -------------------------------------------------------------- */

void ingest_pending(struct ingest *in, const struct wire_ctl *ctl) {
  struct trace_pending list[WIRE_THREADS];
  size_t n = 0;
  uint32_t threads = ctl->threads < WIRE_THREADS ? ctl->threads : WIRE_THREADS;
  for (uint32_t i = 0; i < threads; i++) {
    const struct wire_thread *w = &ctl->thread[i];
    if (w->state != THREAD_LIVE || w->op == OP_NONE || w->op >= OP_COUNT || !have_thread(in, i))
      continue;
    struct trace_pending *p = &list[n++];
    *p = (struct trace_pending){
        .thread = (uint16_t)i,
        .other = w->other && have_thread(in, w->other) ? w->other : 0,
        .op = w->op,
        .size = w->size,
        .enabled = w->enabled != 0,
        .can_timeout = w->can_timeout != 0,
        .can_spurious = w->can_spurious != 0,
        .spinning = w->spinning != 0,
        .kept = ctl->stays && i != ctl->current && atomic_load(&ctl->state) == WIRE_ASK,
        .site = ingest_site(in, w->pc_module, w->pc_off),
        .spins = w->spins,
        .deadline = w->deadline,
        .value = w->value,
        .has_value = w->op == OP_SPAN_BEGIN && w->flags & STEP_VALUE,
    };
    memcpy(p->verb, w->verb, WIRE_VERB - 1);
    enum plait_class cls = plait_op_table[w->op].cls;
    if (cls == CLASS_MEMORY) {
      struct trace_place place = {.kind = w->place, .owner = w->place_owner, .seq = w->place_seq, .off = w->place_off};
      if (place.kind != PLACE_NONE && place.kind <= PLACE_ABS)
        p->object = variable(in, &place, w->size);
    } else if (w->object) {
      p->object = declared_object(in, w->object, kind_of_op((enum plait_op)w->op));
    }
    if (w->op == OP_COND_WAIT || w->op == OP_COND_WAKE)
      p->object2 = declared_object(in, w->place_off, KIND_MUTEX);
  }
  trace_set_pending(in->trace, list, n);
  trace_set_circle(in->trace, ctl->circle);
}

/* naming.c — what objects are called.
 *
 * The program's own word comes first, then the debug information, then what can be
 * said about the place. Two objects at different places never share a name:
 * the second variable of a name says whose it is (`worker:i@T2`) or gets a number
 * (`malloc@list.c:12#2+8`), because a reader must be able to tell them apart. Must
 * not decide what is one object; ingest.c does. */
#include "trace/ingest_state.h"
#include "trace/store.h"

#include <inttypes.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>

#define uthash_fatal(msg) abort()
#include <uthash.h>

struct ingest_used {
  char *name;
  struct trace_place place;
  uint8_t kind;
  UT_hash_handle hh;
};

static bool same_place(const struct trace_place *a, const struct trace_place *b) {
  return a->kind == b->kind && a->owner == b->owner && a->seq == b->seq && a->off == b->off;
}

/* How far P lies behind the start of the named memory N, or -1 when it is not inside. Stack and
 * thread-local places count downwards. */
static int64_t distance_into(const struct ingest_name *n, const struct trace_place *p) {
  if (n->place.kind != p->kind || n->place.owner != p->owner || n->place.seq != p->seq)
    return -1;
  bool down = p->kind == PLACE_STACK || p->kind == PLACE_TLS;
  uint64_t d = down ? n->place.off - p->off : p->off - n->place.off;
  return d == 0 || d < n->size ? (int64_t)d : -1;
}

static const struct ingest_name *given_name(const struct ingest *in, const struct trace_place *p, int64_t *d) {
  for (size_t i = in->name_list.len; i-- > 0;)
    if ((*d = distance_into(&in->name_list.at[i], p)) >= 0)
      return &in->name_list.at[i];
  return NULL;
}

static bool from_debug_info(struct ingest *in, struct trace_object *o, struct buf *name, struct buf *type) {
  const struct trace_resolver *r = in->resolver;
  const char *module = NULL, *frame_module = NULL;
  uint64_t frame_off = 0;
  int64_t cfa = 0;
  if (!r || !r->place)
    return false;
  if (o->place.kind == PLACE_MODULE)
    module = trace_module(in->trace, o->place.owner);
  if (o->place.kind == PLACE_TLS)
    module = trace_module(in->trace, 0);
  if (o->place.kind == PLACE_STACK) {
    const struct ingest_frame *f = ingest_frame_of(in, &o->place);
    if (!f)
      return false;
    frame_module = trace_module(in->trace, f->module);
    frame_off = f->pc_off ? f->pc_off - 1 : 0;
    cfa = f->cfa;
  }
  if (!module && !frame_module)
    return false;
  struct trace_object found = {.name = "", .type = ""};
  if (!r->place(r->ctx, &o->place, o->size, module, frame_module, frame_off, cfa, &found) || !found.name ||
      !*found.name)
    return false;
  buf_puts(name, found.name);
  buf_puts(type, found.type ? found.type : "");
  o->enc = found.enc;
  return true;
}

static void add_thread_name(uint16_t thread, struct buf *out) {
  if (thread == 0)
    buf_puts(out, "main");
  else
    buf_printf(out, "T%u", thread);
}

static const char *base_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static void add_site_name(const struct ingest *in, uint32_t site, struct buf *out) {
  const struct trace_site *s = trace_site(in->trace, site);
  if (s->line)
    buf_printf(out, "%s:%" PRIu32, base_name(s->file), s->line);
  else
    buf_printf(out, "%s+0x%" PRIx64, base_name(trace_module(in->trace, s->module)), s->off);
}

static bool from_heap(struct ingest *in, struct trace_object *o, struct buf *name) {
  struct intern_key k = {.a = o->place.owner, .b = o->place.seq};
  uint32_t found = o->place.kind == PLACE_HEAP ? intern_get(&in->blocks, &k) : 0;
  if (!found)
    return false;
  const struct ingest_block *b = &in->block_list.at[found - 1];
  o->site = b->site;
  if (!b->site)
    return false;
  buf_puts(name, "malloc@");
  add_site_name(in, b->site, name);
  if (b->nth > 1)
    buf_printf(name, "#%" PRIu32, b->nth);
  if (o->place.off)
    buf_printf(name, "+%" PRIu64, o->place.off);
  return true;
}

static void from_place(const struct ingest *in, const struct trace_place *p, struct buf *name) {
  switch ((enum wire_place)p->kind) {
  case PLACE_MODULE:
    buf_printf(name, "%s+0x%" PRIx64, base_name(trace_module(in->trace, p->owner)), p->off);
    break;
  case PLACE_HEAP:
    buf_puts(name, "malloc@");
    add_thread_name(p->owner, name);
    buf_printf(name, "#%" PRIu32, p->seq);
    if (p->off)
      buf_printf(name, "+%" PRIu64, p->off);
    break;
  case PLACE_STACK:
  case PLACE_TLS:
    add_thread_name(p->owner, name);
    buf_printf(name, ":%s-%" PRIu64, p->kind == PLACE_STACK ? "stack" : "tls", p->off);
    break;
  case PLACE_ABS:
  case PLACE_NONE:
    buf_printf(name, "0x%" PRIx64, p->off);
    break;
  }
}

/* How much memory the object itself takes, 0 when that is not known. */
static size_t own_size(const struct trace_object *o) {
  static const size_t sizes[KIND_COUNT] = {
      [KIND_MUTEX] = sizeof(pthread_mutex_t),   [KIND_RWLOCK] = sizeof(pthread_rwlock_t),
      [KIND_COND] = sizeof(pthread_cond_t),     [KIND_SEM] = sizeof(sem_t),
      [KIND_SPIN] = sizeof(pthread_spinlock_t), [KIND_BARRIER] = sizeof(pthread_barrier_t),
      [KIND_ONCE] = sizeof(pthread_once_t),
  };
  return o->kind == KIND_VAR ? o->size : sizes[o->kind];
}

static void describe(struct ingest *in, struct trace_object *o, struct buf *name, struct buf *type) {
  int64_t d = -1;
  const struct ingest_name *given = o->place.kind ? given_name(in, &o->place, &d) : NULL;
  bool known = from_debug_info(in, o, name, type);
  /* A named structure is named as a whole; its members keep their own names if they have any. */
  if (given && d == 0 && (!known || own_size(o) == 0 || given->size <= own_size(o))) {
    buf_clear(name);
    buf_puts(name, given->name);
  } else if (!known && given) {
    buf_printf(name, "%s+%" PRId64, given->name, d);
  } else if (!known && !from_heap(in, o, name)) {
    if (o->kind == KIND_VAR)
      from_place(in, &o->place, name);
    else
      buf_printf(name, "%s %" PRIu32, plait_kind_names[o->kind], in->kind_count[o->kind]);
  }
  if (o->place.kind == PLACE_HEAP && !o->site) {
    struct buf unused = {0};
    from_heap(in, o, &unused); /* for the allocation's site, which views show */
    buf_fini(&unused);
  }
}

/* True when NAME is free for an object of this kind at this place. */
static bool is_free(struct ingest *in, const char *name, const struct trace_object *o) {
  struct ingest_used *u;
  HASH_FIND_STR(in->used, name, u);
  return !u || u->kind != o->kind || same_place(&u->place, &o->place);
}

static void make_unique(struct ingest *in, const struct trace_object *o, struct buf *name) {
  if (is_free(in, buf_str(name), o))
    return;
  size_t len = name->len;
  if (o->place.kind == PLACE_STACK || o->place.kind == PLACE_TLS) {
    buf_putc(name, '@');
    add_thread_name(o->place.owner, name);
    if (is_free(in, buf_str(name), o))
      return;
    len = name->len;
  }
  for (unsigned n = 2; n < 1000000; n++) {
    name->len = len;
    buf_printf(name, "#%u", n);
    if (is_free(in, buf_str(name), o))
      return;
  }
}

static void remember(struct ingest *in, const char *name, const struct trace_object *o) {
  struct ingest_used *u;
  HASH_FIND_STR(in->used, name, u);
  if (u)
    return;
  u = xcalloc(1, sizeof *u);
  u->name = xstrdup(name);
  u->place = o->place;
  u->kind = o->kind;
  HASH_ADD_KEYPTR(hh, in->used, u->name, strlen(u->name), u);
}

void naming_nth(struct ingest *in, const struct trace_object *o, struct buf *name) {
  unsigned n = 0;
  do {
    buf_clear(name);
    buf_printf(name, "%s %u", plait_kind_names[o->kind], ++n);
  } while (!is_free(in, buf_str(name), o) && n < 1000000);
}

uint32_t naming_add_object(struct ingest *in, struct trace_object *o) {
  struct buf name = {0}, type = {0};
  in->kind_count[o->kind]++;
  if (o->name && *o->name)
    buf_puts(&name, o->name);
  else
    describe(in, o, &name, &type);
  make_unique(in, o, &name);
  o->name = buf_str(&name);
  o->type = buf_str(&type);
  remember(in, o->name, o);
  uint32_t number = trace_add_object(in->trace, o);
  buf_fini(&name);
  buf_fini(&type);
  return number;
}

void naming_given(struct ingest *in, const struct trace_place *place, uint64_t size, const char *name) {
  *ARRAY_PUSH(&in->name_list) = (struct ingest_name){.place = *place, .size = size, .name = xstrdup(name)};
  for (uint32_t n = 1; n <= trace_objects(in->trace); n++) {
    struct trace_object o = *trace_object(in->trace, n);
    if (o.whole || o.place.kind == PLACE_NONE || distance_into(&in->name_list.at[in->name_list.len - 1], &o.place) < 0)
      continue;
    struct buf fresh = {0}, type = {0};
    describe(in, &o, &fresh, &type);
    make_unique(in, &o, &fresh);
    remember(in, buf_str(&fresh), &o);
    trace_name_object(in->trace, n, buf_str(&fresh), buf_str(&type), (enum trace_enc)o.enc);
    buf_fini(&fresh);
    buf_fini(&type);
  }
}

void naming_given_object(struct ingest *in, uint32_t object, const char *name) {
  struct trace_object o = *trace_object(in->trace, object);
  struct buf fresh = {0};
  if (o.whole)
    buf_printf(&fresh, "%s.", trace_object(in->trace, o.whole)->name);
  buf_puts(&fresh, name);
  make_unique(in, &o, &fresh);
  remember(in, fresh.at, &o);
  trace_name_object(in->trace, object, fresh.at, o.type, (enum trace_enc)o.enc);
  buf_fini(&fresh);
}

void naming_clear(struct ingest *in) {
  struct ingest_used *u, *next;
  HASH_ITER(hh, in->used, u, next) {
    HASH_DEL(in->used, u);
    free(u->name);
    free(u);
  }
  for (size_t i = 0; i < in->name_list.len; i++)
    free(in->name_list.at[i].name);
  in->name_list.len = 0;
  memset(in->kind_count, 0, sizeof in->kind_count);
}

/* tables_take.c — the reading half of tables.h.
 *
 * Counts in a payload are not believed: a row is at least one byte, so a loop over
 * rows ends with the payload, and arrays grow as rows arrive. */
#include "trace/tables.h"

#include "trace/format.h"
#include "trace/store.h"
#include "wire/wire.h"

#include <string.h>

static const char *take_string(struct cursor *in, struct trace *t) {
  uint64_t len = cursor_varint(in);
  const uint8_t *at = cursor_bytes(in, len);
  if (!at)
    return "";
  if (memchr(at, 0, (size_t)len)) {
    cursor_bad(in);
    return "";
  }
  return strings_copy(&t->names, (const char *)at, (size_t)len);
}

static struct trace_place take_place(struct cursor *in) {
  struct trace_place p = {0};
  p.kind = (uint8_t)cursor_upto(in, PLACE_ABS);
  p.owner = (uint16_t)cursor_upto(in, UINT16_MAX);
  p.seq = (uint32_t)cursor_upto(in, UINT32_MAX);
  p.off = cursor_varint(in);
  return p;
}

static void take_thread(struct cursor *in, struct trace *t, size_t i) {
  struct trace_thread th = {.name = take_string(in, t)};
  th.creator = (uint16_t)cursor_upto(in, UINT16_MAX);
  th.start_site = (uint32_t)cursor_upto(in, t->sites.len);
  if (in->bad)
    return;
  if (i == t->threads.len) {
    *ARRAY_PUSH(&t->threads) = th;
  } else { /* what is known of its steps stays */
    t->threads.at[i].name = th.name;
    t->threads.at[i].creator = th.creator;
    t->threads.at[i].start_site = th.start_site;
  }
}

static void take_object(struct cursor *in, struct trace *t, size_t i) {
  struct trace_object o = {0};
  o.kind = (uint8_t)cursor_upto(in, KIND_COUNT - 1);
  o.enc = (uint8_t)cursor_upto(in, ENC_POINTER);
  o.size = (uint8_t)cursor_upto(in, UINT8_MAX);
  o.lock_type = (uint8_t)cursor_upto(in, UINT8_MAX);
  o.name = take_string(in, t);
  o.type = take_string(in, t);
  o.place = take_place(in);
  o.param = (int64_t)zigzag_to(cursor_varint(in));
  o.site = (uint32_t)cursor_upto(in, t->sites.len);
  if (in->bad)
    return;
  if (i == t->objects.len) {
    *ARRAY_PUSH(&t->objects) = o;
  } else { /* its name was learnt late; what it is made of stays */
    o.whole = t->objects.at[i].whole;
    o.composite = t->objects.at[i].composite;
    t->objects.at[i] = o;
  }
}

/* Says something about a row of the objects and so adds none. */
static void take_part(struct cursor *in, struct trace *t, size_t i) {
  uint32_t whole = (uint32_t)cursor_upto(in, t->objects.len);
  bool composite = cursor_upto(in, 1);
  if (i >= t->objects.len)
    cursor_bad(in);
  if (in->bad)
    return;
  t->objects.at[i].whole = whole;
  t->objects.at[i].composite = composite;
}

static void take_site(struct cursor *in, struct trace *t, size_t i) {
  struct trace_site s = {.func = take_string(in, t), .file = take_string(in, t)};
  s.line = (uint32_t)cursor_upto(in, UINT32_MAX);
  s.module = (uint32_t)cursor_upto(in, UINT32_MAX);
  s.off = cursor_varint(in);
  if (in->bad)
    return;
  if (i == t->sites.len)
    *ARRAY_PUSH(&t->sites) = s;
  else
    t->sites.at[i] = s;
}

static void take_text(struct cursor *in, struct trace *t, size_t i) {
  uint64_t len = cursor_varint(in);
  const uint8_t *at = cursor_bytes(in, len);
  if (at && i == t->texts.len)
    trace_add_text(t, (const char *)at, (size_t)len);
  else
    cursor_bad(in);
}

static void take_source(struct cursor *in, struct trace *t, size_t i) {
  struct trace_source s = {.file = take_string(in, t)};
  uint64_t len = cursor_varint(in);
  const uint8_t *at = cursor_bytes(in, len);
  if (!at)
    return;
  s.text = arena_copy(&t->lists, (const char *)at, (size_t)len);
  s.len = (size_t)len;
  if (i == t->sources.len)
    *ARRAY_PUSH(&t->sources) = s;
  else
    t->sources.at[i] = s;
}

static void take_module(struct cursor *in, struct trace *t, size_t i) {
  const char *path = take_string(in, t);
  if (in->bad)
    return;
  if (i == t->modules.len)
    *ARRAY_PUSH(&t->modules) = path;
  else
    t->modules.at[i] = path;
}

typedef void take_row(struct cursor *in, struct trace *t, size_t i);

static take_row *row_of(uint32_t kind) {
  switch (kind) {
  case BLOCK_MODULES:
    return take_module;
  case BLOCK_SITES:
    return take_site;
  case BLOCK_TEXTS:
    return take_text;
  case BLOCK_THREADS:
    return take_thread;
  case BLOCK_OBJECTS:
    return take_object;
  case BLOCK_PARTS:
    return take_part;
  case BLOCK_SOURCES:
    return take_source;
  default:
    return NULL;
  }
}

static void take_rows(uint32_t kind, struct cursor *in, struct trace *t) {
  uint64_t from = cursor_varint(in), n = cursor_varint(in);
  uint64_t max = kind == BLOCK_THREADS || kind == BLOCK_MODULES ? UINT16_MAX : UINT32_MAX - 1;
  if (from > tables_count(kind, t) || n > max || from + n > max)
    cursor_bad(in);
  for (uint64_t i = 0; i < n && !in->bad; i++)
    row_of(kind)(in, t, (size_t)(from + i));
}

static const char *const *take_list(struct cursor *in, struct trace *t, size_t *n) {
  uint64_t count = cursor_varint(in);
  if (count > (uint64_t)(in->end - in->at))
    cursor_bad(in);
  if (in->bad || count == 0)
    return NULL;
  const char **list = arena_block(&t->lists, (size_t)count * sizeof *list);
  for (uint64_t i = 0; i < count; i++)
    list[i] = take_string(in, t);
  *n = (size_t)count;
  return list;
}

static void take_meta(struct cursor *in, struct trace *t) {
  struct trace_meta m = {0};
  m.program = take_string(in, t);
  m.cwd = take_string(in, t);
  m.stdin_file = take_string(in, t);
  m.strategy = take_string(in, t);
  m.build = take_string(in, t);
  m.args = take_list(in, t, &m.arg_count);
  m.env = take_list(in, t, &m.env_count);
  m.seed = cursor_varint(in);
  m.max_steps = cursor_varint(in);
  m.model = (uint8_t)cursor_upto(in, MODEL_COUNT - 1);
  m.free_time = (uint8_t)cursor_upto(in, 1);
  m.spurious = (uint8_t)cursor_upto(in, 1);
  m.has_tsan = (uint8_t)cursor_upto(in, 1);
  m.interval = (uint32_t)cursor_upto(in, UINT32_MAX);
  if (!in->bad)
    t->meta = m;
}

static void take_shared(struct cursor *in, struct trace *t) {
  uint64_t n = cursor_varint(in);
  t->shared.len = 0;
  for (uint64_t i = 0; i < n && !in->bad; i++) {
    struct trace_shared s = {.place = take_place(in)};
    s.len = (uint32_t)cursor_upto(in, UINT32_MAX);
    if (!in->bad)
      *ARRAY_PUSH(&t->shared) = s;
  }
}

static void take_last(struct cursor *in, struct trace *t) {
  struct trace_end e = {.kind = (enum plait_end)cursor_upto(in, END_COUNT - 1)};
  e.status = (int32_t)zigzag_to(cursor_varint(in));
  e.text = take_string(in, t);
  uint64_t n = cursor_upto(in, t->threads.len);
  t->pending.len = 0;
  for (uint64_t i = 0; i < n && !in->bad; i++) {
    struct trace_pending p = {0};
    p.thread = (uint16_t)cursor_upto(in, t->threads.len - 1);
    p.other = (uint16_t)cursor_upto(in, t->threads.len - 1);
    p.op = (uint8_t)cursor_upto(in, OP_COUNT - 1);
    p.size = (uint8_t)cursor_upto(in, UINT8_MAX);
    uint64_t bits = cursor_upto(in, 15);
    p.enabled = bits & 1;
    p.can_timeout = bits >> 1 & 1;
    p.can_spurious = bits >> 2 & 1;
    p.spinning = bits >> 3 & 1;
    p.object = (uint32_t)cursor_upto(in, t->objects.len);
    p.object2 = (uint32_t)cursor_upto(in, t->objects.len);
    p.site = (uint32_t)cursor_upto(in, t->sites.len);
    p.spins = (uint32_t)cursor_upto(in, UINT32_MAX);
    p.deadline = cursor_varint(in);
    if (!in->bad)
      *ARRAY_PUSH(&t->pending) = p;
  }
  if (!in->bad)
    t->end = e;
}

bool tables_known(uint32_t kind) {
  return row_of(kind) || kind == BLOCK_META || kind == BLOCK_SHARED || kind == BLOCK_LAST;
}

bool tables_take(uint32_t kind, struct cursor *in, struct trace *t) {
  switch (kind) {
  case BLOCK_META:
    take_meta(in, t);
    break;
  case BLOCK_SHARED:
    take_shared(in, t);
    break;
  case BLOCK_LAST:
    take_last(in, t);
    break;
  default:
    take_rows(kind, in, t);
    break;
  }
  return !in->bad && in->at == in->end;
}

/* compare.c — names that two executions share, and how far they are alike; see compare.h.
 *
 * A trace numbers threads and objects as they come. A thread is here the n-th that its creator has created, a variable
 * or a lock goes by its name, and what has no name of its own (heap, stack, thread-local storage) by its place, with
 * the owning thread translated. */
#include "analysis/compare_inner.h"

#include "wire/wire.h"

#include <string.h>

/* ---- digests ---------------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t w) {
  h = (h ^ w) * 0x100000001b3u;
  return h ^ (h >> 29);
}

static uint64_t mix_bytes(uint64_t h, const char *s, size_t len) {
  for (size_t i = 0; i < len; i++)
    h = mix(h, (unsigned char)s[i]);
  return mix(h, len);
}

/* ---- threads ------------------------------------------------------------------------------ */

static uint32_t thread_birth(struct compare_names *n, uint32_t creator, uint32_t child) {
  for (uint32_t i = 0; i < n->births.len; i++)
    if (n->births.at[i].creator == creator && n->births.at[i].child == child)
      return i;
  *ARRAY_PUSH(&n->births) = (struct compare_birth){creator, child};
  return (uint32_t)n->births.len - 1;
}

static void thread_names(struct compare_names *n, int side, const struct trace *t) {
  ARRAY(uint32_t) children = {0};
  for (uint16_t i = 0; i < trace_threads(t); i++) {
    uint16_t creator = trace_thread(t, i)->creator;
    bool child = i > 0 && creator < i;
    uint32_t by = child ? n->canon[side].at[creator] : UINT32_MAX;
    uint32_t nth = child ? ++children.at[creator] : i;
    *ARRAY_PUSH(&n->canon[side]) = thread_birth(n, by, nth);
    *ARRAY_PUSH(&children) = 0;
  }
  ARRAY_FREE(&children);
}

static uint32_t thread_canon(const struct compare_names *n, int side, uint16_t thread) {
  return thread < n->canon[side].len ? n->canon[side].at[thread] : UINT32_MAX;
}

/* ---- steps ---------------------------------------------------------------------------------- */

static uint64_t object_digest(const struct compare_names *n, int side, const struct trace *t, uint32_t object) {
  if (!object || object > trace_objects(t))
    return 0;
  const struct trace_object *o = trace_object(t, object);
  const struct trace_place *p = &o->place;
  uint64_t h = mix(0xcbf29ce484222325u, o->kind);
  if (p->kind == PLACE_HEAP || p->kind == PLACE_STACK || p->kind == PLACE_TLS)
    return mix(mix(mix(mix(h, p->kind), thread_canon(n, side, p->owner)), p->seq), p->off);
  return mix_bytes(h, o->name, strlen(o->name));
}

uint64_t compare_what(const struct compare_names *n, int side, const struct trace *t, uint8_t op, uint32_t object, uint16_t other) {
  uint64_t h = mix(object_digest(n, side, t, object), op);
  bool about = op == OP_THREAD_CREATE || op == OP_THREAD_JOIN || op == OP_THREAD_DETACH || op == OP_THREAD_CANCEL;
  return about ? mix(h, thread_canon(n, side, other)) : h;
}

static bool is_nobodys(const struct trace_step *s) { return s->op == OP_DEADLOCK || s->op == OP_CRASH || s->op == OP_ASSERT_FAIL; }

static uint64_t step_did(const struct compare_names *n, int side, const struct trace *t, const struct trace_step *s) {
  enum { TELLING = STEP_TIMEOUT | STEP_SPURIOUS | STEP_CHOICE | STEP_FAILED | STEP_SHARED | STEP_VALUE | STEP_PUT | STEP_GET | STEP_NESTED | STEP_LAST };
  size_t len;
  const char *text = trace_text(t, s->text, &len);
  uint64_t h = mix(mix(0xcbf29ce484222325u, s->flags & TELLING), (uint32_t)s->result);
  if (s->flags & STEP_VALUE)
    h = mix(mix(h, s->value), s->size > 8 ? s->value_hi : 0);
  if (s->flags & STEP_CHOICE)
    h = mix(h, thread_canon(n, side, s->other));
  return mix_bytes(h, text, len);
}

static void step_names(struct compare_names *n, int side, const struct trace *t) {
  ARRAY(uint32_t) count = {0};
  for (size_t i = 0; i < n->births.len; i++)
    *ARRAY_PUSH(&count) = 0;
  *ARRAY_PUSH(&n->ids[side]) = (struct compare_id){0};
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    uint32_t thread = thread_canon(n, side, s->thread);
    struct compare_id *id = ARRAY_PUSH(&n->ids[side]);
    *id = (struct compare_id){.thread = thread, .what = compare_what(n, side, t, s->op, s->object, s->other), .did = step_did(n, side, t, s)};
    if (!is_nobodys(s) && thread < count.len)
      id->nth = ++count.at[thread];
  }
  ARRAY_FREE(&count);
}

void compare_names_init(struct compare_names *n, const struct trace *a, const struct trace *b) {
  *n = (struct compare_names){0};
  thread_names(n, 0, a);
  thread_names(n, 1, b);
  step_names(n, 0, a);
  step_names(n, 1, b);
}

void compare_names_fini(struct compare_names *n) {
  for (int side = 0; side < 2; side++) {
    ARRAY_FREE(&n->canon[side]);
    ARRAY_FREE(&n->ids[side]);
  }
  ARRAY_FREE(&n->births);
}

/* ---- the comparison ----------------------------------------------------------------------------- */

static bool same_step(const struct compare_names *n, uint32_t i) {
  const struct compare_id *a = &n->ids[0].at[i], *b = &n->ids[1].at[i];
  return a->thread == b->thread && a->nth == b->nth && a->what == b->what && a->did == b->did;
}

void compare_init(struct comparison *c, const struct trace *a, const struct trace *b) {
  struct compare_names n;
  *c = (struct comparison){.t = {a, b}};
  compare_names_init(&n, a, b);
  const struct trace_end *x = trace_end(a), *y = trace_end(b);
  uint32_t most = trace_steps(a) < trace_steps(b) ? trace_steps(a) : trace_steps(b);
  while (c->common < most && same_step(&n, c->common + 1))
    c->common++;
  c->same_end = x->kind == y->kind && x->status == y->status;
  c->same = c->common == trace_steps(a) && c->common == trace_steps(b) && c->same_end;
  if (!c->same) {
    compare_align(c, &n);
    compare_swap(c, &n);
  }
  compare_names_fini(&n);
}

void compare_fini(struct comparison *c) { ARRAY_FREE(&c->rows); }

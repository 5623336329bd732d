/* span.c — what libraries report: composites, their parts, spans and effects (include/plait.h).
 *
 * A composite is no primitive: it never blocks, and nothing here decides who may move. The
 * steps are scheduling points all the same, so that every thread can be seen standing at
 * the line of its call. Must not believe a kind from outside, nor keep a string of the
 * program: names go into the log at once. */
#include "runtime/rt.h"
#include "runtime/rt_life.h"

#include <plait.h>

/* plait.h repeats these numbers, because it is included where wire/ops.h is not. */
#define SAME(x, y) _Static_assert((int)(x) == (int)(y), #x)
SAME(PLAIT_KIND_MUTEX, KIND_MUTEX);
SAME(PLAIT_KIND_RWLOCK, KIND_RWLOCK);
SAME(PLAIT_KIND_COND, KIND_COND);
SAME(PLAIT_KIND_SEM, KIND_SEM);
SAME(PLAIT_KIND_BARRIER, KIND_BARRIER);
SAME(PLAIT_KIND_ONCE, KIND_ONCE);
SAME(PLAIT_KIND_QUEUE, KIND_QUEUE);
SAME(PLAIT_KIND_RLOCK, KIND_RLOCK);
SAME(PLAIT_KIND_EVENT, KIND_EVENT);
SAME(PLAIT_KIND_CHANNEL, KIND_CHANNEL);
SAME(PLAIT_KIND_WAITGROUP, KIND_WAITGROUP);
SAME(PLAIT_KIND_POOL, KIND_POOL);
SAME(PLAIT_KIND_FUTURE, KIND_FUTURE);
SAME(PLAIT_KIND_LOOP, KIND_LOOP);
SAME(PLAIT_EFFECT_PUT, STEP_PUT);
SAME(PLAIT_EFFECT_GET, STEP_GET);
SAME(PLAIT_EFFECT_SHARED, STEP_SHARED);
SAME(PLAIT_EFFECT_BROKEN, STEP_FAILED);

enum { EFFECTS = STEP_PUT | STEP_GET | STEP_SHARED | STEP_FAILED };

static bool here(void) { return rt.active && rt_self && !rt.ending; }

static bool known(int kind) { return kind > KIND_NONE && kind < KIND_COUNT; }

/* One that was made before main has not been declared: what it is called and how large it is is not known then. */
static struct rt_obj *composite(const volatile void *object, int kind) {
  struct rt_obj *o = rt_obj(object, (enum plait_kind)kind);
  if (!o->id)
    o->composite = true;
  return o;
}

RT_EXPORT void plait_rt_object(const volatile void *object, int kind, const char *name, unsigned long param, int variant) {
  if (!here() || !known(kind))
    return;
  struct rt_obj *o = rt_obj_reset(object, (enum plait_kind)kind);
  o->composite = true;
  o->whole = NULL;
  o->param = param;
  o->type = (uint8_t)variant;
  o->name = name;
  rt_declare(o);
  o->name = NULL; /* the string is the caller's and now in the log */
}

RT_EXPORT void plait_rt_part(const volatile void *part, int kind, const volatile void *whole, int whole_kind, const char *name) {
  if (!here() || !known(kind) || !known(whole_kind))
    return;
  struct rt_obj *w = composite(whole, whole_kind), *o = rt_obj(part, (enum plait_kind)kind);
  rt_declare(w);
  o->whole = w;
  o->id = 0; /* declared anew if it was already: it is called something else from now on */
  o->name = name;
  rt_declare(o);
  o->name = NULL;
}

enum { CALLS = sizeof rt_self->call_on / sizeof *rt_self->call_on };

static struct rt_obj *call_begins(const volatile void *object, int kind) {
  struct rt_obj *o = composite(object, kind);
  rt_declare(o);
  if (rt_self->calls < CALLS)
    rt_self->call_on[rt_self->calls] = o->id;
  rt_self->calls++;
  return o;
}

/* A call may free its own object; it is still that object's call that ends. */
static struct rt_obj *call_ends(const volatile void *object, int kind) {
  struct rt_obj *o = rt_obj(object, (enum plait_kind)kind);
  uint32_t n = rt_self->calls, on = n && n <= CALLS ? rt_self->call_on[n - 1] : 0;
  rt_self->calls -= n > 0;
  if (o->id || !on)
    return composite(object, kind);
  rt_self->call_gone = *o;
  rt_self->call_gone.id = on;
  return &rt_self->call_gone;
}

static void span(enum plait_op op, const volatile void *object, int kind, const char *verb, bool has_value, long long value,
                 int result, const void *caller) {
  if (!here() || !known(kind))
    return;
  struct rt_obj *o = op == OP_SPAN_BEGIN ? call_begins(object, kind) : call_ends(object, kind);
  struct rt_wait w = {.op = op, .obj = o, .pc = (void *)(uintptr_t)caller, .text = verb, .text_len = rt_length(verb),
                      .flags = has_value ? STEP_VALUE : 0, .value = (uint64_t)value};
  if (!rt_point(&w))
    return;
  if (has_value)
    rt_step_value((uint64_t)value);
  rt_step_result(result);
  rt_close(); /* the text is the caller's */
}

RT_EXPORT void plait_rt_span_begin(const volatile void *object, int kind, const char *verb, int has_value, long long value,
                                   const void *caller) {
  span(OP_SPAN_BEGIN, object, kind, verb, has_value, value, 0, caller);
}

RT_EXPORT void plait_rt_span_end(const volatile void *object, int kind, const char *verb, int result, const void *caller) {
  span(OP_SPAN_END, object, kind, verb, false, 0, result, caller);
}

RT_EXPORT void plait_rt_effect(const volatile void *object, int kind, unsigned flags, long long value, long long more,
                               const void *caller) {
  if (!here() || !known(kind))
    return;
  struct rt_wait w = {.op = OP_NOTE, .obj = composite(object, kind), .flags = (uint16_t)(flags & EFFECTS), .pc = (void *)(uintptr_t)caller};
  if (!rt_point(&w))
    return;
  rt_step_value((uint64_t)value);
  rt.open.value[1] = (uint64_t)more;
}

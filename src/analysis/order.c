/* order.c — vector clocks, moved by each step. See order.h for the two orders.
 *
 * A step is taken in two halves, acquiring before anybody looks and releasing after,
 * so that a detector asking about the step sees all that it comes after and nothing
 * that only follows from it. */
#include "analysis/order.h"

#include <string.h>

void order_init(struct order *o, const struct trace *t, enum order_kind kind) {
  memset(o, 0, sizeof *o);
  o->trace = t;
  o->kind = kind;
}

void order_fini(struct order *o) {
  for (size_t i = 0; i < o->threads.len; i++) {
    vclock_fini(&o->threads.at[i].clock);
    vclock_fini(&o->threads.at[i].seen);
    vclock_fini(&o->threads.at[i].fenced);
  }
  for (size_t i = 0; i < o->objects.len; i++) {
    vclock_fini(&o->objects.at[i].clock);
    vclock_fini(&o->objects.at[i].readers);
    order_atomic_fini(&o->objects.at[i]);
  }
  ARRAY_FREE(&o->threads);
  ARRAY_FREE(&o->objects);
}

static struct order_thread *thread_at(struct order *o, uint16_t thread) {
  while (o->threads.len <= thread)
    *ARRAY_PUSH(&o->threads) = (struct order_thread){0};
  return &o->threads.at[thread];
}

static struct order_object *object_at(struct order *o, uint32_t object) {
  while (o->objects.len <= object)
    *ARRAY_PUSH(&o->objects) = (struct order_object){0};
  return &o->objects.at[object];
}

static bool failed(const struct trace_step *s) { return s->flags & (STEP_FAILED | STEP_TIMEOUT); }

static bool counts(const struct order *o, uint32_t sem) {
  return o->kind == ORDER_HAPPENS_BEFORE ||
         (sem <= trace_objects(o->trace) && sem && trace_object(o->trace, sem)->param == 0);
}

static void acquire(struct order *o, const struct trace_step *s) {
  struct vclock *me = &o->threads.at[s->thread].clock;
  struct order_object *x = &o->objects.at[s->object];
  bool hb = o->kind == ORDER_HAPPENS_BEFORE;
  switch (s->op) {
  case OP_READ: /* a plain access orders nothing by itself in C11, but a read that saw a write cannot come before it */
  case OP_ATOMIC_LOAD:
  case OP_ATOMIC_RMW:
  case OP_ATOMIC_CAS:
    if (!hb && x->wrote > vclock_get(me, x->writer)) /* else the write is known, and so what its writer knew */
      vclock_join(me, &x->clock);
    else if (hb && s->op != OP_READ)
      order_atomic_load(&o->threads.at[s->thread], x, plait_order_of(s->flags));
    break;
  case OP_FENCE:
    if (hb)
      order_fence_acquire(&o->threads.at[s->thread], plait_order_of(s->flags));
    break;
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TRYLOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_TRYRDLOCK:
    if (hb && !failed(s))
      vclock_join(me, &x->clock);
    break;
  case OP_RWLOCK_WRLOCK:
  case OP_RWLOCK_TRYWRLOCK:
    if (hb && !failed(s)) {
      vclock_join(me, &x->clock);
      vclock_join(me, &x->readers);
    }
    break;
  case OP_COND_WAKE:
    o->threads.at[s->thread].waits_on = 0;
    if (hb && s->object2) /* timed out or not, it has the mutex again */
      vclock_join(me, &object_at(o, s->object2)->clock);
    break;
  case OP_SEM_WAIT:
  case OP_SEM_TRYWAIT:
  case OP_SEM_TIMEDWAIT:
    if (!failed(s) && counts(o, s->object))
      vclock_join(me, &x->clock);
    break;
  case OP_ONCE: vclock_join(me, &x->clock); break;
  /* What comes out of a pipe, and where it went in, are two descriptors: I/O is ordered as a whole. */
  case OP_IO: vclock_join(me, &o->objects.at[0].clock); break;
  case OP_THREAD_JOIN:
    if (!failed(s))
      vclock_join(me, &thread_at(o, s->other)->clock);
    break;
  default: break;
  }
}

void order_before(struct order *o, uint32_t step, const struct trace_step *s) {
  thread_at(o, s->thread);
  object_at(o, s->object);
  if (s->op == OP_THREAD_JOIN || s->op == OP_THREAD_CREATE || s->op == OP_COND_SIGNAL)
    thread_at(o, s->other);
  acquire(o, s);
  vclock_set(&o->threads.at[s->thread].clock, s->thread, step);
}

/* Everybody who waits at X knows what FROM knows. */
static void tell_waiting(struct order *o, uint32_t object, const struct vclock *from) {
  for (size_t i = 0; i < o->threads.len; i++)
    if (o->threads.at[i].waits_on == object) {
      o->threads.at[i].waits_on = 0;
      vclock_join(&o->threads.at[i].clock, from);
    }
}

static void write_done(struct order *o, const struct trace_step *s) {
  struct order_thread *me = &o->threads.at[s->thread];
  struct order_object *x = &o->objects.at[s->object];
  uint32_t step = vclock_get(&me->clock, s->thread);
  if (o->kind == ORDER_MUST) {
    x->wrote = step;
    x->writer = s->thread;
    vclock_copy(&x->clock, &me->clock); /* an update has acquired what was there before */
  } else if (s->op == OP_WRITE) {
    order_atomic_forget(x);
  } else if (s->op == OP_ATOMIC_STORE) {
    order_atomic_store(me, s->thread, step, x, plait_order_of(s->flags));
  } else {
    order_atomic_update(me, s->thread, step, x, plait_order_of(s->flags));
  }
}

static void arrived(struct order *o, const struct trace_step *s) {
  struct order_thread *me = &o->threads.at[s->thread];
  struct order_object *x = &o->objects.at[s->object];
  vclock_join(&x->clock, &me->clock);
  me->waits_on = s->object;
  if (s->flags & STEP_LAST) {
    tell_waiting(o, s->object, &x->clock);
    vclock_clear(&x->clock);
  }
}

void order_after(struct order *o, const struct trace_step *s) {
  struct order_thread *me = &o->threads.at[s->thread];
  struct order_object *x = &o->objects.at[s->object];
  bool hb = o->kind == ORDER_HAPPENS_BEFORE;
  switch (s->op) {
  case OP_ATOMIC_CAS:
    if (s->flags & STEP_FAILED)
      break;
    /* fall through */
  case OP_WRITE:
  case OP_ATOMIC_STORE:
  case OP_ATOMIC_RMW: write_done(o, s); break;
  case OP_FENCE:
    if (hb)
      order_fence_release(me, plait_order_of(s->flags));
    break;
  case OP_MUTEX_UNLOCK:
  case OP_SPIN_UNLOCK:
    if (hb && !failed(s))
      vclock_copy(&x->clock, &me->clock);
    break;
  case OP_RWLOCK_UNLOCK:
    if (!hb || failed(s))
      break;
    if (s->flags & STEP_SHARED) {
      vclock_join(&x->readers, &me->clock);
    } else {
      vclock_copy(&x->clock, &me->clock);
      vclock_clear(&x->readers);
    }
    break;
  case OP_COND_WAIT:
    if (failed(s))
      break;
    if (hb && s->object2)
      vclock_copy(&object_at(o, s->object2)->clock, &o->threads.at[s->thread].clock);
    o->threads.at[s->thread].waits_on = s->object;
    break;
  case OP_COND_SIGNAL:
    if (!hb && s->value && o->threads.at[s->other].waits_on == s->object) {
      vclock_join(&o->threads.at[s->other].clock, &me->clock);
      o->threads.at[s->other].waits_on = 0;
    }
    break;
  case OP_COND_BROADCAST:
    if (!hb)
      tell_waiting(o, s->object, &me->clock);
    break;
  case OP_SEM_POST:
    if (!failed(s) && counts(o, s->object))
      vclock_join(&x->clock, &me->clock);
    break;
  case OP_ONCE:
    if (s->flags & STEP_LAST)
      vclock_join(&x->clock, &me->clock);
    break;
  case OP_IO: vclock_join(&o->objects.at[0].clock, &me->clock); break;
  case OP_BARRIER_ARRIVE:
    if (!failed(s))
      arrived(o, s);
    break;
  case OP_THREAD_CREATE:
    if (!failed(s) && s->other != s->thread)
      vclock_join(&o->threads.at[s->other].clock, &me->clock);
    break;
  default: break;
  }
}

/* apply.c — what one step does to the state, and how it is taken back.
 *
 * This is plait's statement of what the primitives mean: who owns what after
 * which call. It agrees with what the runtime does inside the target and with
 * nothing else; in particular it hands nothing over (an unlock frees, and
 * whoever comes next takes) and a failed call changes nothing. Steps that cannot
 * be (a recording from elsewhere may hold anything) are ignored rather than
 * believed. Must not allocate in the common case, nor look at other threads
 * than those the step is about. */
#include "model/act.h"

#include <errno.h>

void act_touch(const struct act *a, struct world_object *o) {
  o->changed = a->s->step;
  o->changed_by = a->e->thread;
}

void act_hold_add(const struct act *a, uint32_t object) {
  uint16_t thread = a->e->thread;
  a->u->hold = UNDO_HOLD_ADDED;
  a->u->hold_thread = thread;
  a->u->hold_at = (uint32_t)state_hold_add(a->s, thread, a->s->threads[thread].holds,
                                           (struct state_hold){.object = object, .since = a->s->step});
}

bool act_hold_remove(const struct act *a, uint16_t thread, uint32_t object) {
  for (size_t i = a->s->threads[thread].holds; i-- > 0;) {
    if (a->s->holds[thread].at[i].object != object)
      continue;
    a->u->hold = UNDO_HOLD_REMOVED;
    a->u->hold_thread = thread;
    a->u->hold_at = (uint32_t)i;
    a->u->held = state_hold_remove(a->s, thread, i);
    return true;
  }
  return false;
}

static void acquire(const struct act *a, uint32_t object, struct world_object *o) {
  if (o->owner == a->e->thread) {
    o->depth++;
  } else if (o->owner < 0 && o->readers == 0) {
    o->owner = a->e->thread;
    o->owner_since = o->busy_since = a->s->step;
    o->depth = 1;
    act_hold_add(a, object);
  } else {
    return;
  }
  act_touch(a, o);
}

/* Frees a lock. An unlock by a thread that is not the owner is a mistake of the
 * program, but it does free a normal mutex. */
static void release(const struct act *a, uint32_t object, struct world_object *o) {
  if (o->owner < 0 || !act_hold_remove(a, (uint16_t)o->owner, object))
    return;
  o->owner = -1;
  o->owner_since = o->busy_since = o->depth = 0;
  act_touch(a, o);
}

static bool lock_failed(const struct trace_step *e) {
  /* A robust mutex whose owner died is taken although the call says so. */
  return (e->flags & (STEP_FAILED | STEP_TIMEOUT)) && e->result != EOWNERDEAD;
}

static void lock(const struct act *a) {
  if (!lock_failed(a->e))
    acquire(a, a->e->object, a->o);
}

static void unlock(const struct act *a) {
  if (a->e->flags & STEP_FAILED)
    return;
  if (!(a->e->flags & STEP_NESTED)) {
    release(a, a->e->object, a->o);
  } else if (a->o->depth > 1) {
    a->o->depth--;
    act_touch(a, a->o);
  }
}

static void rdlock(const struct act *a) {
  if (lock_failed(a->e) || a->o->owner >= 0)
    return;
  if (a->o->readers++ == 0)
    a->o->busy_since = a->s->step;
  act_hold_add(a, a->e->object);
  act_touch(a, a->o);
}

bool act_reader_leaves(const struct act *a) {
  if (act_hold_remove(a, a->e->thread, a->e->object))
    return true;
  for (int pass = 0; pass < 2; pass++)
    for (size_t i = 0; i < a->s->thread_count; i++)
      if (a->s->threads[i].over == (pass == 0) && act_hold_remove(a, (uint16_t)i, a->e->object))
        return true;
  return false;
}

static void rwlock_unlock(const struct act *a) {
  if (a->e->flags & STEP_FAILED)
    return;
  if (a->o->owner >= 0) {
    release(a, a->e->object, a->o);
    return;
  }
  if (a->o->readers == 0 || !act_reader_leaves(a))
    return;
  if (--a->o->readers == 0)
    a->o->busy_since = 0;
  act_touch(a, a->o);
}

static void cond_wait(const struct act *a, struct world_object *mutex) {
  if (a->e->flags & STEP_FAILED)
    return;
  struct state_thread *th = &a->s->threads[a->e->thread];
  th->waits_on = a->e->object;
  th->signalled = 0;
  th->depth = mutex ? mutex->depth : 0;
  act_touch(a, a->o);
  if (mutex)
    release(a, a->e->object2, mutex);
}

static void cond_wake(const struct act *a, struct world_object *mutex) {
  struct state_thread *th = &a->s->threads[a->e->thread];
  uint32_t depth = th->depth;
  th->waits_on = th->signalled = th->depth = 0;
  act_touch(a, a->o);
  if (!mutex)
    return;
  acquire(a, a->e->object2, mutex); /* also when the wait timed out: the mutex is taken again in any case */
  if (depth && mutex->owner == a->e->thread)
    mutex->depth = depth;
}

static void wake(const struct act *a, struct state_thread *th) {
  if (th->waits_on != a->e->object || th->signalled)
    return;
  th->signalled = a->s->step;
  a->u->woke = true;
  act_touch(a, a->o);
}

static void cond_signal(const struct act *a) {
  const struct trace_step *e = a->e;
  bool anybody = e->flags & STEP_VALUE ? e->value > 0 : e->other != 0;
  if (anybody && e->other < a->s->thread_count)
    wake(a, &a->s->threads[e->other]);
}

static void cond_broadcast(const struct act *a) {
  for (size_t i = 0; i < a->s->thread_count; i++)
    wake(a, &a->s->threads[i]);
}

static void sem_change(const struct act *a, int by) {
  const struct trace_step *e = a->e;
  if (e->flags & (STEP_FAILED | STEP_TIMEOUT))
    return;
  a->o->permits = e->flags & STEP_VALUE ? (int64_t)e->value : a->o->permits + by;
  a->o->busy_since = a->o->permits > 0 ? 0 : a->s->step;
  act_touch(a, a->o);
}

static void barrier_arrive(const struct act *a) {
  if (a->e->flags & STEP_FAILED)
    return;
  a->s->threads[a->e->thread].arrived = a->o->generation;
  if (a->e->flags & STEP_LAST) {
    a->o->generation++;
    a->o->permits = 0;
  } else {
    a->o->permits++;
  }
  act_touch(a, a->o);
}

static void once(const struct act *a) {
  if (a->e->flags & STEP_NESTED || a->o->generation)
    return; /* already done */
  if (a->e->flags & STEP_LAST) {
    a->o->owner = -1;
    a->o->owner_since = 0;
    a->o->generation = 1;
  } else if (a->o->owner < 0) {
    a->o->owner = a->e->thread;
    a->o->owner_since = a->s->step;
  } else {
    return;
  }
  act_touch(a, a->o);
}

static void memory(const struct act *a, bool writes) {
  const struct trace_step *e = a->e;
  struct world_object *o = a->o;
  if (e->flags & STEP_VALUE) {
    o->value = e->value;
    o->value_hi = e->value_hi;
    o->has_value = true;
  } else if (writes) {
    o->has_value = false; /* whatever was known is no longer true */
  }
  if (writes)
    act_touch(a, o);
}

static void end(const struct act *a) {
  if (a->s->end_op != OP_NONE)
    return;
  a->s->end_op = a->e->op;
  a->s->end_thread = a->e->thread;
  a->u->ended = true;
}

/* Operations on an object that the step names. */
static void on_object(const struct act *a, struct world_object *second) {
  switch (a->e->op) {
  case OP_READ:
  case OP_ATOMIC_LOAD: memory(a, false); break;
  case OP_WRITE:
  case OP_ATOMIC_STORE:
  case OP_ATOMIC_RMW: memory(a, true); break;
  case OP_ATOMIC_CAS: memory(a, !(a->e->flags & STEP_FAILED)); break;
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TRYLOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
  case OP_RWLOCK_WRLOCK:
  case OP_RWLOCK_TRYWRLOCK: lock(a); break;
  case OP_MUTEX_UNLOCK:
  case OP_SPIN_UNLOCK: unlock(a); break;
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_TRYRDLOCK: rdlock(a); break;
  case OP_RWLOCK_UNLOCK: rwlock_unlock(a); break;
  case OP_COND_WAIT: cond_wait(a, second); break;
  case OP_COND_WAKE: cond_wake(a, second); break;
  case OP_COND_SIGNAL: cond_signal(a); break;
  case OP_COND_BROADCAST: cond_broadcast(a); break;
  case OP_SEM_WAIT:
  case OP_SEM_TRYWAIT:
  case OP_SEM_TIMEDWAIT: sem_change(a, -1); break;
  case OP_SEM_POST: sem_change(a, +1); break;
  case OP_BARRIER_ARRIVE: barrier_arrive(a); break;
  case OP_ONCE: once(a); break;
  case OP_NOTE: state_effect(a); break;
  case OP_OUTPUT:
  case OP_IO: act_touch(a, a->o); break;
  default: break;
  }
}

void state_apply(struct state *s, struct undo *u) {
  const struct trace_step *e = trace_step(s->trace, ++s->step);
  struct state_thread *th = &s->threads[e->thread];
  u->thread = e->thread;
  u->thread_was = *th;
  u->object = u->object2 = 0;
  u->hold = UNDO_HOLD_NONE;
  u->item = UNDO_ITEM_NONE;
  u->woke = u->ended = false;
  /* A deadlock is not something the thread did that is named in its step. */
  if (e->op != OP_DEADLOCK)
    th->last = s->step;
  struct act a = {.s = s, .e = e, .u = u, .o = NULL};
  if (e->object && e->object <= s->object_count) {
    struct world_object *second = NULL;
    a.o = &s->objects[e->object];
    u->object = e->object;
    u->was = *a.o;
    if (e->object2 && e->object2 <= s->object_count && e->object2 != e->object) {
      second = &s->objects[e->object2];
      u->object2 = e->object2;
      u->was2 = *second;
    }
    on_object(&a, second);
  }
  if (e->op == OP_THREAD_EXIT)
    th->over = true;
  else if (e->op == OP_SPAN_BEGIN || e->op == OP_SPAN_END)
    state_span(&a);
  else if (e->op < OP_COUNT && plait_op_table[e->op].cls == CLASS_END)
    end(&a);
}

void state_undo(struct state *s, const struct undo *u) {
  if (u->woke)
    for (size_t i = 0; i < s->thread_count; i++)
      if (s->threads[i].signalled == s->step)
        s->threads[i].signalled = 0;
  if (u->item == UNDO_ITEM_PUT)
    state_item_remove(s, u->object, u->item_at);
  else if (u->item == UNDO_ITEM_GOT)
    state_item_insert(s, u->object, u->item_at, u->item_value);
  if (u->hold == UNDO_HOLD_ADDED)
    state_hold_remove(s, u->hold_thread, u->hold_at);
  else if (u->hold == UNDO_HOLD_REMOVED)
    state_hold_add(s, u->hold_thread, u->hold_at, u->held);
  s->threads[u->thread] = u->thread_was; /* its count of holds is right again already, and the same */
  if (u->object)
    s->objects[u->object] = u->was;
  if (u->object2)
    s->objects[u->object2] = u->was2;
  if (u->ended)
    s->end_op = OP_NONE, s->end_thread = 0;
  s->step--;
}

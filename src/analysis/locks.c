/* locks.c — what each step takes and gives back; agrees with src/model/apply.c. */
#include "analysis/locks.h"

#include <errno.h>
#include <string.h>

void locks_init(struct locks *l, const struct trace *t) {
  memset(l, 0, sizeof *l);
  l->trace = t;
}

void locks_fini(struct locks *l) {
  for (size_t i = 0; i < l->threads.len; i++)
    ARRAY_FREE(&l->threads.at[i].held);
  ARRAY_FREE(&l->threads);
  ARRAY_FREE(&l->objects);
}

static void grow(struct locks *l, uint16_t thread, uint32_t object) {
  while (l->threads.len <= thread)
    *ARRAY_PUSH(&l->threads) = (struct locks_thread){0};
  while (l->objects.len <= object) {
    uint32_t n = (uint32_t)l->objects.len;
    int64_t first = n && n <= trace_objects(l->trace) ? trace_object(l->trace, n)->param : 0;
    *ARRAY_PUSH(&l->objects) = (struct locks_object){.owner = -1, .permits = first};
  }
}

const struct locks_thread *locks_thread(const struct locks *l, uint16_t thread) {
  return thread < l->threads.len ? &l->threads.at[thread] : NULL;
}

const struct locks_object *locks_object(const struct locks *l, uint32_t object) {
  return object && object < l->objects.len ? &l->objects.at[object] : NULL;
}

const struct locks_held *locks_holds(const struct locks *l, uint16_t thread, uint32_t object) {
  const struct locks_thread *th = locks_thread(l, thread);
  for (size_t i = 0; th && i < th->held.len; i++)
    if (th->held.at[i].object == object)
      return &th->held.at[i];
  return NULL;
}

bool locks_takes(const struct trace_step *s) {
  bool failed = (s->flags & (STEP_FAILED | STEP_TIMEOUT)) && s->result != EOWNERDEAD;
  switch (s->op) {
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TRYLOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_TRYRDLOCK:
  case OP_RWLOCK_WRLOCK:
  case OP_RWLOCK_TRYWRLOCK: return !failed && !(s->flags & STEP_NESTED) && s->object;
  default: return false;
  }
}

static enum plait_kind composite_kind(const struct trace *t, const struct trace_step *s) {
  bool note = s->op == OP_NOTE && s->object && s->object <= trace_objects(t);
  return note && trace_object(t, s->object)->composite ? (enum plait_kind)trace_object(t, s->object)->kind : KIND_NONE;
}

static bool is_lock(enum plait_kind kind) { return kind == KIND_RLOCK || kind == KIND_RWLOCK || kind == KIND_LOOP; }

bool locks_takes_composite(const struct trace *t, const struct trace_step *s) {
  enum plait_kind kind = composite_kind(t, s);
  return is_lock(kind) && s->flags & STEP_PUT && (kind == KIND_RWLOCK || s->value <= 1);
}

bool locks_frees_composite(const struct trace *t, const struct trace_step *s) {
  enum plait_kind kind = composite_kind(t, s);
  return is_lock(kind) && s->flags & STEP_GET && (kind == KIND_RWLOCK || s->value == 0);
}

uint32_t locks_call(const struct locks *l, uint16_t thread, uint32_t object) {
  const struct locks_thread *th = locks_thread(l, thread);
  size_t n = !th ? 0 : th->calls < LOCKS_CALLS ? th->calls : LOCKS_CALLS;
  if (n && !object)
    return th->call[0];
  for (size_t i = n; i-- > 0;)
    if (trace_step(l->trace, th->call[i])->object == object)
      return th->call[i];
  return 0;
}

bool locks_is_part(const struct trace *t, uint32_t object) {
  return object && object <= trace_objects(t) && trace_object(t, object)->whole;
}

static void hold(struct locks *l, uint16_t thread, uint32_t object, uint32_t step, bool shared) {
  *ARRAY_PUSH(&l->threads.at[thread].held) = (struct locks_held){object, step, shared};
}

static bool drop(struct locks *l, uint16_t thread, uint32_t object) {
  struct locks_thread *th = &l->threads.at[thread];
  for (size_t i = th->held.len; i-- > 0;)
    if (th->held.at[i].object == object) {
      memmove(&th->held.at[i], &th->held.at[i + 1], (th->held.len - i - 1) * sizeof *th->held.at);
      th->held.len--;
      return true;
    }
  return false;
}

static void take(struct locks *l, uint16_t thread, uint32_t object, uint32_t step, bool shared) {
  struct locks_object *o = &l->objects.at[object];
  if (shared) {
    if (o->owner >= 0)
      return;
    o->readers++;
  } else if (o->owner >= 0 || o->readers) {
    return;
  } else {
    o->owner = thread;
    o->since = step;
    o->depth = 1;
  }
  hold(l, thread, object, step, shared);
}

static void now_free(struct locks_object *o, uint32_t step) {
  o->free_before = o->free_at;
  o->free_at = step;
}

static void release(struct locks *l, uint32_t object, uint32_t step) {
  struct locks_object *o = &l->objects.at[object];
  if (o->owner < 0)
    return;
  drop(l, (uint16_t)o->owner, object);
  o->owner = -1;
  o->depth = 0;
  now_free(o, step);
}

/* One of the readers leaves: the caller if it is one, else whoever is found. */
static void reader_leaves(struct locks *l, uint16_t thread, uint32_t object, uint32_t step) {
  struct locks_object *o = &l->objects.at[object];
  if (!o->readers)
    return;
  bool dropped = drop(l, thread, object);
  for (size_t i = 0; !dropped && i < l->threads.len; i++)
    dropped = drop(l, (uint16_t)i, object);
  if (--o->readers == 0)
    now_free(o, step);
}

/* What a lock made of others, or a semaphore, says of itself before anybody looks, */
static void told_before(struct locks *l, uint32_t step, const struct trace_step *s) {
  struct locks_object *o = &l->objects.at[s->object];
  switch (composite_kind(l->trace, s)) {
  case KIND_RLOCK:
  case KIND_LOOP:
    if (!(s->flags & STEP_PUT))
      break;
    if (o->owner != s->thread)
      take(l, s->thread, s->object, step, false);
    o->depth = (uint32_t)s->value;
    break;
  case KIND_RWLOCK:
    if (s->flags & STEP_PUT)
      take(l, s->thread, s->object, step, s->flags & STEP_SHARED);
    break;
  default: break;
  }
}

/* Whoever begins to work for a future owns it until its result is there. */
static void future_begins(struct locks *l, uint32_t step, const struct trace_step *s) {
  const struct trace_object *o = s->object && s->object <= trace_objects(l->trace) ? trace_object(l->trace, s->object) : NULL;
  if (!o || o->kind != KIND_FUTURE || strcmp(trace_text(l->trace, s->text, NULL), "begin") != 0)
    return;
  l->objects.at[s->object].owner = s->thread;
  l->objects.at[s->object].since = step;
}

static void call_begins(struct locks_thread *th, uint32_t step) {
  if (th->calls < LOCKS_CALLS)
    th->call[th->calls] = step;
  th->calls++;
}

void locks_before(struct locks *l, uint32_t step, const struct trace_step *s) {
  grow(l, s->thread, s->object > s->object2 ? s->object : s->object2);
  struct locks_thread *th = &l->threads.at[s->thread];
  if (locks_takes(s)) {
    take(l, s->thread, s->object, step, s->op == OP_RWLOCK_RDLOCK || s->op == OP_RWLOCK_TRYRDLOCK);
  } else if (s->op == OP_COND_WAKE) {
    uint32_t depth = th->depth;
    if (s->object2)
      take(l, s->thread, s->object2, step, false);
    if (depth && l->objects.at[s->object2].owner == s->thread)
      l->objects.at[s->object2].depth = depth;
  } else if (s->flags & STEP_NESTED && (s->op == OP_MUTEX_LOCK || s->op == OP_MUTEX_TRYLOCK || s->op == OP_MUTEX_TIMEDLOCK)) {
    l->objects.at[s->object].depth++;
  } else if (s->op == OP_NOTE) {
    told_before(l, step, s);
  } else if (s->op == OP_SPAN_BEGIN) {
    call_begins(th, step);
    future_begins(l, step, s);
  }
}

static void signalled(const struct trace_step *s, uint32_t step, struct locks_thread *th) {
  if (th->waits_on == s->object && !th->signalled)
    th->signalled = step;
}

static void opened(struct locks *l, uint32_t barrier) {
  for (size_t i = 0; i < l->threads.len; i++)
    if (l->threads.at[i].arrived == barrier)
      l->threads.at[i].arrived = 0;
}

static void permits(struct locks *l, const struct trace_step *s, uint32_t step, int by) {
  struct locks_object *o = &l->objects.at[s->object];
  if (s->flags & (STEP_FAILED | STEP_TIMEOUT))
    return;
  o->permits = s->flags & STEP_VALUE ? (int64_t)s->value : o->permits + by;
  if (by > 0)
    o->foreign = o->foreign || o->owner != s->thread;
  o->owner = by > 0 ? -1 : s->thread;
  o->since = step;
}

/* and what after. */
static void told_after(struct locks *l, uint32_t step, const struct trace_step *s) {
  struct locks_object *o = &l->objects.at[s->object];
  if (locks_frees_composite(l->trace, s)) {
    if (s->flags & STEP_SHARED)
      reader_leaves(l, s->thread, s->object, step);
    else
      release(l, s->object, step);
    return;
  }
  switch (composite_kind(l->trace, s)) {
  case KIND_RLOCK:
  case KIND_LOOP:
    if (s->flags & STEP_GET)
      o->depth = (uint32_t)s->value;
    break;
  case KIND_SEM: permits(l, s, step, s->flags & STEP_PUT ? +1 : -1); break;
  case KIND_FUTURE: o->owner = -1; break;
  case KIND_ONCE:
    o->owner = s->flags & STEP_GET ? -1 : s->thread;
    o->since = step;
    break;
  default: break;
  }
}

void locks_after(struct locks *l, uint32_t step, const struct trace_step *s) {
  struct locks_thread *th = &l->threads.at[s->thread];
  struct locks_object *o = &l->objects.at[s->object];
  bool failed = s->flags & STEP_FAILED;
  if (s->op != OP_DEADLOCK)
    th->last = step;
  switch (s->op) {
  case OP_MUTEX_UNLOCK:
  case OP_SPIN_UNLOCK:
    if (failed)
      break;
    if (!(s->flags & STEP_NESTED))
      release(l, s->object, step);
    else if (o->depth > 1)
      o->depth--;
    break;
  case OP_RWLOCK_UNLOCK:
    if (failed)
      break;
    if (o->owner >= 0)
      release(l, s->object, step);
    else
      reader_leaves(l, s->thread, s->object, step);
    break;
  case OP_COND_WAIT:
    if (failed)
      break;
    th->waits_on = s->object;
    th->signalled = 0;
    th->depth = s->object2 ? l->objects.at[s->object2].depth : 0;
    if (s->object2)
      release(l, s->object2, step);
    break;
  case OP_COND_WAKE: th->waits_on = th->signalled = th->depth = 0; break;
  case OP_COND_SIGNAL:
    if ((s->flags & STEP_VALUE ? s->value > 0 : s->other != 0) && s->other < l->threads.len)
      signalled(s, step, &l->threads.at[s->other]);
    break;
  case OP_COND_BROADCAST:
    for (size_t i = 0; i < l->threads.len; i++)
      signalled(s, step, &l->threads.at[i]);
    break;
  case OP_SEM_WAIT:
  case OP_SEM_TRYWAIT:
  case OP_SEM_TIMEDWAIT: permits(l, s, step, -1); break;
  case OP_SEM_POST: permits(l, s, step, +1); break;
  case OP_BARRIER_ARRIVE:
    if (failed)
      break;
    th->arrived = s->object;
    if (s->flags & STEP_LAST)
      opened(l, s->object);
    break;
  case OP_ONCE:
    if (s->flags & STEP_LAST)
      o->owner = -1;
    else if (!(s->flags & STEP_NESTED) && o->owner < 0 && !o->depth) {
      o->owner = s->thread;
      o->since = step;
    }
    if (s->flags & STEP_LAST)
      o->depth = 1; /* done: whoever comes later owns nothing */
    break;
  case OP_THREAD_EXIT: th->over = true; break;
  case OP_NOTE: told_after(l, step, s); break;
  case OP_SPAN_END: th->calls -= th->calls > 0; break;
  default: break;
  }
}

/* composite.c — objects that a library makes of others: their state is what it says it is.
 *
 * A note on such an object is made under the lock inside it and tells what is so after it
 * (include/plait.h has the table). It is believed where it cannot do harm: counts are taken
 * as they are told, so a report that was missed before does not make the next ones wrong;
 * but an item leaves only when it is there, and an owner is a thread of this trace. Must not
 * derive anything from the mutexes and conditions inside. */
#include "model/act.h"

#include <errno.h>

void state_span(const struct act *a) {
  struct state_thread *th = &a->s->threads[a->e->thread];
  if (a->e->op == OP_SPAN_BEGIN) {
    if (th->spans < STATE_SPANS)
      th->span[th->spans] = a->s->step;
    th->spans++;
  } else if (th->spans > 0) {
    th->spans--;
  }
}

/* -- items -------------------------------------------------------------------- */

static size_t item_count(const struct act *a) {
  const struct state_queue *q = state_queue(a->s, a->e->object);
  return q ? q->len : 0;
}

static void item_put(const struct act *a, uint32_t place) {
  size_t len = item_count(a);
  a->u->item = UNDO_ITEM_PUT;
  a->u->item_at = place && place - 1 < len ? place - 1 : len;
  state_item_insert(a->s, a->e->object, a->u->item_at, a->e->value);
  a->o->permits = (int64_t)len + 1;
}

/* Taken without ever having been reported as put: nothing happens. */
static bool item_get(const struct act *a, uint32_t place) {
  const struct state_queue *q = state_queue(a->s, a->e->object);
  size_t len = q ? q->len : 0, at = 0;
  if (place && place - 1 < len && q->at[q->head + place - 1] == a->e->value)
    at = place - 1;
  else
    while (at < len && q->at[q->head + at] != a->e->value)
      at++;
  if (at == len)
    return false;
  a->u->item = UNDO_ITEM_GOT;
  a->u->item_at = at;
  a->u->item_value = state_item_remove(a->s, a->e->object, at);
  a->o->permits = (int64_t)len - 1;
  return true;
}

static bool items(const struct act *a) {
  uint32_t place = (uint32_t)(a->e->value_hi >> 32);
  if (a->e->flags & STEP_PUT)
    item_put(a, place);
  else if (a->e->flags & STEP_GET)
    return item_get(a, place);
  return true;
}

static void closes(const struct act *a) { a->o->broken = true; }

static void queue(const struct act *a) {
  bool done = items(a);
  a->o->unfinished = (uint32_t)a->e->value_hi;
  if (a->e->flags & STEP_FAILED)
    closes(a);
  if (done || a->o->unfinished != a->u->was.unfinished)
    act_touch(a, a->o);
}

static void channel(const struct act *a) {
  bool done = items(a);
  if (!(a->e->flags & (STEP_PUT | STEP_GET)))
    closes(a);
  if (done)
    act_touch(a, a->o);
}

/* -- locks ----------------------------------------------------------------------- */

static void owns(const struct act *a, uint32_t depth) {
  struct world_object *o = a->o;
  if (o->owner == a->e->thread) {
    o->depth = depth;
  } else if (o->owner < 0 && o->readers == 0) {
    o->owner = a->e->thread;
    o->owner_since = o->busy_since = a->s->step;
    o->depth = depth;
    act_hold_add(a, a->e->object);
  } else {
    return;
  }
  act_touch(a, o);
}

static void gives_up(const struct act *a) {
  struct world_object *o = a->o;
  if (o->owner < 0 || !act_hold_remove(a, (uint16_t)o->owner, a->e->object))
    return;
  o->owner = -1;
  o->owner_since = o->busy_since = o->depth = 0;
  act_touch(a, o);
}

static void rlock(const struct act *a) {
  uint32_t depth = (uint32_t)a->e->value;
  if (a->e->flags & STEP_PUT) {
    owns(a, depth ? depth : 1);
  } else if (a->e->flags & STEP_GET) {
    if (depth == 0)
      gives_up(a);
    else if (a->o->owner >= 0)
      a->o->depth = depth, act_touch(a, a->o);
  }
}

static void reader(const struct act *a) {
  struct world_object *o = a->o;
  if (a->e->flags & STEP_PUT) {
    if (o->owner >= 0)
      return;
    if (o->readers++ == 0)
      o->busy_since = a->s->step;
    act_hold_add(a, a->e->object);
  } else {
    if (o->readers == 0 || !act_reader_leaves(a))
      return;
    if (--o->readers == 0)
      o->busy_since = 0;
  }
  act_touch(a, o);
}

static void rwlock(const struct act *a) {
  if (a->e->flags & STEP_SHARED)
    reader(a);
  else if (a->e->flags & STEP_PUT)
    owns(a, 1);
  else if (a->e->flags & STEP_GET)
    gives_up(a);
}

/* -- the rest --------------------------------------------------------------------- */

static void count(const struct act *a) {
  a->o->permits = (int64_t)a->e->value;
  a->o->busy_since = a->o->permits > 0 ? 0 : a->s->step;
  act_touch(a, a->o);
}

static void barrier(const struct act *a) {
  a->o->permits = (int64_t)a->e->value;
  a->o->generation = (uint32_t)a->e->value_hi;
  a->o->broken = a->e->flags & STEP_FAILED;
  act_touch(a, a->o);
}

static void once(const struct act *a) {
  struct world_object *o = a->o;
  bool done = a->e->flags & STEP_GET;
  o->owner = done ? -1 : a->e->thread;
  o->owner_since = done ? 0 : a->s->step;
  o->generation = done ? 1 : o->generation;
  act_touch(a, o);
}

static void future(const struct act *a) {
  if (!(a->e->flags & STEP_PUT))
    return;
  a->o->value = a->e->value;
  a->o->has_value = true;
  a->o->generation = 1;
  act_touch(a, a->o);
}

void state_effect(const struct act *a) {
  switch ((enum plait_kind)trace_object(a->s->trace, a->e->object)->kind) {
  case KIND_QUEUE:
  case KIND_POOL: queue(a); break;
  case KIND_CHANNEL: channel(a); break;
  case KIND_RLOCK:
  case KIND_LOOP: rlock(a); break;
  case KIND_RWLOCK: rwlock(a); break;
  case KIND_SEM:
  case KIND_EVENT:
  case KIND_WAITGROUP: count(a); break;
  case KIND_BARRIER: barrier(a); break;
  case KIND_ONCE: once(a); break;
  case KIND_FUTURE: future(a); break;
  default: break;
  }
}

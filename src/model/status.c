/* status.c — what a thread is about to do, and whether it can.
 *
 * Nothing here is recorded. The pending operation of a thread is its next step
 * in the trace; when there is none, what the runtime said it would do; when
 * nothing said so, what must follow its last step (a wait is followed by a
 * wake). Whether it is possible follows from the objects. "Since" follows too:
 * a thread cannot go on from the moment it arrived at the operation or from the
 * moment the object became unavailable, whichever is later, because in between
 * it could have gone. Everything is a few loads, so it is worked out when
 * somebody asks and not for every thread at every step. */
#include "model/state.h"

static uint32_t later(uint32_t a, uint32_t b) { return a > b ? a : b; }

static uint64_t now(const struct state *s) { return s->step ? trace_step(s->trace, s->step)->time_ns : 0; }

/* The thread's next step, 0 when there is none. */
static uint32_t next_step(const struct state *s, uint16_t thread) {
  uint32_t last = s->threads[thread].last;
  uint32_t next = last ? trace_step(s->trace, last)->next : trace_thread(s->trace, thread)->first;
  /* A deadlock is logged as a step of some thread, but it is not what that thread wanted to do. */
  while (next && trace_step(s->trace, next)->op == OP_DEADLOCK)
    next = trace_step(s->trace, next)->next;
  return next;
}

static void pend(struct world_thread *w, uint8_t op, uint32_t object, uint32_t object2, uint32_t site) {
  w->pending = op;
  w->object = object;
  w->object2 = object2;
  if (site)
    w->site = site;
}

/* Fills the members about the pending operation; returns the flags of the step it will be, 0 when unknown. */
static unsigned find_pending(const struct state *s, uint16_t thread, uint32_t next, const struct trace_pending *end,
                             struct world_thread *w) {
  const struct trace_step *last = w->last ? trace_step(s->trace, w->last) : NULL;
  w->site = last ? last->site : trace_thread(s->trace, thread)->start_site;
  unsigned flags = 0;
  if (next) {
    const struct trace_step *n = trace_step(s->trace, next);
    pend(w, n->op, n->object, n->object2, n->site);
    w->target = n->other;
    flags = n->flags;
    if (n->flags & STEP_TIMEOUT || n->op == OP_WAKE)
      w->deadline = n->time_ns; /* the best that is known: it was over by then */
  } else if (end) {
    pend(w, end->op, end->object, end->object2, end->site);
    w->target = end->other;
    w->deadline = end->deadline;
    w->spins = end->spins;
  } else if (!last) {
    w->pending = thread ? OP_THREAD_START : OP_NONE;
  } else if (last->op == OP_COND_WAIT && !(last->flags & STEP_FAILED)) {
    pend(w, OP_COND_WAKE, last->object, last->object2, 0);
  } else if (last->op == OP_BARRIER_ARRIVE && !(last->flags & STEP_FAILED)) {
    pend(w, OP_BARRIER_LEAVE, last->object, 0, 0);
  } else if (last->op == OP_SLEEP) {
    w->pending = OP_WAKE;
  }
  if (w->pending == OP_WAKE && last && last->op == OP_SLEEP && last->flags & STEP_VALUE &&
      last->value < UINT64_MAX - last->time_ns)
    w->deadline = last->time_ns + last->value;
  return flags;
}

static void block(struct world_thread *w, uint32_t since) {
  w->status = STATUS_BLOCKED;
  w->since = later(w->last, since);
}

/* A lock that is taken: is it THREAD's own, and would it be told so instead of waiting for itself? */
static bool is_told(const struct state *s, uint32_t object, uint16_t thread, bool mutex) {
  return mutex && s->objects[object].owner == thread && trace_object(s->trace, object)->lock_type != 0;
}

static void judge_cond_wake(const struct state *s, uint16_t thread, struct world_thread *w) {
  const struct state_thread *th = &s->threads[thread];
  const struct world_object *mutex = w->object2 && w->object2 <= s->object_count ? &s->objects[w->object2] : NULL;
  w->signalled = th->signalled != 0;
  w->timed_out = !w->signalled && w->deadline <= now(s);
  if (!w->signalled && !w->timed_out) {
    block(w, 0);
  } else if (mutex && mutex->owner >= 0 && mutex->owner != thread) {
    /* Free since it was signalled and taken again: then it could have gone on in between. */
    block(w, mutex->owner_since > th->signalled ? mutex->owner_since : 0);
  }
}

/* An operation that is always possible was not: the thread repeats itself, and was
 * parked until somebody writes. That it is the object it looks at next that must be
 * written is the best that is known. */
static void judge_repeating(const struct world_object *o, unsigned flags, struct world_thread *w) {
  if (!(flags & STEP_WAITED) || (o && o->changed > w->last))
    return;
  w->status = STATUS_SPINNING;
  w->since = w->last;
}

static bool is_absent(const struct state *s, uint16_t thread) {
  if (thread == 0 || s->threads[thread].last)
    return false;
  uint32_t created = trace_thread(s->trace, thread)->created;
  return created == 0 || created > s->step;
}

/* A thread that wants OBJECT for writing; -1: nobody does. */
static int waiting_writer(const struct state *s, uint32_t object, uint16_t reader) {
  for (size_t i = 0; i < s->thread_count; i++) {
    if (i == reader || s->threads[i].over || is_absent(s, (uint16_t)i))
      continue;
    uint32_t next = next_step(s, (uint16_t)i);
    const struct trace_pending *end = next ? NULL : trace_pending_of(s->trace, (uint16_t)i);
    bool wants = next  ? trace_step(s->trace, next)->op == OP_RWLOCK_WRLOCK && trace_step(s->trace, next)->object == object
                 : end ? end->op == OP_RWLOCK_WRLOCK && end->object == object
                       : false;
    if (wants)
      return (int)i;
  }
  return -1;
}

/* A reader that could share the lock with those who have it, were it not for a writer that goes first. */
static int reader_behind(const struct state *s, uint32_t object, uint16_t thread) {
  const struct world_object *o = &s->objects[object];
  bool first = trace_object(s->trace, object)->lock_type == 1;
  return first && o->owner < 0 && o->readers ? waiting_writer(s, object, thread) : -1;
}

/* Blocks W when its pending operation is impossible. O: its object, not NULL. */
static void judge_object(const struct state *s, uint16_t thread, const struct world_object *o, struct world_thread *w) {
  switch (w->pending) {
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
    if (o->owner >= 0 && !is_told(s, w->object, thread, w->pending != OP_SPIN_LOCK))
      block(w, o->owner_since);
    break;
  case OP_RWLOCK_RDLOCK: {
    int writer = reader_behind(s, w->object, thread);
    if (o->owner >= 0 && o->owner != thread)
      block(w, o->owner_since);
    else if (writer >= 0)
      block(w, later(s->threads[writer].last, o->busy_since));
    break;
  }
  case OP_RWLOCK_WRLOCK:
    if ((o->owner >= 0 && o->owner != thread) || o->readers)
      block(w, o->busy_since);
    break;
  case OP_COND_WAKE: judge_cond_wake(s, thread, w); break;
  case OP_SEM_WAIT:
  case OP_SEM_TIMEDWAIT:
    if (o->permits <= 0)
      block(w, o->busy_since);
    break;
  case OP_BARRIER_LEAVE:
    if (o->generation == s->threads[thread].arrived)
      block(w, 0);
    break;
  case OP_ONCE:
    if (o->owner >= 0 && o->owner != thread)
      block(w, o->owner_since);
    break;
  default: break;
  }
}

/* Sets status and since for a thread that exists and is not over. */
static void judge(const struct state *s, uint16_t thread, unsigned flags, struct world_thread *w) {
  const struct world_object *o = w->object && w->object <= s->object_count ? &s->objects[w->object] : NULL;
  w->status = STATUS_READY;
  switch (w->pending) {
  case OP_WAKE:
    if (w->deadline > now(s) && !trace_meta(s->trace)->free_time) {
      w->status = STATUS_SLEEPING;
      w->since = w->last;
    }
    return;
  case OP_THREAD_JOIN:
    if (w->target >= s->thread_count || !s->threads[w->target].over)
      block(w, 0);
    break;
  case OP_IO:
  case OP_OUTPUT:
    if (flags & STEP_WAITED)
      block(w, 0);
    return;
  case OP_READ:
  case OP_ATOMIC_LOAD:
  case OP_ATOMIC_RMW:
  case OP_ATOMIC_CAS:
  case OP_FENCE:
  case OP_YIELD:
  case OP_MUTEX_TRYLOCK:
  case OP_RWLOCK_TRYRDLOCK:
  case OP_RWLOCK_TRYWRLOCK:
  case OP_SEM_TRYWAIT: judge_repeating(o, flags, w); return;
  default:
    if (flags & STEP_FAILED && !(flags & STEP_TIMEOUT))
      break; /* it will be refused, and for that nobody waits: a try, a relock, a mistake */
    if (o)
      judge_object(s, thread, o, w);
  }
  if (w->status == STATUS_BLOCKED && w->deadline <= now(s) && w->pending != OP_COND_WAKE) {
    w->status = STATUS_READY;
    w->since = 0;
    w->timed_out = true;
  }
}

/* What the runtime said about the last state of the trace that the objects cannot tell. */
static void judge_end(const struct trace_pending *end, struct world_thread *w) {
  if (end->spinning) {
    w->status = STATUS_SPINNING;
    w->since = w->last;
  } else if (!end->enabled && w->status == STATUS_READY && w->pending == OP_WAKE) {
    w->status = STATUS_SLEEPING; /* its time has come, but the clock moves only when nobody else can */
    w->since = w->last;
  } else if (!end->enabled && w->status == STATUS_READY) {
    block(w, 0);
  }
}

static uint32_t held(const struct state *s, uint16_t thread) {
  uint32_t n = 0;
  const struct state_hold *h = s->holds[thread].at;
  for (uint32_t i = 0; i < s->threads[thread].holds; i++) {
    uint32_t k = 0;
    while (h[k].object != h[i].object)
      k++;
    n += k == i; /* a recursive reader counts once */
  }
  return n;
}

void status_of(const struct state *s, uint16_t thread, struct world_thread *w) {
  const struct state_thread *th = &s->threads[thread];
  *w = (struct world_thread){.last = th->last, .deadline = UINT64_MAX};
  if (is_absent(s, thread))
    return; /* STATUS_ABSENT */
  w->held_len = held(s, thread);
  w->span = th->spans ? th->span[0] : 0;
  w->inner_span = th->spans ? th->span[(th->spans < STATE_SPANS ? th->spans : STATE_SPANS) - 1] : 0;
  bool ended = s->end_op == OP_EXIT || (s->end_op != OP_NONE && s->end_op != OP_DEADLOCK && s->end_thread == thread);
  if (th->over || ended) {
    w->status = STATUS_OVER;
    w->site = th->last ? trace_step(s->trace, th->last)->site : 0;
    return;
  }
  uint32_t next = next_step(s, thread);
  bool moves_next = next && next == s->step + 1;
  const struct trace_pending *end = next ? NULL : trace_pending_of(s->trace, thread);
  unsigned flags = find_pending(s, thread, next, end, w);
  if (moves_next)
    flags &= ~(unsigned)STEP_WAITED; /* it had to wait, but now it is the one that moves: that is over */
  judge(s, thread, flags, w);
  if (end && s->step == trace_steps(s->trace))
    judge_end(end, w);
}

uint32_t status_obstacle(const struct world_thread *w) {
  if (w->status != STATUS_BLOCKED)
    return 0;
  return w->pending == OP_COND_WAKE && (w->signalled || w->timed_out) ? w->object2 : w->object;
}

uint32_t status_span_on(const struct state *s, uint16_t thread, uint32_t object) {
  const struct state_thread *th = &s->threads[thread];
  for (uint32_t i = 0; i < th->spans && i < STATE_SPANS; i++)
    if (trace_step(s->trace, th->span[i])->object == object)
      return th->span[i];
  return 0;
}

/* The one thread that holds OBJECT as a reader; -1: there are none or several. */
static int sole_reader(const struct state *s, uint32_t object) {
  int sole = -1;
  if (s->objects[object].readers == 0)
    return -1;
  for (size_t i = 0; i < s->thread_count; i++)
    for (uint32_t k = 0; k < s->threads[i].holds; k++)
      if (s->holds[i].at[k].object == object) {
        if (sole >= 0 && sole != (int)i)
          return -1;
        sole = (int)i;
      }
  return sole;
}

/* Who holds the composite of kind lock in whose call a thread waits for a condition; -1: it waits for something else. */
static int holder_of_span(const struct state *s, const struct world_thread *w) {
  bool waits = w->pending == OP_COND_WAKE && !w->signalled && !w->timed_out;
  uint32_t object = waits && w->inner_span ? trace_step(s->trace, w->inner_span)->object : 0;
  uint32_t part = w->object && w->object <= s->object_count ? trace_object(s->trace, w->object)->whole : 0;
  if (!object || object > s->object_count || (part && part != object))
    return -1;
  uint8_t kind = trace_object(s->trace, object)->kind;
  if (kind != KIND_RLOCK && kind != KIND_RWLOCK && kind != KIND_LOOP && kind != KIND_ONCE)
    return -1;
  return s->objects[object].owner >= 0 ? s->objects[object].owner : sole_reader(s, object);
}

int status_blocker(const struct state *s, const struct world_thread *w) {
  if (w->status != STATUS_BLOCKED)
    return -1;
  int holder = holder_of_span(s, w);
  if (holder >= 0)
    return holder;
  if (w->pending == OP_THREAD_JOIN)
    return w->target < s->thread_count ? w->target : -1;
  uint32_t object = status_obstacle(w);
  if (!object || object > s->object_count || w->pending == OP_BARRIER_LEAVE)
    return -1;
  if (s->objects[object].owner >= 0)
    return s->objects[object].owner;
  if (w->pending == OP_RWLOCK_RDLOCK)
    return reader_behind(s, object, UINT16_MAX); /* a reader does not wait for itself as a writer */
  return sole_reader(s, object); /* a writer behind readers waits for somebody in particular when there is only one */
}

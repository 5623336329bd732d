/* contention.c — per lock, how often and how long threads held it and waited for it.
 *
 * A thread waits from its last step before the operation to the operation; it holds
 * from the step that takes to the step that gives back. What is still held or waited for at the
 * end counts up to there. A lock, semaphore or condition made of others has one row, and what lies inside it none:
 * who had to wait in a call for it has waited from the beginning of the call until it got it. A queue or channel is held
 * by nobody; there the calls count. */
#include "analysis/locks.h"

#include "analysis/analysis.h"

#include <stdlib.h>

struct contention_edge {
  uint32_t object, step;
  int by; /* +1: a thread begins to wait, -1: it stops */
};

struct contention_work {
  const struct trace *trace;
  struct contention *rows; /* by object number */
  struct locks locks;
  ARRAY(struct contention_edge) edges;
};

static bool is_lock(const struct trace *t, uint32_t object) {
  if (locks_is_part(t, object))
    return false;
  switch (trace_object(t, object)->kind) {
  case KIND_QUEUE:
  case KIND_CHANNEL: return trace_object(t, object)->composite;
  case KIND_RLOCK:
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_SPIN:
  case KIND_SEM:
  case KIND_COND: return true;
  default: return false;
  }
}

static void waited(struct contention_work *w, uint32_t object, uint32_t from, uint32_t to) {
  w->rows[object].waited_steps += to - from;
  *ARRAY_PUSH(&w->edges) = (struct contention_edge){object, from, 1};
  *ARRAY_PUSH(&w->edges) = (struct contention_edge){object, to, -1};
}

static void acquired(struct contention_work *w, uint32_t object, uint32_t step, const struct trace_step *s) {
  struct contention *c = &w->rows[object];
  c->acquired++;
  if (!(s->flags & STEP_WAITED))
    return;
  c->contended++;
  waited(w, object, locks_thread(&w->locks, s->thread)->last, step);
}

static void released(struct contention_work *w, const struct locks_held *h, uint32_t step) {
  struct contention *c = &w->rows[h->object];
  uint32_t held = step - h->step;
  c->held_steps += held;
  if (held > c->longest) {
    c->longest = held;
    c->longest_at = h->step;
  }
}

/* Since when it has had to wait in its call; 0: it has not. To find the mutex inside taken does not count, which is over
 * as soon as it has begun. */
static uint32_t call_waited(const struct contention_work *w, uint16_t thread, uint32_t object) {
  uint32_t call = locks_call(&w->locks, thread, object);
  const struct locks_thread *th = locks_thread(&w->locks, thread);
  for (uint32_t i = call; i && i <= th->last; i = trace_step(w->trace, i)->next)
    if (trace_step(w->trace, i)->op == OP_COND_WAIT)
      return call;
  return 0;
}

static void got(struct contention_work *w, uint32_t step, const struct trace_step *s) {
  struct contention *c = &w->rows[s->object];
  uint32_t since = call_waited(w, s->thread, s->object);
  c->acquired++;
  if (!since)
    return;
  c->contended++;
  waited(w, s->object, since, step);
}

/* The end of a call that is what its object is there for, and not told of by a note. */
static bool call_counts(const struct contention_work *w, const struct trace_step *s) {
  if (!s->object || s->flags & STEP_FAILED)
    return false;
  switch (trace_object(w->trace, s->object)->kind) {
  case KIND_QUEUE:
  case KIND_CHANNEL: return true;
  case KIND_COND: return call_waited(w, s->thread, s->object);
  default: return false;
  }
}

/* A note on a composite; returns what is given back, if something is. */
static const struct locks_held *told(struct contention_work *w, uint32_t step, const struct trace_step *s) {
  const struct trace *t = w->trace;
  const struct trace_object *o = s->object && s->object <= trace_objects(t) ? trace_object(t, s->object) : NULL;
  if (!o || !o->composite)
    return NULL;
  if (o->kind == KIND_SEM && s->flags & STEP_GET)
    got(w, step, s);
  if (locks_takes_composite(t, s))
    got(w, step, s);
  return locks_frees_composite(t, s) ? locks_holds(&w->locks, s->thread, s->object) : NULL;
}

static void take_step(struct contention_work *w, uint32_t step, const struct trace_step *s) {
  const struct locks_held *h = NULL;
  switch (s->op) {
  case OP_MUTEX_UNLOCK:
  case OP_SPIN_UNLOCK:
  case OP_RWLOCK_UNLOCK:
    if (!(s->flags & (STEP_FAILED | STEP_NESTED)))
      h = locks_holds(&w->locks, s->thread, s->object);
    break;
  case OP_COND_WAIT:
    if (!(s->flags & STEP_FAILED))
      h = locks_holds(&w->locks, s->thread, s->object2);
    break;
  case OP_COND_WAKE:
    if (s->object) {
      w->rows[s->object].acquired++;
      w->rows[s->object].contended += (s->flags & STEP_WAITED) != 0;
      waited(w, s->object, locks_thread(&w->locks, s->thread)->last, step);
    }
    if (s->object2)
      w->rows[s->object2].acquired++;
    break;
  case OP_NOTE: h = told(w, step, s); break;
  case OP_SPAN_END:
    if (call_counts(w, s))
      got(w, step, s);
    break;
  case OP_SEM_WAIT:
  case OP_SEM_TRYWAIT:
  case OP_SEM_TIMEDWAIT:
    if (s->object && !(s->flags & (STEP_FAILED | STEP_TIMEOUT)))
      acquired(w, s->object, step, s);
    break;
  default:
    if (locks_takes(s))
      acquired(w, s->object, step, s);
  }
  if (h)
    released(w, h, step);
}

static void still(struct contention_work *w) {
  uint32_t end = trace_steps(w->trace);
  size_t n;
  const struct trace_pending *p = trace_pending(w->trace, &n);
  for (size_t i = 0; i < n; i++) {
    const struct locks_thread *th = locks_thread(&w->locks, p[i].thread);
    uint32_t object = th && th->signalled ? p[i].object2 : p[i].object;
    if (!th || p[i].enabled || !object || object > trace_objects(w->trace))
      continue;
    uint32_t whole = trace_object(w->trace, object)->whole, call = whole ? locks_call(&w->locks, p[i].thread, whole) : 0;
    if (is_lock(w->trace, whole ? whole : object))
      waited(w, whole ? whole : object, call ? call : th->last, end);
  }
  for (size_t i = 0; i < w->locks.threads.len; i++)
    for (size_t k = 0; k < w->locks.threads.at[i].held.len; k++)
      released(w, &w->locks.threads.at[i].held.at[k], end);
}

static int by_step(const void *a, const void *b) {
  const struct contention_edge *x = a, *y = b;
  if (x->object != y->object)
    return x->object < y->object ? -1 : 1;
  if (x->step != y->step)
    return x->step < y->step ? -1 : 1;
  return x->by - y->by;
}

static void count_waiters(struct contention_work *w) {
  if (!w->edges.len)
    return;
  qsort(w->edges.at, w->edges.len, sizeof *w->edges.at, by_step);
  int now = 0;
  for (size_t i = 0; i < w->edges.len; i++) {
    const struct contention_edge *e = &w->edges.at[i];
    now = i && w->edges.at[i - 1].object == e->object ? now + e->by : e->by;
    if (now > 0 && (uint32_t)now > w->rows[e->object].most_waiters)
      w->rows[e->object].most_waiters = (uint32_t)now;
  }
}

static int by_wait(const void *a, const void *b) {
  const struct contention *x = a, *y = b;
  if (x->waited_steps != y->waited_steps)
    return x->waited_steps < y->waited_steps ? 1 : -1;
  if (x->acquired != y->acquired)
    return x->acquired < y->acquired ? 1 : -1;
  return x->object < y->object ? -1 : x->object > y->object;
}

size_t contention_of(const struct trace *t, struct contention **out) {
  size_t objects = trace_objects(t), n = 0;
  struct contention_work w = {.trace = t, .rows = xcalloc(objects + 1, sizeof *w.rows)};
  locks_init(&w.locks, t);
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    locks_before(&w.locks, i, s);
    take_step(&w, i, s);
    locks_after(&w.locks, i, s);
  }
  still(&w);
  count_waiters(&w);
  for (uint32_t i = 1; i <= objects; i++)
    if (is_lock(t, i) && (w.rows[i].acquired || w.rows[i].waited_steps)) {
      w.rows[i].object = i;
      w.rows[n++] = w.rows[i];
    }
  qsort(w.rows, n, sizeof *w.rows, by_wait);
  locks_fini(&w.locks);
  ARRAY_FREE(&w.edges);
  *out = w.rows;
  return n;
}

/* waits.c — the wait-for graph, from the pending operations and who holds what. */
#include "analysis/waits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void waits_add(struct waits_thread *t, size_t thread, size_t most) {
  if (!t->on)
    t->on = xmalloc((most ? most : 1) * sizeof *t->on);
  for (size_t i = 0; i < t->on_len; i++)
    if (t->on[i] == thread)
      return;
  t->on[t->on_len++] = (uint16_t)thread;
}

static void add_readers(struct waits *w, struct waits_thread *t, const struct analysis_state *st, uint32_t object) {
  for (size_t i = 0; i < w->len; i++)
    if (locks_holds(&st->locks, (uint16_t)i, object))
      waits_add(t, i, w->len);
}

/* A reader kept out of a lock that only readers hold: because a writer waits. */
static void add_writers(struct waits *w, struct waits_thread *t, uint32_t object) {
  for (size_t i = 0; i < w->len; i++) {
    const struct trace_pending *p = w->threads[i].pending;
    if (p && p->op == OP_RWLOCK_WRLOCK && p->object == object && !p->enabled)
      waits_add(t, i, w->len);
  }
}

static void add_owner(struct waits *w, struct waits_thread *t, const struct locks_object *o) {
  if (o && o->owner >= 0 && (size_t)o->owner < w->len)
    waits_add(t, (size_t)o->owner, w->len);
}

static void work_out(struct waits *w, const struct analysis_state *st, uint16_t thread, bool sems) {
  struct waits_thread *t = &w->threads[thread];
  const struct trace_pending *p = t->pending;
  const struct locks_thread *th = locks_thread(&st->locks, thread);
  const struct locks_object *o = locks_object(&st->locks, p->object);
  t->obstacle = p->object;
  if (composite_obstacle(w, st, thread, sems))
    return;
  switch (p->op) {
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
  case OP_ONCE: add_owner(w, t, o); break;
  case OP_RWLOCK_RDLOCK:
    add_owner(w, t, o);
    if (o && o->owner < 0)
      add_writers(w, t, p->object);
    break;
  case OP_RWLOCK_WRLOCK:
    add_owner(w, t, o);
    if (o && o->owner < 0)
      add_readers(w, t, st, p->object);
    break;
  case OP_COND_WAKE:
    if (th && th->signalled) { /* it only needs its mutex back */
      t->obstacle = p->object2;
      add_owner(w, t, locks_object(&st->locks, p->object2));
    }
    break;
  case OP_SEM_WAIT:
  case OP_SEM_TIMEDWAIT:
    if (sems && o && !o->foreign && o->permits <= 0 && trace_object(st->trace, p->object)->param == 1)
      add_owner(w, t, o);
    break;
  case OP_THREAD_JOIN:
    t->obstacle = 0;
    if (p->other < w->len)
      waits_add(t, p->other, w->len);
    break;
  default: break;
  }
}

void waits_init(struct waits *w, const struct analysis_state *st, bool sems) {
  size_t n;
  const struct trace_pending *p = trace_pending(st->trace, &n);
  w->len = trace_threads(st->trace);
  w->threads = xcalloc(w->len ? w->len : 1, sizeof *w->threads);
  for (size_t i = 0; i < n; i++)
    if (p[i].thread < w->len) {
      struct waits_thread *t = &w->threads[p[i].thread];
      t->pending = &p[i];
      t->stuck = !p[i].enabled && !p[i].spinning && !p[i].can_timeout && p[i].deadline == UINT64_MAX;
    }
  for (size_t i = 0; i < w->len; i++)
    if (w->threads[i].stuck)
      work_out(w, st, (uint16_t)i, sems);
}

void waits_fini(struct waits *w) {
  for (size_t i = 0; i < w->len; i++)
    free(w->threads[i].on);
  free(w->threads);
}

static bool walk(const struct waits *w, uint16_t at, uint16_t goal, uint16_t *path, size_t *len, bool *been) {
  path[(*len)++] = at;
  been[at] = true;
  const struct waits_thread *t = &w->threads[at];
  for (size_t i = 0; t->stuck && i < t->on_len; i++) {
    uint16_t next = t->on[i];
    if (next == goal || (!been[next] && walk(w, next, goal, path, len, been)))
      return true;
  }
  (*len)--;
  return false;
}

size_t waits_circle(const struct waits *w, uint16_t from, uint16_t *out) {
  size_t len = 0;
  bool *been = xcalloc(w->len, sizeof *been);
  bool found = walk(w, from, from, out, &len, been);
  free(been);
  return found ? len : 0;
}

uint32_t waits_site(const struct waits *w, const struct analysis_state *st, uint16_t thread) {
  uint32_t call = locks_call(&st->locks, thread, 0);
  const struct trace_pending *p = w->threads[thread].pending;
  return call ? trace_step(st->trace, call)->site : p ? p->site : 0;
}

/* BRIEF: the rest of the finding says it. */
static void add_since(const struct trace *t, uint32_t step, bool brief, struct buf *out) {
  if (!step || step > trace_steps(t) || brief)
    return;
  buf_printf(out, " since step %" PRIu32, step);
  words_site(t, trace_step(t, step)->site, out);
}

void waits_holder(const struct waits *w, const struct analysis_state *st, uint16_t thread, uint32_t object,
                       bool brief, struct buf *out) {
  const struct locks_object *o = locks_object(&st->locks, object);
  buf_puts(out, words_object(st->trace, object));
  if (!o)
    return;
  const struct locks_held *own = locks_holds(&st->locks, thread, object);
  if (o->owner == thread) {
    buf_puts(out, ", which it holds itself");
    add_since(st->trace, o->since, brief, out);
  } else if (o->owner >= 0) {
    buf_printf(out, ", held by %s", words_thread(st->trace, (uint16_t)o->owner));
    add_since(st->trace, o->since, brief, out);
  } else if (own && w->threads[thread].on_len && w->threads[thread].on[0] != thread &&
             !locks_holds(&st->locks, w->threads[thread].on[0], object)) {
    buf_puts(out, ", which it holds as a reader already");
    add_since(st->trace, own->step, brief, out);
    buf_puts(out, ", but which ");
    words_list(st->trace, w->threads[thread].on, w->threads[thread].on_len, out);
    buf_puts(out, w->threads[thread].on_len == 1 ? " wants first as a writer" : " want first as writers");
  } else if (own) {
    buf_puts(out, ", which it holds itself as a reader");
    add_since(st->trace, own->step, brief, out);
  } else if (o->readers && w->threads[thread].on_len) {
    bool reader = locks_holds(&st->locks, w->threads[thread].on[0], object);
    buf_puts(out, reader ? ", held for reading by " : ", for which already waits ");
    words_list(st->trace, w->threads[thread].on, w->threads[thread].on_len, out);
  }
}

void waits_clause(const struct waits *w, const struct analysis_state *st, uint16_t thread, bool brief, struct buf *out) {
  const struct trace_pending *p = w->threads[thread].pending;
  const struct locks_thread *th = locks_thread(&st->locks, thread);
  const struct locks_object *o = locks_object(&st->locks, p->object);
  const char *name = words_object(st->trace, p->object);
  if (w->threads[thread].composite) {
    composite_clause(w, st, thread, brief, out);
    return;
  }
  switch (p->op) {
  case OP_COND_WAKE:
    if (th && th->signalled) {
      buf_printf(out, "was woken from %s and waits for ", name);
      waits_holder(w, st, thread, p->object2, brief, out);
    } else {
      buf_printf(out, "waits for a signal on %s", name);
      add_since(st->trace, th ? th->last : 0, brief, out);
    }
    break;
  case OP_SEM_WAIT:
  case OP_SEM_TIMEDWAIT:
    buf_printf(out, "waits for a permit of %s", name);
    if (w->threads[thread].on_len && o) {
      buf_printf(out, ", taken by %s", o->owner == thread ? "itself" : words_thread(st->trace, (uint16_t)o->owner));
      add_since(st->trace, o->since, brief, out);
    }
    break;
  case OP_BARRIER_LEAVE: {
    int64_t parties = p->object ? trace_object(st->trace, p->object)->param : 0, here = 0;
    for (size_t i = 0; i < st->locks.threads.len; i++)
      here += st->locks.threads.at[i].arrived == p->object;
    buf_printf(out, "waits at %s, where %" PRId64 " of %" PRId64 " have arrived", name, here, parties);
    break;
  }
  case OP_ONCE:
    buf_printf(out, "waits for %s to finish the routine of %s",
               o && o->owner == thread ? "itself" : o && o->owner >= 0 ? words_thread(st->trace, (uint16_t)o->owner) : "another thread",
               name);
    break;
  case OP_THREAD_JOIN: buf_printf(out, "waits for %s to end", words_thread(st->trace, p->other)); break;
  case OP_IO:
  case OP_OUTPUT:
    if (p->object)
      buf_printf(out, "waits for %s", name);
    else
      buf_puts(out, "waits for input or output");
    break;
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_WRLOCK:
    buf_puts(out, "waits for ");
    waits_holder(w, st, thread, p->object, brief, out);
    break;
  default: buf_puts(out, "cannot go on");
  }
}

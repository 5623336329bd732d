/* composite.c — a thread is stuck inside a call of a library: for what, and for whom.
 *
 * The wait itself is for a condition inside the object, which says nothing; what the object
 * holds says everything: an empty queue, an event that is not set. That is read from the model
 * once a finding is certain, so that a search pays for it only where it found something.
 * Must not name a part: the program does not know that there are any. */
#include "analysis/waits.h"

#include <inttypes.h>
#include <string.h>

static const char *verb_of(const struct trace *t, uint32_t call) {
  return call ? trace_text(t, trace_step(t, call)->text, NULL) : "";
}

static bool begins(const char *s, const char *with) { return strncmp(s, with, strlen(with)) == 0; }

/* Those that had called before it on the same lock, and wait to have it alone. */
static void add_writers(struct waits *w, struct waits_thread *t, const struct analysis_state *st) {
  for (size_t i = 0; i < w->len; i++) {
    uint32_t call = locks_call(&st->locks, (uint16_t)i, t->obstacle);
    const struct locks_held *held = locks_holds(&st->locks, (uint16_t)i, t->obstacle);
    if (call && !held && w->threads[i].stuck && strstr(verb_of(st->trace, call), "write"))
      waits_add(t, i, w->len);
  }
}

static void add_holders(struct waits *w, struct waits_thread *t, const struct analysis_state *st) {
  const struct locks_object *o = locks_object(&st->locks, t->obstacle);
  if (o && o->owner >= 0 && (size_t)o->owner < w->len) {
    waits_add(t, (size_t)o->owner, w->len);
    return;
  }
  if (trace_object(st->trace, t->obstacle)->kind != KIND_RWLOCK)
    return;
  if (strstr(verb_of(st->trace, t->call), "write"))
    for (size_t i = 0; i < w->len; i++) {
      if (locks_holds(&st->locks, (uint16_t)i, t->obstacle))
        waits_add(t, i, w->len);
    }
  else
    add_writers(w, t, st);
}

bool composite_obstacle(struct waits *w, const struct analysis_state *st, uint16_t thread, bool sems) {
  struct waits_thread *t = &w->threads[thread];
  const struct trace_pending *p = t->pending;
  const struct locks_thread *th = locks_thread(&st->locks, thread);
  bool woken = p->op == OP_COND_WAKE && th && th->signalled;
  uint32_t part = woken ? p->object2 : p->object;
  if (!locks_is_part(st->trace, part))
    return false;
  t->obstacle = trace_object(st->trace, part)->whole;
  t->composite = true;
  t->call = locks_call(&st->locks, thread, t->obstacle);
  const struct locks_object *inner = locks_object(&st->locks, part);
  if (p->op != OP_COND_WAKE || woken) { /* only for the mutex inside */
    if (inner && inner->owner >= 0 && (size_t)inner->owner < w->len)
      waits_add(t, (size_t)inner->owner, w->len);
    return true;
  }
  const struct trace_object *o = trace_object(st->trace, t->obstacle);
  const struct locks_object *lock = locks_object(&st->locks, t->obstacle);
  switch ((enum plait_kind)o->kind) {
  case KIND_RLOCK:
  case KIND_LOOP:
  case KIND_ONCE:
  case KIND_FUTURE:
  case KIND_RWLOCK: add_holders(w, t, st); break;
  case KIND_SEM:
    if (sems && lock && !lock->foreign && lock->permits <= 0 && o->param == 1 && lock->owner >= 0)
      waits_add(t, (size_t)lock->owner, w->len);
    break;
  case KIND_POOL: t->idle = !begins(verb_of(st->trace, t->call), "shutdown") && !begins(verb_of(st->trace, t->call), "submit"); break;
  default: break;
  }
  return true;
}

/* -- words ---------------------------------------------------------------------- */

static void add_item(const struct trace *t, uint32_t call, struct buf *out) {
  const struct trace_step *s = trace_step(t, call);
  if (s->flags & STEP_VALUE)
    buf_printf(out, "%" PRId64, (int64_t)s->value);
  else
    buf_puts(out, "something");
}

static void queue_clause(const struct trace *t, const char *name, const char *verb, uint32_t call,
                         const struct world_object *o, const char *ever, struct buf *out) {
  if (begins(verb, "put")) {
    buf_printf(out, "waits%s to put ", ever);
    add_item(t, call, out);
    buf_printf(out, " into %s, which is full", name);
  } else if (begins(verb, "close")) {
    buf_printf(out, "waits%s to close %s, which is full", ever, name);
  } else if (begins(verb, "join")) {
    buf_printf(out, "waits%s for the tasks of %s, of which %" PRIu32 " %s not done", ever, name, o->unfinished,
               o->unfinished == 1 ? "is" : "are");
  } else {
    buf_printf(out, "waits%s to get from %s, which is empty", ever, name);
  }
}

static void channel_clause(const struct trace *t, const char *name, const char *verb, uint32_t call, int64_t capacity,
                           const char *ever, struct buf *out) {
  if (begins(verb, "send")) {
    buf_printf(out, "waits%s to send ", ever);
    add_item(t, call, out);
    buf_printf(out, " on %s, %s", name, capacity ? "which is full" : "from which nobody receives");
  } else if (begins(verb, "select")) {
    buf_printf(out, "waits%s in a select on %s", ever, name);
  } else {
    buf_printf(out, "waits%s to receive from %s, on which nobody sends", ever, name);
  }
}

/* EVER: " for ever" or nothing. */
static void composite_words(const struct waits *w, const struct analysis_state *st, uint16_t thread, bool brief,
                            const char *ever, struct buf *out) {
  const struct waits_thread *th = &w->threads[thread];
  const struct trace *t = st->trace;
  const struct trace_object *o = trace_object(t, th->obstacle);
  const char *verb = verb_of(t, th->call), *name = o->name;
  struct world *world = world_new(t);
  world_seek(world, trace_steps(t));
  const struct world_object *now = world_object(world, th->obstacle);
  switch ((enum plait_kind)o->kind) {
  case KIND_QUEUE: queue_clause(t, name, verb, th->call, now, ever, out); break;
  case KIND_CHANNEL: channel_clause(t, name, verb, th->call, o->param, ever, out); break;
  case KIND_SEM:
    buf_printf(out, "waits%s for a permit of %s, which has none left", ever, name);
    if (th->on_len)
      buf_printf(out, " (taken by %s)", th->on[0] == thread ? "itself" : words_thread(t, th->on[0]));
    break;
  case KIND_EVENT: buf_printf(out, "waits%s for %s, which is not set", ever, name); break;
  case KIND_COND: buf_printf(out, "waits%s to be notified of %s", ever, name); break;
  case KIND_BARRIER:
    buf_printf(out, "waits%s at %s, where %" PRId64 " of %" PRId64 " have arrived", ever, name, now->permits, o->param);
    break;
  case KIND_WAITGROUP:
    buf_printf(out, "waits%s for %s, which still counts %" PRId64, ever, name, now->permits);
    break;
  case KIND_FUTURE:
    buf_printf(out, "waits%s for the result of %s", ever, name);
    if (th->on_len && strcmp(words_thread(t, th->on[0]), name) != 0)
      buf_printf(out, ", on which %s works", words_thread(t, th->on[0]));
    break;
  case KIND_ONCE:
    buf_printf(out, "waits%s for %s to finish what %s does", ever,
               !th->on_len ? "another thread" : th->on[0] == thread ? "itself" : words_thread(t, th->on[0]), name);
    break;
  case KIND_POOL:
    buf_printf(out, "waits%s for %s %s", ever, th->idle ? "a job of" : "the jobs of", name);
    break;
  case KIND_LOOP:
    if (!th->on_len) {
      buf_printf(out, "awaits%s something in %s", ever, name);
      break;
    }
    /* fall through */
  default:
    buf_printf(out, "waits%s for ", ever);
    waits_holder(w, st, thread, th->obstacle, brief, out);
  }
  world_free(world);
}

void composite_clause(const struct waits *w, const struct analysis_state *st, uint16_t thread, bool brief, struct buf *out) {
  bool for_ever = !brief && !w->threads[thread].on_len;
  composite_words(w, st, thread, brief, for_ever ? " for ever" : "", out);
}

const char *composite_never(const struct waits *w, const struct analysis_state *st, uint16_t thread) {
  const struct waits_thread *th = &w->threads[thread];
  const char *verb = verb_of(st->trace, th->call);
  switch ((enum plait_kind)trace_object(st->trace, th->obstacle)->kind) {
  case KIND_QUEUE:
    if (begins(verb, "join"))
      return ", and nobody is left who could say that they are";
    return begins(verb, "put") || begins(verb, "close") ? ", and nobody is left who could take something out"
                                                         : ", and nobody is left who could put something in";
  case KIND_CHANNEL:
    return begins(verb, "send") ? ", and nobody is left who could"
                                : begins(verb, "select") ? ", and nobody is left at the other end" : ", and nobody is left who could";
  case KIND_SEM: return ", and nobody is left who could release one";
  case KIND_EVENT: return ", and nobody is left who could set it";
  case KIND_COND: return ", and nobody is left who could notify it";
  case KIND_BARRIER: return ", and nobody else will come";
  case KIND_FUTURE: return ", and nobody is left who could work on it";
  case KIND_WAITGROUP: return ", and nobody is left who could say that something is done";
  default: return "";
  }
}

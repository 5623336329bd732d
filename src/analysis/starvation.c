/* starvation.c — a thread that wants a lock or a permit, long, while others get it again and again.
 *
 * "Long" is 1000 steps with 50 entries of others, from when it arrived, whether it was kept waiting or
 * merely never chosen while it could have gone. For a lock that was free in between this is the schedule's
 * doing, and a note: nothing in POSIX promises a turn. For a reader-writer lock that was never free, because readers
 * relieved each other, it is the program's, and a warning. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <stdlib.h>

enum { LONG = 1000, ENTRIES = 50, WHO_MOST = 8 };

struct starvation {
  struct seen seen;
};

/* Who got in instead. */
struct entries {
  uint32_t n, as_reader;
  uint16_t who[WHO_MOST];
  size_t who_len;
  bool more; /* than fit into who */
};

static bool gets(const struct trace *t, const struct trace_step *s) {
  if (locks_is_part(t, s->object))
    return false;
  if (s->op == OP_NOTE) {
    const struct trace_object *o = s->object ? trace_object(t, s->object) : NULL;
    return locks_takes_composite(t, s) || (o && o->composite && o->kind == KIND_SEM && s->flags & STEP_GET);
  }
  bool sem = s->op == OP_SEM_WAIT || s->op == OP_SEM_TRYWAIT || s->op == OP_SEM_TIMEDWAIT;
  return locks_takes(s) || (sem && !(s->flags & (STEP_FAILED | STEP_TIMEOUT)));
}

static void entries(const struct trace *t, uint32_t object, uint16_t not, uint32_t from, uint32_t to, struct entries *e) {
  for (uint32_t i = from + 1; i < to; i++) {
    const struct trace_step *s = trace_step(t, i);
    if (s->thread == not || s->object != object || !gets(t, s))
      continue;
    e->n++;
    e->as_reader += s->op == OP_RWLOCK_RDLOCK || s->op == OP_RWLOCK_TRYRDLOCK || (s->op == OP_NOTE && s->flags & STEP_SHARED);
    size_t k = 0;
    while (k < e->who_len && e->who[k] != s->thread)
      k++;
    if (k == e->who_len && k < WHO_MOST)
      e->who[e->who_len++] = s->thread;
    else
      e->more = e->more || k == WHO_MOST;
  }
}

static const char *as_what(uint8_t op) {
  switch (op) {
  case OP_RWLOCK_WRLOCK: return " as a writer";
  case OP_RWLOCK_RDLOCK: return " as a reader";
  default: return "";
  }
}

static void check(struct starvation *k, const struct analysis_state *st, uint32_t object, uint16_t thread, uint32_t from,
                  uint32_t to, uint32_t site, uint8_t op, bool got_it) {
  const struct trace *t = st->trace;
  struct entries e = {0};
  if (to - from < LONG || !object)
    return;
  entries(t, object, thread, from, to, &e);
  if (e.n < ENTRIES || !seen_add(&k->seen, (uint64_t)object << 16 | thread))
    return;
  const struct locks_object *o = locks_object(&st->locks, object);
  const char *name = words_object(t, object);
  bool rwlock = trace_object(t, object)->kind == KIND_RWLOCK;
  /* That it became free in the end let the thread in. */
  bool never_free = rwlock && o && (got_it ? o->free_before : o->free_at) < from;
  struct report r;
  report_init(&r, FINDING_STARVATION, never_free ? SEVERITY_WARNING : SEVERITY_NOTE, object, to);
  buf_printf(&r.message, "%s waited %" PRIu32 " steps for %s%s while ", words_thread(t, thread), to - from, name, as_what(op));
  words_list(t, e.who, e.who_len, &r.message);
  buf_printf(&r.message, "%s took it %" PRIu32 " times%s", e.more ? " and others" : "", e.n,
             !rwlock || !e.as_reader ? "" : e.as_reader == e.n ? " as readers" : ", as readers and as writers");
  buf_puts(&r.message, never_free ? ": it was never free, because readers relieved each other" : "");
  report_place(&r, from, site, thread, "waits%s for %s", as_what(op), name);
  report_done(&r, st);
}

static void starvation_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  const struct locks_thread *th = locks_thread(&st->locks, s->thread);
  uint32_t from = s->op == OP_NOTE ? locks_call(&st->locks, s->thread, s->object) : th ? th->last : 0;
  if (from && step - from >= LONG && gets(st->trace, s))
    check(self, st, s->object, s->thread, from, step, s->site, s->op, true);
}

static void starvation_end(void *self, const struct analysis_state *st) {
  size_t n;
  const struct trace_pending *p = trace_pending(st->trace, &n);
  for (size_t i = 0; i < n; i++) {
    const struct locks_thread *th = locks_thread(&st->locks, p[i].thread);
    enum plait_class cls = plait_op_table[p[i].op].cls;
    uint32_t whole = p[i].object ? trace_object(st->trace, p[i].object)->whole : 0, call = whole ? locks_call(&st->locks, p[i].thread, whole) : 0;
    if (call)
      check(self, st, whole, p[i].thread, call, trace_steps(st->trace) + 1, trace_step(st->trace, call)->site, OP_NOTE, false);
    else if (th && !whole && (cls == CLASS_LOCK || cls == CLASS_SEM))
      check(self, st, p[i].object, p[i].thread, th->last, trace_steps(st->trace) + 1, p[i].site, p[i].op, false);
  }
}

static void starvation_fini(void *self) { seen_fini(&((struct starvation *)self)->seen); }

const struct detector starvation_detector = {.name = "starvation",
                                             .size = sizeof(struct starvation),
                                             .classes = CLASS_BIT(CLASS_LOCK) | CLASS_BIT(CLASS_SEM) | CLASS_BIT(CLASS_NOTE),
                                             .step = starvation_step,
                                             .end = starvation_end,
                                             .fini = starvation_fini};

/* deadlock.c — circles of threads that wait for each other, as soon as they close.
 *
 * Nobody in a circle of mutexes, rwlocks, spin locks and joins can ever move again,
 * whatever the others do; so it is an error the moment it is there, also while other
 * threads still run and when the program then ends. A circle of one is a thread
 * that waits for itself. Waiting for a signal or a permit is in no circle: anybody
 * might send it (wakeup.c says when nobody is left who could). */
#include "analysis/waits.h"

#include <inttypes.h>
#include <stdlib.h>

/* When the last of them had got where it is stuck. */
static uint32_t closed_at(const struct waits *w, const struct analysis_state *st, const uint16_t *who, size_t n) {
  uint32_t step = 0;
  for (size_t i = 0; i < n; i++) {
    const struct locks_thread *th = locks_thread(&st->locks, who[i]);
    const struct locks_object *o = locks_object(&st->locks, w->threads[who[i]].obstacle);
    if (th && th->last > step)
      step = th->last;
    if (o && o->owner >= 0 && o->since > step)
      step = o->since;
  }
  return step;
}

static const char *exclusive(const struct trace *t, uint32_t object) {
  switch (trace_object(t, object)->kind) {
  case KIND_MUTEX: return "a mutex: one thread at a time holds it";
  case KIND_SPIN: return "a spin lock: one thread at a time holds it";
  case KIND_RWLOCK: return "a reader-writer lock: a writer holds it alone";
  case KIND_SEM: return "a semaphore with one permit: one thread at a time has it";
  case KIND_RLOCK: return "an rlock: one thread at a time holds it";
  case KIND_LOOP: return "an event loop: one task at a time runs in it";
  default: return "run by one thread at a time";
  }
}

/* Is there an object at all, and one that is taken and given back? To wait for the end of a thread, or for the result that it
 * works on, is to wait for the thread. */
static bool is_shared_out(const struct trace *t, uint32_t object) {
  return object && trace_object(t, object)->kind != KIND_FUTURE;
}

/* Coffman, Elphick and Shoshani, "System Deadlocks", 1971: the four conditions, for this circle. */
static void add_conditions(const struct waits *w, const struct analysis_state *st, const uint16_t *who, size_t n,
                           struct buf *out) {
  const struct trace *t = st->trace;
  for (size_t i = 0; i < n; i++) {
    uint32_t object = w->threads[who[i]].obstacle;
    bool said = !is_shared_out(t, object);
    for (size_t k = 0; k < i; k++)
      said = said || w->threads[who[k]].obstacle == object;
    if (!said)
      buf_printf(out, "mutual exclusion: %s is %s\n", words_object(t, object), exclusive(t, object));
  }
  for (size_t i = 0; i < n; i++) {
    buf_printf(out, "hold and wait: %s, ", words_thread(t, who[i]));
    words_held(st, who[i], 0, out);
    buf_puts(out, ", ");
    waits_clause(w, st, who[i], true, out);
    buf_putc(out, '\n');
  }
  buf_puts(out, "no preemption: nothing takes from a thread what it holds; it would have to give it back itself\n");
  buf_puts(out, "circular wait: ");
  for (size_t i = 0; i < n; i++) {
    uint32_t object = w->threads[who[i]].obstacle;
    buf_printf(out, "%s -> ", words_thread(t, who[i]));
    if (is_shared_out(t, object))
      buf_printf(out, "%s -> ", words_object(t, object));
  }
  buf_printf(out, "%s\n", words_thread(t, who[0]));
}

static void add_followers(const struct waits *w, const struct analysis_state *st, const uint16_t *who, size_t n,
                          struct buf *out) {
  for (size_t i = 0; i < w->len; i++) {
    bool in_circle = !w->threads[i].stuck;
    for (size_t k = 0; k < n; k++)
      in_circle = in_circle || who[k] == i;
    if (in_circle)
      continue;
    buf_printf(out, "behind it: %s ", words_thread(st->trace, (uint16_t)i));
    waits_clause(w, st, (uint16_t)i, true, out);
    buf_putc(out, '\n');
  }
}

static void report(const struct waits *w, const struct analysis_state *st, const uint16_t *who, size_t n) {
  uint32_t object = 0;
  for (size_t i = 0; i < n; i++)
    object = words_first(st->trace, object, w->threads[who[i]].obstacle);
  struct report r;
  report_init(&r, n == 1 ? FINDING_SELF_DEADLOCK : FINDING_DEADLOCK, SEVERITY_ERROR, object,
              closed_at(w, st, who, n));
  if (n > 1) {
    words_list(st->trace, who, n, &r.message);
    buf_puts(&r.message, n == 2 ? " wait for each other: " : " wait for each other in a circle: ");
  }
  for (size_t i = 0; i < n; i++) {
    struct buf role = {0};
    buf_printf(&r.message, "%s%s ", i ? "; " : "", words_thread(st->trace, who[i]));
    waits_clause(w, st, who[i], false, &r.message);
    waits_clause(w, st, who[i], true, &role);
    const struct locks_thread *th = locks_thread(&st->locks, who[i]);
    report_place(&r, th ? th->last : 0, waits_site(w, st, who[i]), who[i], "%s", buf_str(&role));
    buf_fini(&role);
  }
  if (n == 1)
    buf_puts(&r.message, ", and so for ever");
  add_conditions(w, st, who, n, &r.detail);
  add_followers(w, st, who, n, &r.detail);
  report_done(&r, st);
}

static void look(const struct analysis_state *st, bool at_end) {
  size_t pending;
  const struct trace_pending *p = trace_pending(st->trace, &pending);
  size_t stuck = 0;
  for (size_t i = 0; i < pending; i++)
    stuck += !p[i].enabled;
  if (!stuck)
    return;
  struct waits w;
  waits_init(&w, st, at_end && trace_end(st->trace)->kind == END_DEADLOCK);
  uint16_t *who = xmalloc((w.len ? w.len : 1) * sizeof *who);
  bool *told = xcalloc(w.len ? w.len : 1, sizeof *told);
  for (size_t i = 0; i < w.len; i++) {
    size_t n = w.threads[i].stuck && !told[i] ? waits_circle(&w, (uint16_t)i, who) : 0;
    bool known = n == 0;
    for (size_t k = 0; k < n; k++) {
      known = known || told[who[k]];
      told[who[k]] = true;
    }
    if (!known)
      report(&w, st, who, n);
  }
  free(told);
  free(who);
  waits_fini(&w);
}

static void deadlock_front(void *self, const struct analysis_state *st) {
  (void)self;
  if (trace_end(st->trace)->kind == END_NONE)
    look(st, false);
}

static void deadlock_end(void *self, const struct analysis_state *st) {
  (void)self;
  look(st, true);
}

const struct detector deadlock_detector = {.name = "deadlock", .front = deadlock_front, .end = deadlock_end};

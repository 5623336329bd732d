/* starvation.c — a thread that waits at a lock, long, while others go in and out.
 *
 * "Long" is 1000 steps with 50 entries of others. For a lock that was free in between this is
 * the schedule's doing, and a note: nothing in POSIX promises a turn. For a reader-writer
 * lock that was never free, because readers relieved each other, it is the program's, and a warning. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <stdlib.h>

enum { LONG = 1000, ENTRIES = 50 };

struct starvation {
  struct seen seen;
};

/* Entries of others into OBJECT after step FROM and before step TO. */
static uint32_t entries(const struct trace *t, uint32_t object, uint16_t not, uint32_t from, uint32_t to, uint16_t *who) {
  uint32_t n = 0;
  for (uint32_t i = from + 1; i < to; i++) {
    const struct trace_step *s = trace_step(t, i);
    if (s->thread != not && s->object == object && locks_takes(s)) {
      n++;
      *who = s->thread;
    }
  }
  return n;
}

static void check(struct starvation *k, const struct analysis_state *st, uint32_t object, uint16_t thread, uint32_t from,
                  uint32_t to, uint32_t site, uint8_t op, bool got_it) {
  const struct trace *t = st->trace;
  uint16_t who = 0;
  if (to - from < LONG || !object)
    return;
  uint32_t n = entries(t, object, thread, from, to, &who);
  if (n < ENTRIES || !seen_add(&k->seen, (uint64_t)object << 16 | thread))
    return;
  const struct locks_object *o = locks_object(&st->locks, object);
  bool rwlock = trace_object(t, object)->kind == KIND_RWLOCK;
  /* That it became free in the end let the thread in. */
  bool never_free = rwlock && o && (got_it ? o->free_before : o->free_at) < from;
  struct report r;
  report_init(&r, FINDING_STARVATION, never_free ? SEVERITY_WARNING : SEVERITY_NOTE, object, to);
  buf_printf(&r.message, "%s waited %" PRIu32 " steps for %s while others took it %" PRIu32 " times%s", words_thread(t, thread), to - from,
             words_object(t, object), n, never_free ? ": it was never free, because readers relieved each other" : "");
  report_place(&r, from, site, thread, "waits %s%s", op == OP_RWLOCK_WRLOCK ? "as a writer for " : op == OP_RWLOCK_RDLOCK ? "as a reader for " : "for ",
               words_object(t, object));
  report_done(&r, st);
}

static void starvation_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  const struct locks_thread *th = locks_thread(&st->locks, s->thread);
  if (s->flags & STEP_WAITED && locks_takes(s))
    check(self, st, s->object, s->thread, th->last, step, s->site, s->op, true);
}

static void starvation_end(void *self, const struct analysis_state *st) {
  size_t n;
  const struct trace_pending *p = trace_pending(st->trace, &n);
  for (size_t i = 0; i < n; i++) {
    const struct locks_thread *th = locks_thread(&st->locks, p[i].thread);
    if (th && !p[i].enabled && plait_op_table[p[i].op].cls == CLASS_LOCK)
      check(self, st, p[i].object, p[i].thread, th->last, trace_steps(st->trace) + 1, p[i].site, p[i].op, false);
  }
}

static void starvation_fini(void *self) { seen_fini(&((struct starvation *)self)->seen); }

const struct detector starvation_detector = {.name = "starvation",
                                             .size = sizeof(struct starvation),
                                             .classes = CLASS_BIT(CLASS_LOCK),
                                             .step = starvation_step,
                                             .end = starvation_end,
                                             .fini = starvation_fini};

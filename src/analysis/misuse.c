/* misuse.c — calls that POSIX leaves undefined or refuses.
 *
 * What is undefined is an error, whatever plait's runtime then does; what is refused is
 * a note, because the program was told and may well have asked on purpose. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct misuse {
  ARRAY(uint32_t) joined; /* by thread: the step that joined it */
};

static void __attribute__((format(printf, 5, 6))) report(const struct analysis_state *st, uint32_t step, const struct trace_step *s,
                                                         enum finding_severity severity, const char *fmt, ...) {
  struct report r;
  report_init(&r, FINDING_MISUSE, severity, s->object, step);
  va_list ap;
  va_start(ap, fmt);
  buf_printf(&r.message, "%s ", words_thread(st->trace, s->thread));
  buf_vprintf(&r.message, fmt, ap);
  va_end(ap);
  report_place(&r, step, s->site, s->thread, "%s", plait_op_table[s->op].name);
  report_done(&r, st);
}

/* S needs OBJECT to be held by its thread. */
static void needs(const struct analysis_state *st, uint32_t step, const struct trace_step *s, uint32_t object, const char *does) {
  const struct locks_object *o = locks_object(&st->locks, object);
  if (!o || o->owner == s->thread || locks_holds(&st->locks, s->thread, object))
    return;
  enum finding_severity severity = s->flags & STEP_FAILED ? SEVERITY_NOTE : SEVERITY_ERROR;
  const char *name = words_object(st->trace, object);
  if (o->owner >= 0)
    report(st, step, s, severity, "%s %s, which %s holds since step %" PRIu32, does, name,
           words_thread(st->trace, (uint16_t)o->owner), o->since);
  else if (o->readers)
    report(st, step, s, severity, "%s %s, which only others hold", does, name);
  else
    report(st, step, s, severity, "%s %s, which nobody holds", does, name);
}

static void joined(struct misuse *m, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  if (s->flags & (STEP_FAILED | STEP_TIMEOUT))
    return;
  while (m->joined.len <= s->other)
    *ARRAY_PUSH(&m->joined) = 0;
  uint32_t before = m->joined.at[s->other];
  if (before)
    report(st, step, s, SEVERITY_ERROR, "joins %s, which %s has joined already in step %" PRIu32, words_thread(st->trace, s->other),
           words_thread(st->trace, trace_step(st->trace, before)->thread), before);
  m->joined.at[s->other] = step;
}

static void misuse_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  struct misuse *m = self;
  const struct trace *t = st->trace;
  switch (s->op) {
  case OP_MUTEX_UNLOCK:
  case OP_SPIN_UNLOCK:
  case OP_RWLOCK_UNLOCK: needs(st, step, s, s->object, "unlocks"); break;
  case OP_COND_WAIT:
    if (s->object2)
      needs(st, step, s, s->object2, "waits on a condition with");
    break;
  case OP_SEM_POST:
    if (s->object && trace_object(t, s->object)->param >= 1 && s->flags & STEP_VALUE && !(s->flags & STEP_FAILED) &&
        (int64_t)s->value > trace_object(t, s->object)->param)
      report(st, step, s, SEVERITY_NOTE, "gives %s a permit more than the %" PRId64 " it began with", words_object(t, s->object),
             trace_object(t, s->object)->param);
    break;
  case OP_THREAD_JOIN: joined(m, st, step, s); break;
  case OP_THREAD_EXIT: {
    const struct locks_thread *th = locks_thread(&st->locks, s->thread);
    if (th->held.len)
      report(st, step, s, SEVERITY_NOTE, "ends while it holds %s", words_object(t, th->held.at[0].object));
    break;
  }
  default: break;
  }
}

static void misuse_fini(void *self) {
  struct misuse *m = self;
  ARRAY_FREE(&m->joined);
}

const struct detector misuse_detector = {.name = "misuse",
                                         .size = sizeof(struct misuse),
                                         .classes = CLASS_SYNC,
                                         .step = misuse_step,
                                         .fini = misuse_fini};

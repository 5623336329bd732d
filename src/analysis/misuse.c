/* misuse.c — calls that POSIX leaves undefined or refuses.
 *
 * What is undefined is an error, whatever plait's runtime then does; what is refused is
 * a note, because the program was told and may well have asked on purpose. What a library refuses
 * because it makes no sense (to release what is not held, to put into what is closed) is an
 * error too: its callers seldom look at what is returned. */
#include "analysis/detect.h"

#include <errno.h>
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
  report_place(&r, step, s->site, s->thread, "%s", s->op == OP_SPAN_END ? trace_text(st->trace, s->text, NULL) : plait_op_table[s->op].name);
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

static bool is(const struct trace *t, const struct trace_step *s, const char *verb) {
  return strncmp(trace_text(t, s->text, NULL), verb, strlen(verb)) == 0;
}

/* A call of a library has been refused. */
static void refused(const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  const struct trace *t = st->trace;
  const char *name = words_object(t, s->object), *verb = trace_text(t, s->text, NULL);
  const struct locks_object *o = locks_object(&st->locks, s->object);
  switch (s->result) {
  case EOVERFLOW:
    if (is(t, s, "task_done"))
      report(st, step, s, SEVERITY_ERROR, "says more often that a task of %s is done than items were put into it", name);
    else if (is(t, s, "done") || is(t, s, "add"))
      report(st, step, s, SEVERITY_ERROR, "says more often that something of %s is done than was added to it", name);
    else if (is(t, s, "acquire"))
      report(st, step, s, SEVERITY_ERROR, "acquires %s more often than can be counted", name);
    else
      report(st, step, s, SEVERITY_ERROR, "releases %s more often than it was acquired", name);
    break;
  case EPERM:
    if (is(t, s, "wait") || is(t, s, "notify"))
      report(st, step, s, SEVERITY_ERROR, "%s %s without holding its lock", is(t, s, "wait") ? "waits for" : "notifies", name);
    else if (o && o->owner >= 0 && o->owner != s->thread)
      report(st, step, s, SEVERITY_ERROR, "releases %s, which %s holds since step %" PRIu32, name,
             words_thread(t, (uint16_t)o->owner), o->since);
    else if (is(t, s, "release"))
      report(st, step, s, SEVERITY_ERROR, "releases %s, which it has not acquired", name);
    else
      report(st, step, s, SEVERITY_ERROR, "calls %s of %s, which it may not do here", verb, name);
    break;
  case EDEADLK: report(st, step, s, SEVERITY_ERROR, "would wait for itself in %s of %s", verb, name); break;
  case EINVAL: report(st, step, s, SEVERITY_ERROR, "calls %s of %s with an argument that makes no sense", verb, name); break;
  case EPIPE: /* to find nothing more in what is closed is how it tells its readers to stop */
    if (is(t, s, "get") || is(t, s, "receive") || is(t, s, "select"))
      break;
    if (is(t, s, "close") || is(t, s, "shutdown"))
      report(st, step, s, SEVERITY_ERROR, "closes %s a second time", name);
    else if (is(t, s, "send"))
      report(st, step, s, SEVERITY_ERROR, "sends on %s, which is closed", name);
    else if (is(t, s, "submit"))
      report(st, step, s, SEVERITY_ERROR, "submits a job to %s, which is shut down", name);
    else
      report(st, step, s, SEVERITY_ERROR, "puts something into %s, which is closed", name);
    break;
  default: break;
  }
}

static void given(const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  const struct trace_object *o = s->object ? trace_object(st->trace, s->object) : NULL;
  bool made = o && o->kind == KIND_SEM && o->composite && s->flags & STEP_PUT;
  if (made && o->param >= 1 && (int64_t)s->value > o->param)
    report(st, step, s, SEVERITY_NOTE, "gives %s a permit more than the %" PRId64 " it began with", o->name, o->param);
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
  case OP_SPAN_END:
    if (s->flags & STEP_FAILED && s->object && s->object <= trace_objects(t))
      refused(st, step, s);
    break;
  case OP_NOTE: given(st, step, s); break;
  case OP_THREAD_EXIT: {
    const struct locks_thread *th = locks_thread(&st->locks, s->thread);
    if (th->held.len && !locks_is_part(t, th->held.at[0].object))
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
                                         .classes = CLASS_SYNC | CLASS_BIT(CLASS_NOTE),
                                         .step = misuse_step,
                                         .fini = misuse_fini};

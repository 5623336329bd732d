/* stolen.c — a thread that returns from a wait and goes on although what it waited for is not so.
 *
 * What a thread waits for is what it read under the mutex before waiting. Is all of
 * that as it was when the thread comes back, then it would wait again, had it looked
 * again ("while", not "if"). When it does not wait but goes on and writes one of these
 * variables, it acts on something that is not true: another thread was faster, or
 * nobody had changed anything and the wakeup was spurious. Values decide, not source lines, so
 * looking again in any form is seen as what it is.
 *
 * A condition made of others is waited for from the beginning of the call to its end; what happens inside the call, and
 * to the mutex inside a lock, is nothing that the thread looks at. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKED_MOST = 32 };

struct stolen_value {
  uint32_t object;
  uint64_t value, value_hi;
  bool own; /* what the thread did last to it before it waited was to write it: it counts itself there, and asks nothing */
};

struct stolen_thread {
  struct stolen_value looked[LOOKED_MOST]; /* read or written since it took the mutex or came back */
  size_t looked_len;
  size_t before;     /* so many of them before it waited */
  bool lost_count;   /* there were more, or a value is not known */
  uint32_t wait, wake; /* steps; wake 0: it has not come back with everything unchanged */
  uint32_t signal;
  uint32_t culprit;  /* the step that changed it back, 0: nobody did */
};

struct stolen_var {
  uint64_t value, value_hi;
  uint32_t step; /* of the last write */
  uint16_t thread;
  bool known;
};

struct stolen {
  ARRAY(struct stolen_thread) threads;
  ARRAY(struct stolen_var) vars;
};

static void looked(struct stolen_thread *t, const struct trace_step *s, bool writes) {
  size_t i = 0;
  while (i < t->looked_len && t->looked[i].object != s->object)
    i++;
  if (i == LOOKED_MOST || !(s->flags & STEP_VALUE)) {
    t->lost_count = true;
    return;
  }
  if (t->wake && i < t->before && !writes && (s->value != t->looked[i].value || s->value_hi != t->looked[i].value_hi))
    t->wake = 0; /* it did look again, and somebody without the mutex had changed it */
  bool own = t->wake && i < t->before ? t->looked[i].own : writes;
  t->looked_len += i == t->looked_len;
  t->looked[i] = (struct stolen_value){s->object, s->value, s->value_hi, own};
}

static void forget(struct stolen_thread *t) {
  t->looked_len = t->before = 0;
  t->lost_count = false;
  t->wake = 0;
}

static void report(const struct stolen_thread *t, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  const struct trace *tr = st->trace;
  const char *me = words_thread(tr, s->thread), *name = words_object(tr, s->object);
  const struct trace_step *wait = trace_step(tr, t->wait), *wake = trace_step(tr, t->wake);
  struct report r;
  report_init(&r, FINDING_STOLEN_WAKEUP, SEVERITY_ERROR, s->object, step);
  buf_printf(&r.message, "%s comes back from waiting for %s in step %" PRIu32 " and changes %s in step %" PRIu32
                         " without looking again whether it may: ",
             me, words_object(tr, wake->object), t->wake, name, step);
  if (t->culprit)
    buf_printf(&r.message, "%s had been faster in step %" PRIu32, words_thread(tr, trace_step(tr, t->culprit)->thread), t->culprit);
  else
    buf_puts(&r.message, wake->flags & STEP_SPURIOUS ? "the wakeup was spurious" : "what it waited for has not happened");
  report_place(&r, t->wait, wait->site, s->thread, "waits for %s", words_object(tr, wait->object));
  report_place(&r, step, s->site, s->thread, "changes %s", name);
  if (t->culprit) {
    report_place(&r, t->culprit, trace_step(tr, t->culprit)->site, trace_step(tr, t->culprit)->thread, "took what the signal announced");
    report_aside(&r);
  }
  if (t->signal) {
    report_place(&r, t->signal, trace_step(tr, t->signal)->site, trace_step(tr, t->signal)->thread, "signals %s",
                 words_object(tr, wake->object));
    report_aside(&r);
  }
  buf_puts(&r.detail, "a wait belongs into a loop: while (it is not so) pthread_cond_wait(...)\n");
  report_done(&r, st);
}

/* The call that has signalled what the call from WAIT to WAKE waited for; 0: not found. */
static uint32_t notified_by(const struct trace *t, uint32_t wait, uint32_t wake) {
  if (!wait) /* it comes back from where it never went */
    return 0;
  uint32_t object = trace_step(t, wait)->object;
  for (uint32_t i = wake; i > wait; i--) {
    const struct trace_step *s = trace_step(t, i);
    if (s->op == OP_SPAN_BEGIN && s->object == object && strncmp(trace_text(t, s->text, NULL), "notify", 6) == 0)
      return i;
  }
  return 0;
}

/* It came back: is everything it looked at as it was? */
static void woke(struct stolen *k, struct stolen_thread *t, const struct analysis_state *st, uint32_t step,
                 const struct trace_step *s) {
  bool unchanged = t->looked_len && !t->lost_count && !(s->flags & (STEP_TIMEOUT | STEP_FAILED));
  t->culprit = 0;
  t->signal = s->op == OP_SPAN_END ? notified_by(st->trace, t->wait, step) : locks_thread(&st->locks, s->thread)->signalled;
  for (size_t i = 0; i < t->looked_len && unchanged; i++) {
    const struct stolen_value *l = &t->looked[i];
    const struct stolen_var *v = &k->vars.at[l->object];
    unchanged = v->known && v->value == l->value && v->value_hi == l->value_hi;
    if (v->thread != s->thread && v->step > t->wait && v->step > t->culprit)
      t->culprit = v->step;
  }
  t->wake = unchanged ? step : 0;
  if (!unchanged)
    forget(t);
}

static void memory(struct stolen *k, struct stolen_thread *t, const struct analysis_state *st, uint32_t step,
                   const struct trace_step *s) {
  bool writes = s->op != OP_READ && s->op != OP_ATOMIC_LOAD && s->op != OP_FENCE && !(s->op == OP_ATOMIC_CAS && s->flags & STEP_FAILED);
  if (!s->object)
    return;
  while (k->vars.len <= s->object)
    *ARRAY_PUSH(&k->vars) = (struct stolen_var){0};
  struct stolen_var *v = &k->vars.at[s->object];
  if (writes && t->wake) {
    for (size_t i = 0; i < t->before && t->wake; i++)
      if (t->looked[i].object == s->object && !t->looked[i].own) {
        report(t, st, step, s);
        t->wake = 0;
      }
  }
  v->known = s->flags & STEP_VALUE;
  v->value = s->value;
  v->value_hi = s->value_hi;
  if (writes) {
    v->step = step;
    v->thread = s->thread;
  }
  if (locks_thread(&st->locks, s->thread)->held.len)
    looked(t, s, writes);
}

/* A call that waits for a condition made of others. */
static bool waits_for(const struct trace *t, const struct trace_step *s) {
  return s->object && s->object <= trace_objects(t) && trace_object(t, s->object)->kind == KIND_COND &&
         strncmp(trace_text(t, s->text, NULL), "wait", 4) == 0;
}

static bool in_wait(const struct analysis_state *st, uint16_t thread) {
  uint32_t call = locks_call(&st->locks, thread, 0);
  return call && waits_for(st->trace, trace_step(st->trace, call));
}

static void waits(struct stolen_thread *t, uint32_t step) {
  t->wake = 0; /* it looked, without changing anything, and waits again */
  t->wait = step;
  t->before = t->looked_len;
}

static void stolen_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  struct stolen *k = self;
  while (k->threads.len <= s->thread)
    *ARRAY_PUSH(&k->threads) = (struct stolen_thread){0};
  struct stolen_thread *t = &k->threads.at[s->thread];
  if (locks_is_part(st->trace, s->object))
    return;
  switch (s->op) {
  case OP_SPAN_BEGIN:
    if (waits_for(st->trace, s))
      waits(t, step);
    break;
  case OP_SPAN_END:
    if (waits_for(st->trace, s))
      woke(k, t, st, step, s);
    break;
  case OP_NOTE: /* a wait gives the lock up too, but that is a part of it */
    if (!in_wait(st, s->thread) && (locks_takes_composite(st->trace, s) || locks_frees_composite(st->trace, s)))
      forget(t);
    break;
  case OP_COND_WAIT: waits(t, step); break;
  case OP_COND_WAKE: woke(k, t, st, step, s); break;
  case OP_MUTEX_UNLOCK:
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TRYLOCK:
  case OP_MUTEX_TIMEDLOCK:
    if (!(s->flags & (STEP_FAILED | STEP_NESTED)))
      forget(t);
    break;
  default:
    if (plait_op_table[s->op].cls == CLASS_MEMORY)
      memory(k, t, st, step, s);
  }
}

static void stolen_fini(void *self) {
  struct stolen *k = self;
  ARRAY_FREE(&k->threads);
  ARRAY_FREE(&k->vars);
}

const struct detector stolen_detector = {.name = "stolen wakeup",
                                         .size = sizeof(struct stolen),
                                         .classes = CLASS_BIT(CLASS_COND) | CLASS_BIT(CLASS_LOCK) | CLASS_BIT(CLASS_MEMORY) | CLASS_BIT(CLASS_NOTE),
                                         .step = stolen_step,
                                         .fini = stolen_fini};

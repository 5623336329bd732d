/* wakeup.c — waiting for what never comes: at a deadlock, the threads that wait for nobody in particular.
 *
 * A condition that was signalled before the wait, while nobody waited, and about which
 * the waiter did not look again after that signal: a lost wakeup. Did it look (it read
 * something that the signaller had written) and wait all the same, then the signal
 * was not what it needed. Everything else is blocked for ever. */
#include "analysis/waits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LOOK_BACK = 64 };

struct wakeup_signal {
  uint32_t step; /* the last signal that nobody heard; 0: none */
};

struct wakeup {
  ARRAY(struct wakeup_signal) signals; /* by object number */
};

static void unheard(struct wakeup *k, uint32_t object, uint32_t step) {
  while (k->signals.len <= object)
    *ARRAY_PUSH(&k->signals) = (struct wakeup_signal){0};
  k->signals.at[object].step = step;
}

/* A call of "notify" is over: has it signalled anything inside the condition? */
static void notified(struct wakeup *k, const struct analysis_state *st, const struct trace_step *s) {
  const struct trace *t = st->trace;
  uint32_t call = locks_call(&st->locks, s->thread, s->object);
  bool notifies = trace_object(t, s->object)->kind == KIND_COND && strncmp(trace_text(t, s->text, NULL), "notify", 6) == 0;
  if (!call || !notifies || s->flags & STEP_FAILED)
    return;
  for (uint32_t i = call; trace_step(t, i) != s; i = trace_step(t, i)->next) {
    const struct trace_step *e = trace_step(t, i);
    bool signals = e->op == OP_COND_SIGNAL || e->op == OP_COND_BROADCAST;
    if (signals && e->object && trace_object(t, e->object)->whole == s->object)
      return;
  }
  unheard(k, s->object, call);
}

static void wakeup_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  struct wakeup *k = self;
  if (s->op == OP_SPAN_END && s->object && s->object <= trace_objects(st->trace))
    notified(k, st, s);
  if ((s->op != OP_COND_SIGNAL && s->op != OP_COND_BROADCAST) || !s->object)
    return;
  bool heard = false;
  for (size_t i = 0; i < st->locks.threads.len; i++) /* before this very step */
    heard = heard || st->locks.threads.at[i].waits_on == s->object;
  if (!heard)
    unheard(k, s->object, step);
}

/* Did the thread, between the signal and its wait, read what the signaller had written before the signal? */
static bool had_looked(const struct trace *t, uint32_t signal, uint32_t wait, uint16_t waiter) {
  uint16_t signaller = trace_step(t, signal)->thread;
  for (uint32_t i = wait; i > signal; i--) {
    const struct trace_step *s = trace_step(t, i);
    if (s->thread != waiter || (s->op != OP_READ && s->op != OP_ATOMIC_LOAD))
      continue;
    uint32_t left = LOOK_BACK;
    for (uint32_t k = signal; k && left; k--, left--) {
      const struct trace_step *w = trace_step(t, k);
      if (w->thread == signaller && w->object == s->object && (w->op == OP_WRITE || w->op == OP_ATOMIC_STORE ||
                                                               w->op == OP_ATOMIC_RMW || w->op == OP_ATOMIC_CAS))
        return true;
    }
  }
  return false;
}

static uint32_t lost_signal(const struct wakeup *k, const struct analysis_state *st, const struct waits *w, uint16_t thread) {
  const struct trace_pending *p = w->threads[thread].pending;
  const struct locks_thread *th = locks_thread(&st->locks, thread);
  uint32_t object = locks_is_part(st->trace, p->object) ? w->threads[thread].obstacle : p->object;
  if (p->op != OP_COND_WAKE || !th || object >= k->signals.len || trace_object(st->trace, object)->kind != KIND_COND)
    return 0;
  uint32_t signal = k->signals.at[object].step;
  return signal && signal < th->last && !had_looked(st->trace, signal, th->last, thread) ? signal : 0;
}

/* Threads that wait for somebody who has ended and will not give it back. */
static bool only_waits_for_the_dead(const struct waits *w, const struct analysis_state *st, uint16_t thread) {
  const struct waits_thread *t = &w->threads[thread];
  for (size_t i = 0; i < t->on_len; i++) {
    const struct locks_thread *th = locks_thread(&st->locks, t->on[i]);
    if (!th || !th->over)
      return false;
  }
  return true;
}

static void add_others(const struct waits *w, const struct analysis_state *st, uint32_t object, struct buf *out) {
  for (size_t i = 0; i < w->len; i++)
    if (w->threads[i].stuck && (w->threads[i].obstacle != object || w->threads[i].on_len)) {
      buf_printf(out, "behind it: %s ", words_thread(st->trace, (uint16_t)i));
      waits_clause(w, st, (uint16_t)i, true, out);
      buf_putc(out, '\n');
    }
}

static const char *why_never(const struct waits *w, const struct analysis_state *st, uint16_t thread) {
  const struct waits_thread *t = &w->threads[thread];
  if (t->on_len)
    return ", which has ended without giving it back";
  if (t->composite)
    return composite_never(w, st, thread);
  switch (t->pending->op) {
  case OP_COND_WAKE: return ", and nobody is left who could send one";
  case OP_SEM_WAIT:
  case OP_SEM_TIMEDWAIT: return ", and nobody is left who could give one";
  case OP_BARRIER_LEAVE: return ", and nobody else will come";
  case OP_IO:
  case OP_OUTPUT: return " that will never be ready";
  default: return ", and so for ever";
  }
}

/* Do two threads that wait for one object want the same of it? */
static bool same_call(const struct analysis_state *st, uint32_t a, uint32_t b) {
  if (!a || !b)
    return a == b;
  const char *x = trace_text(st->trace, trace_step(st->trace, a)->text, NULL);
  return strcmp(x, trace_text(st->trace, trace_step(st->trace, b)->text, NULL)) == 0;
}

/* One finding for all who wait at one object. */
static void report(const struct wakeup *k, const struct waits *w, const struct analysis_state *st, size_t first, bool *told) {
  const struct waits_thread *f = &w->threads[first];
  uint32_t signal = lost_signal(k, st, w, (uint16_t)first);
  struct report r;
  report_init(&r, signal ? FINDING_LOST_WAKEUP : FINDING_BLOCKED_FOREVER, SEVERITY_ERROR, f->obstacle, 0);
  struct buf role = {0}, waits = {0};
  size_t n = 0, second = 0;
  for (size_t i = first; i < w->len; i++) {
    const struct waits_thread *t = &w->threads[i];
    if (told[i] || !t->stuck || t->obstacle != f->obstacle || t->pending->op != f->pending->op || !same_call(st, t->call, f->call) ||
        !only_waits_for_the_dead(w, st, (uint16_t)i) || lost_signal(k, st, w, (uint16_t)i) != signal)
      continue;
    told[i] = true;
    const struct locks_thread *th = locks_thread(&st->locks, (uint16_t)i);
    uint32_t last = th ? th->last : 0;
    r.f.step = last > r.f.step ? last : r.f.step;
    buf_clear(&role);
    waits_clause(w, st, (uint16_t)i, true, &role);
    report_place(&r, last, waits_site(w, st, (uint16_t)i), (uint16_t)i, "%s", buf_str(&role));
    if (n++ == 0)
      waits_clause(w, st, (uint16_t)i, false, &waits);
    else if (n == 2)
      second = i;
  }
  buf_puts(&r.message, words_thread(st->trace, (uint16_t)first));
  if (n == 2)
    buf_printf(&r.message, ", like %s,", words_thread(st->trace, (uint16_t)second));
  else if (n > 2)
    buf_printf(&r.message, ", like %zu others,", n - 1);
  buf_printf(&r.message, " %s", buf_str(&waits));
  if (signal) {
    const struct trace_step *s = trace_step(st->trace, signal);
    buf_printf(&r.message, "; it was sent by %s in step %" PRIu32 ", when nobody waited", words_thread(st->trace, s->thread),
               signal);
    words_site(st->trace, s->site, &r.message);
    report_place(&r, signal, s->site, s->thread, "signals %s, and nobody waits for it", words_object(st->trace, f->obstacle));
    buf_puts(&r.detail, "a condition does not remember signals: what is waited for must be a variable, looked at under the "
                        "mutex before waiting\n");
  } else {
    buf_puts(&r.message, why_never(w, st, (uint16_t)first));
  }
  add_others(w, st, f->obstacle, &r.detail);
  report_done(&r, st);
  buf_fini(&role);
  buf_fini(&waits);
}

static void wakeup_end(void *self, const struct analysis_state *st) {
  const struct wakeup *k = self;
  if (trace_end(st->trace)->kind != END_DEADLOCK)
    return;
  struct waits w;
  waits_init(&w, st, true);
  bool spins = false;
  for (size_t i = 0; i < w.len; i++)
    spins = spins || (w.threads[i].pending && w.threads[i].pending->spinning);
  bool *told = xcalloc(w.len ? w.len : 1, sizeof *told);
  for (size_t i = 0; i < w.len && !spins; i++)
    if (w.threads[i].stuck && !w.threads[i].idle && !told[i] && only_waits_for_the_dead(&w, st, (uint16_t)i))
      report(k, &w, st, i, told);
  free(told);
  waits_fini(&w);
}

static void wakeup_fini(void *self) {
  struct wakeup *k = self;
  ARRAY_FREE(&k->signals);
}

const struct detector wakeup_detector = {.name = "wakeup",
                                         .size = sizeof(struct wakeup),
                                         .classes = CLASS_BIT(CLASS_COND) | CLASS_BIT(CLASS_NOTE),
                                         .step = wakeup_step,
                                         .end = wakeup_end,
                                         .fini = wakeup_fini};

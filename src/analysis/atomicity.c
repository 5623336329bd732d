/* atomicity.c — check, then act, and in between it changed.
 *
 * Each access is fine by itself: under the lock, or atomic. But what was read in one
 * critical section is used in the next one of the same lock, and another thread was
 * there in between. Three forms, each only when it has really happened, because reading a
 * variable twice is not wrong as such:
 *
 *   stale      the next section writes the variable without having read it, so
 *              what the other thread had written is lost
 *   overdrawn  the next section takes something away from a number, as the earlier
 *              check would have allowed, and makes it negative
 *   atomic     a load, and as the thread's very next step a store to the same variable
 *
 * Locks made of others count by what they say of themselves, and what lies inside them does not count. An event loop is
 * such a lock, held from one await to the next: there to write what was read before the await is the mistake, also
 * when the same value comes of it. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SECTION_MOST = 32 };

struct atomicity_read {
  uint32_t object, step;
  uint64_t value;
  bool written; /* and then written by the same section */
};

/* What a thread did while it held the lock. */
struct atomicity_section {
  uint32_t lock;
  struct atomicity_read read[SECTION_MOST];
  size_t len;
};

struct atomicity_thread {
  struct atomicity_section now, before; /* now.lock 0: holds nothing */
  uint32_t load, load_object;           /* its last step was this atomic load, 0: it was not */
  uint64_t load_value;
};

struct atomicity_var {
  uint32_t step; /* last write */
  uint16_t thread;
  uint64_t value, old; /* written; there before */
};

struct atomicity {
  ARRAY(struct atomicity_thread) threads;
  ARRAY(struct atomicity_var) vars;
};

static struct atomicity_read *find(struct atomicity_section *s, uint32_t object) {
  for (size_t i = 0; i < s->len; i++)
    if (s->read[i].object == object)
      return &s->read[i];
  return NULL;
}

static int64_t number(const struct trace_step *s, uint64_t v) {
  unsigned shift = s->size && s->size < 8 ? 64 - 8 * s->size : 0;
  return (int64_t)(v << shift) >> shift;
}

static void report(const struct analysis_state *st, uint32_t read, uint32_t between, uint32_t step, const char *how,
                   const char *hint) {
  const struct trace *t = st->trace;
  const struct trace_step *r = trace_step(t, read), *b = trace_step(t, between), *s = trace_step(t, step);
  const char *name = words_object(t, s->object);
  struct report f;
  report_init(&f, FINDING_ATOMICITY, SEVERITY_ERROR, s->object, step);
  buf_printf(&f.message, "%s reads %s in step %" PRIu32 " and writes it in step %" PRIu32 ", but %s changed it in step %" PRIu32 ": %s",
             words_thread(t, s->thread), name, read, step, words_thread(t, b->thread), between, how);
  report_place(&f, step, s->site, s->thread, "writes %s", name);
  report_place(&f, read, r->site, s->thread, "had read %s", name);
  report_place(&f, between, b->site, b->thread, "changes %s in between", name);
  report_aside(&f);
  buf_puts(&f.detail, hint);
  report_done(&f, st);
}

static const char by_lock[] = "each access holds the lock, but it is given back in between: check and act in one critical section\n";
static const char by_await[] = "between two awaits a task has the event loop to itself, but it gave it up in between: look again after the await, or "
                               "hold an async lock across it\n";
static const char by_atomic[] = "each access is atomic, but the two together are not: use one atomic update or a compare-and-swap\n";

/* The write S of a section that has a predecessor; READ: that section's read of the variable now, or NULL. */
static void check_section(struct atomicity_thread *th, const struct atomicity_var *v, const struct atomicity_read *now,
                          const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  if (th->before.lock != th->now.lock)
    return;
  const struct atomicity_read *then = find(&th->before, s->object);
  if (!then || then->written || v->step < then->step || v->thread == s->thread || then->value == v->value)
    return;
  bool loop = trace_object(st->trace, th->now.lock)->kind == KIND_LOOP;
  if (loop && !now) {
    report(st, then->step, v->step, step, "it was read before an await and is written after it, and that change is lost", by_await);
    return;
  }
  if (!now) {
    if (s->value != v->value || s->value > 1) /* twice the same flag is no loss */
      report(st, then->step, v->step, step, "that change is lost", by_lock);
    return;
  }
  int64_t allowed = number(s, then->value), was = number(s, v->value), is = number(s, s->value);
  bool is_signed = trace_object(st->trace, s->object)->enc == ENC_SIGNED;
  if (is_signed && is < 0 && was >= 0 && allowed > was && allowed + (is - was) >= 0)
    report(st, then->step, v->step, step, "what was there when it looked is gone", loop ? by_await : by_lock);
}

static void on_write(struct atomicity *a, struct atomicity_thread *th, const struct analysis_state *st, uint32_t step,
                     const struct trace_step *s) {
  struct atomicity_var *v = &a->vars.at[s->object];
  if (s->op == OP_ATOMIC_STORE && th->load && th->load_object == s->object && v->step > th->load && v->thread != s->thread &&
      v->value != th->load_value && trace_object(st->trace, s->object)->enc != ENC_BOOL)
    report(st, th->load, v->step, step, "that change is lost", by_atomic);
  if (th->now.lock && s->op == OP_WRITE && s->flags & STEP_VALUE && s->size <= 8) {
    struct atomicity_read *now = find(&th->now, s->object);
    check_section(th, v, now, st, step, s);
    if (now)
      now->written = true;
    else if (th->now.len < SECTION_MOST) /* from here on it is not what the section before has read */
      th->now.read[th->now.len++] = (struct atomicity_read){s->object, step, s->value, true};
  }
  *v = (struct atomicity_var){step, s->thread, s->value, v->value};
}

static void on_read(struct atomicity_thread *th, uint32_t step, const struct trace_step *s) {
  if (!th->now.lock || s->op != OP_READ || s->size > 8)
    return;
  struct atomicity_read *r = find(&th->now, s->object);
  if (!r && th->now.len < SECTION_MOST) {
    r = &th->now.read[th->now.len++];
    *r = (struct atomicity_read){.object = s->object};
  }
  if (r) {
    r->step = step;
    r->value = s->value;
  }
}

static void memory(struct atomicity *a, struct atomicity_thread *th, const struct analysis_state *st, uint32_t step,
                   const struct trace_step *s) {
  if (!s->object || !(s->flags & STEP_VALUE))
    return;
  while (a->vars.len <= s->object)
    *ARRAY_PUSH(&a->vars) = (struct atomicity_var){0};
  switch (s->op) {
  case OP_READ:
  case OP_ATOMIC_LOAD: on_read(th, step, s); break;
  case OP_ATOMIC_CAS:
    if (s->flags & STEP_FAILED)
      break;
    /* fall through */
  default: on_write(a, th, st, step, s);
  }
}

static void end_section(struct atomicity_thread *th) {
  if (th->now.len == 0 && th->before.lock == th->now.lock) { /* nothing was done in it: an await directly after another */
    th->now.lock = 0;
    return;
  }
  th->before.lock = th->now.lock;
  th->before.len = th->now.len;
  memcpy(th->before.read, th->now.read, th->now.len * sizeof *th->now.read);
  th->now.lock = 0;
  th->now.len = 0;
}

/* A call that waits for a condition made of others is over. */
static bool waits_for_condition(const struct trace *t, const struct trace_step *s) {
  return s->op == OP_SPAN_END && s->object && trace_object(t, s->object)->kind == KIND_COND &&
         strncmp(trace_text(t, s->text, NULL), "wait", 4) == 0;
}

/* How many locks that the program knows of the thread holds, and the first of them. */
static size_t holds(const struct analysis_state *st, const struct locks_thread *th, uint32_t *first) {
  size_t n = 0;
  for (size_t i = 0; i < th->held.len; i++)
    if (!locks_is_part(st->trace, th->held.at[i].object) && n++ == 0)
      *first = th->held.at[i].object;
  return n;
}

static void begin_section(struct atomicity_thread *th, const struct analysis_state *st, const struct locks_thread *held) {
  uint32_t first = 0;
  if (holds(st, held, &first) == 1)
    th->now.lock = first;
}

static void atomicity_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  struct atomicity *a = self;
  while (a->threads.len <= s->thread)
    *ARRAY_PUSH(&a->threads) = (struct atomicity_thread){0};
  struct atomicity_thread *th = &a->threads.at[s->thread];
  const struct locks_thread *held = locks_thread(&st->locks, s->thread);
  switch (plait_op_table[s->op].cls) {
  case CLASS_MEMORY: memory(a, th, st, step, s); break;
  case CLASS_LOCK:
    if (locks_is_part(st->trace, s->object))
      break;
    if (locks_takes(s))
      begin_section(th, st, held);
    else if (th->now.lock && s->object == th->now.lock && (s->op == OP_MUTEX_UNLOCK || s->op == OP_SPIN_UNLOCK || s->op == OP_RWLOCK_UNLOCK) &&
             !(s->flags & (STEP_FAILED | STEP_NESTED)))
      end_section(th);
    break;
  case CLASS_COND: /* a wait gives the lock up on purpose, and looks again */
    if ((s->op == OP_COND_WAIT || s->op == OP_COND_WAKE) && !locks_is_part(st->trace, s->object))
      th->now.len = th->before.len = 0;
    break;
  case CLASS_NOTE:
    if (locks_takes_composite(st->trace, s))
      begin_section(th, st, held);
    else if (th->now.lock && s->object == th->now.lock && locks_frees_composite(st->trace, s))
      end_section(th);
    else if (waits_for_condition(st->trace, s))
      th->now.len = th->before.len = 0;
    break;
  default: break;
  }
  th->load = s->op == OP_ATOMIC_LOAD ? step : 0;
  th->load_object = s->object;
  th->load_value = s->value;
}

static void atomicity_fini(void *self) {
  struct atomicity *a = self;
  ARRAY_FREE(&a->threads);
  ARRAY_FREE(&a->vars);
}

const struct detector atomicity_detector = {.name = "atomicity",
                                            .size = sizeof(struct atomicity),
                                            .classes = CLASS_SYNC | CLASS_BIT(CLASS_MEMORY) | CLASS_BIT(CLASS_TIME) |
                                                       CLASS_BIT(CLASS_IO) | CLASS_BIT(CLASS_NOTE),
                                            .step = atomicity_step,
                                            .fini = atomicity_fini};

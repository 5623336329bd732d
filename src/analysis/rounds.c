/* rounds.c — threads that go round in circles, all of them.
 *
 * Two polite people in a corridor: each tries, sees the other in the way, gives up, tries again. They do something, so
 * nobody is parked (livelock.c). Under a fixed rule the runtime notices that everything is as it was before and that
 * nobody was left out in between; then it may go on for ever, which is an error.
 *
 * Where it does not notice, because somebody counts how often he gave way or because the schedule was drawn or chosen by
 * hand, only --max-steps ends it. It is taken for a livelock when, of the second half
 * of all steps, its own second half brings nothing that its first half has not: no operation
 * of a thread at a place with a value that was not there before, no output, nobody who ends; and when at least two
 * threads get nowhere, that is fail in what they try, or take back what they write. Threads that only look, long and with
 * nobody to disturb them, are the same. A long loop of the program that counts in a local variable cannot be told from
 * this, so it is a warning. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <stdlib.h>

enum {
  TAIL_LEAST = 200,   /* steps that have to be alike */
  LOOK_LEAST = 10000, /* for threads that write nothing */
  ROUNDS_LEAST = 3,   /* failures or changes of mind */
};

struct rounds_thread {
  uint32_t steps, failures, takes_back, writes;
  uint32_t last; /* the last step that failed or took back; else the last that read; else its last */
  bool read;
};

/* The last write to an object, to see whether a thread changes its own mind. */
struct rounds_var {
  uint64_t value;
  uint16_t thread;
  bool known;
};

struct rounds {
  ARRAY(struct rounds_thread) threads;
  ARRAY(struct rounds_var) vars;
};

static bool is_progress(const struct trace_step *s) {
  switch (s->op) {
  case OP_THREAD_CREATE: case OP_THREAD_START: case OP_THREAD_EXIT: case OP_THREAD_JOIN: case OP_OUTPUT: case OP_NOTE:
  case OP_ONCE: return true;
  case OP_IO: return !(s->flags & STEP_FAILED);
  default: return false;
  }
}

static uint64_t what(const struct trace_step *s) {
  uint64_t h = (uint64_t)s->thread << 48 ^ (uint64_t)s->op << 40 ^ (uint64_t)(s->flags & (STEP_FAILED | STEP_TIMEOUT)) << 32 ^ s->site;
  h = (h ^ h >> 29) * 0xbf58476d1ce4e5b9u ^ s->object;
  h = (h ^ h >> 32) * 0x94d049bb133111ebu;
  return plait_op_table[s->op].cls == CLASS_TIME ? h : h ^ s->value * 0x9e3779b97f4a7c15u ^ s->value_hi;
}

static bool brings_nothing_new(const struct trace *t, uint32_t from, uint32_t middle, uint32_t to) {
  struct seen seen = {0};
  bool alike = true;
  for (uint32_t i = from; i <= to && alike; i++) {
    const struct trace_step *s = trace_step(t, i);
    bool is_new = seen_add(&seen, what(s));
    alike = !is_progress(s) && (!is_new || i < middle);
  }
  seen_fini(&seen);
  return alike;
}

static void take(struct rounds *r, uint32_t step, const struct trace_step *s) {
  while (r->threads.len <= s->thread)
    *ARRAY_PUSH(&r->threads) = (struct rounds_thread){0};
  while (r->vars.len <= s->object)
    *ARRAY_PUSH(&r->vars) = (struct rounds_var){0};
  struct rounds_thread *th = &r->threads.at[s->thread];
  struct rounds_var *v = &r->vars.at[s->object];
  bool tells = false;
  th->steps++;
  if (s->flags & (STEP_FAILED | STEP_TIMEOUT)) {
    th->failures++;
    tells = true;
  } else if (s->op == OP_WRITE || s->op == OP_ATOMIC_STORE || s->op == OP_ATOMIC_RMW || s->op == OP_ATOMIC_CAS) {
    th->writes++;
    tells = v->known && v->thread == s->thread && v->value != s->value;
    th->takes_back += tells;
    *v = (struct rounds_var){s->value, s->thread, true};
  }
  bool reads = plait_op_table[s->op].cls == CLASS_MEMORY;
  if (tells || (!(th->failures + th->takes_back) && (reads || !th->read)))
    th->last = step;
  th->read = th->read || reads;
}

/* The circle begins after step SINCE; 0: it is only taken for one. */
static void report(const struct rounds *r, const struct analysis_state *st, uint32_t from, uint32_t since) {
  const struct trace *t = st->trace;
  struct report f;
  uint16_t who[FINDING_PLACES];
  size_t n = 0;
  report_init(&f, FINDING_LIVELOCK, since ? SEVERITY_ERROR : SEVERITY_WARNING, 0, trace_steps(t));
  for (size_t i = 0; i < r->threads.len; i++) {
    const struct rounds_thread *th = &r->threads.at[i];
    if (!th->steps)
      continue;
    const struct trace_step *s = trace_step(t, th->last);
    const char *name = words_object(t, s->object);
    f.f.object = words_first(t, f.f.object, s->object);
    if (n < FINDING_PLACES)
      who[n++] = (uint16_t)i;
    if (s->flags & (STEP_FAILED | STEP_TIMEOUT))
      report_place(&f, th->last, s->site, (uint16_t)i, "tries %s in vain, again and again", name);
    else if (th->takes_back)
      report_place(&f, th->last, s->site, (uint16_t)i, "takes back what it had written to %s, again and again", name);
    else
      report_place(&f, th->last, s->site, (uint16_t)i, "looks at %s, again and again", name);
    report_aside(&f);
  }
  words_list(t, who, n, &f.message);
  buf_printf(&f.message, " %s in circles: ", n == 1 ? "goes" : "go");
  if (since) {
    buf_printf(&f.message, "everything is as it was after step %" PRIu32, since);
    buf_puts(&f.detail, "all who could move in between have moved, so this may go on for ever, however fairly the threads take turns\n");
  } else {
    buf_printf(&f.message, "the last %" PRIu32 " steps only repeated what had been done before", trace_steps(t) - from + 1);
    buf_puts(&f.detail, "the execution was stopped at its limit of steps (--max-steps); whether it would have gone on for ever is not proven\n");
  }
  report_done(&f, st);
}

static void take_all(struct rounds *r, const struct trace *t, uint32_t from, uint32_t to) {
  for (uint32_t i = from; i <= to; i++)
    if (trace_step(t, i)->op != OP_DEADLOCK) /* it says that it is a livelock */
      take(r, i, trace_step(t, i));
}

static void fini(struct rounds *r) {
  ARRAY_FREE(&r->threads);
  ARRAY_FREE(&r->vars);
}

/* The runtime has noticed it: the execution ends there, or whoever steps by hand has just closed the circle. */
static void rounds_front(void *self, const struct analysis_state *st) {
  (void)self;
  uint32_t since = trace_circle(st->trace);
  if (!since)
    return;
  struct rounds r = {0};
  take_all(&r, st->trace, since + 1, trace_steps(st->trace));
  report(&r, st, since + 1, since);
  fini(&r);
}

static void rounds_end(void *self, const struct analysis_state *st) {
  const struct trace *t = st->trace;
  uint32_t to = trace_steps(t), from = to / 2 + 1;
  struct rounds r = {0};
  if (trace_circle(t)) {
    rounds_front(self, st);
    return;
  }
  if (trace_end(t)->kind != END_STEP_LIMIT || to - from + 1 < TAIL_LEAST || !brings_nothing_new(t, from, from + (to - from) / 2, to))
    return;
  take_all(&r, t, from, to);
  size_t moving = 0, nowhere = 0, writing = 0;
  for (size_t i = 0; i < r.threads.len; i++) {
    const struct rounds_thread *th = &r.threads.at[i];
    moving += th->steps != 0;
    nowhere += th->failures + th->takes_back >= ROUNDS_LEAST;
    writing += th->writes != 0;
  }
  bool in_the_way = moving == nowhere && nowhere >= 2, only_look = !writing && to - from + 1 >= LOOK_LEAST;
  if (in_the_way || only_look)
    report(&r, st, from, 0);
  fini(&r);
}

const struct detector rounds_detector = {.name = "rounds", .front = rounds_front, .end = rounds_end};

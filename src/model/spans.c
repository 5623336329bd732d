/* spans.c — see spans.h. For each step the number of its span is kept, so that looking one up
 * costs nothing while drawing; cutting back goes through the steps of the few spans that were
 * open there once more. Spans that end without having begun are ignored. */
#include "model/spans.h"

#include "base/array.h"

#include <stdlib.h>

/* Where a thread stands. */
struct spans_thread {
  uint32_t depth; /* calls within calls */
  uint32_t span;  /* number of the outermost, from 1; 0: in none */
};

struct spans {
  const struct trace *trace;
  ARRAY(uint32_t) of; /* by step − 1: number of its span, 0: in none */
  ARRAY(struct span) spans;
  ARRAY(struct spans_thread) threads;
};

struct spans *spans_new(const struct trace *t) {
  struct spans *s = xcalloc(1, sizeof *s);
  s->trace = t;
  spans_update(s);
  return s;
}

void spans_free(struct spans *s) {
  if (!s)
    return;
  ARRAY_FREE(&s->of);
  ARRAY_FREE(&s->spans);
  ARRAY_FREE(&s->threads);
  free(s);
}

/* Who receives from a full channel lets a waiting sender's item in after its own is out: that is not what it came for. */
static bool lets_in(const struct spans *s, const struct span *span, const struct trace_step *e) {
  return trace_object(s->trace, e->object)->kind == KIND_CHANNEL && e->flags & STEP_PUT && trace_step(s->trace, span->shown)->flags & STEP_GET;
}

/* Is E a thread that the call itself starts? No callback of the program is called in these. */
static bool starts_thread(const struct spans *s, const struct span *span, const struct trace_step *e) {
  uint8_t kind = span->object ? trace_object(s->trace, span->object)->kind : KIND_NONE;
  return e->op == OP_THREAD_CREATE && (kind == KIND_POOL || kind == KIND_FUTURE);
}

/* STEP of a thread that is in a span: does it stand for it from now on, does it end it? */
static void follow(struct spans *s, struct spans_thread *th, uint32_t step, const struct trace_step *e) {
  struct span *span = &s->spans.at[th->span - 1];
  bool effect = e->op == OP_NOTE && e->object && e->object == span->object && !lets_in(s, span, e);
  if (effect || starts_thread(s, span, e))
    span->shown = step;
  if (e->op == OP_SPAN_BEGIN)
    th->depth++;
  if (e->op != OP_SPAN_END || --th->depth > 0)
    return;
  span->end = step;
  if (span->shown == span->begin)
    span->shown = step;
  th->span = 0;
}

static struct spans_thread *thread_of(struct spans *s, uint16_t thread) {
  while (s->threads.len <= thread)
    *ARRAY_PUSH(&s->threads) = (struct spans_thread){0};
  return &s->threads.at[thread];
}

void spans_update(struct spans *s) {
  uint32_t steps = trace_steps(s->trace);
  if (s->of.len > steps)
    spans_cut(s, steps);
  while (s->of.len < steps) {
    uint32_t step = (uint32_t)s->of.len + 1;
    const struct trace_step *e = trace_step(s->trace, step);
    struct spans_thread *th = thread_of(s, e->thread);
    if (e->op == OP_DEADLOCK) { /* happens to a thread; it is nothing that it does */
      *ARRAY_PUSH(&s->of) = 0;
      continue;
    }
    if (!th->span && e->op == OP_SPAN_BEGIN) {
      *ARRAY_PUSH(&s->spans) = (struct span){.begin = step, .shown = step, .object = e->object, .thread = e->thread};
      th->span = (uint32_t)s->spans.len;
    }
    *ARRAY_PUSH(&s->of) = th->span;
    if (th->span)
      follow(s, th, step, e);
  }
}

void spans_cut(struct spans *s, uint32_t keep) {
  if (keep >= s->of.len)
    return;
  s->of.len = keep;
  while (s->spans.len && s->spans.at[s->spans.len - 1].begin > keep)
    s->spans.len--;
  for (size_t i = 0; i < s->threads.len; i++)
    s->threads.at[i] = (struct spans_thread){0};
  for (uint32_t n = (uint32_t)s->spans.len; n > 0; n--) {
    struct span *span = &s->spans.at[n - 1];
    if (span->end && span->end <= keep)
      continue;
    struct spans_thread *th = thread_of(s, span->thread);
    th->span = n;
    span->end = 0;
    span->shown = span->begin;
    for (uint32_t step = span->begin; step <= keep; step++)
      if (s->of.at[step - 1] == n)
        follow(s, th, step, trace_step(s->trace, step));
  }
}

size_t spans_count(const struct spans *s) { return s->spans.len; }
const struct span *spans_at(const struct spans *s, size_t i) { return &s->spans.at[i]; }

const struct span *spans_outer(const struct spans *s, uint32_t step) {
  uint32_t n = step >= 1 && step <= s->of.len ? s->of.at[step - 1] : 0;
  return n ? &s->spans.at[n - 1] : NULL;
}

/* Of what a callback of the program does inside a call, everything is told apart from the call itself by what it is
 * done to: the library touches its own parts only. */
static bool of_the_library(const struct trace *t, const struct trace_step *e) {
  switch (plait_op_table[e->op].cls) {
  case CLASS_MEMORY:
  case CLASS_IO:
  case CLASS_END: return false;
  case CLASS_THREAD: return e->op != OP_THREAD_CREATE;
  case CLASS_NOTE: return e->op != OP_NOTE || e->object;
  default: break;
  }
  if (!e->object || e->object > trace_objects(t))
    return true;
  const struct trace_object *o = trace_object(t, e->object);
  return o->composite || o->whole;
}

bool spans_hidden(const struct spans *s, uint32_t step) {
  const struct span *span = spans_outer(s, step);
  return span && span->shown != step && of_the_library(s->trace, trace_step(s->trace, step));
}

uint32_t spans_site(const struct spans *s, uint32_t step) {
  const struct span *span = spans_outer(s, step);
  const struct trace_step *e = trace_step(s->trace, step);
  return span && starts_thread(s, span, e) ? trace_step(s->trace, span->begin)->site : e->site;
}

const char *spans_verb(const struct trace *t, uint32_t begin) {
  const struct trace_step *e = begin >= 1 && begin <= trace_steps(t) ? trace_step(t, begin) : NULL;
  bool is_span = e && (e->op == OP_SPAN_BEGIN || e->op == OP_SPAN_END);
  return is_span ? trace_text(t, e->text, NULL) : "";
}

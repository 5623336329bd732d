/* cols.c — see cols.h.
 *
 * The list of columns grows at its end, with one exception: a span that is not over may still get its effect, which
 * then is the column instead of the one that it had. So those are remembered, looked at again with every update, and
 * moved within the list. Everything else is a search in an ascending list. */
#include "view/cols.h"

#include <stdlib.h>
#include <string.h>

static bool cols_is_turned(const struct cols *c, uint32_t begin) {
  for (size_t i = 0; i < c->turned.len; i++)
    if (c->turned.at[i] == begin)
      return true;
  return false;
}

const struct span *cols_closed(const struct cols *c, uint32_t step) {
  const struct span *s = c->base && step >= c->base ? spans_outer(c->spans, step) : NULL;
  return s && c->open == cols_is_turned(c, s->begin) ? s : NULL;
}

uint32_t cols_site(const struct cols *c, uint32_t step) {
  return cols_closed(c, step) ? spans_site(c->spans, step) : trace_step(c->trace, step)->site;
}

bool cols_all_closed(const struct cols *c) { return !c->open && !c->turned.len; }

bool cols_waited(const struct trace_step *s) {
  return s->flags & STEP_WAITED || s->op == OP_COND_WAKE || s->op == OP_WAKE || s->op == OP_BARRIER_LEAVE;
}

/* The step that stands for a call: that of the span, but a select stands at the first of its channels and may have
 * used another. */
static bool cols_used(const struct trace *t, const struct span *s, const struct trace_step *e) {
  return e->op == OP_NOTE && e->object && s->shown == s->end && e->flags & (STEP_PUT | STEP_GET) && s->object &&
         trace_object(t, s->object)->kind == KIND_CHANNEL && trace_object(t, e->object)->kind == KIND_CHANNEL;
}

struct cols_marks cols_marks(const struct cols *c, const struct span *s) {
  const struct trace *t = c->trace;
  struct cols_marks m = {0};
  uint32_t last = s->begin, shown = s->shown, first = 0;
  bool once = s->object && trace_object(t, s->object)->kind == KIND_ONCE;
  for (uint32_t i = trace_step(t, s->begin)->next; i && (!s->end || i <= s->end); i = trace_step(t, i)->next) {
    const struct trace_step *e = trace_step(t, i);
    if (!m.blocked && cols_waited(e))
      m.blocked = last;
    if (cols_used(t, s, e))
      shown = i;
    if (once && !first && e->op == OP_NOTE && e->object == s->object)
      first = i; /* between this and the last one the program does something itself */
    last = i;
  }
  if (!s->end && !m.blocked)
    m.blocked = last; /* as far as it has got */
  if (shown != s->begin && m.blocked && m.blocked < shown)
    m.at[m.n++] = s->begin;
  if (first && first != shown)
    m.at[m.n++] = first;
  m.at[m.n++] = shown;
  bool fails = s->end && trace_step(t, s->end)->flags & STEP_FAILED;
  if (fails && s->end != shown && !(trace_step(t, shown)->flags & STEP_FAILED))
    m.at[m.n++] = s->end;
  return m;
}

static bool cols_marked(const struct cols_marks *m, uint32_t step) {
  for (int i = 0; i < m->n; i++)
    if (m->at[i] == step)
      return true;
  return false;
}

/* -- the list ---------------------------------------------------------------------- */

/* Where STEP is in the list, or would be. */
static size_t cols_find(const struct cols *c, uint32_t step) {
  size_t lo = 0, hi = c->at.len;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (c->at.at[mid] < step)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

static void cols_insert(struct cols *c, uint32_t step) {
  size_t i = cols_find(c, step);
  if (i < c->at.len && c->at.at[i] == step)
    return;
  *ARRAY_PUSH(&c->at) = step;
  memmove(&c->at.at[i + 1], &c->at.at[i], (c->at.len - 1 - i) * sizeof *c->at.at);
  c->at.at[i] = step;
}

static void cols_remove(struct cols *c, uint32_t step) {
  size_t i = cols_find(c, step);
  if (i >= c->at.len || c->at.at[i] != step)
    return;
  memmove(&c->at.at[i], &c->at.at[i + 1], (c->at.len - 1 - i) * sizeof *c->at.at);
  c->at.len--;
}

/* The spans that were not over may have got further: their columns among the steps taken in already. */
static void cols_look_again(struct cols *c) {
  for (size_t i = 0; i < c->unfinished.len; i++) {
    struct cols_span *u = &c->unfinished.at[i];
    const struct span *s = spans_outer(c->spans, u->begin);
    if (!s)
      continue;
    struct cols_marks now = cols_marks(c, s);
    for (int k = 0; k < u->marks.n; k++)
      if (!cols_marked(&now, u->marks.at[k]) && spans_hidden(c->spans, u->marks.at[k]))
        cols_remove(c, u->marks.at[k]);
    for (int k = 0; k < now.n; k++)
      if (now.at[k] <= c->steps)
        cols_insert(c, now.at[k]);
    u->marks = now;
  }
}

static struct cols_span *cols_unfinished(struct cols *c, uint16_t thread) {
  for (size_t i = 0; i < c->unfinished.len; i++)
    if (c->unfinished.at[i].thread == thread)
      return &c->unfinished.at[i];
  return NULL;
}

static void cols_take(struct cols *c, uint32_t step) {
  if (!c->base && trace_step(c->trace, step)->op != OP_SPAN_BEGIN)
    return;
  if (!c->base)
    c->base = step;
  const struct span *s = cols_closed(c, step);
  if (!s) {
    *ARRAY_PUSH(&c->at) = step;
    return;
  }
  struct cols_span *u = cols_unfinished(c, s->thread);
  if (!u || u->begin != s->begin) {
    if (!u)
      u = ARRAY_PUSH(&c->unfinished);
    *u = (struct cols_span){.begin = s->begin, .thread = s->thread, .marks = cols_marks(c, s)};
  }
  if (cols_marked(&u->marks, step) || (step != s->shown && !spans_hidden(c->spans, step)))
    *ARRAY_PUSH(&c->at) = step;
  if (step == s->end) { /* no more to come of it */
    *u = c->unfinished.at[c->unfinished.len - 1];
    c->unfinished.len--;
  }
}

static void cols_reset(struct cols *c) {
  c->steps = c->base = 0;
  c->at.len = c->unfinished.len = 0;
}

void cols_update(struct cols *c, const struct trace *t) {
  uint32_t steps = trace_steps(t);
  if (c->trace != t) {
    if (c->spans)
      spans_free(c->spans);
    c->trace = t;
    c->spans = spans_new(t);
    cols_reset(c);
  }
  if (c->steps > steps) /* taken back without a word */
    cols_cut(c, steps);
  if (c->steps == steps)
    return;
  spans_update(c->spans);
  cols_look_again(c);
  while (c->steps < steps)
    cols_take(c, ++c->steps);
}

void cols_cut(struct cols *c, uint32_t keep) {
  if (c->spans)
    spans_cut(c->spans, keep);
  cols_reset(c);
}

void cols_fini(struct cols *c) {
  if (c->spans)
    spans_free(c->spans);
  ARRAY_FREE(&c->turned);
  ARRAY_FREE(&c->at);
  ARRAY_FREE(&c->unfinished);
  *c = (struct cols){0};
}

void cols_turn_all(struct cols *c) {
  c->open = !c->open;
  c->turned.len = 0;
  cols_reset(c);
}

void cols_turn(struct cols *c, uint32_t begin) {
  size_t i = 0;
  while (i < c->turned.len && c->turned.at[i] != begin)
    i++;
  if (i < c->turned.len)
    c->turned.at[i] = c->turned.at[--c->turned.len];
  else
    *ARRAY_PUSH(&c->turned) = begin;
  cols_reset(c);
}

/* -- asking ------------------------------------------------------------------------- */

uint32_t cols_count(const struct cols *c) {
  return c->base ? c->base - 1 + (uint32_t)c->at.len : c->steps;
}

uint32_t cols_step(const struct cols *c, uint32_t n) {
  return !c->base || n < c->base ? n : c->at.at[n - c->base];
}

uint32_t cols_before(const struct cols *c, uint32_t step) {
  if (!c->base || step < c->base)
    return step < c->steps ? step : c->steps;
  size_t i = cols_find(c, step);
  return c->base - 1 + (uint32_t)i + (i < c->at.len && c->at.at[i] == step);
}

uint32_t cols_of(const struct cols *c, uint32_t step) {
  const struct span *s = cols_closed(c, step);
  if (!s || (step != s->shown && !spans_hidden(c->spans, step)))
    return cols_before(c, step);
  struct cols_marks m = cols_marks(c, s);
  int i = 0;
  bool begins = m.n > 1 && m.at[0] == s->begin && step <= m.blocked;
  while (!begins && i + 1 < m.n && m.at[i] < step)
    i++;
  return cols_before(c, m.at[i]);
}

uint32_t cols_rest(const struct cols *c, uint32_t n) {
  if (n == 0)
    return 0;
  if (n >= cols_count(c))
    return c->steps;
  uint32_t step = cols_step(c, n), stop = cols_step(c, n + 1) - 1;
  const struct span *s = cols_closed(c, step);
  if (!s)
    return step;
  if (s->end && stop > s->end)
    stop = s->end;
  if (step == s->begin) {
    struct cols_marks m = cols_marks(c, s);
    stop = m.blocked && m.blocked < stop ? m.blocked : stop;
  }
  while (step < stop && trace_step(c->trace, step + 1)->thread == s->thread)
    step++;
  return step;
}

bool cols_joined(const struct cols *c, uint32_t n) {
  if (n < 2)
    return false;
  for (uint32_t i = cols_step(c, n - 1) + 1; i <= cols_step(c, n); i++)
    if (!(trace_step(c->trace, i)->flags & STEP_HINT))
      return false;
  return true;
}

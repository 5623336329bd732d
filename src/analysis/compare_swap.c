/* compare_swap.c — the pair of dependent steps that two executions make in opposite orders.
 *
 * Only steps that mean the same in both can be swapped: those of a thread as far as it does the same things, and the one
 * after that, when one execution ended before the thread came to it. Where the threads' ways part, what follows is a
 * consequence of something earlier. Two steps of the common beginning, or one of them and a later one, come in the same
 * order in both, so only what lies behind it is looked at. */
#include "analysis/compare_inner.h"

#include "wire/depend.h"

#include <stdlib.h>
#include <string.h>

enum { WINDOW = 3000 };
#define NEVER UINT32_MAX

struct swap_event {
  struct compare_event e;
  uint32_t at[2]; /* the step, NEVER: it did not come to that */
  uint32_t thread;
  struct depend_effect effect[2]; /* valid where it was performed */
};

struct swap_search {
  struct comparison *c;
  const struct compare_names *names;
  ARRAY(struct swap_event) events;
  uint8_t *woke[2]; /* by step: a signal that woke somebody; the first to come to a once control */
};

/* ---- what the runtime knew and the trace does not say ----------------------------------------- */

static void swap_signal(const struct trace *t, uint32_t step, uint32_t *waits, uint8_t *woke) {
  const struct trace_step *s = trace_step(t, step);
  size_t n = trace_threads(t);
  bool one = s->op == OP_COND_SIGNAL;
  if (one && s->other < n && waits[s->other] == s->object) {
    waits[s->other] = 0;
    woke[step] = 1;
    return;
  }
  for (size_t i = 0; i < n; i++)
    if (waits[i] == s->object) {
      waits[i] = 0;
      woke[step] = 1;
      if (one)
        return;
    }
}

static uint8_t *swap_effects(const struct trace *t) {
  uint8_t *woke = xcalloc(trace_steps(t) + 1u, 1), *once = xcalloc(trace_objects(t) + 1u, 1);
  uint32_t *waits = xcalloc(trace_threads(t) + 1u, sizeof *waits); /* the condition each waits for */
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    const struct trace_step *s = trace_step(t, i);
    if (s->op == OP_COND_WAIT && !(s->flags & STEP_FAILED))
      waits[s->thread] = s->object;
    else if (s->op == OP_COND_WAKE)
      waits[s->thread] = 0;
    else if (s->op == OP_COND_SIGNAL || s->op == OP_COND_BROADCAST)
      swap_signal(t, i, waits, woke);
    else if (s->op == OP_ONCE && !(s->flags & STEP_LAST) && s->object <= trace_objects(t) && !once[s->object])
      woke[i] = once[s->object] = 1;
  }
  free(once);
  free(waits);
  return woke;
}

static struct depend_effect swap_effect(const struct swap_search *w, int side, uint32_t step) {
  const struct trace *t = w->c->t[side];
  const struct trace_step *s = trace_step(t, step);
  struct depend_op op = {.op = s->op, .flags = s->flags, .thread = s->thread, .other = s->other, .fd = s->result, .object = s->object, .object2 = s->object2};
  op.nature = (uint8_t)((w->woke[side][step] ? NATURE_EFFECT : 0) | (s->flags & (STEP_TIMEOUT | STEP_SPURIOUS) ? NATURE_TIMED : 0));
  if (plait_op_table[s->op].cls == CLASS_MEMORY && s->object && s->object <= trace_objects(t)) {
    const struct trace_place *p = &trace_object(t, s->object)->place;
    bool down = p->kind == PLACE_STACK || p->kind == PLACE_TLS; /* these count downwards */
    op.size = s->size ? s->size : 1;
    if (p->kind != PLACE_NONE) {
      op.object = (uint64_t)p->kind << 56 | (uint64_t)p->owner << 32 | p->seq;
      op.at = down ? 0 - p->off : p->off;
    }
  }
  return depend_effect(&op);
}

/* ---- the events --------------------------------------------------------------------------------- */

/* Steps of each canonical thread, in their order. */
struct swap_steps {
  ARRAY(uint32_t) at;
};

static struct swap_steps *swap_by_thread(const struct compare_names *n, int side) {
  struct swap_steps *all = xcalloc(n->births.len + 1, sizeof *all);
  for (uint32_t i = 1; i < n->ids[side].len; i++)
    if (n->ids[side].at[i].nth && n->ids[side].at[i].thread < n->births.len)
      *ARRAY_PUSH(&all[n->ids[side].at[i].thread].at) = i;
  return all;
}

static uint16_t swap_wire(const struct compare_names *n, int side, uint32_t canon) {
  for (size_t i = 0; i < n->canon[side].len; i++)
    if (n->canon[side].at[i] == canon)
      return (uint16_t)i;
  return UINT16_MAX;
}

static void swap_add(struct swap_search *w, uint32_t thread, uint32_t a, uint32_t b) {
  struct comparison *c = w->c;
  uint32_t near = c->common + WINDOW;
  if ((a && b && a <= c->common && b <= c->common) || ((!a || a > near) && (!b || b > near)))
    return;
  struct swap_event *e = ARRAY_PUSH(&w->events);
  *e = (struct swap_event){.e.step = {a, b}, .at = {a ? a : NEVER, b ? b : NEVER}, .thread = thread};
  for (int side = 0; side < 2; side++) {
    e->e.thread[side] = swap_wire(w->names, side, thread);
    if (e->e.step[side])
      e->effect[side] = swap_effect(w, side, e->e.step[side]);
  }
}

/* Would the thread have done in the one what it did in the other? */
static bool swap_was_next(const struct swap_search *w, int side, uint32_t thread, uint64_t what) {
  const struct trace *t = w->c->t[side];
  uint16_t wire = swap_wire(w->names, side, thread);
  const struct trace_pending *p = wire == UINT16_MAX ? NULL : trace_pending_of(t, wire);
  return !p || compare_what(w->names, side, t, p->op, p->object, p->other) == what;
}

static void swap_collect(struct swap_search *w) {
  const struct compare_names *n = w->names;
  struct swap_steps *a = swap_by_thread(n, 0), *b = swap_by_thread(n, 1);
  for (uint32_t thread = 0; thread < n->births.len; thread++) {
    size_t x = a[thread].at.len, y = b[thread].at.len, k = 0;
    while (k < x && k < y && n->ids[0].at[a[thread].at.at[k]].what == n->ids[1].at[b[thread].at.at[k]].what) {
      swap_add(w, thread, a[thread].at.at[k], b[thread].at.at[k]);
      k++;
    }
    if (k == x && k < y && swap_was_next(w, 0, thread, n->ids[1].at[b[thread].at.at[k]].what))
      swap_add(w, thread, 0, b[thread].at.at[k]);
    else if (k == y && k < x && swap_was_next(w, 1, thread, n->ids[0].at[a[thread].at.at[k]].what))
      swap_add(w, thread, a[thread].at.at[k], 0);
    ARRAY_FREE(&a[thread].at);
    ARRAY_FREE(&b[thread].at);
  }
  free(a);
  free(b);
}

/* ---- the pairs -------------------------------------------------------------------------------------- */

static bool swap_depends(const struct swap_event *x, const struct swap_event *y) {
  for (int side = 0; side < 2; side++)
    if (x->e.step[side] && y->e.step[side] && depend(&x->effect[side], &y->effect[side]))
      return true;
  return false;
}

static void swap_pairs(struct swap_search *w) {
  struct comparison *c = w->c;
  uint64_t best = UINT64_MAX;
  for (size_t i = 0; i < w->events.len; i++)
    for (size_t j = 0; j < w->events.len; j++) {
      const struct swap_event *x = &w->events.at[i], *y = &w->events.at[j];
      if (x->thread == y->thread || x->at[0] >= y->at[0] || y->at[1] >= x->at[1] || !swap_depends(x, y))
        continue;
      c->swaps++;
      uint64_t sum = (uint64_t)x->at[0] + y->at[1];
      if (sum >= best)
        continue;
      best = sum;
      c->swapped = true;
      c->first = x->e;
      c->second = y->e;
    }
}

void compare_swap(struct comparison *c, const struct compare_names *n) {
  struct swap_search w = {.c = c, .names = n, .woke = {swap_effects(c->t[0]), swap_effects(c->t[1])}};
  swap_collect(&w);
  swap_pairs(&w);
  ARRAY_FREE(&w.events);
  free(w.woke[0]);
  free(w.woke[1]);
}

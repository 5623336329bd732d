/* causal.c — see causal.h.
 *
 * A step is described once by what it touches (at most two objects, each in a mode of wire/depend.h) and by the one step
 * of another thread that made it possible, if there is one. Then each question is a pass over the steps that carries one
 * value per thread and one per object and mode: how deep it is, or whether it is on the right side of the step asked
 * about. No clocks are needed, because only one step is asked about at a time. */
#include "analysis/causal.h"

#include "base/array.h"
#include "wire/depend.h"

#include <stdlib.h>
#include <string.h>

struct causal_touch {
  uint32_t slot; /* 0: none */
  uint8_t mode;  /* enum depend_mode */
};

struct causal_step {
  struct causal_touch touch[2];
  uint32_t enabler; /* the step that made it possible; 0: none in particular */
  bool ends;        /* the execution ends with it: it comes after everything */
};

struct causal {
  const struct trace *trace;
  uint32_t steps, threads, slots;
  struct causal_step *at; /* by step */
};

/* ---- what is touched ------------------------------------------------------------------ */

/* What is no numbered object, behind those that are: streams, I/O as a whole, the ends of threads. */
enum { SLOT_STREAM = 1, SLOT_IO = 4, SLOT_OVER = 5 };

static int by_place(const struct trace_place *a, const struct trace_place *b) {
  if (a->kind != b->kind)
    return a->kind < b->kind ? -1 : 1;
  if (a->owner != b->owner)
    return a->owner < b->owner ? -1 : 1;
  return a->seq < b->seq ? -1 : a->seq > b->seq;
}

struct causal_var {
  const struct trace_object *o;
  uint64_t from;
  uint32_t number;
};

static int by_memory(const void *x, const void *y) {
  const struct causal_var *a = x, *b = y;
  int region = by_place(&a->o->place, &b->o->place);
  if (region)
    return region;
  return a->from < b->from ? -1 : a->from > b->from ? 1 : a->number < b->number ? -1 : a->number > b->number;
}

/* The same bytes under two names are one: OF[object] is the first of them. */
static void causal_unite(const struct trace *t, uint32_t *of) {
  uint32_t n = (uint32_t)trace_objects(t);
  struct causal_var *vars = xmalloc((n + 1) * sizeof *vars);
  size_t len = 0;
  for (uint32_t i = 1; i <= n; i++) {
    const struct trace_object *o = trace_object(t, i);
    bool down = o->place.kind == PLACE_STACK || o->place.kind == PLACE_TLS; /* counted downwards */
    of[i] = i;
    if (o->kind == KIND_VAR && o->place.kind)
      vars[len++] = (struct causal_var){o, down ? -o->place.off : o->place.off, i};
  }
  qsort(vars, len, sizeof *vars, by_memory);
  uint64_t to = 0;
  for (size_t i = 0; i < len; i++) {
    bool joins = i && by_place(&vars[i].o->place, &vars[i - 1].o->place) == 0 && vars[i].from < to;
    uint64_t end = vars[i].from + (vars[i].o->size ? vars[i].o->size : 1);
    of[vars[i].number] = joins ? of[vars[i - 1].number] : vars[i].number;
    to = joins && to > end ? to : end;
  }
  free(vars);
}

static struct depend_op causal_op(const struct trace_step *s) {
  struct depend_op o = {.op = s->op, .flags = s->flags, .thread = s->thread, .other = s->other, .fd = s->result, .size = 1,
                        .object = s->object, .object2 = s->object2};
  switch (s->op) {
  case OP_COND_SIGNAL:
  case OP_COND_BROADCAST: o.nature = s->value ? NATURE_EFFECT : 0; break;
  case OP_COND_WAKE: o.nature = s->flags & (STEP_TIMEOUT | STEP_SPURIOUS) ? NATURE_TIMED : 0; break;
  case OP_ONCE: o.nature = NATURE_EFFECT; break; /* which of them ran the routine does not matter: all are in order */
  case OP_THREAD_JOIN: o.nature = s->flags & STEP_FAILED ? NATURE_FREE : 0; break;
  default: break;
  }
  return o;
}

static uint32_t causal_slot(const struct causal *c, const uint32_t *of, unsigned mode, uint64_t object) {
  uint32_t objects = (uint32_t)trace_objects(c->trace);
  switch (mode) {
  case MODE_NONE: return 0;
  case MODE_PRINT: return objects + SLOT_STREAM + (uint32_t)(object < SLOT_IO - SLOT_STREAM ? object : 0);
  case MODE_IO: return objects + SLOT_IO;
  case MODE_OVER:
  case MODE_ASK_OVER: return objects + SLOT_OVER + (uint32_t)object;
  default: return object && object <= objects ? of[object] : 0;
  }
}

static void causal_touches(const struct causal *c, const uint32_t *of, const struct trace_step *s, struct causal_step *out) {
  struct depend_op op = causal_op(s);
  struct depend_effect e = depend_effect(&op);
  /* A note on an object says what was done to it, and in which order that was is what it is about. */
  if (s->op == OP_NOTE && s->object)
    e.touch[0] = (struct depend_touch){.mode = MODE_WRITE, .object = s->object};
  for (int k = 0; k < 2; k++)
    out->touch[k] = (struct causal_touch){causal_slot(c, of, e.touch[k].mode, e.touch[k].object), e.touch[k].mode};
  out->ends = plait_op_table[s->op].cls == CLASS_END;
}

/* ---- what makes possible ------------------------------------------------------------------ */

struct causal_thread {
  uint32_t last, next_by; /* its last step; what makes its next one possible */
  uint32_t waits_on;      /* condition or barrier */
};

static void causal_wake(struct causal_thread *threads, uint32_t n, uint32_t object, uint32_t step) {
  for (uint32_t i = 0; i < n; i++)
    if (threads[i].waits_on == object) {
      threads[i].waits_on = 0;
      threads[i].next_by = step;
    }
}

static void causal_enable(const struct causal *c, struct causal_thread *threads, uint32_t step, const struct trace_step *s) {
  struct causal_thread *me = &threads[s->thread];
  uint32_t n = c->threads;
  bool failed = s->flags & (STEP_FAILED | STEP_TIMEOUT), other = s->other < n && s->other != s->thread;
  c->at[step].enabler = me->next_by;
  me->next_by = 0;
  switch (s->op) {
  case OP_THREAD_CREATE:
    if (!failed && other)
      threads[s->other].next_by = step;
    break;
  case OP_THREAD_JOIN:
    if (!failed && other)
      c->at[step].enabler = threads[s->other].last;
    break;
  case OP_COND_WAIT:
    if (!failed)
      me->waits_on = s->object;
    break;
  case OP_COND_WAKE:
    me->waits_on = 0;
    break;
  case OP_COND_SIGNAL:
    if (s->value && other && threads[s->other].waits_on == s->object) {
      threads[s->other].waits_on = 0;
      threads[s->other].next_by = step;
    }
    break;
  case OP_COND_BROADCAST: causal_wake(threads, n, s->object, step); break;
  case OP_BARRIER_ARRIVE:
    if (failed)
      break;
    if (s->flags & STEP_LAST)
      causal_wake(threads, n, s->object, step);
    else
      me->waits_on = s->object;
    break;
  default: break;
  }
  me->last = step;
}

struct causal *causal_new(const struct trace *t) {
  struct causal *c = xcalloc(1, sizeof *c);
  c->trace = t;
  c->steps = trace_steps(t);
  c->threads = (uint32_t)trace_threads(t);
  c->slots = (uint32_t)trace_objects(t) + SLOT_OVER + c->threads + 1;
  c->at = xcalloc((size_t)c->steps + 1, sizeof *c->at);
  uint32_t *of = xcalloc(trace_objects(t) + 1, sizeof *of);
  struct causal_thread *threads = xcalloc((size_t)c->threads + 1, sizeof *threads);
  causal_unite(t, of);
  for (uint32_t i = 1; i <= c->steps; i++) {
    const struct trace_step *s = trace_step(t, i);
    causal_touches(c, of, s, &c->at[i]);
    causal_enable(c, threads, i, s);
  }
  free(threads);
  free(of);
  return c;
}

void causal_free(struct causal *c) {
  if (!c)
    return;
  free(c->at);
  free(c);
}

/* ---- questions --------------------------------------------------------------------------- */

/* One side of a step: those that are found to be on it, seen from the steps gone through so far. */
struct causal_cone {
  const struct causal *c;
  bool *thread;
  uint32_t *modes; /* by slot: bits of the modes in which steps of the cone touched it */
};

static void cone_init(struct causal_cone *k, const struct causal *c) {
  *k = (struct causal_cone){.c = c, .thread = xcalloc(c->threads + 1, sizeof *k->thread), .modes = xcalloc(c->slots, sizeof *k->modes)};
}

static void cone_fini(struct causal_cone *k) {
  free(k->thread);
  free(k->modes);
}

static void cone_add(struct causal_cone *k, uint32_t step) {
  const struct causal_step *s = &k->c->at[step];
  k->thread[trace_step(k->c->trace, step)->thread] = true;
  for (int i = 0; i < 2; i++)
    if (s->touch[i].slot)
      k->modes[s->touch[i].slot] |= 1u << s->touch[i].mode;
}

static bool cone_has(const struct causal_cone *k, uint32_t step) {
  const struct causal_step *s = &k->c->at[step];
  bool has = s->ends || k->thread[trace_step(k->c->trace, step)->thread];
  for (int i = 0; i < 2 && !has; i++)
    has = s->touch[i].slot && (k->modes[s->touch[i].slot] & depend_conflicts(s->touch[i].mode));
  return has;
}

void causal_relate(const struct causal *c, uint32_t step, uint8_t *out) {
  struct causal_cone k;
  if (step == 0 || step > c->steps)
    return;
  memset(out + 1, CAUSAL_CONCURRENT, c->steps);
  out[step] = CAUSAL_SELF;
  cone_init(&k, c);
  cone_add(&k, step);
  for (uint32_t i = step + 1; i <= c->steps; i++) {
    uint32_t by = c->at[i].enabler;
    if (cone_has(&k, i) || (by >= step && out[by] != CAUSAL_CONCURRENT)) {
      out[i] = CAUSAL_AFTER;
      cone_add(&k, i);
    }
  }
  cone_fini(&k);
  cone_init(&k, c);
  cone_add(&k, step);
  if (c->at[step].enabler)
    out[c->at[step].enabler] = CAUSAL_BEFORE;
  for (uint32_t i = step - 1; i >= 1; i--) {
    if (out[i] != CAUSAL_BEFORE && !c->at[step].ends && !cone_has(&k, i))
      continue;
    out[i] = CAUSAL_BEFORE;
    cone_add(&k, i);
    if (c->at[i].enabler)
      out[c->at[i].enabler] = CAUSAL_BEFORE;
  }
  cone_fini(&k);
}

void causal_depths(const struct causal *c, bool (*drawn)(const void *ctx, uint32_t step), const void *ctx, uint32_t *out) {
  uint32_t *thread = xcalloc(c->threads + 1, sizeof *thread), *slot = xcalloc((size_t)c->slots * MODE_COUNT, sizeof *slot), deepest = 0;
  for (uint32_t i = 1; i <= c->steps; i++) {
    const struct causal_step *s = &c->at[i];
    uint32_t *mine = &thread[trace_step(c->trace, i)->thread], depth = s->ends ? deepest : *mine;
    if (s->enabler && out[s->enabler] > depth)
      depth = out[s->enabler];
    for (int k = 0; k < 2; k++) {
      const uint32_t *modes = &slot[(size_t)s->touch[k].slot * MODE_COUNT];
      for (unsigned m = 0; s->touch[k].slot && m < MODE_COUNT; m++)
        if (depend_conflicts(s->touch[k].mode) >> m & 1 && modes[m] > depth)
          depth = modes[m];
    }
    depth += !drawn || drawn(ctx, i);
    out[i] = *mine = depth;
    deepest = depth > deepest ? depth : deepest;
    for (int k = 0; k < 2; k++)
      if (s->touch[k].slot && slot[(size_t)s->touch[k].slot * MODE_COUNT + s->touch[k].mode] < depth)
        slot[(size_t)s->touch[k].slot * MODE_COUNT + s->touch[k].mode] = depth;
  }
  free(thread);
  free(slot);
}

/* lock_order.c — a deadlock that did not happen this time.
 *
 * Each time a thread asks for a lock while it holds another is an edge of the lock
 * graph. A circle of edges of different threads could have been a deadlock, unless
 *   - a further lock, held at all of them, lets only one of them be there at a time, or a semaphore of which all of them
 *     hold a permit has fewer permits than there are threads in the circle (the waiter of the dining philosophers), or
 *   - one of them must come before another in every schedule in which the reads see
 *     what they saw (ORDER_MUST): a thread was created after it, waited for its
 *     message, or read what it wrote.
 * The last rule is stricter than those of the classic lock graph (Havelund, "Using
 * runtime analysis to guide model checking", SPIN 2000) and misses some circles; in
 * return what is reported is worth looking at. Tries and timed locks do not wait for
 * ever, so they are held locks but not requests.
 *
 * A lock made of others is one lock: what lies inside it takes no part. Nor does an event loop, which is given up
 * where a task has to wait. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { GATES = 6, INSTANCES = 4, DEPTH = 6 };

/* THREAD asked for TO in step STEP while holding FROM since FROM_STEP. */
struct lock_edge {
  uint32_t from, to, step, from_step;
  uint16_t thread;
  bool from_shared, to_shared;
  uint32_t gate[GATES]; /* what else it held */
  size_t gates;
  uint32_t permit[GATES]; /* the semaphores it had a permit of */
  size_t permits;
  struct vclock must;   /* what has to have happened before */
};

struct lock_edges {
  ARRAY(struct lock_edge) out;
};

/* How many permits of SEM has THREAD? */
struct lock_permit {
  uint32_t sem, count;
  uint16_t thread;
};

struct lock_order {
  struct order must;
  ARRAY(struct lock_permit) permits;
  ARRAY(uint32_t) given; /* semaphores that got a permit from somebody who had none: there may be more than at first */
  ARRAY(struct lock_edges) graph; /* by object number: edges from it */
  bool begun;
};

/* -- circles ---------------------------------------------------------------------- */

static bool ordered(const struct lock_edge *a, const struct lock_edge *b) {
  return vclock_get(&b->must, a->thread) >= a->step || vclock_get(&a->must, b->thread) >= b->step;
}

static bool common_gate(const struct lock_edge *a, const struct lock_edge *b) {
  for (size_t i = 0; i < a->gates; i++)
    for (size_t k = 0; k < b->gates; k++)
      if (a->gate[i] == b->gate[k])
        return true;
  return false;
}

struct circle {
  const struct lock_edge *edge[DEPTH];
  size_t len;
};

static bool fits(const struct circle *c, const struct lock_edge *e) {
  for (size_t i = 0; i < c->len; i++)
    if (c->edge[i]->thread == e->thread || c->edge[i]->from == e->from || ordered(c->edge[i], e) || common_gate(c->edge[i], e))
      return false;
  /* Two readers do not keep each other out. */
  const struct lock_edge *before = c->edge[c->len - 1];
  return !(before->to_shared && e->from_shared);
}

static bool has_permit(const struct lock_edge *e, uint32_t sem) {
  for (size_t i = 0; i < e->permits; i++)
    if (e->permit[i] == sem)
      return true;
  return false;
}

/* Has a semaphore too few permits for all of them to be where they are at once? */
static bool too_many(const struct lock_order *l, const struct trace *t, const struct circle *c) {
  for (size_t i = 0; i < c->edge[0]->permits; i++) {
    uint32_t sem = c->edge[0]->permit[i];
    bool all = trace_object(t, sem)->param < (int64_t)c->len;
    for (size_t k = 1; k < c->len && all; k++)
      all = has_permit(c->edge[k], sem);
    for (size_t k = 0; k < l->given.len && all; k++)
      all = l->given.at[k] != sem;
    if (all)
      return true;
  }
  return false;
}

/* Goes on from the last edge until the first one's lock is asked for. */
static bool close(const struct lock_order *l, const struct trace *t, struct circle *c) {
  const struct lock_edge *first = c->edge[0], *last = c->edge[c->len - 1];
  if (c->len > 1 && last->to == first->from)
    return !(last->to_shared && first->from_shared) && !too_many(l, t, c);
  if (c->len == DEPTH || last->to >= l->graph.len)
    return false;
  const struct lock_edges *next = &l->graph.at[last->to];
  for (size_t i = 0; i < next->out.len; i++) {
    if (!fits(c, &next->out.at[i]))
      continue;
    c->edge[c->len++] = &next->out.at[i];
    if (close(l, t, c))
      return true;
    c->len--;
  }
  return false;
}

static void report(const struct circle *c, const struct analysis_state *st, uint32_t step) {
  const struct trace *t = st->trace;
  /* The same circle must be called the same whichever of its edges came last. */
  size_t first = 0;
  for (size_t i = 1; i < c->len; i++)
    if (strcmp(words_object(t, c->edge[i]->from), words_object(t, c->edge[first]->from)) < 0)
      first = i;
  struct report r;
  report_init(&r, FINDING_LOCK_ORDER, SEVERITY_WARNING, c->edge[first]->from, step);
  for (size_t i = 0; i < c->len; i++) {
    const struct lock_edge *e = c->edge[(first + i) % c->len];
    buf_printf(&r.message, "%s%s takes %s and then %s", i == 0 ? "" : i + 1 == c->len ? ", and " : ", ",
               words_thread(t, e->thread), words_object(t, e->from), words_object(t, e->to));
    report_place(&r, e->step, trace_step(t, e->step)->site, e->thread, "takes %s while holding %s", words_object(t, e->to),
                 words_object(t, e->from));
    report_place(&r, e->from_step, trace_step(t, e->from_step)->site, e->thread, "had taken %s",
                 words_object(t, e->from));
  }
  buf_puts(&r.message, ": in another schedule each can hold what the next one needs");
  buf_puts(&r.detail, "this time it went well; taking the locks in one agreed order makes the circle impossible\n");
  report_done(&r, st);
}

/* -- the graph -------------------------------------------------------------------------- */

static bool ends_in(const char *s, const char *end) {
  size_t n = strlen(s), k = strlen(end);
  return n >= k && strcmp(s + n - k, end) == 0;
}

/* Does a lock made of others that was taken now belong into the graph, and would the call have waited for it for ever? */
static bool asks_composite(const struct analysis_state *st, const struct trace_step *s) {
  if (!locks_takes_composite(st->trace, s) || trace_object(st->trace, s->object)->kind == KIND_LOOP)
    return false;
  uint32_t call = locks_call(&st->locks, s->thread, s->object);
  const char *verb = call ? trace_text(st->trace, trace_step(st->trace, call)->text, NULL) : "";
  return !ends_in(verb, "_try") && !ends_in(verb, "_for");
}

static bool counts(const struct trace *t, uint32_t object) {
  return !locks_is_part(t, object) && trace_object(t, object)->kind != KIND_LOOP;
}

static bool asks(const struct analysis_state *st, const struct trace_step *s) {
  switch (s->op) {
  case OP_NOTE: return asks_composite(st, s);
  case OP_MUTEX_LOCK:
  case OP_SPIN_LOCK:
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_WRLOCK: return locks_takes(s);
  case OP_COND_WAKE: return s->object2;
  default: return false;
  }
}

static void add_edge(struct lock_order *l, const struct analysis_state *st, const struct locks_held *from,
                     const struct locks_held *to, uint16_t thread, uint32_t step) {
  while (l->graph.len <= (from->object > to->object ? from->object : to->object))
    *ARRAY_PUSH(&l->graph) = (struct lock_edges){0};
  struct lock_edges *out = &l->graph.at[from->object];
  size_t alike = 0;
  for (size_t i = 0; i < out->out.len; i++)
    alike += out->out.at[i].to == to->object && out->out.at[i].thread == thread;
  if (alike >= INSTANCES)
    return;
  struct lock_edge *e = ARRAY_PUSH(&out->out);
  *e = (struct lock_edge){.from = from->object, .to = to->object, .step = step, .from_step = from->step, .thread = thread,
                          .from_shared = from->shared, .to_shared = to->shared};
  const struct locks_thread *th = locks_thread(&st->locks, thread);
  for (size_t i = 0; i < th->held.len && e->gates < GATES; i++)
    if (th->held.at[i].object != from->object && th->held.at[i].object != to->object && counts(st->trace, th->held.at[i].object))
      e->gate[e->gates++] = th->held.at[i].object;
  for (size_t i = 0; i < l->permits.len && e->permits < GATES; i++)
    if (l->permits.at[i].thread == thread && l->permits.at[i].count)
      e->permit[e->permits++] = l->permits.at[i].sem;
  vclock_copy(&e->must, &l->must.threads.at[thread].clock);
  struct circle c = {.edge = {e}, .len = 1};
  if (close(l, st->trace, &c))
    report(&c, st, step);
}

/* A permit is taken (+1) or given back (-1). */
static void count_permit(struct lock_order *l, const struct trace_step *s, int by) {
  struct lock_permit *p = NULL;
  for (size_t i = 0; i < l->permits.len && !p; i++)
    if (l->permits.at[i].thread == s->thread && l->permits.at[i].sem == s->object)
      p = &l->permits.at[i];
  if (by < 0 && (!p || !p->count)) {
    for (size_t i = 0; i < l->given.len; i++)
      if (l->given.at[i] == s->object)
        return;
    *ARRAY_PUSH(&l->given) = s->object;
    return;
  }
  if (!p) {
    p = ARRAY_PUSH(&l->permits);
    *p = (struct lock_permit){.sem = s->object, .thread = s->thread};
  }
  p->count += (uint32_t)by;
}

static void permits(struct lock_order *l, const struct trace *t, const struct trace_step *s) {
  if (s->flags & STEP_FAILED)
    return;
  const struct trace_object *o = s->object ? trace_object(t, s->object) : NULL;
  bool made = s->op == OP_NOTE && o && o->composite && o->kind == KIND_SEM;
  if (s->op == OP_SEM_WAIT || s->op == OP_SEM_TRYWAIT || s->op == OP_SEM_TIMEDWAIT || (made && s->flags & STEP_GET))
    count_permit(l, s, +1);
  else if (s->op == OP_SEM_POST || (made && s->flags & STEP_PUT))
    count_permit(l, s, -1);
}

static void lock_order_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  struct lock_order *l = self;
  if (!l->begun) {
    order_init(&l->must, st->trace, ORDER_MUST);
    l->begun = true;
  }
  order_before(&l->must, step, s);
  permits(l, st->trace, s);
  const struct locks_thread *th = locks_thread(&st->locks, s->thread);
  if (th->held.len > 1 && asks(st, s)) {
    struct locks_held to = th->held.at[th->held.len - 1];
    for (size_t i = 0; i + 1 < th->held.len && counts(st->trace, to.object); i++) {
      struct locks_held from = th->held.at[i];
      if (from.object != to.object && counts(st->trace, from.object))
        add_edge(l, st, &from, &to, s->thread, step);
    }
  }
  order_after(&l->must, s);
}

static void lock_order_fini(void *self) {
  struct lock_order *l = self;
  for (size_t i = 0; i < l->graph.len; i++) {
    for (size_t k = 0; k < l->graph.at[i].out.len; k++)
      vclock_fini(&l->graph.at[i].out.at[k].must);
    ARRAY_FREE(&l->graph.at[i].out);
  }
  ARRAY_FREE(&l->graph);
  ARRAY_FREE(&l->permits);
  ARRAY_FREE(&l->given);
  order_fini(&l->must);
}

const struct detector lock_order_detector = {.name = "lock order",
                                             .size = sizeof(struct lock_order),
                                             .classes = CLASS_SYNC | CLASS_BIT(CLASS_MEMORY) | CLASS_BIT(CLASS_IO) | CLASS_BIT(CLASS_NOTE),
                                             .step = lock_order_step,
                                             .fini = lock_order_fini};

/* world.c — moves a state along the trace.
 *
 * Near by, steps are undone from a ring of records. Further away a keyframe is
 * loaded and the rest applied: keyframes are laid while passing, every `spacing`
 * steps, and when together they take more than WORLD_KEYFRAME_BYTES every second
 * one is dropped and the spacing doubled. Applying costs some ten nanoseconds a
 * step, so even the first way through a million steps is short; the keyframes
 * keep the second one shorter than a frame.
 *
 * What is asked about threads is worked out on demand and kept until the next
 * seek, so a seek costs nothing for threads nobody looks at. Must not let a
 * result depend on the way the state was reached: world_digest and the property
 * tests hold it to that. */
#include "model/state.h"

#include <stdlib.h>

enum {
  UNDO_RING = 4096,      /* a power of two */
  SPACING_LEAST = 4096,  /* steps between keyframes; always a power of two */
  BYTES_PER_STEP = 32,   /* a keyframe must not cost more than the steps it saves */
};

struct world {
  struct state state;
  struct undo *undo;   /* record of step N at N % UNDO_RING */
  uint32_t undo_floor; /* steps above this one, up to the present, can be undone */
  ARRAY(struct keyframe) keyframes; /* by step, ascending */
  size_t keyframe_bytes;
  uint32_t spacing;
  /* answers about threads since the last seek */
  struct world_thread *seen;
  uint32_t *seen_when; /* value of `now` at which seen[i] was worked out */
  size_t seen_cap, seen_when_cap;
  uint32_t now;
};

struct world *world_new(const struct trace *t) {
  struct world *w = xcalloc(1, sizeof *w);
  state_init(&w->state, t);
  w->undo = xcalloc(UNDO_RING, sizeof *w->undo);
  w->spacing = SPACING_LEAST;
  w->now = 1;
  return w;
}

static void drop_keyframes_after(struct world *w, uint32_t keep) {
  while (w->keyframes.len && w->keyframes.at[w->keyframes.len - 1].step > keep) {
    struct keyframe *k = &w->keyframes.at[--w->keyframes.len];
    w->keyframe_bytes -= k->bytes;
    free(k->block);
  }
}

void world_free(struct world *w) {
  if (!w)
    return;
  drop_keyframes_after(w, 0);
  ARRAY_FREE(&w->keyframes);
  state_fini(&w->state);
  free(w->undo);
  free(w->seen);
  free(w->seen_when);
  free(w);
}

/* Keeps every second keyframe. */
static void thin(struct world *w) {
  w->spacing *= 2;
  size_t n = 0;
  for (size_t i = 0; i < w->keyframes.len; i++) {
    struct keyframe *k = &w->keyframes.at[i];
    if (k->step % w->spacing == 0) {
      w->keyframes.at[n++] = *k;
    } else {
      w->keyframe_bytes -= k->bytes;
      free(k->block);
    }
  }
  w->keyframes.len = n;
}

static void lay_keyframe(struct world *w) {
  uint32_t step = w->state.step;
  if (w->keyframes.len && w->keyframes.at[w->keyframes.len - 1].step >= step)
    return;
  size_t bytes = state_bytes(&w->state);
  while (bytes / BYTES_PER_STEP > w->spacing && w->spacing < (UINT32_C(1) << 31))
    thin(w);
  while (w->keyframes.len && w->keyframe_bytes + bytes > WORLD_KEYFRAME_BYTES && w->spacing < (UINT32_C(1) << 31))
    thin(w);
  if (step % w->spacing != 0)
    return;
  struct keyframe *k = ARRAY_PUSH(&w->keyframes);
  state_save(&w->state, k);
  w->keyframe_bytes += k->bytes;
}

/* The last keyframe at or before STEP, or NULL. */
static const struct keyframe *keyframe_before(const struct world *w, uint32_t step) {
  size_t lo = 0, hi = w->keyframes.len;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (w->keyframes.at[mid].step <= step)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo ? &w->keyframes.at[lo - 1] : NULL;
}

static void load(struct world *w, const struct keyframe *k) {
  if (k)
    state_load(&w->state, k);
  else
    state_reset(&w->state);
  w->undo_floor = w->state.step;
}

static void go_back(struct world *w, uint32_t target) {
  if (target < w->undo_floor) {
    load(w, keyframe_before(w, target));
    return;
  }
  while (w->state.step > target)
    state_undo(&w->state, &w->undo[w->state.step % UNDO_RING]);
}

static void go_forward(struct world *w, uint32_t target) {
  const struct keyframe *k = keyframe_before(w, target);
  if (k && k->step > w->state.step && k->bytes / BYTES_PER_STEP < k->step - w->state.step)
    load(w, k);
  /* Records that would be overwritten before the end all go to the same place, which stays in the cache. */
  while (w->state.step < target) {
    uint32_t next = w->state.step + 1;
    bool recorded = target - next < UNDO_RING;
    state_apply(&w->state, &w->undo[recorded ? next % UNDO_RING : 0]);
    if (next % w->spacing == 0)
      lay_keyframe(w);
  }
  if (target > UNDO_RING && w->undo_floor < target - UNDO_RING)
    w->undo_floor = target - UNDO_RING;
}

void world_seek(struct world *w, uint32_t step) {
  uint32_t end = trace_steps(w->state.trace);
  if (step > end)
    step = end;
  state_grow(&w->state);
  if (++w->now == 0) { /* wrapped around: nothing kept may look fresh */
    w->now = 1;
    for (size_t i = 0; i < w->seen_when_cap; i++)
      w->seen_when[i] = 0;
  }
  if (step < w->state.step)
    go_back(w, step);
  if (step > w->state.step)
    go_forward(w, step);
}

void world_invalidate(struct world *w, uint32_t keep) {
  drop_keyframes_after(w, keep);
  if (keep == 0) { /* threads and objects may be others now */
    load(w, NULL);
    world_seek(w, 0);
    return;
  }
  /* Undoing needs nothing of the steps that are gone; loading a keyframe does not either. */
  world_seek(w, w->state.step < keep ? w->state.step : keep);
}

uint32_t world_step(const struct world *w) { return w->state.step; }
const struct trace *world_trace(const struct world *w) { return w->state.trace; }

/* -- questions ------------------------------------------------------------------ */

size_t world_threads(const struct world *w) { return trace_threads(w->state.trace); }

/* Answers may have to take in threads or objects that are new in the trace; the
 * state they show is the same, so this does not count as a change. */
static struct world *grown(const struct world *w) {
  struct world *m = (struct world *)(uintptr_t)w;
  state_grow(&m->state);
  return m;
}

const struct world_thread *world_thread(const struct world *w, uint16_t thread) {
  static const struct world_thread absent = {.deadline = UINT64_MAX};
  struct world *m = grown(w);
  if (thread >= m->state.thread_count)
    return &absent;
  if (thread >= m->seen_when_cap) {
    size_t was = m->seen_when_cap;
    m->seen = array_grow(m->seen, &m->seen_cap, m->state.thread_count, sizeof *m->seen);
    m->seen_when = array_grow(m->seen_when, &m->seen_when_cap, m->state.thread_count, sizeof *m->seen_when);
    for (size_t i = was; i < m->seen_when_cap; i++)
      m->seen_when[i] = 0;
  }
  if (m->seen_when[thread] != m->now) {
    status_of(&m->state, thread, &m->seen[thread]);
    m->seen_when[thread] = m->now;
  }
  return &m->seen[thread];
}

const struct world_object *world_object(const struct world *w, uint32_t object) {
  static const struct world_object unknown = {.owner = -1};
  const struct state *s = &grown(w)->state;
  return object >= 1 && object <= s->object_count ? &s->objects[object] : &unknown;
}

size_t world_held(const struct world *w, uint16_t thread, uint32_t *out, size_t max) {
  const struct state *s = &grown(w)->state;
  if (thread >= s->thread_count)
    return 0;
  const struct state_hold *h = s->holds[thread].at;
  size_t n = 0;
  for (uint32_t i = 0; i < s->threads[thread].holds; i++) {
    uint32_t k = 0;
    while (h[k].object != h[i].object)
      k++;
    if (k != i)
      continue; /* a recursive reader */
    if (n < max)
      out[n] = h[i].object;
    n++;
  }
  return n;
}

size_t world_items(const struct world *w, uint32_t object, uint64_t *out, size_t max) {
  const struct state *s = &grown(w)->state;
  const struct state_queue *q = object >= 1 && object <= s->object_count ? state_queue(s, object) : NULL;
  if (!q)
    return 0;
  for (size_t i = 0; i < q->len && i < max; i++)
    out[i] = q->at[q->head + i];
  return q->len;
}

/* Adds THREAD to a list that is kept by `since`, then by number; what does not fit falls off the end. */
static void insert_sorted(struct world_waiter *out, size_t len, size_t max, struct world_waiter add) {
  size_t at = len < max ? len : max;
  while (at > 0 && out[at - 1].since > add.since) {
    if (at < max)
      out[at] = out[at - 1];
    at--;
  }
  if (at < max)
    out[at] = add;
}

size_t world_holders(const struct world *w, uint32_t object, uint16_t *out, size_t max) {
  const struct world_object *o = world_object(w, object);
  const struct state *s = &w->state;
  if (o->owner >= 0) {
    if (max)
      out[0] = (uint16_t)o->owner;
    return 1;
  }
  if (o->readers == 0)
    return 0;
  size_t n = 0;
  struct world_waiter *first = xcalloc(s->thread_count, sizeof *first);
  for (size_t i = 0; i < s->thread_count; i++)
    for (uint32_t k = 0; k < s->threads[i].holds; k++)
      if (s->holds[i].at[k].object == object) {
        insert_sorted(first, n++, s->thread_count,
                      (struct world_waiter){.thread = (uint16_t)i, .since = s->holds[i].at[k].since});
        break;
      }
  for (size_t i = 0; i < n && i < max; i++)
    out[i] = first[i].thread;
  free(first);
  return n;
}

size_t world_waiters(const struct world *w, uint32_t object, struct world_waiter *out, size_t max) {
  size_t n = 0;
  bool composite = object && object <= trace_objects(world_trace(w)) && trace_object(world_trace(w), object)->composite;
  for (size_t i = 0; i < world_threads(w); i++) {
    const struct world_thread *th = world_thread(w, (uint16_t)i);
    uint32_t call = composite && th->status == STATUS_BLOCKED ? status_span_on(&w->state, (uint16_t)i, object) : 0;
    if (!call && (object == 0 || status_obstacle(th) != object))
      continue;
    insert_sorted(out, n++, max, (struct world_waiter){.thread = (uint16_t)i, .since = call ? call : th->since});
  }
  return n;
}

int world_blocker(const struct world *w, uint16_t thread) {
  return status_blocker(&grown(w)->state, world_thread(w, thread));
}

/* -- comparing --------------------------------------------------------------------- */

static uint64_t mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9e3779b97f4a7c15u;
  return h ^ (h >> 32);
}

uint64_t world_digest(const struct world *w) {
  const struct state *s = &grown(w)->state;
  uint64_t h = mix(mix(mix(0, s->step), s->end_op), s->end_thread);
  for (size_t i = 0; i < s->thread_count; i++) {
    const struct state_thread *t = &s->threads[i];
    const struct world_thread *v = world_thread(w, (uint16_t)i);
    h = mix(mix(mix(mix(h, t->last), t->waits_on), t->signalled), t->arrived + 2u * t->over);
    h = mix(mix(mix(mix(h, t->depth), t->spans), v->span), v->inner_span);
    h = mix(mix(mix(mix(h, v->status), v->since), v->pending), v->deadline);
    h = mix(mix(mix(mix(h, v->object), v->object2), v->site), v->target);
    h = mix(mix(mix(mix(h, v->spins), v->signalled), v->timed_out), v->held_len);
    for (uint32_t k = 0; k < t->holds; k++)
      h = mix(mix(h, s->holds[i].at[k].object), s->holds[i].at[k].since);
  }
  for (size_t i = 1; i <= s->object_count; i++) {
    const struct world_object *o = &s->objects[i];
    h = mix(mix(mix(mix(h, (uint32_t)o->owner), o->owner_since), o->depth), o->readers);
    h = mix(mix(mix(mix(h, (uint64_t)o->permits), o->generation), o->busy_since), o->has_value);
    h = mix(mix(mix(mix(h, o->value), o->value_hi), o->changed), o->changed_by);
    h = mix(h, o->unfinished * 2u + o->broken);
    const struct state_queue *q = state_queue(s, (uint32_t)i);
    for (size_t k = 0; q && k < q->len; k++)
      h = mix(h, q->at[q->head + k]);
  }
  return h;
}

/* state.c — the memory of a state: growing, resetting, saving and loading it.
 *
 * A keyframe is one block: the threads, the objects, then the holds of each
 * thread and the items of each queue back to back, so that laying one is a few
 * memcpy. Must not know what a step means (apply.c). */
#include "model/state.h"

#include <stdlib.h>
#include <string.h>

void state_init(struct state *s, const struct trace *t) {
  *s = (struct state){.trace = t};
  state_reset(s);
}

void state_fini(struct state *s) {
  for (size_t i = 0; i < s->holds_cap; i++)
    free(s->holds[i].at);
  for (size_t i = 0; i < s->queues.len; i++)
    free(s->queues.at[i].at);
  ARRAY_FREE(&s->queues);
  free(s->threads);
  free(s->holds);
  free(s->objects);
  free(s->queue_of);
  *s = (struct state){0};
}

/* Makes an array hold N elements; what is new is zero. */
static void *fit(void *at, size_t *cap, size_t n, size_t size) {
  if (n <= *cap)
    return at;
  size_t was = *cap;
  char *grown = array_grow(at, cap, n, size);
  memset(grown + was * size, 0, (*cap - was) * size);
  return grown;
}

static void reset_object(struct state *s, uint32_t object) {
  const struct trace_object *o = trace_object(s->trace, object);
  s->objects[object] = (struct world_object){.owner = -1, .permits = o->kind == KIND_SEM ? o->param : 0};
}

void state_grow(struct state *s) {
  size_t threads = trace_threads(s->trace), objects = trace_objects(s->trace);
  s->threads = fit(s->threads, &s->thread_cap, threads, sizeof *s->threads);
  s->holds = fit(s->holds, &s->holds_cap, threads, sizeof *s->holds);
  s->objects = fit(s->objects, &s->object_cap, objects + 1, sizeof *s->objects);
  s->queue_of = fit(s->queue_of, &s->queue_of_cap, objects + 1, sizeof *s->queue_of);
  for (; s->thread_count < threads; s->thread_count++)
    s->threads[s->thread_count] = (struct state_thread){0};
  for (; s->object_count < objects; s->object_count++)
    reset_object(s, (uint32_t)s->object_count + 1);
}

void state_reset(struct state *s) {
  s->step = 0;
  s->end_op = OP_NONE;
  s->end_thread = 0;
  s->thread_count = 0;
  s->object_count = 0;
  for (size_t i = 0; i < s->queues.len; i++)
    s->queues.at[i].head = s->queues.at[i].len = 0;
  state_grow(s);
}

/* -- keyframes ------------------------------------------------------------------ */

/* What precedes the threads in a block. */
struct block_head {
  size_t threads, objects, queues;
  uint16_t end_thread;
  uint8_t end_op;
};

size_t state_bytes(const struct state *s) {
  size_t n = sizeof(struct block_head) + s->thread_count * sizeof *s->threads + s->object_count * sizeof *s->objects;
  for (size_t i = 0; i < s->thread_count; i++)
    n += s->threads[i].holds * sizeof(struct state_hold);
  for (size_t i = 0; i < s->queues.len; i++)
    n += sizeof(size_t) + s->queues.at[i].len * sizeof(uint64_t);
  return n;
}

static char *put(char *to, const void *from, size_t n) {
  if (n)
    memcpy(to, from, n);
  return to + n;
}

static const char *get(const char *from, void *to, size_t n) {
  if (n)
    memcpy(to, from, n);
  return from + n;
}

void state_save(const struct state *s, struct keyframe *k) {
  k->step = s->step;
  k->bytes = state_bytes(s);
  k->block = xmalloc(k->bytes);
  struct block_head head = {.threads = s->thread_count, .objects = s->object_count, .queues = s->queues.len,
                            .end_thread = s->end_thread, .end_op = s->end_op};
  char *p = put(k->block, &head, sizeof head);
  p = put(p, s->threads, s->thread_count * sizeof *s->threads);
  p = put(p, s->objects + 1, s->object_count * sizeof *s->objects);
  for (size_t i = 0; i < s->thread_count; i++)
    p = put(p, s->holds[i].at, s->threads[i].holds * sizeof(struct state_hold));
  for (size_t i = 0; i < s->queues.len; i++) {
    const struct state_queue *q = &s->queues.at[i];
    p = put(p, &q->len, sizeof q->len);
    p = put(p, q->at + q->head, q->len * sizeof *q->at);
  }
}

void state_load(struct state *s, const struct keyframe *k) {
  struct block_head head;
  const char *p = get(k->block, &head, sizeof head);
  /* Objects and threads the keyframe does not know yet are as they were at the start. */
  s->thread_count = head.threads;
  s->object_count = head.objects;
  p = get(p, s->threads, head.threads * sizeof *s->threads);
  p = get(p, s->objects + 1, head.objects * sizeof *s->objects);
  for (size_t i = 0; i < head.threads; i++) {
    s->holds[i].at = fit(s->holds[i].at, &s->holds[i].cap, s->threads[i].holds, sizeof(struct state_hold));
    p = get(p, s->holds[i].at, s->threads[i].holds * sizeof(struct state_hold));
  }
  for (size_t i = 0; i < s->queues.len; i++) {
    struct state_queue *q = &s->queues.at[i];
    q->head = q->len = 0;
    if (i >= head.queues)
      continue;
    p = get(p, &q->len, sizeof q->len);
    q->at = fit(q->at, &q->cap, q->len, sizeof *q->at);
    p = get(p, q->at, q->len * sizeof *q->at);
  }
  s->step = k->step;
  s->end_op = head.end_op;
  s->end_thread = head.end_thread;
  state_grow(s);
}

/* -- lists ------------------------------------------------------------------------ */

size_t state_hold_add(struct state *s, uint16_t thread, size_t at, struct state_hold h) {
  struct state_holds *l = &s->holds[thread];
  uint32_t *n = &s->threads[thread].holds;
  if (*n == l->cap)
    l->at = array_grow(l->at, &l->cap, *n + 1, sizeof *l->at);
  memmove(l->at + at + 1, l->at + at, (*n - at) * sizeof *l->at);
  l->at[at] = h;
  ++*n;
  return at;
}

struct state_hold state_hold_remove(struct state *s, uint16_t thread, size_t at) {
  struct state_holds *l = &s->holds[thread];
  uint32_t *n = &s->threads[thread].holds;
  struct state_hold h = l->at[at];
  --*n;
  memmove(l->at + at, l->at + at + 1, (*n - at) * sizeof *l->at);
  return h;
}

static struct state_queue *queue_for(struct state *s, uint32_t object) {
  if (!s->queue_of[object]) {
    *ARRAY_PUSH(&s->queues) = (struct state_queue){0};
    s->queue_of[object] = (uint32_t)s->queues.len;
  }
  return &s->queues.at[s->queue_of[object] - 1];
}

const struct state_queue *state_queue(const struct state *s, uint32_t object) {
  return s->queue_of[object] ? &s->queues.at[s->queue_of[object] - 1] : NULL;
}

void state_item_insert(struct state *s, uint32_t object, size_t at, uint64_t value) {
  struct state_queue *q = queue_for(s, object);
  if (at == 0 && q->head > 0) { /* the undo of taking the oldest */
    q->at[--q->head] = value;
    q->len++;
    return;
  }
  if (q->head + q->len == q->cap) {
    if (q->head > q->cap / 2) { /* more than half is taken already: move instead of growing */
      memmove(q->at, q->at + q->head, q->len * sizeof *q->at);
      q->head = 0;
    } else {
      q->at = array_grow(q->at, &q->cap, q->cap + 1, sizeof *q->at);
    }
  }
  uint64_t *from = q->at + q->head + at;
  memmove(from + 1, from, (q->len - at) * sizeof *q->at);
  *from = value;
  q->len++;
}

uint64_t state_item_remove(struct state *s, uint32_t object, size_t at) {
  struct state_queue *q = queue_for(s, object);
  uint64_t *from = q->at + q->head + at;
  uint64_t value = *from;
  q->len--;
  if (at == 0)
    q->head++;
  else
    memmove(from, from + 1, (q->len - at) * sizeof *q->at);
  if (q->len == 0)
    q->head = 0;
  return value;
}

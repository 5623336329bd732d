/* index.c — see index.h. */
#include "view/index.h"

#include "view/causal.h"

#include <stdlib.h>
#include <string.h>

enum { INDEX_THREADS = 64 };

struct view_index *index_new(void) { return xcalloc(1, sizeof(struct view_index)); }

void index_free(struct view_index *ix) {
  if (!ix)
    return;
  cols_fini(&ix->columns);
  ARRAY_FREE(&ix->locks);
  ARRAY_FREE(&ix->outputs);
  ARRAY_FREE(&ix->tasks);
  ARRAY_FREE(&ix->blocks);
  free(ix->contention);
  causal_forget(ix);
  free(ix);
}

static void index_cut(struct view_index *ix, uint32_t keep) {
  cols_cut(&ix->columns, keep);
  free(ix->contention);
  ix->contention = NULL;
  causal_forget(ix);
  while (ix->outputs.len && ix->outputs.at[ix->outputs.len - 1] > keep)
    ix->outputs.len--;
  while (ix->tasks.len && ix->tasks.at[ix->tasks.len - 1].step > keep)
    ix->tasks.len--;
  if (ix->blocks.len > keep / INDEX_BLOCK)
    ix->blocks.len = keep / INDEX_BLOCK;
  if (ix->steps > keep)
    ix->steps = keep;
}

static struct index_block index_scan(const struct trace *t, uint32_t from, uint32_t to) {
  uint32_t moves[INDEX_THREADS] = {0};
  struct index_block b = {0};
  for (uint32_t i = from; i <= to; i++) {
    const struct trace_step *s = trace_step(t, i);
    if (s->thread < INDEX_THREADS)
      moves[s->thread]++;
    b.preempted |= s->why == WHY_PREEMPTED;
    b.bad |= s->op == OP_CRASH || s->op == OP_ASSERT_FAIL || s->op == OP_DEADLOCK;
  }
  for (uint16_t i = 1; i < INDEX_THREADS; i++)
    if (moves[i] > moves[b.thread])
      b.thread = i;
  return b;
}

static bool index_is_lock(const struct view_index *ix, const struct trace_object *o) {
  switch ((enum plait_kind)o->kind) {
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_SPIN:
  case KIND_RLOCK: return !o->whole || !cols_all_closed(&ix->columns);
  default: return false;
  }
}

bool index_has_tasks(const struct view_index *ix, uint32_t queue) {
  for (size_t i = 0; i < ix->tasks.len; i++)
    if (ix->tasks.at[i].queue == queue)
      return true;
  return false;
}

static void index_step(struct view_index *ix, const struct trace *t, uint32_t step) {
  const struct trace_step *s = trace_step(t, step);
  if (s->op == OP_OUTPUT)
    *ARRAY_PUSH(&ix->outputs) = step;
  if ((s->op != OP_NOTE && s->op != OP_SPAN_BEGIN) || !s->object || trace_object(t, s->object)->kind != KIND_QUEUE)
    return;
  bool done = s->op == OP_NOTE && trace_object(t, s->object)->composite && !(s->flags & (STEP_PUT | STEP_GET | STEP_FAILED));
  bool join = s->op == OP_SPAN_BEGIN && !strncmp(spans_verb(t, step), "join", 4);
  if ((done || join) && !index_has_tasks(ix, s->object))
    *ARRAY_PUSH(&ix->tasks) = (struct index_tasks){s->object, step};
}

void index_update(struct view_index *ix, const struct trace *t) {
  cols_update(&ix->columns, t);
  uint32_t steps = trace_steps(t), objects = (uint32_t)trace_objects(t);
  if (ix->steps > steps) /* taken back without a word */
    index_cut(ix, steps);
  if (ix->objects > objects) {
    ix->objects = 0;
    ix->locks.len = 0;
  }
  while (ix->objects < objects) {
    if (index_is_lock(ix, trace_object(t, ++ix->objects)))
      *ARRAY_PUSH(&ix->locks) = ix->objects;
  }
  while (ix->steps < steps)
    index_step(ix, t, ++ix->steps);
  while ((ix->blocks.len + 1) * INDEX_BLOCK <= steps) {
    uint32_t from = (uint32_t)ix->blocks.len * INDEX_BLOCK + 1;
    *ARRAY_PUSH(&ix->blocks) = index_scan(t, from, from + INDEX_BLOCK - 1);
  }
}

void index_turned(struct view_index *ix, const struct trace *t) {
  ix->objects = 0;
  ix->locks.len = 0;
  causal_forget(ix);
  index_update(ix, t);
}

struct view_index *index_of(struct view *v) {
  if (!v->index)
    v->index = index_new();
  index_update(v->index, v->trace);
  return v->index;
}

uint32_t view_step(const struct view *v) {
  if (!v->index || !v->cursor)
    return v->cursor;
  uint32_t n = cols_before(&v->index->columns, v->cursor);
  return n ? cols_step(&v->index->columns, n) : 0;
}

void view_forget(struct view *v, uint32_t keep) {
  if (v->index) {
    index_cut(v->index, keep);
    if (!keep) {
      v->index->objects = 0;
      v->index->locks.len = 0;
    }
  }
  analysis_free(v->found); /* later steps may have been what a finding rests on */
  v->found = NULL;
  if (v->world)
    world_invalidate(v->world, keep);
}

void view_release(struct view *v) {
  index_free(v->index);
  v->index = NULL;
  analysis_free(v->found);
  v->found = NULL;
}

size_t index_outputs_until(const struct view_index *ix, uint32_t step) {
  size_t lo = 0, hi = ix->outputs.len;
  while (lo < hi) {
    size_t mid = lo + (hi - lo) / 2;
    if (ix->outputs.at[mid] <= step)
      lo = mid + 1;
    else
      hi = mid;
  }
  return lo;
}

struct index_block index_summary(const struct view_index *ix, const struct trace *t, uint32_t from, uint32_t to) {
  /* few enough to look at, or not a block known */
  if (to - from < 4 * INDEX_BLOCK || to / INDEX_BLOCK > ix->blocks.len)
    return index_scan(t, from, to);
  struct index_block b = {0};
  uint32_t won[INDEX_THREADS] = {0};
  for (size_t i = (from - 1) / INDEX_BLOCK; i < to / INDEX_BLOCK; i++) {
    const struct index_block *k = &ix->blocks.at[i];
    won[k->thread % INDEX_THREADS]++;
    b.preempted |= k->preempted;
    b.bad |= k->bad;
  }
  for (uint16_t i = 1; i < INDEX_THREADS; i++)
    if (won[i] > won[b.thread])
      b.thread = i;
  return b;
}

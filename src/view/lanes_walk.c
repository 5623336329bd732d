/* lanes_walk.c — the state of every lane left and right of every visible column.
 *
 * A world is moved through the window once, one column at a time; nothing outside
 * the window is looked at. Who is blocked, and on what, is the model's answer; this file
 * only remembers it per column. */
#include "view/lanes.h"

#include "base/array.h"

#include <stdlib.h>

enum { WALK_HELD = 32 };

/* What a thread that is inside a closed call waits for is what it called, not what that is made of. */
static uint32_t walk_waits(const struct world *w, const struct cols *c, const struct world_thread *t) {
  if (!t->span || !cols_closed(c, t->span))
    return t->object;
  return trace_step(world_trace(w), t->inner_span)->object;
}

/* The innermost lock that it holds; those inside of others only where they are drawn. */
static uint32_t walk_lock(const struct world *w, const struct cols *c, uint16_t thread, const struct world_thread *t) {
  const struct trace *trace = world_trace(w);
  uint32_t held[WALK_HELD];
  size_t n = t->held_len ? world_held(w, thread, held, WALK_HELD) : 0;
  bool parts = t->span && !cols_closed(c, t->span);
  for (n = n < WALK_HELD ? n : WALK_HELD; n > 0; n--)
    if (parts || (!trace_object(trace, held[n - 1])->whole && trace_object(trace, held[n - 1])->kind != KIND_LOOP))
      return held[n - 1];
  return 0;
}

struct lanes_state lanes_state_of(struct world *w, const struct cols *c, uint16_t thread) {
  const struct world_thread *t = world_thread(w, thread);
  struct lanes_state s = {0};
  switch (t->status) {
  case STATUS_ABSENT:
  case STATUS_OVER:
    return s;
  case STATUS_READY: s.fill = FILL_ALIVE; break;
  case STATUS_BLOCKED: s.fill = FILL_BLOCKED; break;
  case STATUS_SLEEPING: s.fill = FILL_SLEEPING; break;
  case STATUS_SPINNING: s.fill = FILL_SPINNING; break;
  }
  if (s.fill != FILL_ALIVE) {
    s.waits = walk_waits(w, c, t);
    s.target = t->target;
    s.spins = t->spins;
  }
  s.lock = walk_lock(w, c, thread, t);
  s.shared = s.lock && trace_object(world_trace(w), s.lock)->kind == KIND_RWLOCK && world_object(w, s.lock)->owner != thread;
  return s;
}

/* Is THREAD on a cycle of threads that wait for each other? */
static bool walk_in_cycle(const struct world *w, uint16_t thread) {
  int at = thread;
  for (size_t i = 0; i < world_threads(w); i++) {
    at = world_blocker(w, (uint16_t)at);
    if (at == thread)
      return true;
    if (at < 0)
      return false;
  }
  return false;
}

/* A deadlock is drawn on the threads that wait for each other; when nobody in particular is waited for (a signal
 * that never comes), on all that are blocked. */
static void walk_deadlock(struct world *w, struct lanes_win *win, int col) {
  bool cycle = false;
  for (size_t t = 0; t < world_threads(w) && !cycle; t++)
    cycle = walk_in_cycle(w, (uint16_t)t);
  for (int lane = 0; lane < win->threads; lane++) {
    struct lanes_cell *c = &win->cells[(size_t)lane * (size_t)win->cols + (size_t)col];
    c->moves = false;
    c->dead = cycle ? walk_in_cycle(w, (uint16_t)(win->top + lane)) : c->left.fill == FILL_BLOCKED;
  }
}

/* A thread that was freed by the step before it moves has no moment of its own between the two: its blocked
 * run is drawn up to its own step. */
static void walk_join_runs(struct lanes_win *win) {
  for (int lane = 0; lane < win->threads; lane++) {
    struct lanes_cell *row = &win->cells[(size_t)lane * (size_t)win->cols];
    for (int c = 1; c < win->cols; c++) {
      const struct lanes_state *before = &row[c - 1].left;
      if (row[c].moves && !row[c - 1].moves && row[c].left.fill == FILL_ALIVE && before->fill > FILL_ALIVE)
        row[c - 1].right = row[c].left = *before;
    }
  }
}

void lanes_walk(struct world *w, const struct cols *c, uint32_t first, int cols, uint16_t top, int threads,
                struct lanes_win *out) {
  const struct trace *t = world_trace(w);
  *out = (struct lanes_win){.first = first, .cols = cols, .top = top, .threads = threads};
  out->cells = xcalloc((size_t)cols * (size_t)threads + 1, sizeof *out->cells);
  out->steps = xcalloc((size_t)cols + 1, sizeof *out->steps);
  world_seek(w, cols_rest(c, first - 1));
  for (int i = 0; i < cols; i++) {
    uint32_t n = first + (uint32_t)i, step = cols_step(c, n);
    const struct trace_step *s = trace_step(t, step);
    out->steps[i] = step;
    for (int lane = 0; lane < threads; lane++) {
      struct lanes_cell *cell = &out->cells[(size_t)lane * (size_t)cols + (size_t)i];
      cell->left = i ? out->cells[(size_t)lane * (size_t)cols + (size_t)i - 1].right
                     : lanes_state_of(w, c, (uint16_t)(top + lane));
      cell->moves = s->thread == top + lane;
    }
    world_seek(w, cols_rest(c, n));
    for (int lane = 0; lane < threads; lane++)
      out->cells[(size_t)lane * (size_t)cols + (size_t)i].right = lanes_state_of(w, c, (uint16_t)(top + lane));
    if (s->op == OP_DEADLOCK)
      walk_deadlock(w, out, i);
  }
  walk_join_runs(out);
}

void lanes_win_fini(struct lanes_win *win) {
  free(win->cells);
  free(win->steps);
  *win = (struct lanes_win){0};
}

/* find.c — the next step worth looking at: events of interest, and text.
 *
 * What is interesting about interleaving is where threads touch each other: one
 * that has to wait, one that is interrupted, one that wakes another, and what
 * the program says. A world of its own walks along, because "somebody begins to
 * wait here" is a fact about the state, not about a step. */
#include "view/actions.h"

#include "view/index.h"

#include <stdlib.h>
#include <string.h>

/* Is somebody preempted, or is it a choice of the clock or of nobody, at the first step of the move that ends with STEP? */
static bool find_is_switch(const struct trace *t, uint32_t after, uint32_t step) {
  uint16_t thread = trace_step(t, step)->thread;
  while (step > after + 1 && trace_step(t, step - 1)->thread == thread) step--;
  enum plait_why why = trace_step(t, step)->why;
  return why == WHY_PREEMPTED || why == WHY_TIMEOUT || why == WHY_SPURIOUS;
}

/* LIVE: more steps can follow the last. */
static bool find_is_event(const struct trace *t, uint32_t step, bool live) {
  const struct trace_step *s = trace_step(t, step);
  if (s->op == OP_NOTE && s->object && trace_object(t, s->object)->composite) return (s->flags & STEP_FAILED) != 0;
  if (s->op == OP_SPAN_END && s->flags & STEP_FAILED) return true;
  if (s->flags & STEP_WAITED && plait_op_table[s->op].cls == CLASS_LOCK) return true;
  switch (s->op) {
  case OP_OUTPUT: case OP_COND_SIGNAL: case OP_COND_BROADCAST: case OP_NOTE: return true;
  case OP_BARRIER_ARRIVE: return (s->flags & STEP_LAST) != 0;
  default: return plait_op_table[s->op].cls == CLASS_END || (step == trace_steps(t) && !live);
  }
}

/* Does a thread begin to wait for another because of this step? A join is waiting by design. */
static bool find_blocks(const struct world *w, uint32_t after, uint32_t until) {
  for (size_t i = 0; i < world_threads(w); i++) {
    const struct world_thread *t = world_thread(w, (uint16_t)i);
    if ((t->status == STATUS_BLOCKED || t->status == STATUS_SPINNING) && t->since > after && t->since <= until && t->pending != OP_THREAD_JOIN)
      return true;
  }
  return false;
}

bool find_event(struct actions *a, int direction, uint32_t *step) {
  const struct trace *t = a->view.trace;
  if (!a->scan) a->scan = world_new(t);
  const struct cols *c = &index_of(&a->view)->columns;
  bool live = a->live && trace_end(t)->kind == END_NONE;
  uint32_t count = cols_count(c);
  for (uint32_t n = cols_before(c, a->view.cursor) + (uint32_t)direction; n >= 1 && n <= count; n += (uint32_t)direction) {
    uint32_t s = cols_step(c, n), rest = cols_rest(c, n), before = cols_rest(c, n - 1);
    world_seek(a->scan, rest);
    if (!find_is_event(t, s, live) && !find_is_switch(t, before, s) && !find_blocks(a->scan, before, rest)) continue;
    *step = s;
    return true;
  }
  return false;
}

bool find_text(struct actions *a, const char *text, int direction, uint32_t *step) {
  const struct trace *t = a->view.trace;
  const struct cols *c = &index_of(&a->view)->columns;
  uint32_t count = cols_count(c);
  struct buf b = {0};
  bool found = false;
  for (uint32_t n = cols_before(c, a->view.cursor) + (uint32_t)direction; !found && n >= 1 && n <= count; n += (uint32_t)direction) {
    uint32_t s = cols_step(c, n);
    const struct trace_site *at = trace_site(t, trace_step(t, s)->site);
    buf_clear(&b);
    explain_step(t, s, &b);
    buf_printf(&b, " %s %s:%u", at->func, at->file, at->line);
    found = strcasestr(buf_str(&b), text) != NULL;
    if (found) *step = s;
  }
  buf_fini(&b);
  return found;
}

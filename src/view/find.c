/* find.c — the next step worth looking at: events of interest, and text.
 *
 * What is interesting about interleaving is where threads touch each other: one
 * that has to wait, one that is interrupted, one that wakes another, and what
 * the program says. A world of its own walks along, because "somebody begins to
 * wait here" is a fact about the state, not about a step. */
#include "view/actions.h"

#include <stdlib.h>
#include <string.h>

/* LIVE: more steps can follow the last. */
static bool find_is_event(const struct trace *t, uint32_t step, bool live) {
  const struct trace_step *s = trace_step(t, step);
  if (s->why == WHY_PREEMPTED || s->why == WHY_TIMEOUT || s->why == WHY_SPURIOUS) return true;
  if (s->flags & STEP_WAITED && plait_op_table[s->op].cls == CLASS_LOCK) return true;
  switch (s->op) {
  case OP_OUTPUT: case OP_COND_SIGNAL: case OP_COND_BROADCAST: case OP_NOTE: return true;
  case OP_BARRIER_ARRIVE: return (s->flags & STEP_LAST) != 0;
  default: return plait_op_table[s->op].cls == CLASS_END || (step == trace_steps(t) && !live);
  }
}

/* Does a thread begin to wait for another because of this step? A join is waiting by design. */
static bool find_blocks(const struct world *w, uint32_t step) {
  for (size_t i = 0; i < world_threads(w); i++) {
    const struct world_thread *t = world_thread(w, (uint16_t)i);
    if ((t->status == STATUS_BLOCKED || t->status == STATUS_SPINNING) && t->since == step && t->pending != OP_THREAD_JOIN)
      return true;
  }
  return false;
}

bool find_event(struct actions *a, int direction, uint32_t *step) {
  const struct trace *t = a->view.trace;
  if (!a->scan) a->scan = world_new(t);
  uint32_t steps = trace_steps(t);
  bool live = a->live && trace_end(t)->kind == END_NONE;
  for (uint32_t s = a->view.cursor + (uint32_t)direction; s >= 1 && s <= steps; s += (uint32_t)direction) {
    world_seek(a->scan, s);
    if (!find_is_event(t, s, live) && !find_blocks(a->scan, s)) continue;
    *step = s;
    return true;
  }
  return false;
}

bool find_text(const struct actions *a, const char *text, int direction, uint32_t *step) {
  const struct trace *t = a->view.trace;
  uint32_t steps = trace_steps(t);
  struct buf b = {0};
  bool found = false;
  for (uint32_t s = a->view.cursor + (uint32_t)direction; !found && s >= 1 && s <= steps; s += (uint32_t)direction) {
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

/* objects_state.c — one drawing per kind of object, and how each moves.
 *
 * Movement needs no picture of before: the moving step says what came or went, and
 * the world at the cursor is the state at one of its two ends. So a drawing leaves
 * out what is on its way and puts it in between. */
#include "view/anim.h"
#include "view/glyphs.h"
#include "view/objects.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { STATE_THREADS = 64, STATE_ITEMS = 64, STATE_DOTS = 12 };

/* A pen that goes right and stops at the end of the row. */
struct state_pen {
  struct grid *g;
  int x0, x, y, end;
  bool ascii;
};

static void state_put(struct state_pen *p, enum grid_element e, const char *text) {
  p->x += grid_text(p->g, p->x, p->y, p->end - p->x, e, text);
}

static void state_glyph(struct state_pen *p, enum grid_element e, enum glyph glyph) {
  state_put(p, e, glyph_str(glyph, p->ascii));
}

static enum grid_element state_colour(int thread) { return (enum grid_element)(EL_THREAD0 + thread % GRID_THREADS); }

static const char *state_name(const struct objects_draw *d, int thread) {
  return trace_thread(d->view->trace, (uint16_t)thread)->name;
}

/* "label T2 T3", the longest-waiting first. Where that is too wide a mark stands for the label, and for DETAIL,
 * which comes before it. */
static void state_waiters(const struct objects_draw *d, struct state_pen *p, uint32_t object, const char *detail,
                          const char *label) {
  struct world_waiter w[STATE_THREADS];
  size_t n = world_waiters(d->view->world, object, w, STATE_THREADS);
  int want = n ? grid_width(label) : 0;
  for (size_t i = 0; i < n && i < STATE_THREADS; i++)
    want += 1 + grid_width(state_name(d, w[i].thread));
  if (p->x + want + grid_width(detail) <= p->end)
    state_put(p, EL_DIM, detail);
  if (!n)
    return;
  if (p->x + want > p->end) {
    state_put(p, EL_TEXT, " ");
    state_glyph(p, EL_WAITER, GLYPH_WAITING);
  } else {
    state_put(p, EL_WAITER, label);
  }
  for (size_t i = 0; i < n && i < STATE_THREADS; i++) {
    state_put(p, EL_WAITER, " ");
    state_put(p, state_colour(w[i].thread), state_name(d, w[i].thread));
  }
}

/* The moving step, when it is about this object; else NULL. */
static const struct trace_step *state_moving(const struct objects_draw *d, uint32_t object) {
  if (!d->anim)
    return NULL;
  const struct trace_step *s = trace_step(d->view->trace, d->anim);
  bool about = s->object == object || s->object2 == object;
  return about && !(s->flags & (STEP_FAILED | STEP_NESTED)) ? s : NULL;
}

/* -- locks ------------------------------------------------------------------------- */

/* 1: the step takes the lock, -1: it gives it back, 0: neither. */
static int state_lock_move(const struct trace_step *s) {
  switch (s ? s->op : OP_NONE) {
  case OP_MUTEX_UNLOCK:
  case OP_RWLOCK_UNLOCK:
  case OP_SPIN_UNLOCK:
  case OP_COND_WAIT: return -1;
  case OP_NONE: return 0;
  default: return plait_op_table[s->op].cls == CLASS_LOCK || s->op == OP_COND_WAKE;
  }
}

/* The token of a lock on its way between its place and the far end of the row, where those who wait stand. */
static void state_token(const struct objects_draw *d, struct state_pen *p, const struct trace_step *s, int move) {
  char text[64];
  snprintf(text, sizeof text, "%s %s", glyph_str(GLYPH_TAKEN, p->ascii), state_name(d, s->thread));
  int home = p->x0, far = p->end - grid_width(text);
  far = far > home + 24 ? home + 24 : far < home ? home : far;
  int x = move > 0 ? anim_between(far, home, d->phase) : anim_between(home, far, d->phase);
  grid_text(p->g, x, p->y, p->end - x, EL_FLASH, text);
}

static void state_lock(const struct objects_draw *d, struct state_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  const struct trace_step *s = state_moving(d, object);
  int move = state_lock_move(s);
  uint16_t holders[STATE_THREADS];
  size_t n = world_holders(d->view->world, object, holders, STATE_THREADS);
  bool any = false;
  for (size_t i = 0; i < n && i < STATE_THREADS; i++) {
    if (move && holders[i] == s->thread)
      continue; /* it is the one on its way */
    if (!any)
      state_glyph(p, state_colour(holders[i]), GLYPH_TAKEN);
    any = true;
    state_put(p, EL_TEXT, " ");
    state_put(p, state_colour(holders[i]), state_name(d, holders[i]));
  }
  char text[48];
  if (any && o->readers)
    state_put(p, EL_DIM, o->readers == 1 ? " reads" : " read");
  if (any && o->depth > 1) {
    snprintf(text, sizeof text, " %s%u", glyph_str(GLYPH_TIMES, p->ascii), o->depth);
    state_put(p, EL_OWNER, text);
  }
  if (!any && !move) {
    state_glyph(p, EL_GOOD, GLYPH_FREE);
    state_put(p, EL_DIM, " free");
  }
  if (move) {
    state_token(d, p, s, move);
    return; /* the row is the token's while it moves */
  }
  text[0] = 0;
  if (any && !o->readers && o->owner_since)
    snprintf(text, sizeof text, " since %u", o->owner_since);
  state_waiters(d, p, object, text, "  waiting:");
}

/* -- counters ---------------------------------------------------------------------- */

static void state_semaphore(const struct objects_draw *d, struct state_pen *p, uint32_t object) {
  const struct trace_step *s = state_moving(d, object);
  int64_t have = world_object(d->view->world, object)->permits, first = trace_object(d->view->trace, object)->param;
  int64_t places = have > first ? have : first;
  bool forward = d->anim == d->view->cursor, post = s && s->op == OP_SEM_POST;
  /* the permit that comes or goes flashes in its place: the one behind the permits that stay */
  int64_t moving = !s ? -1 : post == forward ? have - 1 : have;
  for (int64_t i = 0; i < places && places <= STATE_DOTS; i++)
    state_glyph(p, i == moving ? EL_FLASH : i < have ? EL_OP_SEM : EL_DIM, i < have ? GLYPH_PERMIT : GLYPH_NO_PERMIT);
  char text[48];
  snprintf(text, sizeof text, "%s%" PRId64, places && places <= STATE_DOTS ? "  " : "", have);
  state_put(p, EL_VALUE, text);
  if (first > 0) {
    snprintf(text, sizeof text, "/%" PRId64, first);
    state_put(p, EL_DIM, text);
  }
  state_waiters(d, p, object, "", "  waiting:");
}

static void state_barrier(const struct objects_draw *d, struct state_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  const struct trace_step *s = state_moving(d, object);
  bool forward = d->anim == d->view->cursor, arrives = s && s->op == OP_BARRIER_ARRIVE;
  bool released = arrives && s->flags & STEP_LAST;
  int64_t parties = trace_object(d->view->trace, object)->param, arrived = o->permits;
  int64_t moving = !arrives ? -1 : forward ? arrived - 1 : arrived;
  char text[48];
  for (int64_t i = 0; i < parties && parties <= STATE_DOTS; i++) {
    if (released) /* the last one has come: all are there for a moment, and go */
      state_glyph(p, d->phase < 0.75f ? EL_FLASH : EL_DIM, d->phase < 0.75f ? GLYPH_ARRIVED : GLYPH_EXPECTED);
    else if (i == moving)
      state_glyph(p, EL_FLASH, d->phase < 0.5f ? GLYPH_ARRIVING : GLYPH_ARRIVED);
    else
      state_glyph(p, i < arrived ? EL_OP_BARRIER : EL_DIM, i < arrived ? GLYPH_ARRIVED : GLYPH_EXPECTED);
  }
  snprintf(text, sizeof text, "%s%" PRId64, parties <= STATE_DOTS ? "  " : "", released ? parties : arrived);
  state_put(p, EL_VALUE, text);
  snprintf(text, sizeof text, "/%" PRId64 " gen %u", parties, o->generation);
  state_put(p, EL_DIM, text);
  state_waiters(d, p, object, "", "  ");
}

/* -- queues -------------------------------------------------------------------------- */

static void state_queue(const struct objects_draw *d, struct state_pen *p, uint32_t object) {
  const struct trace_step *s = state_moving(d, object);
  bool put = s && s->flags & STEP_PUT, get = s && s->flags & STEP_GET, forward = d->anim == d->view->cursor;
  uint64_t items[STATE_ITEMS + 1];
  size_t n = world_items(d->view->world, object, items + 1, STATE_ITEMS), count = n;
  n = n < STATE_ITEMS ? n : STATE_ITEMS;
  uint64_t *at = items + 1;
  /* `at` becomes the items with the moving one: last when it is put, first when it is taken */
  if (put && !forward && n < STATE_ITEMS) {
    at[n++] = s->value;
  } else if (get && forward) {
    *--at = s->value;
    n++;
  }
  int64_t capacity = trace_object(d->view->trace, object)->param;
  int cell = 1;
  char text[24];
  for (size_t i = 0; i < n; i++) {
    int w = snprintf(text, sizeof text, "%" PRId64, (int64_t)at[i]);
    cell = w > cell ? w : cell;
  }
  size_t slots = capacity > 0 && capacity < STATE_ITEMS ? (size_t)capacity : n;
  slots = n > slots ? n : slots;
  size_t fit = (size_t)((p->end - p->x - 10) / (cell + 1) > 1 ? (p->end - p->x - 10) / (cell + 1) : 1);
  bool cut = slots > fit;
  slots = cut ? fit : slots;
  state_put(p, EL_DIM, "[");
  for (size_t i = 0; i < slots; i++) {
    bool full = i < n, taken = get && i == 0, coming = put && i + 1 == n;
    if (i)
      state_put(p, EL_DIM, " ");
    if (full)
      snprintf(text, sizeof text, "%*" PRId64, cell, (int64_t)at[i]);
    else
      snprintf(text, sizeof text, "%*s", cell + (int)strlen(glyph_str(GLYPH_SLOT_EMPTY, p->ascii)) - 1,
               glyph_str(GLYPH_SLOT_EMPTY, p->ascii));
    if ((taken && d->phase >= 0.5f) || coming) /* its place is empty: it has left, or is still on its way */
      snprintf(text, sizeof text, "%*s", cell, "");
    state_put(p, taken ? EL_FLASH : full ? EL_OP_QUEUE : EL_DIM, text);
  }
  int close = p->x;
  state_put(p, EL_DIM, cut ? glyph_str(GLYPH_ELLIPSIS, p->ascii) : "]");
  snprintf(text, sizeof text, "  %zu", count);
  state_put(p, EL_VALUE, text);
  if (capacity > 0) {
    snprintf(text, sizeof text, "/%" PRId64, capacity);
    state_put(p, EL_DIM, text);
    if ((int64_t)count >= capacity)
      state_put(p, EL_WARN, " full");
  }
  if (put && n <= slots) { /* the item comes in from the right */
    int home = p->x0 + 1 + (int)(n - 1) * (cell + 1), far = p->end - cell < close + 12 ? p->end - cell : close + 12;
    int x = anim_between(far, home, d->phase);
    grid_printf(p->g, x, p->y, p->end - x, EL_FLASH, "%*" PRId64, cell, (int64_t)s->value);
  }
}

/* -- the rest -------------------------------------------------------------------------- */

static void state_variable(const struct objects_draw *d, struct state_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  if (!o->has_value) {
    state_put(p, EL_DIM, "?");
    return;
  }
  struct buf b = {0};
  explain_value(trace_object(d->view->trace, object), o->value, o->value_hi, &b);
  bool now = o->changed && o->changed == d->view->cursor;
  state_put(p, EL_DIM, "= ");
  state_put(p, now ? EL_CHANGED : EL_VALUE, buf_str(&b));
  buf_fini(&b);
  if (o->changed) {
    char text[48];
    snprintf(text, sizeof text, " at %u", o->changed);
    state_put(p, EL_DIM, "  by ");
    state_put(p, state_colour(o->changed_by), state_name(d, o->changed_by));
    state_put(p, EL_DIM, text);
  }
}

static void state_condition(const struct objects_draw *d, struct state_pen *p, uint32_t object) {
  struct world_waiter w;
  const struct trace_step *s = state_moving(d, object);
  if (s && (s->op == OP_COND_SIGNAL || s->op == OP_COND_BROADCAST) && d->phase < 0.6f) {
    char symbol[12];
    glyph_step(d->view->trace, d->anim, p->ascii, symbol);
    state_put(p, EL_FLASH, symbol);
    state_put(p, EL_TEXT, " ");
  }
  if (!world_waiters(d->view->world, object, &w, 1))
    state_put(p, EL_DIM, "nobody waits");
  else
    state_waiters(d, p, object, "", "waiting:");
}

static void state_once(const struct objects_draw *d, struct state_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  if (o->generation) {
    state_put(p, EL_GOOD, "done");
  } else if (o->owner >= 0) {
    state_put(p, EL_DIM, "running in ");
    state_put(p, state_colour(o->owner), state_name(d, o->owner));
  } else {
    state_put(p, EL_DIM, "not yet");
  }
  state_waiters(d, p, object, "", "  waiting:");
}

int objects_state(const struct objects_draw *d, uint32_t object, struct rect r) {
  struct state_pen p = {d->grid, r.x, r.x, r.y, r.x + r.w, d->view->ascii};
  switch ((enum plait_kind)trace_object(d->view->trace, object)->kind) {
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_SPIN: state_lock(d, &p, object); break;
  case KIND_SEM: state_semaphore(d, &p, object); break;
  case KIND_BARRIER: state_barrier(d, &p, object); break;
  case KIND_QUEUE: state_queue(d, &p, object); break;
  case KIND_COND: state_condition(d, &p, object); break;
  case KIND_ONCE: state_once(d, &p, object); break;
  case KIND_VAR: state_variable(d, &p, object); break;
  default: break;
  }
  return p.x - p.x0;
}

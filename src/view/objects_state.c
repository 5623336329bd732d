/* objects_state.c — one drawing per kind of object, and how each moves.
 *
 * Movement needs no picture of before: the moving step says what came or went, and
 * the world at the cursor is the state at one of its two ends. So a drawing leaves
 * out what is on its way and puts it in between. */
#include "view/anim.h"
#include "view/index.h"
#include "view/names.h"
#include "view/objects.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { OBJ_THREADS = 64, OBJ_DOTS = 12 };

void obj_put(struct obj_pen *p, enum grid_element e, const char *text) {
  p->x += grid_text(p->g, p->x, p->y, p->end - p->x, e, text);
}

void obj_glyph(struct obj_pen *p, enum grid_element e, enum glyph glyph) {
  obj_put(p, e, glyph_str(glyph, p->ascii));
}

enum grid_element obj_colour(int thread) { return (enum grid_element)(EL_THREAD0 + thread % GRID_THREADS); }

const char *obj_name(const struct objects_draw *d, int thread) {
  return trace_thread(d->view->trace, (uint16_t)thread)->name;
}

/* Those who wait for OBJECT in a call whose name contains VERB. */
static size_t obj_waiting(const struct objects_draw *d, uint32_t object, const char *verb, struct world_waiter *out) {
  size_t n = world_waiters(d->view->world, object, out, OBJ_THREADS), kept = 0;
  n = n < OBJ_THREADS ? n : OBJ_THREADS;
  for (size_t i = 0; i < n; i++) {
    const struct world_thread *t = world_thread(d->view->world, out[i].thread);
    if (!verb || (t->inner_span && strstr(spans_verb(d->view->trace, t->inner_span), verb)))
      out[kept++] = out[i];
  }
  return kept;
}

/* Names of N threads, the longest MOST columns. */
static void obj_names(const struct objects_draw *d, struct obj_pen *p, const uint16_t *threads, size_t n, int most) {
  char name[NAMES_FULL * 4 + 1];
  for (size_t i = 0; i < n; i++) {
    names_short(obj_name(d, threads[i]), most, name);
    obj_put(p, EL_TEXT, " ");
    obj_put(p, obj_colour(threads[i]), name);
  }
}

/* As many of them as have room, and how many more. */
static void obj_some_names(const struct objects_draw *d, struct obj_pen *p, const uint16_t *threads, size_t n) {
  char more[32] = "";
  for (size_t shown = n; shown; shown--) {
    if (shown < n)
      snprintf(more, sizeof more, " +%zu", n - shown);
    int most = names_fit(d->view->trace, threads, shown, p->end - p->x - (int)strlen(more));
    if (!most && shown > 1)
      continue;
    obj_names(d, p, threads, shown, !most ? 2 : p->most && p->most < most ? p->most : most);
    obj_put(p, EL_DIM, more);
    return;
  }
}

size_t obj_waiters(const struct objects_draw *d, struct obj_pen *p, uint32_t object, const char *verb, const char *detail,
                     const char *label) {
  enum { LEGIBLE = 4 }; /* a name of that length is still one, even beside a label */
  struct world_waiter w[OBJ_THREADS];
  uint16_t who[OBJ_THREADS];
  size_t n = obj_waiting(d, object, verb, w);
  for (size_t i = 0; i < n; i++)
    who[i] = w[i].thread;
  const struct trace *t = d->view->trace;
  int room = p->end - p->x, all = names_width(t, who, n, p->most ? p->most : NAMES_FULL), beside = names_fit(t, who, n, room - grid_width(label));
  if (all + (n ? grid_width(label) : 0) + grid_width(detail) <= room)
    obj_put(p, EL_DIM, detail);
  if (!n)
    return 0;
  if (beside >= (verb ? LEGIBLE : NAMES_FULL)) { /* what it waits for is worth more than the end of its name */
    obj_put(p, EL_WAITER, label);
  } else {
    obj_put(p, EL_TEXT, " ");
    obj_glyph(p, EL_WAITER, GLYPH_WAITING);
  }
  obj_some_names(d, p, who, n);
  return n;
}

const struct trace_step *obj_moving(const struct objects_draw *d, uint32_t object) {
  if (!d->anim)
    return NULL;
  const struct trace_step *s = trace_step(d->view->trace, d->anim);
  bool about = s->object == object || s->object2 == object;
  return about && !(s->flags & (STEP_FAILED | STEP_NESTED)) ? s : NULL;
}

/* -- locks ------------------------------------------------------------------------- */

/* 1: the step takes the lock, -1: it gives it back, 0: neither. */
static int obj_lock_move(const struct trace_step *s) {
  switch (s ? s->op : OP_NONE) {
  case OP_MUTEX_UNLOCK:
  case OP_RWLOCK_UNLOCK:
  case OP_SPIN_UNLOCK:
  case OP_COND_WAIT: return -1;
  case OP_NONE: return 0;
  case OP_NOTE: /* an rlock or rwlock says so itself; a depth that changes moves nothing */
    return s->flags & STEP_PUT ? (s->flags & STEP_SHARED || s->value <= 1) : -(s->flags & STEP_GET && (s->flags & STEP_SHARED || !s->value));
  default: return plait_op_table[s->op].cls == CLASS_LOCK || s->op == OP_COND_WAKE;
  }
}

/* The token of a lock on its way between its place and the far end of the row, where those who wait stand. */
static void obj_token(const struct objects_draw *d, struct obj_pen *p, const struct trace_step *s, int move) {
  char text[64];
  snprintf(text, sizeof text, "%s %s", glyph_str(GLYPH_TAKEN, p->ascii), obj_name(d, s->thread));
  int home = p->x0, far = p->end - grid_width(text);
  far = far > home + 24 ? home + 24 : far < home ? home : far;
  int x = move > 0 ? anim_between(far, home, d->phase) : anim_between(home, far, d->phase);
  grid_text(p->g, x, p->y, p->end - x, EL_FLASH, text);
}

/* Those who hold it. Who waits for it must have room, too, with the label; if all names together are too many, those who
 * hold it are a number. */
static void obj_holders(const struct objects_draw *d, struct obj_pen *p, uint32_t object, const uint16_t *who, size_t n) {
  enum { LABEL = 13, TWO_LABELS = 22, READ = 6 };
  struct world_waiter w[OBJ_THREADS];
  uint16_t all[2 * OBJ_THREADS];
  size_t waiting = obj_waiting(d, object, NULL, w);
  for (size_t i = 0; i < n; i++)
    all[i] = who[i];
  for (size_t i = 0; i < waiting; i++)
    all[n + i] = w[i].thread;
  const struct trace_object *about = trace_object(d->view->trace, object);
  bool apart = about->kind == KIND_RWLOCK && about->composite; /* who waits to write, and who to read */
  int room = p->end - p->x - READ - (waiting ? apart ? TWO_LABELS : LABEL : 0), most = names_fit(d->view->trace, all, n + waiting, room);
  p->most = most;
  obj_glyph(p, obj_colour(who[0]), GLYPH_TAKEN);
  if (most || n == 1) {
    obj_names(d, p, who, n, most ? most : 2);
    return;
  }
  char text[32];
  snprintf(text, sizeof text, " %zu", n);
  obj_put(p, EL_OWNER, text);
}

static void obj_lock(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  const struct trace_step *s = obj_moving(d, object);
  int move = obj_lock_move(s);
  uint16_t holders[OBJ_THREADS];
  size_t n = world_holders(d->view->world, object, holders, OBJ_THREADS), kept = 0;
  for (size_t i = 0; i < n && i < OBJ_THREADS; i++)
    if (!move || holders[i] != s->thread) /* it is the one on its way */
      holders[kept++] = holders[i];
  bool any = kept > 0;
  if (any)
    obj_holders(d, p, object, holders, kept);
  char text[48];
  if (any && o->readers)
    obj_put(p, EL_DIM, o->readers == 1 ? " reads" : " read");
  if (any && o->depth > 1) {
    snprintf(text, sizeof text, " %s%u", glyph_str(GLYPH_TIMES, p->ascii), o->depth);
    obj_put(p, EL_OWNER, text);
  }
  if (!any && !move) {
    obj_glyph(p, EL_GOOD, GLYPH_FREE);
    obj_put(p, EL_DIM, " free");
  }
  if (move) {
    obj_token(d, p, s, move);
    return; /* the row is the token's while it moves */
  }
  text[0] = 0;
  if (any && !o->readers && o->owner_since)
    snprintf(text, sizeof text, " since %u", o->owner_since);
  const struct trace_object *about = trace_object(d->view->trace, object);
  if (about->kind == KIND_RWLOCK && about->composite) {
    obj_waiters(d, p, object, "write", text, "  to write:");
    obj_waiters(d, p, object, "read", "", "  to read:");
    return;
  }
  obj_waiters(d, p, object, NULL, text, "  waiting:");
}

/* -- counters ---------------------------------------------------------------------- */

static void obj_semaphore(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  const struct trace_step *s = obj_moving(d, object);
  int64_t have = world_object(d->view->world, object)->permits, first = trace_object(d->view->trace, object)->param;
  int64_t places = have > first ? have : first;
  bool forward = d->anim <= d->view->cursor, post = s && (s->op == OP_SEM_POST || s->flags & STEP_PUT);
  /* the permit that comes or goes flashes in its place: the one behind the permits that stay */
  int64_t moving = !s ? -1 : post == forward ? have - 1 : have;
  for (int64_t i = 0; i < places && places <= OBJ_DOTS; i++)
    obj_glyph(p, i == moving ? EL_FLASH : i < have ? EL_OP_SEM : EL_DIM, i < have ? GLYPH_PERMIT : GLYPH_NO_PERMIT);
  char text[48];
  snprintf(text, sizeof text, "%s%" PRId64, places && places <= OBJ_DOTS ? "  " : "", have);
  obj_put(p, EL_VALUE, text);
  if (first > 0) {
    snprintf(text, sizeof text, "/%" PRId64, first);
    obj_put(p, EL_DIM, text);
  }
  obj_waiters(d, p, object, NULL, "", "  waiting:");
}

static void obj_barrier(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  const struct trace_step *s = obj_moving(d, object);
  bool forward = d->anim <= d->view->cursor, arrives = s && (s->op == OP_BARRIER_ARRIVE || s->flags & (STEP_PUT | STEP_GET));
  bool released = arrives && s->flags & (STEP_LAST | STEP_GET);
  int64_t parties = trace_object(d->view->trace, object)->param, arrived = o->permits;
  int64_t moving = !arrives ? -1 : forward ? arrived - 1 : arrived;
  char text[48];
  for (int64_t i = 0; i < parties && parties <= OBJ_DOTS; i++) {
    if (released) /* the last one has come: all are there for a moment, and go */
      obj_glyph(p, d->phase < 0.75f ? EL_FLASH : EL_DIM, d->phase < 0.75f ? GLYPH_ARRIVED : GLYPH_EXPECTED);
    else if (i == moving)
      obj_glyph(p, EL_FLASH, d->phase < 0.5f ? GLYPH_ARRIVING : GLYPH_ARRIVED);
    else
      obj_glyph(p, i < arrived ? EL_OP_BARRIER : EL_DIM, i < arrived ? GLYPH_ARRIVED : GLYPH_EXPECTED);
  }
  snprintf(text, sizeof text, "%s%" PRId64, parties <= OBJ_DOTS ? "  " : "", released ? parties : arrived);
  obj_put(p, EL_VALUE, text);
  snprintf(text, sizeof text, "/%" PRId64 " gen %u", parties, o->generation);
  obj_put(p, EL_DIM, text);
  if (o->broken)
    obj_put(p, EL_ERROR, "  broken");
  obj_waiters(d, p, object, NULL, "", "  waiting:");
}

/* -- the rest -------------------------------------------------------------------------- */

static void obj_variable(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  if (!o->has_value) {
    obj_put(p, EL_DIM, "?");
    return;
  }
  struct buf b = {0};
  explain_value(trace_object(d->view->trace, object), o->value, o->value_hi, &b);
  bool now = o->changed && o->changed == d->view->cursor;
  obj_put(p, EL_DIM, "= ");
  obj_put(p, now ? EL_CHANGED : EL_VALUE, buf_str(&b));
  buf_fini(&b);
  if (o->changed) {
    char text[48];
    snprintf(text, sizeof text, " at %u", o->changed);
    obj_put(p, EL_DIM, "  by ");
    obj_put(p, obj_colour(o->changed_by), obj_name(d, o->changed_by));
    obj_put(p, EL_DIM, text);
  }
}

static void obj_condition(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  struct world_waiter w;
  const struct trace_step *s = obj_moving(d, object);
  bool notifies = s && s->op == OP_SPAN_END && !strncmp(spans_verb(d->view->trace, d->anim), "notify", 6);
  if (s && (s->op == OP_COND_SIGNAL || s->op == OP_COND_BROADCAST || notifies) && d->phase < 0.6f) {
    char symbol[12];
    glyph_column(d->view->trace, &d->view->index->columns, d->anim, p->ascii, symbol);
    obj_put(p, EL_FLASH, symbol);
    obj_put(p, EL_TEXT, " ");
  }
  if (!world_waiters(d->view->world, object, &w, 1))
    obj_put(p, EL_DIM, "nobody waits");
  else
    obj_waiters(d, p, object, NULL, "", "waiting:");
}

static void obj_once(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  if (o->generation) {
    obj_put(p, EL_GOOD, "done");
  } else if (o->owner >= 0) {
    obj_put(p, EL_DIM, "running in ");
    obj_put(p, obj_colour(o->owner), obj_name(d, o->owner));
  } else {
    obj_put(p, EL_DIM, "not yet");
  }
  obj_waiters(d, p, object, NULL, "", "  waiting:");
}

int objects_state(const struct objects_draw *d, uint32_t object, struct rect r) {
  struct obj_pen p = {d->grid, r.x, r.x, r.y, r.x + r.w, 0, d->view->ascii};
  switch ((enum plait_kind)trace_object(d->view->trace, object)->kind) {
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_RLOCK:
  case KIND_SPIN: obj_lock(d, &p, object); break;
  case KIND_SEM: obj_semaphore(d, &p, object); break;
  case KIND_BARRIER: obj_barrier(d, &p, object); break;
  case KIND_QUEUE: obj_queue(d, &p, object); break;
  case KIND_CHANNEL: obj_channel(d, &p, object); break;
  case KIND_POOL: obj_pool(d, &p, object); break;
  case KIND_EVENT: obj_event(d, &p, object); break;
  case KIND_WAITGROUP: obj_waitgroup(d, &p, object); break;
  case KIND_FUTURE: obj_future(d, &p, object); break;
  case KIND_LOOP: obj_loop(d, &p, object); break;
  case KIND_COND: obj_condition(d, &p, object); break;
  case KIND_ONCE: obj_once(d, &p, object); break;
  case KIND_VAR: obj_variable(d, &p, object); break;
  default: break;
  }
  return p.x - p.x0;
}

/* objects_slots.c — what has items in it: queues, channels, pools, drawn as slots.
 *
 * An item that comes in is drawn on its way from the right into its slot; one that leaves flashes in its slot and is
 * gone. Which slot that is the object itself says: a queue by priority puts it in the middle, a stack takes the last. */
#include "view/anim.h"
#include "view/index.h"
#include "view/objects.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { OBJ_ITEMS = 64 };

/* The items with the moving one among them. */
struct slots {
  uint64_t at[OBJ_ITEMS + 1];
  size_t n, count; /* n: drawn; count: there are at rest */
  size_t moving;   /* which of them; n: none */
  bool put, get;
  int cell;        /* columns of the widest */
  int open, close; /* where the brackets have been drawn */
};

static struct slots slots_of(const struct objects_draw *d, uint32_t object) {
  const struct trace_step *s = obj_moving(d, object);
  struct slots k = {.put = s && s->flags & STEP_PUT, .get = s && s->flags & STEP_GET, .cell = 1};
  bool forward = d->anim <= d->view->cursor;
  k.count = world_items(d->view->world, object, k.at, OBJ_ITEMS);
  k.n = k.count < OBJ_ITEMS ? k.count : OBJ_ITEMS;
  size_t place = s ? (size_t)(s->value_hi >> 32) : 0;
  k.moving = k.n;
  if (k.put && forward) {
    k.moving = place && place <= k.n ? place - 1 : k.n - 1; /* it is there */
  } else if (k.put || (k.get && forward)) { /* it is not, and is put back for the picture */
    size_t at = place ? place - 1 : k.put ? k.n : 0;
    at = at > k.n ? k.n : at;
    memmove(&k.at[at + 1], &k.at[at], (k.n - at) * sizeof k.at[0]);
    k.at[at] = s->value;
    k.moving = at;
    k.n++;
  } else if (k.get) {
    k.moving = place && place <= k.n ? place - 1 : 0;
  }
  for (size_t i = 0; i < k.n; i++) {
    int w = snprintf(NULL, 0, "%" PRId64, (int64_t)k.at[i]);
    k.cell = w > k.cell ? w : k.cell;
  }
  return k;
}

/* "[3 7 . .]"; ROOM: columns to be left for what follows. */
static void slots_draw(const struct objects_draw *d, struct obj_pen *p, struct slots *k, int64_t capacity, int room) {
  size_t slots = capacity > 0 && capacity < OBJ_ITEMS ? (size_t)capacity : k->n;
  slots = k->n > slots ? k->n : slots;
  int left = p->end - p->x - room;
  size_t fit = left / (k->cell + 1) > 1 ? (size_t)(left / (k->cell + 1)) : 1;
  bool cut = slots > fit;
  slots = cut ? fit : slots;
  char text[24];
  k->open = p->x;
  obj_put(p, EL_DIM, "[");
  for (size_t i = 0; i < slots; i++) {
    bool full = i < k->n, moves = i == k->moving && i < k->n;
    if (i)
      obj_put(p, EL_DIM, " ");
    if (full)
      snprintf(text, sizeof text, "%*" PRId64, k->cell, (int64_t)k->at[i]);
    else
      snprintf(text, sizeof text, "%*s", k->cell + (int)strlen(glyph_str(GLYPH_SLOT_EMPTY, p->ascii)) - 1,
               glyph_str(GLYPH_SLOT_EMPTY, p->ascii));
    if (moves && (k->put || d->phase >= 0.5f)) /* its place is empty: it has left, or is still on its way */
      snprintf(text, sizeof text, "%*s", k->cell, "");
    obj_put(p, moves && k->get ? EL_FLASH : full ? EL_OP_QUEUE : EL_DIM, text);
  }
  k->close = p->x;
  obj_put(p, EL_DIM, cut ? glyph_str(GLYPH_ELLIPSIS, p->ascii) : "]");
}

/* The item that comes in from the right, over whatever stands there. */
static void slots_fly(const struct objects_draw *d, const struct obj_pen *p, const struct slots *k) {
  int home = k->open + 1 + (int)k->moving * (k->cell + 1), far = p->end - k->cell < k->close + 12 ? p->end - k->cell : k->close + 12;
  if (!k->put || home >= k->close)
    return;
  int x = anim_between(far, home, d->phase);
  grid_printf(p->g, x, p->y, p->end - x, EL_FLASH, "%*" PRId64, k->cell, (int64_t)k->at[k->moving]);
}

static void slots_count(struct obj_pen *p, size_t count, int64_t capacity) {
  char text[32];
  snprintf(text, sizeof text, "  %zu", count);
  obj_put(p, EL_VALUE, text);
  if (capacity > 0) {
    snprintf(text, sizeof text, "/%" PRId64, capacity);
    obj_put(p, EL_DIM, text);
    if ((int64_t)count >= capacity)
      obj_put(p, EL_WARN, " full");
  }
}

void obj_queue(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  const struct trace_object *about = trace_object(d->view->trace, object);
  const struct world_object *o = world_object(d->view->world, object);
  struct slots k = slots_of(d, object);
  slots_draw(d, p, &k, about->param, 10);
  slots_count(p, k.count, about->param);
  slots_fly(d, p, &k);
  if (!about->composite)
    return;
  if (o->broken)
    obj_put(p, EL_WARN, "  closed");
  char text[32] = "";
  if (o->unfinished && index_has_tasks(d->view->index, object))
    snprintf(text, sizeof text, "  unfinished %u", o->unfinished);
  obj_waiters(d, p, object, "put", text, "  putting:");
  obj_waiters(d, p, object, "get", "", "  getting:");
  obj_waiters(d, p, object, "join", "", "  joining:");
}

void obj_pool(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  int64_t threads = trace_object(d->view->trace, object)->param;
  const struct world_object *o = world_object(d->view->world, object);
  struct slots k = slots_of(d, object);
  int64_t busy = (int64_t)o->unfinished - (int64_t)k.count;
  char text[48];
  slots_draw(d, p, &k, 0, 24);
  snprintf(text, sizeof text, "  %zu queued  ", k.count);
  obj_put(p, EL_DIM, text);
  for (int64_t i = 0; i < threads && threads <= 12; i++)
    obj_glyph(p, i < busy ? EL_OP_SEM : EL_DIM, i < busy ? GLYPH_ARRIVED : GLYPH_EXPECTED);
  snprintf(text, sizeof text, " %" PRId64 "/%" PRId64 " busy", busy > 0 ? busy : 0, threads);
  obj_put(p, EL_DIM, text);
  if (o->broken)
    obj_put(p, EL_WARN, "  shut down");
  slots_fly(d, p, &k);
}

/* Senders stand where items come in, receivers where they go out. */
static void channel_end(const struct objects_draw *d, struct obj_pen *p, uint32_t object, const char *verb, bool before) {
  if (before) {
    if (!obj_waiters(d, p, object, verb, "", ""))
      obj_put(p, EL_DIM, " nobody");
    obj_put(p, EL_DIM, " ");
    obj_glyph(p, EL_TEXT, GLYPH_MORE_RIGHT);
    obj_put(p, EL_DIM, " ");
    return;
  }
  obj_put(p, EL_DIM, " ");
  obj_glyph(p, EL_TEXT, GLYPH_MORE_RIGHT);
  if (!obj_waiters(d, p, object, verb, "", ""))
    obj_put(p, EL_DIM, " nobody");
}

void obj_channel(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  int64_t capacity = trace_object(d->view->trace, object)->param;
  const struct world_object *o = world_object(d->view->world, object);
  const struct trace_step *s = obj_moving(d, object);
  p->x--; /* what stands there is led by a blank */
  channel_end(d, p, object, "send", true);
  if (capacity > 0) {
    struct slots k = slots_of(d, object);
    slots_draw(d, p, &k, capacity, 14);
    channel_end(d, p, object, "receive", false);
    slots_count(p, k.count, capacity);
    slots_fly(d, p, &k);
  } else {
    char text[32] = "";
    if (s && s->flags & (STEP_PUT | STEP_GET) && d->phase < 0.75f) /* from hand to hand */
      snprintf(text, sizeof text, "%" PRId64, (int64_t)s->value);
    if (text[0])
      obj_put(p, EL_FLASH, text);
    else
      obj_glyph(p, EL_OP_QUEUE, GLYPH_MEETING);
    channel_end(d, p, object, "receive", false);
  }
  obj_waiters(d, p, object, "select", "", "  in a select:");
  if (o->broken)
    obj_put(p, EL_WARN, "  closed");
}

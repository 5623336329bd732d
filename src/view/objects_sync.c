/* objects_sync.c — the objects of plait/sync.h that have no items: flags, counters, results, and whose turn it is. */
#include "view/objects.h"

#include <inttypes.h>
#include <stdio.h>

enum { SYNC_DOTS = 12 };

void obj_event(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  bool set = world_object(d->view->world, object)->permits > 0, moves = obj_moving(d, object) != NULL && d->phase < 0.75f;
  obj_glyph(p, moves ? EL_FLASH : set ? EL_GOOD : EL_DIM, set ? GLYPH_FLAG_UP : GLYPH_FLAG_DOWN);
  obj_put(p, moves ? EL_FLASH : set ? EL_GOOD : EL_DIM, set ? " set" : " not set");
  obj_waiters(d, p, object, NULL, "", "  waiting:");
}

void obj_waitgroup(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  int64_t n = world_object(d->view->world, object)->permits;
  bool moves = obj_moving(d, object) != NULL && d->phase < 0.75f;
  char text[48];
  for (int64_t i = 0; i < n && n <= SYNC_DOTS; i++)
    obj_glyph(p, moves && i == n - 1 ? EL_FLASH : EL_OP_BARRIER, GLYPH_EXPECTED);
  snprintf(text, sizeof text, "%s%" PRId64, n > 0 && n <= SYNC_DOTS ? "  " : "", n);
  obj_put(p, moves ? EL_FLASH : EL_VALUE, text);
  obj_put(p, EL_DIM, n == 0 ? " all done" : " not done");
  obj_waiters(d, p, object, NULL, "", "  waiting:");
}

void obj_future(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  const struct world_object *o = world_object(d->view->world, object);
  bool moves = obj_moving(d, object) != NULL && d->phase < 0.75f;
  char text[48];
  snprintf(text, sizeof text, "= %" PRId64, (int64_t)o->value);
  obj_put(p, moves ? EL_FLASH : o->has_value ? EL_VALUE : EL_DIM, o->has_value ? text : "no result yet");
  obj_waiters(d, p, object, NULL, "", "  waiting:");
}

void obj_loop(const struct objects_draw *d, struct obj_pen *p, uint32_t object) {
  int owner = world_object(d->view->world, object)->owner;
  if (owner >= 0) {
    obj_glyph(p, obj_colour(owner), GLYPH_PLAY);
    obj_put(p, EL_TEXT, " ");
    obj_put(p, obj_colour(owner), obj_name(d, owner));
    obj_put(p, EL_DIM, " runs");
  } else {
    obj_put(p, EL_DIM, "nobody runs");
  }
}

void objects_kind(const struct trace_object *o, char out[48]) {
  static const char *const queues[] = {"queue", "lifo queue", "priority queue"};
  static const char *const policies[] = {"readers first", "writers first", "fair"};
  const char *kind = plait_kind_names[o->kind];
  if (o->kind == KIND_VAR && o->type[0])
    snprintf(out, 48, "%.47s", o->type);
  else if (o->kind == KIND_QUEUE && o->composite && o->lock_type < 3)
    snprintf(out, 48, "%s", queues[o->lock_type]);
  else if (o->kind == KIND_RWLOCK && o->composite && o->lock_type < 3)
    snprintf(out, 48, "%s, %s", kind, policies[o->lock_type]);
  else if (o->kind == KIND_SEM && o->composite && o->lock_type == 1)
    snprintf(out, 48, "bounded %s", kind);
  else if (o->kind == KIND_CHANNEL && o->param <= 0)
    snprintf(out, 48, "unbuffered %s", kind);
  else
    snprintf(out, 48, "%s", kind);
}

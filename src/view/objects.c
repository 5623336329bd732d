/* objects.c — the resources: who holds them, who waits in which order, what is in them.
 *
 * A row per sync object and shared variable, in order of first use with variables last, so
 * that rows stay where they are while the execution goes on. How the state of each
 * kind is drawn is in objects_state.c; this file lists and scrolls. */
#include "view/objects.h"

#include "base/array.h"
#include "view/anim.h"
#include "view/glyphs.h"
#include "view/lanes.h"

#include <stdio.h>
#include <string.h>

enum { OBJECTS_NAME_MAX = 18 };

static bool objects_shown(const struct trace_object *o) {
  switch ((enum plait_kind)o->kind) {
  case KIND_VAR:
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_COND:
  case KIND_SEM:
  case KIND_BARRIER:
  case KIND_SPIN:
  case KIND_ONCE:
  case KIND_QUEUE:
  case KIND_RLOCK:
  case KIND_EVENT:
  case KIND_CHANNEL:
  case KIND_WAITGROUP:
  case KIND_POOL:
  case KIND_FUTURE:
  case KIND_LOOP: return true;
  default: return false;
  }
}

typedef ARRAY(uint32_t) objects_list;

/* What others are made of comes right after them, while it is shown at all. */
static void objects_collect(const struct trace *t, bool vars, bool parts, objects_list *out) {
  for (uint32_t i = 1; i <= trace_objects(t); i++) {
    const struct trace_object *o = trace_object(t, i);
    if (!objects_shown(o) || (o->kind == KIND_VAR) != vars || o->whole)
      continue;
    *ARRAY_PUSH(out) = i;
    for (uint32_t k = i + 1; parts && o->composite && k <= trace_objects(t); k++)
      if (trace_object(t, k)->whole == i && objects_shown(trace_object(t, k)))
        *ARRAY_PUSH(out) = k;
  }
}

/* "  lock": a part is called by what it is within its whole. */
static void objects_name(const struct trace *t, const struct trace_object *o, char out[64]) {
  const char *whole = o->whole ? trace_object(t, o->whole)->name : "";
  size_t n = strlen(whole);
  bool within = n && !strncmp(o->name, whole, n) && o->name[n] == '.';
  snprintf(out, 64, "%s%.60s", o->whole ? "  " : "", within ? o->name + n + 1 : o->name);
}

static void objects_row(const struct objects_draw *d, uint32_t object, struct rect r, int names) {
  const struct view *v = d->view;
  const struct trace_step *s = view_step(v) ? trace_step(v->trace, view_step(v)) : NULL;
  const struct trace_object *o = trace_object(v->trace, object);
  bool here = s && (s->object == object || s->object2 == object);
  char letter = lanes_letter(v->index, object);
  if (here)
    grid_text(d->grid, r.x, r.y, 1, EL_LANE_CURRENT, glyph_str(GLYPH_CURRENT, v->ascii));
  if (letter)
    grid_printf(d->grid, r.x + 1, r.y, 1, lanes_lock_element(v->index, object), "%c", letter);
  char name[64], kind[48];
  objects_name(v->trace, o, name);
  int used = grid_text(d->grid, r.x + 3, r.y, names, here ? EL_STRONG : EL_NAME, name);
  if (used < grid_width(name))
    grid_text(d->grid, r.x + 2 + names, r.y, 1, EL_DIM, glyph_str(GLYPH_ELLIPSIS, v->ascii));
  struct rect state = {r.x + 4 + names, r.y, r.w - 4 - names, 1};
  int end = objects_state(d, object, state);
  objects_kind(o, kind);
  if (end + 2 + grid_width(kind) <= state.w)
    grid_text(d->grid, state.x + state.w - grid_width(kind), r.y, state.w, EL_DIM, kind);
}

void objects_draw(struct view *v, struct grid *g, struct rect r) {
  struct objects_draw d = {.view = v, .grid = g};
  d.anim = anim_step(v, &d.phase);
  index_of(v);
  objects_list list = {0};
  bool parts = !cols_all_closed(&v->index->columns);
  objects_collect(v->trace, false, parts, &list);
  objects_collect(v->trace, true, parts, &list);
  int names = 4, n = (int)list.len, here = -1;
  const struct trace_step *s = view_step(v) ? trace_step(v->trace, view_step(v)) : NULL;
  for (int i = 0; i < n; i++) {
    char name[64];
    objects_name(v->trace, trace_object(v->trace, list.at[i]), name);
    int w = grid_width(name);
    names = w > names ? w : names;
    if (s && list.at[i] == s->object)
      here = i;
  }
  int most = r.w * 2 / 5 < OBJECTS_NAME_MAX ? r.w * 2 / 5 : OBJECTS_NAME_MAX;
  names = names > most ? most : names;
  int first = 0;
  if (n > r.h) { /* follow the step's object, then what the person scrolled */
    first = here >= r.h - 1 ? here - r.h + 2 : 0;
    first += v->scroll[PANE_OBJECTS];
    first = first < 0 ? 0 : first > n - r.h ? n - r.h : first;
  }
  int spacing = n * 2 - 1 <= r.h && r.h >= 16 ? 2 : 1; /* a tall pane is read from far away */
  for (int i = first; i < n && (i - first) * spacing < r.h; i++)
    objects_row(&d, list.at[i], (struct rect){r.x, r.y + (i - first) * spacing, r.w, 1}, names);
  if (first > 0)
    grid_text(g, r.x + 2, r.y, 1, EL_KEY, glyph_str(GLYPH_MORE_UP, v->ascii));
  if (first + r.h < n)
    grid_text(g, r.x + 2, r.y + r.h - 1, 1, EL_KEY, glyph_str(GLYPH_MORE_DOWN, v->ascii));
  if (!n && r.h > 0)
    grid_text(g, r.x + 1, r.y, r.w - 1, EL_DIM, "no shared object yet");
  ARRAY_FREE(&list);
}

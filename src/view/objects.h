/* objects.h — between objects.c, which lists them, and the files that draw the state of each kind: objects_state.c those
 * of pthreads, objects_slots.c what has items, objects_sync.c the rest of plait/sync.h. */
#ifndef PLAIT_VIEW_OBJECTS_H
#define PLAIT_VIEW_OBJECTS_H

#include "view/glyphs.h"
#include "view/view.h"

struct objects_draw {
  const struct view *view;
  struct grid *grid;
  uint32_t anim; /* the step that is just moving; 0: none */
  float phase;
};

/* A pen that goes right and stops at the end of the row. */
struct obj_pen {
  struct grid *g;
  int x0, x, y, end;
  int most; /* columns of a thread's name, so that those who come later in the row have room; 0: as many as there are */
  bool ascii;
};
void obj_put(struct obj_pen *p, enum grid_element e, const char *text);
void obj_glyph(struct obj_pen *p, enum grid_element e, enum glyph glyph);
enum grid_element obj_colour(int thread);
const char *obj_name(const struct objects_draw *d, int thread);
/* The moving step, when it is about this object and changes it; else NULL. */
const struct trace_step *obj_moving(const struct objects_draw *d, uint32_t object);
/* "label T2 T3", the longest-waiting first: those who wait in a call whose name contains VERB, NULL: all. Where that is too
 * wide a mark stands for the label, and for DETAIL, which comes before it, or names are shorter (names.h). Returns how many. */
size_t obj_waiters(const struct objects_draw *d, struct obj_pen *p, uint32_t object, const char *verb, const char *detail,
                     const char *label);

/* objects_slots.c */
void obj_queue(const struct objects_draw *d, struct obj_pen *p, uint32_t object);
void obj_channel(const struct objects_draw *d, struct obj_pen *p, uint32_t object);
void obj_pool(const struct objects_draw *d, struct obj_pen *p, uint32_t object);
/* objects_sync.c */
void obj_event(const struct objects_draw *d, struct obj_pen *p, uint32_t object);
void obj_waitgroup(const struct objects_draw *d, struct obj_pen *p, uint32_t object);
void obj_future(const struct objects_draw *d, struct obj_pen *p, uint32_t object);
void obj_loop(const struct objects_draw *d, struct obj_pen *p, uint32_t object);
/* What stands at the end of the row: "queue", "lifo queue", "rwlock, writers first". */
void objects_kind(const struct trace_object *o, char out[48]);

/* Draws the state of OBJECT into the one-row rectangle R; returns the columns used. */
int objects_state(const struct objects_draw *d, uint32_t object, struct rect r);

#endif

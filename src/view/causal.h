/* causal.h — cause and effect in the timeline: what had to come before the step at the cursor, what only after it, and
 * what could as well have been at the same time (analysis/causal.h).
 *
 * Two faces, both of the pane of the lanes. In the timeline every column gets a mark and its symbol a colour. In the causal
 * layout a column is no step: each move stands one column behind the last of what it comes after, so that what is
 * concurrent can stand under each other, however the schedule has put it in a row. */
#ifndef PLAIT_VIEW_CAUSAL_H
#define PLAIT_VIEW_CAUSAL_H

#include "base/buf.h"
#include "view/lanes.h"

/* view.causal */
enum view_causal { CAUSAL_OFF, CAUSAL_MARKS, CAUSAL_LAYOUT, CAUSAL_FACES };

/* What is remembered of a trace until it grows; hangs in the index. */
struct causal_memory;
void causal_forget(struct view_index *ix);

/* How columns stand to the one at the cursor: '<' before, '>' after, '|' concurrent, '=' itself; by step, [0] unused. */
struct causal_about {
  const char *mark;
  uint32_t step, before, after, concurrent;
};
/* False when the cursor stands before the first step. Borrowed, until the trace or the cursor changes. */
bool causal_about(struct view *v, struct causal_about *out);
/* "12 before, 3 after, 5 concurrent with step 9" behind what is in OUT. */
void causal_words(struct view *v, struct buf *out);

/* The timeline has been drawn: marks its columns and colours its symbols. */
void causal_paint_marks(struct view *v, const struct lanes_win *win, const struct lanes_geometry *m, struct grid *g, int x);
/* The lanes in the causal layout (causal_lanes.c), in the place of lanes_draw. */
void causal_draw(struct view *v, struct grid *g, struct rect r);
/* Which step is drawn at a cell of the pane; 0: none. */
uint32_t causal_step_at(const struct view *v, struct rect r, int x, int y);
/* Where every column stands in the causal layout, by step; *DEEPEST: how many there are. Borrowed. */
const uint32_t *causal_columns(struct view_index *ix, const struct trace *t, uint32_t *deepest);
enum grid_element causal_element(char mark);

/* The causal layout of steps FROM..TO as text; as lanes_text. */
void causal_text(const struct trace *t, uint32_t from, uint32_t to, int width, bool ascii, bool open, struct buf *out);

#endif

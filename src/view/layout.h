/* layout.h — which pane is where on a screen of a given size.
 *
 * Decided in one place and for every size, so that drawing, clicks and tests
 * agree. A rectangle without height is not shown. Sizes (DESIGN section 8): too
 * small; small (lanes and one line of explanation); and from 80×24 all panes, in two
 * columns, from 150 columns on in three. */
#ifndef PLAIT_VIEW_LAYOUT_H
#define PLAIT_VIEW_LAYOUT_H

#include "view/view.h"

enum layout_size { LAYOUT_TOO_SMALL, LAYOUT_SMALL, LAYOUT_FULL };

struct layout {
  enum layout_size size;
  struct rect title, lanes, overview, explain, status;
  struct rect pane[PANE_COUNT]; /* [PANE_LANES] is `lanes` */
  struct rect choices;
  /* the rule above a pane or the list of choices is the row before it */
};

struct layout layout_of(const struct view *v, int cols, int rows);

#endif

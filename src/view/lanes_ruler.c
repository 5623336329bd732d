/* lanes_ruler.c — what stands over the lanes: step numbers, and what was possible between the columns.
 *
 * Two things can be so between two columns: the thread before could have gone on and was preempted, or the switch
 * model let nobody else move, so that both columns belong to one stretch that others cannot get into. The latter are
 * joined by a line; a stretch is bent down at its ends, so that one sees where the next begins. */
#include "view/glyphs.h"
#include "view/lanes.h"

#include <stdio.h>

/* Where the symbol stands in its column. */
static int ruler_offset(const struct lanes_style *style) { return style->width >= 2 ? 1 : 0; }

/* Was the thread before preempted for this column's move? That is so at the first step of the move. */
static bool ruler_preempts(const struct trace *t, const struct cols *c, uint32_t n) {
  uint32_t step = cols_step(c, n), stop = n > 1 ? cols_step(c, n - 1) + 1 : 1;
  uint16_t thread = trace_step(t, step)->thread;
  while (step > stop && trace_step(t, step - 1)->thread == thread)
    step--;
  return trace_step(t, step)->why == WHY_PREEMPTED;
}

/* The line from the column before to column I of the window, or to its left edge. */
static void ruler_join(const struct lanes_win *win, const struct lanes_style *style, int i, struct grid *g, int x, int y) {
  const struct cols *c = &style->index->columns;
  uint32_t n = win->first + (uint32_t)i;
  int here = x + i * style->width + ruler_offset(style), from = i ? here - style->width : x;
  enum grid_element e = win->steps[i] > style->cursor ? EL_DIM : EL_STATUS;
  bool begins = !cols_joined(c, n - 1), ends = n == cols_count(c) || !cols_joined(c, n + 1);
  for (int k = from; k <= here; k++)
    grid_put(g, k, y, e, glyph_str(GLYPH_JOINED, style->ascii));
  if (i && begins)
    grid_put(g, from, y, e, glyph_str(GLYPH_JOINED_FIRST, style->ascii));
  if (ends)
    grid_put(g, here, y, e, glyph_str(GLYPH_JOINED_LAST, style->ascii));
}

void lanes_ruler(const struct trace *t, const struct lanes_win *win, const struct lanes_style *style, bool marks,
                 struct grid *g, int x, int y) {
  const struct cols *c = &style->index->columns;
  uint32_t every = style->width >= 2 ? 5 : 10, cursor = cols_before(c, style->cursor);
  int at = ruler_offset(style), cols = win->cols;
  int here = -1, here_len = 0; /* the cursor's own number goes before all others */
  uint32_t shown = cursor ? cols_step(c, cursor) : 0;
  if (style->cursor != UINT32_MAX && cursor >= win->first && cursor < win->first + (uint32_t)cols) {
    here = (int)(cursor - win->first) * style->width + at;
    here_len = snprintf(NULL, 0, "%u", shown);
  }
  for (int i = 0; i < cols; i++) {
    uint32_t n = win->first + (uint32_t)i, step = win->steps[i];
    int left = i * style->width + at, len = snprintf(NULL, 0, "%u", step);
    bool covered = here >= 0 && left < here + here_len + 1 && here < left + len + 1;
    /* the first column says where the window begins, unless the next number needs the room */
    bool first_fits = i == 0 && (int)(every - n % every) * style->width > len;
    if ((first_fits || n % every == 0) && !covered && left + len <= cols * style->width)
      grid_printf(g, x + left, y, len, EL_DIM, "%u", step);
    if (marks && cols_joined(c, n))
      ruler_join(win, style, i, g, x, y + 1);
    else if (marks && ruler_preempts(t, c, n))
      grid_put(g, x + left, y + 1, step > style->cursor ? EL_DIM : EL_PREEMPT, glyph_str(GLYPH_PREEMPT, style->ascii));
  }
  if (here >= 0) {
    int room = cols * style->width - here;
    if (room < here_len)
      here -= here_len - room;
    grid_printf(g, x + here, y, here_len, EL_CURSOR, "%u", shown);
  }
}

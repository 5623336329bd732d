/* choices.c — before each move: what every thread would do, and who cannot and why.
 *
 * The number is the key that lets the thread move. In a recording, and where the
 * execution goes on, the thread that did move next is marked. */
#include "view/glyphs.h"
#include "view/index.h"

#include <stdio.h>
#include <string.h>

/* "T2 waits for m" → "waits for m": the name is there already. */
static const char *choices_without_name(const char *sentence, const char *name) {
  size_t n = strlen(name);
  return !strncmp(sentence, name, n) && sentence[n] == ' ' ? sentence + n + 1 : sentence;
}

/* Whose move comes next in the trace; closed calls of others may already have begun before it. */
static uint16_t choices_next(const struct view *v) {
  const struct cols *c = v->index ? &v->index->columns : NULL;
  uint32_t n = c ? cols_before(c, v->cursor) + 1 : 0;
  return trace_step(v->trace, c && n <= cols_count(c) ? cols_step(c, n) : v->cursor + 1)->thread;
}

static void choices_row(const struct view *v, uint16_t thread, int names, struct grid *g, struct rect r, int y) {
  const struct world_thread *t = world_thread(v->world, thread);
  const char *name = trace_thread(v->trace, thread)->name;
  bool next = v->cursor < trace_steps(v->trace) && choices_next(v) == thread;
  const struct cols *c = v->index ? &v->index->columns : NULL;
  uint16_t only = view_only(v);
  bool kept = only && only != thread + 1 && t->status == STATUS_READY, can = t->status == STATUS_READY && !kept;
  struct buf b = {0};
  if (next)
    grid_text(g, r.x, y, 1, EL_LANE_CURRENT, glyph_str(GLYPH_ARROW_RIGHT, v->ascii));
  if (thread < 9)
    grid_printf(g, r.x + 1, y, 1, can ? EL_KEY : EL_DIM, "%d", thread + 1);
  grid_text(g, r.x + 3, y, names, can ? (enum grid_element)(EL_THREAD0 + thread % GRID_THREADS) : EL_DIM, name);
  int x = r.x + 4 + names, room = r.x + r.w - x;
  const char *text;
  if (can || kept) {
    explain_pending(v->world, c, thread, &b);
    text = buf_str(&b);
    if (kept) {
      int used = grid_text(g, x, y, room, EL_WAITER, "no switch here: ");
      x += used;
      room -= used;
    }
  } else {
    explain_thread(v->world, c, thread, &b);
    text = choices_without_name(buf_str(&b), name);
    if (t->status == STATUS_BLOCKED) {
      int used = grid_text(g, x, y, room, EL_WAITER, "blocked: ");
      x += used;
      room -= used;
    }
  }
  int used = grid_text(g, x, y, room, can ? EL_TEXT : t->status == STATUS_OVER || kept ? EL_DIM : EL_WAITER, text);
  if (used < grid_width(text) && room > 0)
    grid_text(g, x + room - 1, y, 1, EL_DIM, glyph_str(GLYPH_ELLIPSIS, v->ascii));
  buf_fini(&b);
}

void choices_draw(const struct view *v, struct grid *g, struct rect r) {
  int names = 4, shown = 0, present = 0, over = 0;
  size_t n = world_threads(v->world);
  for (size_t i = 0; i < n; i++) {
    enum world_status s = world_thread(v->world, (uint16_t)i)->status;
    int w = grid_width(trace_thread(v->trace, (uint16_t)i)->name);
    names = w > names ? w : names;
    present += s != STATUS_ABSENT;
    over += s == STATUS_OVER;
  }
  names = names > 12 ? 12 : names;
  /* who has ended is listed only where there is room */
  int skip_over = present > r.h ? over : 0;
  for (size_t i = 0; i < n && shown < r.h; i++) {
    enum world_status s = world_thread(v->world, (uint16_t)i)->status;
    if (s == STATUS_ABSENT || (s == STATUS_OVER && skip_over))
      continue;
    if (shown == r.h - 1 && present - skip_over - shown > 1) { /* say that there are more */
      grid_printf(g, r.x + 3, r.y + shown, r.w - 3, EL_DIM, "and %d more", present - skip_over - shown);
      return;
    }
    choices_row(v, (uint16_t)i, names, g, r, r.y + shown++);
  }
}

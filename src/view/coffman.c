/* coffman.c — a deadlock, as the four conditions that together make it (Coffman, Elphick, Shoshani, "System Deadlocks",
 * ACM Computing Surveys 3 (2), 1971): in the place of what each thread would do next, since nobody can do anything.
 *
 * Only for threads that wait for each other in a circle: where somebody waits for a signal that never comes there is
 * nothing to be held. Taking any one of the four away is a way out, so each is said of these threads and these locks. */
#include "view/glyphs.h"
#include "view/index.h"

#include <stdio.h>
#include <string.h>

enum { COFFMAN_THREADS = 16, COFFMAN_HELD = 8, COFFMAN_LABEL = 18, COFFMAN_FIXED = 3 };

/* The threads of the circle, in order; 0: the step shown is no deadlock, or there is no circle. */
static size_t coffman_circle(const struct view *v, uint16_t *out) {
  uint32_t step = v->cursor;
  if (!step || trace_step(v->trace, step)->op != OP_DEADLOCK)
    return 0;
  size_t threads = world_threads(v->world);
  for (size_t from = 0; from < threads; from++) {
    size_t n = 0;
    int at = (int)from;
    do {
      if (n < COFFMAN_THREADS)
        out[n] = (uint16_t)at;
      n++;
      at = world_blocker(v->world, (uint16_t)at);
    } while (at >= 0 && at != (int)from && n <= threads);
    if (at == (int)from && n <= COFFMAN_THREADS)
      return n;
  }
  return 0;
}

/* What THREAD waits for, as a person calls it: 0: a thread. */
static uint32_t coffman_wants(const struct view *v, uint16_t thread) {
  const struct world_thread *t = world_thread(v->world, thread);
  if (t->pending == OP_THREAD_JOIN)
    return 0;
  if (t->inner_span)
    return trace_step(v->trace, t->inner_span)->object;
  return t->pending == OP_COND_WAKE ? t->object2 : t->object;
}

static const char *coffman_name(const struct view *v, uint16_t thread) { return trace_thread(v->trace, thread)->name; }

static void coffman_object(const struct view *v, uint16_t thread, struct buf *out) {
  uint32_t object = coffman_wants(v, thread);
  if (object)
    buf_puts(out, trace_object(v->trace, object)->name);
  else
    buf_printf(out, "the end of %s", coffman_name(v, world_thread(v->world, thread)->target));
}

static void coffman_exclusive(const struct view *v, const uint16_t *who, size_t n, struct buf *out) {
  size_t named = 0;
  for (size_t i = 0; i < n; i++)
    if (coffman_wants(v, who[i]))
      buf_printf(out, "%s%s", named++ ? ", " : "", trace_object(v->trace, coffman_wants(v, who[i]))->name);
  buf_puts(out, named > 1 ? ": each is one thread's at a time" : ": it is one thread's at a time");
}

static void coffman_holds(const struct view *v, uint16_t thread, struct buf *out) {
  uint32_t held[COFFMAN_HELD];
  size_t n = world_held(v->world, thread, held, COFFMAN_HELD), named = 0;
  n = n < COFFMAN_HELD ? n : COFFMAN_HELD;
  buf_printf(out, "%s ", coffman_name(v, thread));
  for (size_t i = 0; i < n; i++)
    if (!trace_object(v->trace, held[i])->whole)
      buf_printf(out, "%s%s", named++ ? ", " : "holds ", trace_object(v->trace, held[i])->name);
  buf_puts(out, named ? " and waits for " : "waits for ");
  coffman_object(v, thread, out);
}

static void coffman_way(const struct view *v, const uint16_t *who, size_t n, struct buf *out) {
  const char *arrow = glyph_str(GLYPH_ARROW_RIGHT, v->ascii);
  for (size_t i = 0; i < n; i++) {
    buf_printf(out, "%s %s ", coffman_name(v, who[i]), arrow);
    if (coffman_wants(v, who[i]))
      buf_printf(out, "%s %s ", trace_object(v->trace, coffman_wants(v, who[i]))->name, arrow);
  }
  buf_puts(out, coffman_name(v, who[0]));
}

int coffman_rows(const struct view *v) {
  uint16_t who[COFFMAN_THREADS];
  size_t n = coffman_circle(v, who);
  return n ? (int)n + COFFMAN_FIXED : 0;
}

/* A condition's name, and what it is here, on as many rows as that needs; returns the next row. */
static int coffman_row(struct grid *g, struct rect r, int y, const char *label, struct buf *text) {
  int room = r.w - COFFMAN_LABEL - 1, rows = room > 0 ? (grid_width(buf_str(text)) + room - 1) / room : 1;
  rows = rows < 1 ? 1 : rows > 2 ? 2 : rows;
  if (y < r.y + r.h) {
    rows = rows > r.y + r.h - y ? r.y + r.h - y : rows;
    grid_text(g, r.x + 1, y, COFFMAN_LABEL - 1, EL_ERROR, label);
    screen_wrap(g, (struct rect){r.x + COFFMAN_LABEL, y, room, rows}, EL_TEXT, buf_str(text));
  }
  buf_clear(text);
  return y + rows;
}

void coffman_draw(const struct view *v, struct grid *g, struct rect r) {
  uint16_t who[COFFMAN_THREADS];
  size_t n = coffman_circle(v, who);
  struct buf b = {0};
  int y = r.y;
  coffman_exclusive(v, who, n, &b);
  y = coffman_row(g, r, y, "mutual exclusion", &b);
  for (size_t i = 0; i < n; i++) {
    coffman_holds(v, who[i], &b);
    y = coffman_row(g, r, y, i ? "" : "hold and wait", &b);
  }
  buf_puts(&b, "nothing takes from a thread what it holds");
  y = coffman_row(g, r, y, "no preemption", &b);
  coffman_way(v, who, n, &b);
  coffman_row(g, r, y, "circular wait", &b);
  buf_fini(&b);
}

/* lanes_text.c — the timeline and its legend as plain text.
 *
 * The same walk and the same painter as on the screen, onto a grid as wide as a block; the
 * grid's characters are the text. A thread that is not there in a block gets no row in it. */
#include "view/glyphs.h"
#include "view/lanes.h"

#include <stdio.h>
#include <string.h>

enum { TEXT_NAME_MAX = 16 };

static bool text_blank(const struct grid *g, int y, int from) {
  for (int x = from; x < g->cols; x++)
    if (strcmp(grid_at(g, x, y)->ch, " "))
      return false;
  return true;
}

/* One block: ruler, marks when there are any, a row per thread that is there. */
static void text_block(struct world *w, uint32_t first, int cols, int name_width, const struct lanes_style *style,
                       struct buf *out) {
  const struct trace *t = world_trace(w);
  int threads = (int)trace_threads(t), x = name_width + 2;
  struct grid g;
  grid_init(&g, x + cols * style->width, threads + 2);
  g.ascii = style->ascii;
  struct lanes_win win;
  lanes_walk(w, &style->index->columns, first, cols, 0, threads, &win);
  lanes_ruler(t, &win, style, true, &g, x, 0);
  grid_line(&g, 0, out);
  if (!text_blank(&g, 1, x))
    grid_line(&g, 1, out);
  for (int lane = 0; lane < threads; lane++) {
    grid_text(&g, 0, lane + 2, name_width, EL_NAME, trace_thread(t, (uint16_t)lane)->name);
    lanes_paint(t, &win, lane, style, &g, x, lane + 2);
    if (!text_blank(&g, lane + 2, x))
      grid_line(&g, lane + 2, out);
  }
  lanes_win_fini(&win);
  grid_fini(&g);
}

void lanes_text(const struct trace *t, uint32_t from, uint32_t to, int width, bool ascii, bool open, struct buf *out) {
  from = from < 1 ? 1 : from;
  to = to > trace_steps(t) ? trace_steps(t) : to;
  if (from > to)
    return;
  struct view_index *ix = index_new();
  ix->columns.open = open;
  index_update(ix, t);
  from = cols_before(&ix->columns, from - 1) + 1;
  to = cols_before(&ix->columns, to);
  if (from > to) { /* all of it within one closed call: the one that it ends in */
    from = cols_of(&ix->columns, from);
    to = from;
  }
  struct world *w = world_new(t);
  int name_width = 0;
  for (size_t i = 0; i < trace_threads(t); i++) {
    int n = grid_width(trace_thread(t, (uint16_t)i)->name);
    name_width = n > name_width ? n : name_width;
  }
  name_width = name_width > TEXT_NAME_MAX ? TEXT_NAME_MAX : name_width;
  int room = width - name_width - 2;
  uint32_t steps = to - from + 1;
  struct lanes_style style = {
      .index = ix, .ascii = ascii, .cursor = UINT32_MAX, .phase = 1,
      /* a long execution is better overseen with narrow columns than read in fifty blocks */
      .width = steps <= 100 || (int64_t)steps * 3 <= room ? 3 : steps <= 400 ? 2 : 1};
  int per_block = room / style.width < 5 ? 5 : room / style.width;
  per_block -= per_block > 10 ? per_block % 5 : 0; /* so that blocks begin at 1, 26, 51 … */
  for (uint32_t first = from; first <= to; first += (uint32_t)per_block) {
    if (first > from)
      buf_putc(out, '\n');
    uint32_t left = to - first + 1;
    text_block(w, first, left < (uint32_t)per_block ? (int)left : per_block, name_width, &style, out);
    if (to - first < (uint32_t)per_block)
      break;
  }
  struct grid g;
  grid_init(&g, 4096, 1);
  g.ascii = ascii;
  if (lanes_locks(ix, t, &g, 0, 0, 4096)) {
    buf_putc(out, '\n');
    grid_line(&g, 0, out);
  }
  grid_fini(&g);
  world_free(w);
  index_free(ix);
}

/* Two in a line. *ROOM: what is left of the first half of it after the entry before; 0: the line is full. */
static void legend_entry(const char *symbol, const char *meaning, int *room, struct buf *out) {
  enum { COLUMN = 31 };
  if (*room)
    buf_printf(out, "%*s", *room, "");
  buf_printf(out, "%s  %s", symbol, meaning);
  *room = *room ? 0 : COLUMN - 3 - (int)strlen(meaning);
  if (!*room)
    buf_putc(out, '\n');
}

void legend_text(bool ascii, struct buf *out) {
  /* operations by their letter, with twins where the symbol has one; states first, as one meets them */
  static const struct {
    char letter;
    const char *meaning;
  } letters[] = {
      {'R', "read"},         {'W', "write"},        {'U', "atomic update"}, {'P', "sem wait (take a permit)"},
      {'V', "sem post (give a permit)"},            {'w', "wait, begins to wait"}, {'!', "signal, notify"},
      {'*', "broadcast, notify all"},               {'+', "put, send, add"}, {'=', "get, receive"}, {'^', "event set"},
      {'_', "event clear"},  {'~', "sleep"},        {'&', "spawn"},         {'j', "join"},
      {'X', "crash, failed assert"},                {'D', "deadlock"},      {'y', "yield"},
      {'a', "await"},        {'n', "note"},         {'i', "input, output"}, {'o', "run once"},
      {'F', "fence"},            {'c', "close"},
      {'{', "an opened call begins"},       {'}', "an opened call ends"},
  };
  int room = 0;
  for (int i = 0; i < GLYPH_COUNT; i++)
    if (glyph_meaning((enum glyph)i)[0])
      legend_entry(glyph_str((enum glyph)i, ascii), glyph_meaning((enum glyph)i), &room, out);
  for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
    legend_entry((const char[]){letters[i].letter, 0}, letters[i].meaning, &room, out);
  if (room)
    buf_putc(out, '\n');
  buf_puts(out, "\nA blank lane: the thread has not started, or is over. With several locks each has a letter:\n");
  buf_printf(out, "A%s R W %sA. A step inside a critical section is drawn between the brackets of the lock held.\n",
             glyph_str(GLYPH_LOCK, ascii), glyph_str(GLYPH_UNLOCK, ascii));
  buf_printf(out, "%s under the step numbers: the thread before could have gone on, it was preempted.\n",
             glyph_str(GLYPH_PREEMPT, ascii));
  buf_printf(out, "%s%s%s%s under them: the switch model let nobody else move from there to there.\n", glyph_str(GLYPH_JOINED_FIRST, ascii),
             glyph_str(GLYPH_JOINED, ascii), glyph_str(GLYPH_JOINED, ascii), glyph_str(GLYPH_JOINED_LAST, ascii));
}

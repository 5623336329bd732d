/* steps.c — the table of steps: number, thread, what it did, where.
 *
 * The widths come from the first thousand steps, so that a long recording is
 * printed as it is read; a longer cell further down pushes its row to the right,
 * nothing is cut off. */
#include "export/export.h"

#include "view/grid.h"
#include "view/view.h"

#include <inttypes.h>
#include <string.h>

enum { SAMPLE = 1000, WIDEST = 72 };

struct widths {
  int number, thread, what;
};

/* The sentence without the thread's name at its start, which has a column of its own. */
static void what_of(const struct trace *t, uint32_t step, struct buf *out) {
  buf_clear(out);
  explain_step(t, step, out);
  const char *name = trace_thread(t, trace_step(t, step)->thread)->name;
  size_t n = strlen(name);
  if (out->len > n + 1 && strncmp(out->at, name, n) == 0 && out->at[n] == ' ') {
    memmove(out->at, out->at + n + 1, out->len - n);
    out->len -= n + 1;
  }
  for (size_t i = 0; i < out->len; i++) /* what a program printed stays on its line */
    if ((unsigned char)out->at[i] < ' ')
      out->at[i] = ' ';
}

static void measure(const struct trace *t, uint32_t from, uint32_t to, struct widths *w, struct buf *scratch) {
  *w = (struct widths){.number = 4, .thread = 6, .what = 4};
  struct buf b = {0};
  buf_printf(&b, "%" PRIu32, to);
  if (b.len > 4)
    w->number = (int)b.len;
  buf_fini(&b);
  for (uint32_t i = from; i <= to && i - from < SAMPLE; i++) {
    int n = grid_width(trace_thread(t, trace_step(t, i)->thread)->name);
    w->thread = n > w->thread ? n : w->thread;
    what_of(t, i, scratch);
    n = grid_width(buf_str(scratch));
    if (n > w->what && n <= WIDEST)
      w->what = n;
  }
}

static void pad(struct buf *out, int used, int width) {
  for (; used < width; used++)
    buf_putc(out, ' ');
}

bool export_steps(const struct trace *t, uint32_t from, uint32_t to, export_put *put, void *ctx) {
  struct buf line = {0}, what = {0};
  struct widths w;
  if (to > trace_steps(t))
    to = trace_steps(t);
  measure(t, from, to, &w, &what);
  buf_printf(&line, "%*s  %-*s  %-*s  %s\n", w.number, "step", w.thread, "thread", w.what, "what", "where");
  bool more = put(ctx, line.at, line.len);
  for (uint32_t i = from; i <= to && more; i++) {
    const struct trace_step *s = trace_step(t, i);
    const struct trace_site *site = trace_site(t, s->site);
    const char *name = trace_thread(t, s->thread)->name;
    what_of(t, i, &what);
    buf_clear(&line);
    buf_printf(&line, "%*" PRIu32 "  %s", w.number, i, name);
    pad(&line, grid_width(name), w.thread);
    buf_printf(&line, "  %s", buf_str(&what));
    if (*site->file) {
      pad(&line, grid_width(buf_str(&what)), w.what);
      buf_printf(&line, "  %s:%" PRIu32, site->file, site->line);
    }
    buf_putc(&line, '\n');
    more = put(ctx, line.at, line.len);
  }
  buf_fini(&what);
  buf_fini(&line);
  return more;
}

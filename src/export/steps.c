/* steps.c — the table of steps: number, thread, what it did, where.
 *
 * The widths come from the first thousand steps, so that a long recording is
 * printed as it is read; a longer cell further down pushes its row to the right,
 * nothing is cut off. A call of a library is one row, where it changed
 * its object; open, it is all of its steps, those inside indented. */
#include "export/export.h"

#include "model/spans.h"
#include "view/grid.h"
#include "view/view.h"

#include <inttypes.h>
#include <string.h>

enum { SAMPLE = 1000, WIDEST = 72 };

struct widths {
  int number, thread, what;
};

/* The sentence without the thread's name at its start, which has a column of its own. What lies inside one of SPANS is
 * indented; NULL: nothing is. */
static void what_of(const struct trace *t, const struct spans *spans, uint32_t step, struct buf *out) {
  const struct span *span = spans ? spans_outer(spans, step) : NULL;
  const char *name = trace_thread(t, trace_step(t, step)->thread)->name;
  size_t n = strlen(name);
  struct buf said = {0};
  explain_step(t, step, &said);
  const char *text = buf_str(&said);
  bool named = strncmp(text, name, n) == 0 && text[n] == ' ' && text[n + 1];
  buf_clear(out);
  buf_puts(out, span && step != span->begin && step != span->end ? "  " : "");
  buf_puts(out, named ? text + n + 1 : text);
  buf_fini(&said);
  for (size_t i = 0; i < out->len; i++) /* what a program printed stays on its line */
    if ((unsigned char)out->at[i] < ' ')
      out->at[i] = ' ';
}

static void measure(const struct trace *t, const struct spans *spans, bool open, uint32_t from, uint32_t to, struct widths *w, struct buf *scratch) {
  *w = (struct widths){.number = 4, .thread = 6, .what = 4};
  struct buf b = {0};
  buf_printf(&b, "%" PRIu32, to);
  if (b.len > 4)
    w->number = (int)b.len;
  buf_fini(&b);
  for (uint32_t i = from; i <= to && i - from < SAMPLE; i++) {
    if (!open && spans_hidden(spans, i))
      continue;
    int n = grid_width(trace_thread(t, trace_step(t, i)->thread)->name);
    w->thread = n > w->thread ? n : w->thread;
    what_of(t, open ? spans : NULL, i, scratch);
    n = grid_width(buf_str(scratch));
    if (n > w->what && n <= WIDEST)
      w->what = n;
  }
}

static void pad(struct buf *out, int used, int width) {
  for (; used < width; used++)
    buf_putc(out, ' ');
}

bool export_steps(const struct trace *t, uint32_t from, uint32_t to, bool open, export_put *put, void *ctx) {
  struct buf line = {0}, what = {0};
  struct spans *spans = spans_new(t);
  struct widths w;
  if (to > trace_steps(t))
    to = trace_steps(t);
  measure(t, spans, open, from, to, &w, &what);
  buf_printf(&line, "%*s  %-*s  %-*s  %s\n", w.number, "step", w.thread, "thread", w.what, "what", "where");
  bool more = put(ctx, line.at, line.len);
  for (uint32_t i = from; i <= to && more; i++) {
    if (!open && spans_hidden(spans, i))
      continue;
    const struct trace_step *s = trace_step(t, i);
    const struct trace_site *site = trace_site(t, s->site);
    const char *name = trace_thread(t, s->thread)->name;
    what_of(t, open ? spans : NULL, i, &what);
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
  spans_free(spans);
  buf_fini(&what);
  buf_fini(&line);
  return more;
}

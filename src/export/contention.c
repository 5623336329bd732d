/* contention.c — the table of locks: how often taken, how long waited for. Columns are as wide as their text. */
#include "export/export.h"

#include "analysis/analysis.h"
#include "view/grid.h"

#include <inttypes.h>
#include <stdlib.h>

void export_contention(const struct trace *t, struct buf *out) {
  struct contention *rows;
  size_t n = contention_of(t, &rows);
  int wide = grid_width("object");
  for (size_t i = 0; i < n; i++) {
    int w = grid_width(trace_object(t, rows[i].object)->name);
    wide = w > wide ? w : wide;
  }
  if (!n)
    buf_puts(out, "nothing was locked or waited for\n");
  else
    buf_printf(out, "object%*s  %-10s %7s %9s %7s %7s %7s %8s\n", wide - grid_width("object"), "", "kind", "taken", "contended",
               "waiters", "waited", "held", "longest");
  for (size_t i = 0; i < n; i++) {
    const struct contention *c = &rows[i];
    const struct trace_object *o = trace_object(t, c->object);
    buf_printf(out, "%s%*s  %-10s %7" PRIu32 " %9" PRIu32 " %7" PRIu32 " %7" PRIu64, o->name, wide - grid_width(o->name), "",
               plait_kind_names[o->kind], c->acquired, c->contended, c->most_waiters, c->waited_steps);
    if (o->kind == KIND_COND || o->kind == KIND_SEM)
      buf_printf(out, " %7s %8s", "-", "-");
    else
      buf_printf(out, " %7" PRIu64 " %8" PRIu32, c->held_steps, c->longest);
    if (c->longest)
      buf_printf(out, "  from step %" PRIu32, c->longest_at);
    buf_putc(out, '\n');
  }
  if (n)
    buf_puts(out, "waited, held and longest are in steps, added up over all threads\n");
  free(rows);
}

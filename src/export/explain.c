/* explain.c — the execution told in sentences, one per step, or per call of a library unless
 * those are open: what happened, who waits because of it and for whom. */
#include "export/export.h"

#include "view/index.h"

#include <inttypes.h>
#include <stdio.h>

bool export_explain(const struct trace *t, uint32_t from, uint32_t to, bool open, export_put *put, void *ctx) {
  struct buf line = {0};
  struct world *w = world_new(t);
  struct cols c = {.open = open};
  bool more = true;
  cols_update(&c, t);
  if (to > trace_steps(t))
    to = trace_steps(t);
  int wide = snprintf(NULL, 0, "%" PRIu32, to);
  uint32_t last = cols_before(&c, to);
  for (uint32_t n = cols_before(&c, from - 1) + 1; n <= last && more; n++) {
    buf_clear(&line);
    buf_printf(&line, "%*" PRIu32 "  ", wide, cols_step(&c, n));
    explain_column(w, &c, n, &line);
    buf_putc(&line, '\n');
    more = put(ctx, line.at, line.len);
  }
  cols_fini(&c);
  world_free(w);
  buf_fini(&line);
  return more;
}

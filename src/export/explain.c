/* explain.c — the execution told in sentences, one per step: what happened, who waits because of it and for whom. */
#include "export/export.h"

#include "model/world.h"
#include "view/view.h"

#include <inttypes.h>
#include <stdio.h>

bool export_explain(const struct trace *t, uint32_t from, uint32_t to, export_put *put, void *ctx) {
  struct buf line = {0};
  struct world *w = world_new(t);
  bool more = true;
  if (to > trace_steps(t))
    to = trace_steps(t);
  int wide = snprintf(NULL, 0, "%" PRIu32, to);
  for (uint32_t i = from; i <= to && more; i++) {
    buf_clear(&line);
    world_seek(w, i);
    buf_printf(&line, "%*" PRIu32 "  ", wide, i);
    explain_world(w, &line);
    buf_putc(&line, '\n');
    more = put(ctx, line.at, line.len);
  }
  world_free(w);
  buf_fini(&line);
  return more;
}

/* inside.c — see inside.h. */
#include "export/inside.h"

const struct trace_site *inside_site(const struct trace *t, const struct spans *s, uint32_t step) {
  const struct span *call = spans_hidden(s, step) ? spans_outer(s, step) : NULL;
  return trace_site(t, trace_step(t, call ? call->begin : step)->site);
}

void inside_words(const struct trace *t, const struct spans *s, uint32_t step, struct buf *out) {
  if (!spans_hidden(s, step))
    return;
  const struct span *call = spans_outer(s, step);
  buf_printf(out, ", inside %s of %s", spans_verb(t, call->begin), trace_object(t, call->object)->name);
}

/* inside.h — steps that lie inside a call of a library, in words for who has written the call.
 *
 * People know the call, not the line of the library that it has come to. */
#ifndef PLAIT_EXPORT_INSIDE_H
#define PLAIT_EXPORT_INSIDE_H

#include "base/buf.h"
#include "model/spans.h"

/* Where the program itself is at STEP: at the step, or at the call around it. */
const struct trace_site *inside_site(const struct trace *t, const struct spans *s, uint32_t step);
/* Appends ", inside put of orders" when STEP is hidden in such a call. */
void inside_words(const struct trace *t, const struct spans *s, uint32_t step, struct buf *out);

#endif

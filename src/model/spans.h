/* spans.h — which steps lie inside a call of a library, and which one stands for the call.
 *
 * A *span* is what a thread does from a SPAN_BEGIN to the SPAN_END that belongs to it
 * (include/plait.h). Only outermost spans are kept: what a call calls in turn is a part of it.
 * Drawn closed, a span is one step, `shown`: the last note on its object, which is where the
 * object changed; a call that starts threads is the last of these; any other that changed nothing is its end; one that is not over is its last note
 * so far or else its beginning. What the program itself does within a span (in a callback) is not
 * hidden. */
#ifndef PLAIT_MODEL_SPANS_H
#define PLAIT_MODEL_SPANS_H

#include "trace/trace.h"

struct spans;

struct span {
  uint32_t begin, end; /* steps; end 0: not over */
  uint32_t shown;      /* the step that stands for it */
  uint32_t object;     /* of its SPAN_BEGIN */
  uint16_t thread;
};

/* T must outlive it; takes in what is there. */
struct spans *spans_new(const struct trace *t);
void spans_free(struct spans *s); /* NULL is allowed */
/* Takes in the steps that the trace has got since. */
void spans_update(struct spans *s);
/* Steps after KEEP are gone or different. */
void spans_cut(struct spans *s, uint32_t keep);
/* How many there are, and the I-th by begin. The pointers are valid until the next update or cut. */
size_t spans_count(const struct spans *s);
const struct span *spans_at(const struct spans *s, size_t i);
/* The span that STEP lies in, its begin and end included; NULL: none. */
const struct span *spans_outer(const struct spans *s, uint32_t step);
/* Not drawn where spans are closed: a step of the library that is not its span's `shown`. */
bool spans_hidden(const struct spans *s, uint32_t step);
/* Where STEP is for who does not look into calls: a thread that the library starts is started where the program called it. */
uint32_t spans_site(const struct spans *s, uint32_t step);
/* What a span's call is called: "put". BEGIN: its SPAN_BEGIN or SPAN_END; "" when unknown. */
const char *spans_verb(const struct trace *t, uint32_t begin);

#endif

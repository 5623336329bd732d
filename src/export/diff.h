/* diff.h — two executions side by side, as text and as JSON.
 *
 *   diff_init(&d, a, b);  …text and json…;  diff_fini(&d);
 *
 * analysis/compare.h says what differs; here is only how it is told. */
#ifndef PLAIT_EXPORT_DIFF_H
#define PLAIT_EXPORT_DIFF_H

#include "analysis/analysis.h"
#include "analysis/compare.h"
#include "base/buf.h"

struct diff {
  struct comparison c;
  const char *name[2];           /* of the recordings */
  struct analysis *found[2];
  struct spans *spans[2];        /* the calls of libraries in them */
  bool same;                     /* everything: steps, end, output, findings */
};

/* The traces and the names must outlive it. */
void diff_init(struct diff *d, const struct trace *a, const char *name_a, const struct trace *b, const char *name_b);
void diff_fini(struct diff *d);
void diff_text(const struct diff *d, int width, bool ascii, bool open, struct buf *out);
void diff_json(const struct diff *d, struct buf *out);

/* -- for diff*.c ------------------------------------------------------------------ */
/* Is the finding of side SIDE in the other execution, too? */
bool diff_shared(const struct diff *d, int side, const struct finding *f);
/* Are the recordings of one program? Compared by what it was called and given. */
bool diff_related(const struct diff *d);

#endif

/* export.h — a trace as text for other programs and for reading: JSON lines, a
 * table of steps, the objects at a step, and what is wrong with an ending.
 *
 * A recording may have millions of steps, so what grows with it is handed out in
 * pieces through a function of the caller; the rest fills a struct buf. Nothing
 * here opens files or prints. */
#ifndef PLAIT_EXPORT_EXPORT_H
#define PLAIT_EXPORT_EXPORT_H

#include "base/array.h"
#include "base/buf.h"
#include "trace/trace.h"

/* Takes the next piece of text; false ends the export early (the reader has gone). */
typedef bool export_put(void *ctx, const char *bytes, size_t len);

/* Both give the steps FROM to TO, 1 ≤ FROM; TO is cut to the last step. false when PUT said so. */

/* DESIGN section 6, `show --json`: one object per step and line, then the end object. */
bool export_json(const struct trace *t, uint32_t from, uint32_t to, export_put *put, void *ctx);
/* A table: step, thread, what it did, where. Columns are as wide as the text in them needs. */
bool export_steps(const struct trace *t, uint32_t from, uint32_t to, export_put *put, void *ctx);

/* Every object and its state after STEP, one per line. */
void export_objects(const struct trace *t, uint32_t step, struct buf *out);

/* One step as a JSON object, without a newline; the end object likewise. */
void json_step(const struct trace *t, uint32_t step, struct buf *out);
void json_end(const struct trace *t, struct buf *out);

/* Where a thread was when it ended so. */
struct ending_place {
  uint16_t thread;
  uint32_t site;
};

/* What an ending proves wrong: a deadlock, a crash, a failed assertion. */
struct ending {
  const char *kind;    /* DESIGN section 6: "deadlock", "crash", "assert"; NULL: nothing wrong */
  struct buf message;  /* one sentence */
  ARRAY(struct ending_place) places;
};
void ending_init(struct ending *e, const struct trace *t);
void ending_fini(struct ending *e);
/* "FILE:LINE: kind: message\n", as a compiler would; the position is left out when unknown. */
void ending_text(const struct ending *e, const struct trace *t, struct buf *out);
/* As an element of the JSON's findings. */
void ending_json(const struct ending *e, const struct trace *t, struct buf *out);

#endif

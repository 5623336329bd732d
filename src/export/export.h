/* export.h — a trace as text for other programs and for reading: JSON lines, a
 * table of steps, the objects at a step, and what is wrong with an ending.
 *
 * A recording may have millions of steps, so what grows with it is handed out in
 * pieces through a function of the caller; the rest fills a struct buf. Nothing
 * here opens files or prints. */
#ifndef PLAIT_EXPORT_EXPORT_H
#define PLAIT_EXPORT_EXPORT_H

#include "analysis/analysis.h"
#include "base/buf.h"
#include "model/spans.h"
#include "trace/trace.h"

/* Takes the next piece of text; false ends the export early (the reader has gone). */
typedef bool export_put(void *ctx, const char *bytes, size_t len);

/* Both give the steps FROM to TO, 1 ≤ FROM; TO is cut to the last step. false when PUT said so. */

/* DESIGN section 6, `show --json`: one object per step and line, then the end object. */
bool export_json(const struct trace *t, uint32_t from, uint32_t to, export_put *put, void *ctx);
/* A table: step, thread, what it did, where. Columns are as wide as the text in them needs. A call of a library is one row,
 * unless OPEN. */
bool export_steps(const struct trace *t, uint32_t from, uint32_t to, bool open, export_put *put, void *ctx);

/* Every object and its state after STEP, one per line. OPEN: with the mutexes and conditions inside of others. */
void export_objects(const struct trace *t, uint32_t step, bool open, struct buf *out);

/* One step as a JSON object, without a newline; the end object likewise. SPANS: of T; may be NULL, then it is not said in
 * which span the step lies. */
void json_step(const struct trace *t, const struct spans *spans, uint32_t step, struct buf *out);
void json_end(const struct trace *t, struct buf *out);

/* One sentence per step, for reading aloud as much as for reading; a call of a library is one, unless OPEN. */
bool export_explain(const struct trace *t, uint32_t from, uint32_t to, bool open, export_put *put, void *ctx);
/* A row per lock, semaphore and condition, the most waited for first. */
void export_contention(const struct trace *t, struct buf *out);

/* "FILE:LINE: kind: message" and indented lines below it, errors first; NOTES: also those. */
void findings_text(const struct analysis *a, const struct trace *t, bool notes, struct buf *out);
/* The JSON array of all of them, and one of them. */
void findings_json(const struct analysis *a, const struct trace *t, struct buf *out);
void finding_json(const struct trace *t, const struct finding *f, struct buf *out);
/* Is there one that makes the exit status 1? STRICT: warnings do as well. */
bool findings_counts(const struct analysis *a, bool strict);

#endif

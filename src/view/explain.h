/* explain.h — what the files that make sentences share; for src/view/explain*.c only.
 *
 * Sentences are plain English and plain ASCII, so that they read the same on every
 * terminal and in every export: names come from the trace, nothing is abbreviated,
 * and one thing is called by one word (DESIGN section 1). */
#ifndef PLAIT_VIEW_EXPLAIN_H
#define PLAIT_VIEW_EXPLAIN_H

#include "view/view.h"

/* -- explain_value.c: the small things sentences are made of ------------------------ */
void explain_name(const struct trace *t, uint16_t thread, struct buf *out);
void explain_object(const struct trace *t, uint32_t object, struct buf *out); /* "something" when unknown */
void explain_site(const struct trace *t, uint32_t site, struct buf *out); /* " (bank.c:31)", or nothing */
void explain_time(uint64_t ns, struct buf *out);                          /* "1.5 s" */
void explain_quote(const char *bytes, size_t len, size_t max, struct buf *out); /* "\"hello\\n\"", cut after MAX */
/* "T1", "T1 and T2", "T1, T2 and T3". */
void explain_list(const struct trace *t, const uint16_t *threads, size_t n, struct buf *out);

/* -- explain_op.c: one operation --------------------------------------------------- */
/* What STEP did; W is a world at STEP or NULL, then what would need one is found by looking a little way back, or left out. */
void explain_did(const struct trace *t, uint32_t step, const struct world *w, struct buf *out);
/* "lock m": OP as something still to be done. */
void explain_will(const struct trace *t, uint8_t op, uint32_t object, uint32_t object2, uint16_t thread, uint16_t other,
                  struct buf *out);

#endif

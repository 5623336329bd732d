/* explain.h — what the files that make sentences share; for src/view/explain*.c only.
 *
 * Sentences are plain English and plain ASCII, so that they read the same on every
 * terminal and in every export: names come from the trace, nothing is abbreviated,
 * and one thing is called by one word (DESIGN section 1). */
#ifndef PLAIT_VIEW_EXPLAIN_H
#define PLAIT_VIEW_EXPLAIN_H

#include "view/cols.h"
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

/* -- explain_call.c: the calls of a library, and what its objects say of themselves ----- */
/* "put 7 into orders": what the call that begins with step BEGIN is to do; one that has not begun. */
void explain_call_will(const struct trace *t, uint32_t begin, struct buf *out);
void explain_call_pending(const struct trace *t, const struct trace_pending *p, struct buf *out);
/* "waits to get from orders: it is empty; a put frees it"; THREAD is blocked inside a call. */
void explain_call_waits(const struct world *w, uint16_t thread, struct buf *out);
/* What has come of a call that is over and of which no note tells, or that failed: "goes on: start is set". */
void explain_call_did(const struct trace *t, const struct world *w, uint32_t begin, uint32_t end, struct buf *out);
/* The note STEP of a composite: "puts 7 into orders (2 of 4)"; BEGIN: of the call that it was made in; 0: unknown. */
void explain_effect(const struct trace *t, const struct world *w, uint32_t step, uint32_t begin, struct buf *out);

#endif

/* causal.h — which steps of an execution had to come in the order in which they came.
 *
 * The steps of an execution stand in a row, but only some of that order means anything. One step comes before another when
 * both are the same thread's, when both are about the same object in a way that does not commute (wire/depend.h, the table
 * that the search goes by: two reads do, a lock and its unlock do not), when one made the other possible (created it, ended
 * for its join, woke it, opened the barrier), and along chains of these. Two steps with no such chain between them
 * are concurrent: the same execution could as well have had them the other way round or at the same time (Lamport,
 * "Time, Clocks, and the Ordering of Events in a Distributed System", CACM 1978; Mazurkiewicz's traces).
 *
 * That is neither of the orders of order.h: those ask what every schedule keeps, and leave the accesses of a race
 * or the turns at a lock unordered. Here they have an order, for in this execution one did see the other. */
#ifndef PLAIT_ANALYSIS_CAUSAL_H
#define PLAIT_ANALYSIS_CAUSAL_H

#include "trace/trace.h"

enum causal_relation { CAUSAL_CONCURRENT, CAUSAL_BEFORE, CAUSAL_AFTER, CAUSAL_SELF };

struct causal;

/* Looks at all of T's steps; later ones need another. The caller frees. Time and memory grow with the steps. */
struct causal *causal_new(const struct trace *t);
void causal_free(struct causal *c);
/* How all steps stand to STEP: OUT[1 … steps]; OUT[0] is not touched. */
void causal_relate(const struct causal *c, uint32_t step, uint8_t *out);
/* The depth of every step, OUT[1 … steps]: one more than the deepest of what comes before it. Only steps for which DRAWN
 * (NULL: all) is true make anything deeper; the others pass on what they come after, and have their depth themselves. */
void causal_depths(const struct causal *c, bool (*drawn)(const void *ctx, uint32_t step), const void *ctx, uint32_t *out);

#endif

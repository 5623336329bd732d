/* ingest.h — turns what the runtime logged into a trace.
 *
 *   struct ingest *in = ingest_new(trace, resolver);     // resolver may be NULL
 *   ingest_records(in, records, n);                      // as they come out of the ring
 *   ingest_pending(in, ctl);                             // when the target stopped
 *   trace_cut(trace, 0); ingest_reset(in);               // before the log of another execution
 *
 * The runtime speaks of numbers that mean something in one execution only (modules,
 * sync objects, heap blocks); the ingest keeps what was declared about them and
 * gives out the trace's own numbers. Variables and source positions are not
 * declared at all: they are found again by place and by return address, through a
 * direct-mapped cache in front of a hash table, because millions of them pass
 * each second.
 *
 * Names come from the resolver when it knows, from the program when it named
 * something (WIRE_NAME, which wins), and are made from the place otherwise. Each
 * object is named once, when it is first mentioned.
 *
 * Nothing in a record is trusted to be in range: a target that overwrites the
 * shared memory gives a strange trace, never a crash of plait. */
#ifndef PLAIT_TRACE_INGEST_H
#define PLAIT_TRACE_INGEST_H

#include "trace/trace.h"
#include "wire/wire.h"

struct ingest;

/* Both must outlive the ingest; RESOLVER may be NULL. */
struct ingest *ingest_new(struct trace *t, const struct trace_resolver *resolver);
void ingest_free(struct ingest *in);
/* Takes in N records. A record and the text that belongs to it may come in different calls: a step
 * with text is appended when its text is complete. */
void ingest_records(struct ingest *in, const union wire_record *records, size_t n);
/* Gives the trace the pending operations of ctl->thread[0 .. ctl->threads). */
void ingest_pending(struct ingest *in, const struct wire_ctl *ctl);
/* Forgets what one execution declared; call it together with trace_cut(trace, 0). */
void ingest_reset(struct ingest *in);

#endif

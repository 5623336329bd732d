/* tables.h — everything of a trace but its steps, as payloads of blocks and back (format.h).
 *
 * Writers append rows [from, to) to a buffer; to is limited by tables_fit so that a
 * payload stays within a block. Readers take a payload into a trace and say
 * false when it is malformed; they never leave a number out of range behind. */
#ifndef PLAIT_TRACE_TABLES_H
#define PLAIT_TRACE_TABLES_H

#include "base/buf.h"
#include "trace/trace.h"
#include "trace/varint.h"

/* Appends rows of the table of blocks of KIND from FROM (as an index from 0) on, until all are in or the
 * payload is large; returns the index after the last row. */
size_t tables_rows(uint32_t kind, const struct trace *t, size_t from, struct buf *out);
/* How many rows that table has. */
size_t tables_count(uint32_t kind, const struct trace *t);
void tables_meta(const struct trace *t, struct buf *out);
void tables_shared(const struct trace *t, struct buf *out);
void tables_last(const struct trace *t, struct buf *out);

/* Takes the payload of a block that is not STEP or INDX. */
bool tables_take(uint32_t kind, struct cursor *in, struct trace *t);
bool tables_known(uint32_t kind);

#endif

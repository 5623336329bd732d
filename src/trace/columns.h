/* columns.h — a run of steps as the payload of a STEP block.
 *
 * Steps are cut into columns, one per field, because each field repeats itself in its
 * own way and the compressor finds that only when nothing else lies between.
 *
 *   varint  number of the first step
 *   varint  how many steps, at most FORMAT_STEPS_MAX
 *   then the columns in the order below; each: varint length in bytes, and the bytes;
 *   length 0: every value is 0
 *
 * In the order of the steps:
 *   thread   varint
 *   why      varint
 *   time     zigzag, difference to the step before (0 before the first of the block)
 *   text     varint: 0 none; else 1 + zigzag of the difference to (the last text mentioned + 1)
 * Ordered by thread, and by step within a thread; so what a thread does in a loop is periodic,
 * however the threads were interleaved:
 *   op size flags site object object2 other   varint
 *   result   zigzag
 * In the order of the steps again:
 *   value    zigzag, difference to the value that the last step of the block on the same object had
 *   value_hi the same
 *
 * `next` is not stored: it follows from the threads. */
#ifndef PLAIT_TRACE_COLUMNS_H
#define PLAIT_TRACE_COLUMNS_H

#include "base/buf.h"
#include "trace/trace.h"
#include "trace/varint.h"

struct columns;

struct columns *columns_new(void); /* scratch memory for many blocks */
void columns_free(struct columns *c);
/* Appends the payload for steps FIRST … FIRST + COUNT - 1 of T. */
void columns_encode(struct columns *c, const struct trace *t, uint32_t first, uint32_t count, struct buf *out);
/* Appends the steps of a payload to T after checking that everything they mention is there. False: malformed. */
bool columns_decode(struct columns *c, struct cursor *in, struct trace *t);
/* The number of steps that a payload claims to have, for budgeting; 0 when malformed. */
uint32_t columns_count(const uint8_t *payload, size_t len);

#endif

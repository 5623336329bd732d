/* arena.h — strings that stay where they are until the whole arena goes.
 *
 * Owns memory in chunks that never move, so that a pointer into a trace stays
 * good while the trace grows. Nothing is freed singly; arena_rewind gives back
 * everything from a given string on, which is what cutting a trace needs.
 * Must not be used for anything that changes size. */
#ifndef PLAIT_TRACE_ARENA_H
#define PLAIT_TRACE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
  struct arena_chunk *last; /* the chunk being filled; older ones hang behind it */
};

/* Copies LEN bytes and adds a NUL that is not counted. */
const char *arena_copy(struct arena *a, const char *bytes, size_t len);
void *arena_block(struct arena *a, size_t size); /* aligned for a pointer */
/* Forgets AT, which the arena returned, and everything copied after it. */
void arena_rewind(struct arena *a, const char *at);
void arena_fini(struct arena *a);

#endif

/* name.h — names that a thread, and a thing in memory, keep from one execution to the next.
 *
 * The runtime numbers threads as they are created and addresses do not leave the target, so what plait has learnt of
 * earlier executions it can only tell by what stays: a thread is the nth that its creator has created, a place is so
 * many bytes into a region, and a region belongs to a thread or a module. Both sides fold that into one word, so
 * telling a name costs no more than telling a number. Two things of one name would only make a guess worse: names
 * guide sampling, nothing that must be right rests on them. */
#ifndef PLAIT_WIRE_NAME_H
#define PLAIT_WIRE_NAME_H

#include "wire/prng.h"
#include "wire/wire.h"

#include <stdbool.h>

static inline uint64_t name_fold(uint64_t a, uint64_t b) {
  uint64_t state = a * 0xd1342543de82ef95u + b;
  return prng_next(&state);
}

/* The first thread's name is 0; NTH counts the creator's threads from 1. */
static inline uint64_t name_thread(uint64_t creator, uint32_t nth) { return name_fold(creator, nth); }

/* Does a region of this kind belong to a thread? Otherwise its owner is a number that does not change. */
static inline bool name_owned(uint8_t place) { return place == PLACE_HEAP || place == PLACE_STACK || place == PLACE_TLS; }
/* OWNER: the name of the thread, where it is one's. */
static inline uint64_t name_region(uint8_t place, uint64_t owner, uint32_t seq) {
  return name_fold(name_fold(place, seq), owner);
}

/* Where offsets count downwards they are negative. Never 0. */
static inline uint64_t name_place(uint64_t region, int64_t off) { return name_fold(region, (uint64_t)off) | 1; }
static inline int64_t name_offset(uint8_t place, uint64_t off) {
  return place == PLACE_STACK || place == PLACE_TLS ? -(int64_t)off : (int64_t)off;
}

#endif

/* varint.h — numbers as LEB128, written to a buffer and read with a cursor that never runs over.
 *
 * A cursor that meets anything impossible becomes bad, and stays at the end: a reader
 * may go on and ask once, at the end, whether all of it was good. */
#ifndef PLAIT_TRACE_VARINT_H
#define PLAIT_TRACE_VARINT_H

#include "base/buf.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { VARINT_MAX = 10 }; /* bytes */

static inline uint64_t zigzag_of(uint64_t difference) {
  return difference << 1 ^ (uint64_t) - (int64_t)(difference >> 63);
}
static inline uint64_t zigzag_to(uint64_t z) { return z >> 1 ^ (uint64_t) - (int64_t)(z & 1); }

/* Writes at P, which has VARINT_MAX bytes of room; returns the end. */
static inline uint8_t *varint_write(uint8_t *p, uint64_t v) {
  while (v >= 0x80) {
    *p++ = (uint8_t)(v | 0x80);
    v >>= 7;
  }
  *p++ = (uint8_t)v;
  return p;
}

static inline void varint_add(struct buf *b, uint64_t v) {
  uint8_t bytes[VARINT_MAX];
  buf_add(b, bytes, (size_t)(varint_write(bytes, v) - bytes));
}

static inline void varint_add_string(struct buf *b, const char *s, size_t len) {
  varint_add(b, len);
  buf_add(b, s, len);
}

struct cursor {
  const uint8_t *at, *end;
  bool bad;
};

static inline uint64_t cursor_bad(struct cursor *c) {
  c->bad = true;
  c->at = c->end;
  return 0;
}

static inline uint64_t cursor_varint(struct cursor *c) {
  if (c->at < c->end && *c->at < 0x80)
    return *c->at++;
  uint64_t v = 0;
  for (unsigned shift = 0; c->at < c->end; shift += 7) {
    uint8_t byte = *c->at++;
    if (shift == 63 && byte > 1)
      break; /* more than 64 bits */
    v |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return v;
    if (shift == 63)
      break;
  }
  return cursor_bad(c);
}

/* A number that must not exceed MAX. */
static inline uint64_t cursor_upto(struct cursor *c, uint64_t max) {
  uint64_t v = cursor_varint(c);
  return v <= max ? v : cursor_bad(c);
}

/* LEN bytes, NULL (and bad) when there are not that many. */
static inline const uint8_t *cursor_bytes(struct cursor *c, uint64_t len) {
  if (c->bad || len > (uint64_t)(c->end - c->at)) {
    cursor_bad(c);
    return NULL;
  }
  const uint8_t *at = c->at;
  c->at += len;
  return at;
}

#endif

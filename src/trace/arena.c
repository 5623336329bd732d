/* arena.c — see arena.h: chunks in a list, the newest first. */
#include "trace/arena.h"

#include "base/array.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct arena_chunk {
  struct arena_chunk *before;
  size_t size, used;
  char at[];
};

enum { CHUNK_MIN = 1 << 10, CHUNK_MAX = 1 << 18 };

static char *arena_room(struct arena *a, size_t size, size_t align) {
  struct arena_chunk *c = a->last;
  size_t at = c ? (c->used + align - 1) & ~(align - 1) : 0;
  if (!c || at > c->size || c->size - at < size) {
    size_t grown = c ? c->size * 2 : CHUNK_MIN;
    if (grown > CHUNK_MAX)
      grown = CHUNK_MAX;
    if (grown < size)
      grown = size;
    c = xmalloc(sizeof *c + grown);
    *c = (struct arena_chunk){.before = a->last, .size = grown};
    a->last = c;
    at = 0;
  }
  c->used = at + size;
  return c->at + at;
}

const char *arena_copy(struct arena *a, const char *bytes, size_t len) {
  char *to = arena_room(a, len + 1, 1);
  if (len)
    memcpy(to, bytes, len);
  to[len] = '\0';
  return to;
}

void *arena_block(struct arena *a, size_t size) { return arena_room(a, size, _Alignof(void *)); }

void arena_rewind(struct arena *a, const char *at) {
  while (a->last) {
    struct arena_chunk *c = a->last;
    uintptr_t from = (uintptr_t)c->at, p = (uintptr_t)at;
    if (p >= from && p < from + c->size) {
      c->used = p - from;
      return;
    }
    a->last = c->before;
    free(c);
  }
}

void arena_fini(struct arena *a) {
  while (a->last) {
    struct arena_chunk *c = a->last;
    a->last = c->before;
    free(c);
  }
}

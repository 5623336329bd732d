/* strings.c — see strings.h. */
#include "trace/strings.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(msg) abort()
#include <uthash.h>

struct strings_entry {
  UT_hash_handle hh;
};

const char *strings_copy(struct strings *s, const char *bytes, size_t len) {
  struct strings_entry *e;
  HASH_FIND(hh, s->table, bytes, len, e);
  if (e)
    return e->hh.key;
  e = arena_block(&s->arena, sizeof *e);
  memset(e, 0, sizeof *e);
  const char *copy = arena_copy(&s->arena, bytes, len);
  HASH_ADD_KEYPTR(hh, s->table, copy, len, e);
  return copy;
}

const char *strings_get(struct strings *s, const char *text) {
  return strings_copy(s, text ? text : "", text ? strlen(text) : 0);
}

void strings_fini(struct strings *s) {
  HASH_CLEAR(hh, s->table);
  arena_fini(&s->arena);
}

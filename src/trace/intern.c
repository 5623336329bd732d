/* intern.c — the hash table behind intern.h. */
#include "trace/intern.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(msg) abort()
#include <uthash.h>

struct intern_entry {
  struct intern_key key;
  uint32_t number;
  UT_hash_handle hh;
};

uint32_t intern_find(struct intern *m, const struct intern_key *k) {
  struct intern_entry *e;
  HASH_FIND(hh, m->table, k, sizeof *k, e);
  if (!e)
    return 0;
  unsigned i = intern_slot(k);
  m->cache[i].key = *k;
  m->cache[i].number = e->number;
  return e->number;
}

void intern_put(struct intern *m, const struct intern_key *k, uint32_t number) {
  struct intern_entry *e;
  HASH_FIND(hh, m->table, k, sizeof *k, e);
  if (!e) {
    e = xcalloc(1, sizeof *e);
    e->key = *k;
    HASH_ADD(hh, m->table, key, sizeof e->key, e);
  }
  e->number = number;
  unsigned i = intern_slot(k);
  m->cache[i].key = *k;
  m->cache[i].number = number;
}

void intern_clear(struct intern *m) {
  struct intern_entry *e, *next;
  /* What is cached is in the table, and mostly that is little: no need to wipe the whole cache. */
  HASH_ITER(hh, m->table, e, next) {
    m->cache[intern_slot(&e->key)].number = 0;
    HASH_DEL(m->table, e);
    free(e);
  }
}

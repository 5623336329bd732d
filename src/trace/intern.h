/* intern.h — a map from a place (three words) to a number, for lookups by the million.
 *
 * A direct-mapped cache stands in front of a hash table: programs touch the same
 * few places from the same few lines again and again, and then a lookup is one
 * comparison. Numbers are never 0; 0 means "not there". */
#ifndef PLAIT_TRACE_INTERN_H
#define PLAIT_TRACE_INTERN_H

#include <stdint.h>

struct intern_key {
  uint64_t a, b, c;
};

enum { INTERN_CACHE = 1024 }; /* entries; a power of two */

struct intern_entry;

struct intern {
  struct intern_entry *table; /* uthash */
  struct {
    struct intern_key key;
    uint32_t number; /* 0: empty */
  } cache[INTERN_CACHE];
};

static inline unsigned intern_slot(const struct intern_key *k) {
  uint64_t h = (k->a * 0x9e3779b97f4a7c15u) ^ (k->b * 0xc2b2ae3d27d4eb4fu) ^ (k->c * 0x165667b19e3779f9u);
  return (unsigned)(h >> 54) & (INTERN_CACHE - 1);
}

uint32_t intern_find(struct intern *m, const struct intern_key *k); /* the slow path of intern_get */

static inline uint32_t intern_get(struct intern *m, const struct intern_key *k) {
  unsigned i = intern_slot(k);
  if (m->cache[i].number && m->cache[i].key.a == k->a && m->cache[i].key.b == k->b && m->cache[i].key.c == k->c)
    return m->cache[i].number;
  return intern_find(m, k);
}

void intern_put(struct intern *m, const struct intern_key *k, uint32_t number); /* adds or replaces */
void intern_clear(struct intern *m);

#endif

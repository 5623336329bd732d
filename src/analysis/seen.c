/* seen.c — a set of numbers: open addressing, at most half full. */
#include "analysis/detect.h"

#include <stdlib.h>

static uint64_t mix(uint64_t k) {
  k = (k ^ (k >> 30)) * 0xbf58476d1ce4e5b9u;
  k = (k ^ (k >> 27)) * 0x94d049bb133111ebu;
  return k ^ (k >> 31);
}

static bool put(uint64_t *at, size_t cap, uint64_t key) {
  size_t i = mix(key) & (cap - 1);
  while (at[i] && at[i] != key)
    i = (i + 1) & (cap - 1);
  if (at[i])
    return false;
  at[i] = key;
  return true;
}

bool seen_add(struct seen *s, uint64_t key) {
  key += key == 0; /* 0 marks an empty slot */
  if (2 * s->len >= s->cap) {
    size_t cap = s->cap ? 2 * s->cap : 64;
    uint64_t *at = xcalloc(cap, sizeof *at);
    for (size_t i = 0; i < s->cap; i++)
      if (s->at[i])
        put(at, cap, s->at[i]);
    free(s->at);
    s->at = at;
    s->cap = cap;
  }
  if (!put(s->at, s->cap, key))
    return false;
  s->len++;
  return true;
}

void seen_fini(struct seen *s) {
  free(s->at);
  *s = (struct seen){0};
}

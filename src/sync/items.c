/* items.c — a ring of items, in the order in which they are shown.
 *
 * A priority queue is kept sorted rather than as a heap: what leaves next is in front, and the
 * place of a new item can be told. Items are moved one by one: calls like memmove would be
 * seen by plait as accesses of the program. */
#include "sync/items.h"

#include <limits.h>
#include <stdlib.h>

static struct item *items_at(const struct items *s, unsigned index) { return &s->at[(s->first + index) % s->room]; }

void items_fini(struct items *s) { free(s->at); }

bool items_grow(struct items *s) {
  if (s->count < s->room)
    return true;
  if (s->room > UINT_MAX / 4)
    return false;
  unsigned room = s->room ? 2 * s->room : 4;
  struct item *at = malloc(room * sizeof *at);
  if (!at)
    return false;
  for (unsigned i = 0; i < s->count; i++)
    at[i] = *items_at(s, i);
  free(s->at);
  s->at = at;
  s->room = room;
  s->first = 0;
  return true;
}

void items_insert(struct items *s, unsigned index, struct item item) {
  for (unsigned i = s->count; i > index; i--)
    *items_at(s, i) = *items_at(s, i - 1);
  *items_at(s, index) = item;
  s->count++;
}

struct item items_remove(struct items *s, unsigned index) {
  struct item item = *items_at(s, index);
  for (unsigned i = index; i > 0; i--)
    *items_at(s, i) = *items_at(s, i - 1);
  s->first = (s->first + 1) % s->room;
  s->count--;
  return item;
}

unsigned items_place(const struct items *s, intptr_t priority) {
  unsigned i = s->count;
  while (i > 0 && items_at(s, i - 1)->priority > priority)
    i--;
  return i;
}

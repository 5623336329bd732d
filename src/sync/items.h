/* items.h — what a queue and a channel hold: a row of items that can grow; see items.c. */
#ifndef PLAIT_SYNC_ITEMS_H
#define PLAIT_SYNC_ITEMS_H

#include <stdbool.h>
#include <stdint.h>

struct item {
  intptr_t priority, value;
};

struct items {
  struct item *at; /* a ring */
  unsigned room, first, count;
};

void items_fini(struct items *s);
/* Room for one more? Then the next items_insert cannot fail. */
bool items_grow(struct items *s);
/* INDEX from the front, 0 … count. */
void items_insert(struct items *s, unsigned index, struct item item);
/* INDEX from the front, 0 … count - 1. */
struct item items_remove(struct items *s, unsigned index);
/* Where an item of that priority belongs: behind those that are smaller or equal. */
unsigned items_place(const struct items *s, intptr_t priority);

#endif

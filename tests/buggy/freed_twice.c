/* The count of owners goes down in two steps, so two may think that they are the last.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static struct object {
  int owners, freed;
} object = {.owners = 3};

static void release(struct object *o) {
  o->owners = o->owners - 1;
  if (o->owners == 0) {
    assert(!o->freed);
    o->freed = 1;
  }
}

THREAD(owner) {
  release(&object);
  return arg;
}

int main(void) {
  many(3, owner);
  return 0;
}

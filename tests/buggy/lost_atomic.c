/* Reading and writing atomically is not adding atomically; it shows only when two of four additions are lost.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static atomic_int hits;

THREAD(hit) {
  int now = atomic_load(&hits);
  atomic_store(&hits, now + 1);
  return arg;
}

int main(void) {
  many(4, hit);
  assert(hits > 2);
  return 0;
}

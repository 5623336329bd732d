/* A ring of two whose test for being full is off by one: the producer overwrites when it gets far enough ahead.
 * preemptions: 0
 * ends: assert */
#include "buggy.h"

enum { SIZE = 2, ITEMS = 5 };
static int ring[SIZE];
static atomic_int in, out;

THREAD(produce) {
  for (int i = 0; i < ITEMS; i++) {
    while (atomic_load(&in) - atomic_load(&out) > SIZE)
      continue;
    int at = atomic_load(&in);
    ring[at % SIZE] = i;
    atomic_store(&in, at + 1);
  }
  return arg;
}

THREAD(consume) {
  for (int i = 0; i < ITEMS; i++) {
    while (atomic_load(&in) == atomic_load(&out))
      continue;
    int at = atomic_load(&out);
    assert(ring[at % SIZE] == i);
    atomic_store(&out, at + 1);
  }
  return arg;
}

int main(void) {
  TOGETHER(produce, consume);
  return 0;
}

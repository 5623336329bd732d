/* A ring for one consumer, used by two: both take the same item.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

enum { ITEMS = 4 };
static int ring[ITEMS];
static atomic_int in, out;
static atomic_int taken[ITEMS + 1];

THREAD(produce) {
  for (int i = 0; i < ITEMS; i++) {
    ring[i] = i + 1;
    atomic_fetch_add(&in, 1);
  }
  return arg;
}

THREAD(consume) {
  for (int i = 0; i < 2; i++) {
    int at = atomic_load(&out);
    if (at == atomic_load(&in))
      continue;
    int item = ring[at % ITEMS];
    atomic_store(&out, at + 1);
    assert(atomic_fetch_add(&taken[item], 1) == 0);
  }
  return arg;
}

int main(void) {
  TOGETHER(produce, consume, consume);
  return 0;
}

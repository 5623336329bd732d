/* The flag says that both parts are there when only the first is.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static int first, second;
static atomic_int ready;

THREAD(produce) {
  first = 1;
  atomic_store(&ready, 1);
  second = 2;
  return arg;
}

THREAD(consume) {
  if (atomic_load(&ready))
    assert(first + second == 3);
  return arg;
}

int main(void) {
  TOGETHER(produce, consume);
  return 0;
}

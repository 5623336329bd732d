/* A lock of two flags that looks at the other's before raising its own.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

static atomic_int busy[2];
static int inside;

THREAD(enter) {
  int me = ME;
  while (atomic_load(&busy[1 - me]))
    continue;
  atomic_store(&busy[me], 1);
  int before = inside;
  inside = before + 1;
  atomic_store(&busy[me], 0);
  return arg;
}

int main(void) {
  many(2, enter);
  assert(inside == 2);
  return 0;
}

/* Three threads add three times each without a lock; what is left is as little as three threads can leave.
 * preemptions: 4
 * ends: assert */
#include "buggy.h"

static int counter;

THREAD(add) {
  for (int i = 0; i < 3; i++)
    counter = counter + 1;
  return arg;
}

int main(void) {
  many(3, add);
  assert(counter > 2);
  return 0;
}

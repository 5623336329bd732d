/* Two threads add to a counter without a lock: one addition is lost.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static int counter;

THREAD(add) {
  counter = counter + 1;
  return arg;
}

int main(void) {
  many(2, add);
  assert(counter == 2);
  return 0;
}

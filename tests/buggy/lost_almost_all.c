/* Two threads add to a counter three times each, and 2 is left: one's first addition covers all but the last of the
 * other's, whose last one starts from that.
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
  many(2, add);
  assert(counter > 2);
  return 0;
}

/* Peterson's lock with its first two lines swapped: giving way before asking lets both in.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

static atomic_int wants[2], turn;
static int inside;

THREAD(enter) {
  int me = ME, other = 1 - me;
  atomic_store(&turn, other);
  atomic_store(&wants[me], 1);
  while (atomic_load(&wants[other]) && atomic_load(&turn) == other)
    continue;
  inside++;
  assert(inside == 1);
  inside--;
  atomic_store(&wants[me], 0);
  return arg;
}

int main(void) {
  many(2, enter);
  return 0;
}

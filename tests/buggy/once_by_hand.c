/* Done is said before it is done.
 * preemptions: 1
 * ends: crash */
#include "buggy.h"

static int table[4] = {1, 2, 3, 4};
static int *shared;
static atomic_int done;

static void init(void) {
  if (atomic_exchange(&done, 1))
    return;
  shared = table;
}

THREAD(user) {
  init();
  shared[ME] = 0;
  return arg;
}

int main(void) {
  many(3, user);
  return 0;
}

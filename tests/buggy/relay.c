/* Two threads that do nothing unless they take turns exactly, six times.
 * preemptions: 5
 * ends: assert */
#include "buggy.h"

static atomic_int baton;

THREAD(even) {
  for (int i = 0; i < 8; i += 2)
    if (atomic_load(&baton) == i)
      atomic_store(&baton, i + 1);
  return arg;
}

THREAD(odd) {
  for (int i = 1; i < 8; i += 2)
    if (atomic_load(&baton) == i)
      atomic_store(&baton, i + 1);
  return arg;
}

int main(void) {
  TOGETHER(even, odd);
  assert(baton != 7);
  return 0;
}

/* A barrier of a counter that the last to arrive sets back: a fast thread arrives for the next round before a slow one has
 * seen that the first is over.
 * preemptions: 0
 * ends: deadlock */
#include "buggy.h"

enum { THREADS = 2 };
static atomic_int arrived;

static void barrier(void) {
  if (atomic_fetch_add(&arrived, 1) == THREADS - 1)
    atomic_store(&arrived, 0);
  else
    while (atomic_load(&arrived) != 0)
      continue;
}

THREAD(rounds) {
  barrier();
  barrier();
  return arg;
}

int main(void) {
  many(THREADS, rounds);
  return 0;
}

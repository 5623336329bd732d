/* Much happens between the threads, and only one moment of it matters: between two lines of the one, all of the other's.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static atomic_int traffic;
static int version, copy;

static void work(int n) {
  for (int i = 0; i < n; i++)
    atomic_fetch_add(&traffic, 1);
}

THREAD(update) {
  work(20);
  version = 1;
  version = 0;
  work(20);
  return arg;
}

THREAD(look) {
  work(20);
  copy = version;
  work(20);
  return arg;
}

int main(void) {
  TOGETHER(update, look);
  assert(copy == 0);
  return 0;
}

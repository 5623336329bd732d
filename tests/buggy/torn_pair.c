/* A sequence lock that counts only once per write: a reader may begin and end within one.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static atomic_int sequence;
static int left, right;

THREAD(write) {
  for (int i = 1; i <= 2; i++) {
    left = i;
    right = i;
    atomic_fetch_add(&sequence, 1);
  }
  return arg;
}

THREAD(read) {
  int before = atomic_load(&sequence), l = left, r = right;
  if (atomic_load(&sequence) == before)
    assert(l == r);
  return arg;
}

int main(void) {
  TOGETHER(write, read);
  return 0;
}

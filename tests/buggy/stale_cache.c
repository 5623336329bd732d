/* The last key and its value are remembered one after the other: another thread finds the new key with the old value, but
 * only if it asks for the same key at that moment.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static int key, value;

static int square(int n) {
  if (key == n)
    return value;
  key = n;
  value = n * n;
  return n * n;
}

THREAD(ask) {
  for (int n = 1; n <= 3; n++)
    assert(square(n) == n * n);
  return arg;
}

int main(void) {
  square(1);
  many(2, ask);
  return 0;
}

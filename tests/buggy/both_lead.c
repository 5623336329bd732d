/* Nobody leads, so I do: three candidates, and it matters only when all of them think so.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

static int leader = -1;
static atomic_int leaders;

THREAD(candidate) {
  if (leader == -1) {
    leader = ME;
    atomic_fetch_add(&leaders, 1);
  }
  return arg;
}

int main(void) {
  many(3, candidate);
  assert(leaders < 3);
  return 0;
}

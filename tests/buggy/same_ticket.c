/* A ticket lock that draws tickets in two steps: two with one ticket are both served.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

static atomic_int next, serving;
static atomic_int inside;

THREAD(enter) {
  int ticket = atomic_load(&next);
  atomic_store(&next, ticket + 1);
  while (atomic_load(&serving) < ticket)
    continue;
  assert(atomic_fetch_add(&inside, 1) == 0);
  atomic_fetch_sub(&inside, 1);
  atomic_fetch_add(&serving, 1);
  return arg;
}

int main(void) {
  many(3, enter);
  return 0;
}

/* A readers-writer lock made by hand: the second reader goes on although the first, who takes the lock for both, still
 * waits for it.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

static atomic_int busy, readers;
static int seen, page;

THREAD(reader) {
  if (atomic_fetch_add(&readers, 1) == 0)
    while (atomic_load(&busy) || atomic_exchange(&busy, 1))
      continue;
  int now = page;
  assert(now == page);
  seen = now;
  if (atomic_fetch_sub(&readers, 1) == 1)
    atomic_store(&busy, 0);
  return arg;
}

THREAD(write) {
  while (atomic_load(&busy) || atomic_exchange(&busy, 1))
    continue;
  page = page + 1;
  atomic_store(&busy, 0);
  return arg;
}

int main(void) {
  TOGETHER(reader, reader, write);
  return 0;
}

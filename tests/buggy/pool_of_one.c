/* A pool of connections: free ones are counted and then taken, and the third to come takes one that is not there.
 * preemptions: 1
 * ends: crash */
#include "buggy.h"

static int connection[2];
static int *pool[2] = {&connection[0], &connection[1]};
static int available = 2;

THREAD(use) {
  if (available == 0)
    return arg;
  available = available - 1;
  int *mine = pool[available];
  pool[available] = NULL;
  *mine = ME;
  return arg;
}

int main(void) {
  many(3, use);
  return 0;
}

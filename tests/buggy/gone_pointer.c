/* The pointer is checked and then used; in between another thread takes it away.
 * preemptions: 1
 * ends: crash */
#include "buggy.h"

static int number = 7;
static int *current = &number;
static int seen;

THREAD(use) {
  if (current)
    seen = *current;
  return arg;
}

THREAD(take_away) {
  current = NULL;
  return arg;
}

int main(void) {
  TOGETHER(use, take_away);
  return 0;
}

/* A barrier for two where three work in steps: one may be a step ahead, and reads what is not there yet.
 * preemptions: 0
 * ends: assert */
#include "buggy.h"

static pthread_barrier_t barrier;
static int part[4];

THREAD(work) {
  part[ME] = 1;
  pthread_barrier_wait(&barrier);
  if (ME == 0)
    assert(part[0] + part[1] + part[2] + part[3] >= 3);
  return arg;
}

int main(void) {
  pthread_barrier_init(&barrier, NULL, 2);
  many(4, work);
  return 0;
}

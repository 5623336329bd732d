/* The handle is stored by the one who creates the thread, after the thread has begun to run.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static pthread_t handle;

THREAD(child) {
  assert(handle != 0);
  return arg;
}

int main(void) {
  pthread_t t;
  pthread_create(&t, NULL, child, NULL);
  handle = t;
  pthread_join(t, NULL);
  return 0;
}

/* Twenty threads add under a lock, but the last one takes another lock.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

enum { THREADS = 20 };
static pthread_mutex_t lock = LOCK, wrong = LOCK;
static int counter;

THREAD(add) {
  pthread_mutex_t *mine = ME == THREADS - 1 ? &wrong : &lock;
  pthread_mutex_lock(mine);
  counter = counter + 1;
  pthread_mutex_unlock(mine);
  return arg;
}

int main(void) {
  many(THREADS, add);
  assert(counter == THREADS);
  return 0;
}

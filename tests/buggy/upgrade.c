/* A read lock is given back and a write lock taken, as if nothing could happen in between.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;
static int cached, computed;

THREAD(lookup) {
  pthread_rwlock_rdlock(&lock);
  int have = cached;
  pthread_rwlock_unlock(&lock);
  if (!have) {
    pthread_rwlock_wrlock(&lock);
    computed++;
    cached = 1;
    pthread_rwlock_unlock(&lock);
  }
  return arg;
}

int main(void) {
  many(4, lookup);
  assert(computed < 3);
  return 0;
}

/* Two locks, taken in opposite order.
 * preemptions: 1
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t lock[2] = {LOCK, LOCK};

THREAD(both) {
  pthread_mutex_lock(&lock[ME]);
  pthread_mutex_lock(&lock[1 - ME]);
  pthread_mutex_unlock(&lock[1 - ME]);
  pthread_mutex_unlock(&lock[ME]);
  return arg;
}

int main(void) {
  many(2, both);
  return 0;
}

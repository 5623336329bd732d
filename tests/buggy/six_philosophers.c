/* Six philosophers, all of whom must have picked up one fork for the deadlock.
 * preemptions: 1
 * ends: deadlock */
#include "buggy.h"

enum { SEATS = 6 };
static pthread_mutex_t fork_[SEATS] = {LOCK, LOCK, LOCK, LOCK, LOCK, LOCK};

THREAD(eat) {
  pthread_mutex_lock(&fork_[ME]);
  pthread_mutex_lock(&fork_[(ME + 1) % SEATS]);
  pthread_mutex_unlock(&fork_[(ME + 1) % SEATS]);
  pthread_mutex_unlock(&fork_[ME]);
  return arg;
}

int main(void) {
  many(SEATS, eat);
  return 0;
}

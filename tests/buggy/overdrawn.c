/* Whether the money is there is looked at under the lock, and it is taken under the lock, but not in one go.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static pthread_mutex_t lock = LOCK;
static int balance = 100;

THREAD(withdraw) {
  pthread_mutex_lock(&lock);
  int enough = balance >= 100;
  pthread_mutex_unlock(&lock);
  if (enough) {
    pthread_mutex_lock(&lock);
    balance -= 100;
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

int main(void) {
  many(2, withdraw);
  assert(balance >= 0);
  return 0;
}

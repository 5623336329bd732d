/* Each account has its lock, a transfer takes one after the other, and so does the audit: it sees money on its way.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static pthread_mutex_t lock[2] = {LOCK, LOCK};
static int account[2] = {50, 50};

static int add(int i, int amount) {
  pthread_mutex_lock(&lock[i]);
  int now = account[i] += amount;
  pthread_mutex_unlock(&lock[i]);
  return now;
}

THREAD(transfer) {
  add(0, -30);
  add(1, +30);
  return arg;
}

THREAD(audit) {
  int sum = add(0, 0);
  sum += add(1, 0);
  assert(sum >= 100);
  return arg;
}

int main(void) {
  TOGETHER(transfer, audit);
  return 0;
}

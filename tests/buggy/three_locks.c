/* Three locks in a ring, each thread busy with something else before and after.
 * preemptions: 1
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t lock[3] = {LOCK, LOCK, LOCK};
static atomic_int done;

THREAD(two_of_three) {
  for (int i = 0; i < 4; i++)
    atomic_fetch_add(&done, 1);
  pthread_mutex_lock(&lock[ME]);
  pthread_mutex_lock(&lock[(ME + 1) % 3]);
  atomic_fetch_add(&done, 1);
  pthread_mutex_unlock(&lock[(ME + 1) % 3]);
  pthread_mutex_unlock(&lock[ME]);
  return arg;
}

int main(void) {
  many(3, two_of_three);
  return 0;
}

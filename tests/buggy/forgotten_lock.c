/* Ten threads move money under the locks of both accounts, except one, which forgets the second.
 * preemptions: 1
 * ends: exit 1 */
#include "buggy.h"

enum { THREADS = 10, ACCOUNTS = 4 };
static pthread_mutex_t lock[ACCOUNTS] = {LOCK, LOCK, LOCK, LOCK};
static int account[ACCOUNTS] = {10, 10, 10, 10};

THREAD(move) {
  int from = ME % (ACCOUNTS - 1), to = from + 1, forgets = ME == 7;
  pthread_mutex_lock(&lock[from]);
  if (!forgets)
    pthread_mutex_lock(&lock[to]);
  account[from] -= 1;
  account[to] += 1;
  if (!forgets)
    pthread_mutex_unlock(&lock[to]);
  pthread_mutex_unlock(&lock[from]);
  return arg;
}

int main(void) {
  many(THREADS, move);
  int sum = 0;
  for (int i = 0; i < ACCOUNTS; i++)
    sum += account[i];
  return sum != ACCOUNTS * 10;
}

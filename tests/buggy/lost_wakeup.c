/* The flag is set and signalled without the lock: between the look at the flag and the wait.
 * preemptions: 1
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t lock = LOCK;
static pthread_cond_t ready = COND;
static atomic_int flag;

THREAD(wait) {
  pthread_mutex_lock(&lock);
  while (!atomic_load(&flag))
    pthread_cond_wait(&ready, &lock);
  pthread_mutex_unlock(&lock);
  return arg;
}

THREAD(tell) {
  atomic_store(&flag, 1);
  pthread_cond_signal(&ready);
  return arg;
}

int main(void) {
  TOGETHER(wait, tell);
  return 0;
}

/* `if` around the wait: what the woken consumer was woken for, another one takes first.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

static pthread_mutex_t lock = LOCK;
static pthread_cond_t some = COND;
static int items;

THREAD(consume) {
  pthread_mutex_lock(&lock);
  if (items == 0)
    pthread_cond_wait(&some, &lock);
  items--;
  assert(items >= 0);
  pthread_mutex_unlock(&lock);
  return arg;
}

THREAD(produce) {
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&lock);
    items++;
    pthread_cond_signal(&some);
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

int main(void) {
  TOGETHER(consume, consume, produce);
  return 0;
}

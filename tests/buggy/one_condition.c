/* A buffer of one with one condition for both sides: the only signal wakes somebody of the wrong side, who waits again.
 * preemptions: 0
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t lock = LOCK;
static pthread_cond_t changed = COND;
static int items;

THREAD(put) {
  for (int i = 0; i < 2; i++) {
    pthread_mutex_lock(&lock);
    while (items == 1)
      pthread_cond_wait(&changed, &lock);
    items = 1;
    pthread_cond_signal(&changed);
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

THREAD(get) {
  pthread_mutex_lock(&lock);
  while (items == 0)
    pthread_cond_wait(&changed, &lock);
  items = 0;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
  return arg;
}

int main(void) {
  TOGETHER(put, get, get, put, get, get);
  return 0;
}

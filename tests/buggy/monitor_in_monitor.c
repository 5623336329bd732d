/* Waiting for the inner condition gives back the inner lock, not the outer one, which the signaller needs.
 * preemptions: 0
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t outer = LOCK, inner = LOCK;
static pthread_cond_t filled = COND;
static int full;

THREAD(get) {
  pthread_mutex_lock(&outer);
  pthread_mutex_lock(&inner);
  while (!full)
    pthread_cond_wait(&filled, &inner);
  pthread_mutex_unlock(&inner);
  pthread_mutex_unlock(&outer);
  return arg;
}

THREAD(put) {
  pthread_mutex_lock(&outer);
  pthread_mutex_lock(&inner);
  full = 1;
  pthread_cond_signal(&filled);
  pthread_mutex_unlock(&inner);
  pthread_mutex_unlock(&outer);
  return arg;
}

int main(void) {
  TOGETHER(put, get);
  return 0;
}

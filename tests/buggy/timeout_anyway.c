/* A wait that gives up is taken for one that was answered.
 * preemptions: 0
 * ends: assert */
#include "buggy.h"

#include <time.h>

static pthread_mutex_t lock = LOCK;
static pthread_cond_t answered = COND;
static int answer;

THREAD(ask) {
  struct timespec soon;
  clock_gettime(CLOCK_REALTIME, &soon);
  soon.tv_sec += 1;
  pthread_mutex_lock(&lock);
  if (!answer)
    pthread_cond_timedwait(&answered, &lock, &soon);
  assert(answer == 42);
  pthread_mutex_unlock(&lock);
  return arg;
}

THREAD(tell) {
  pthread_mutex_lock(&lock);
  answer = 42;
  pthread_cond_signal(&answered);
  pthread_mutex_unlock(&lock);
  return arg;
}

int main(void) {
  TOGETHER(ask, tell);
  return 0;
}

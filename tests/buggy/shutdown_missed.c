/* The worker looks whether it should stop, then waits for work; it is told to stop in between.
 * preemptions: 2
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t lock = LOCK;
static pthread_cond_t work = COND;
static int jobs = 2;
static atomic_int stop;

THREAD(worker) {
  while (!atomic_load(&stop)) {
    pthread_mutex_lock(&lock);
    if (jobs == 0)
      pthread_cond_wait(&work, &lock);
    else
      jobs--;
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

int main(void) {
  pthread_t t[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], NULL, worker, NULL);
  atomic_store(&stop, 1);
  pthread_mutex_lock(&lock);
  pthread_cond_broadcast(&work);
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  return 0;
}

/* Two may wait for the gate, one signal is sent: fine as long as at most one has arrived.
 * preemptions: 1
 * ends: deadlock */
#include "buggy.h"

static pthread_mutex_t lock = LOCK;
static pthread_cond_t opened = COND;
static int open;

THREAD(pass) {
  pthread_mutex_lock(&lock);
  while (!open)
    pthread_cond_wait(&opened, &lock);
  pthread_mutex_unlock(&lock);
  return arg;
}

int main(void) {
  pthread_t t[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], NULL, pass, NULL);
  pthread_mutex_lock(&lock);
  open = 1;
  pthread_cond_signal(&opened);
  pthread_mutex_unlock(&lock);
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  return 0;
}

/* Detached threads, in both ways; main waits for them with a condition. */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t done = PTHREAD_COND_INITIALIZER;
static int left = 2;

static void *work(void *arg) {
  pthread_mutex_lock(&lock);
  if (--left == 0)
    pthread_cond_signal(&done);
  pthread_mutex_unlock(&lock);
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_attr_t attr;
  pthread_attr_init(&attr);
  pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
  pthread_create(&a, &attr, work, NULL);
  pthread_create(&b, NULL, work, NULL);
  pthread_detach(b);
  pthread_mutex_lock(&lock);
  while (left > 0)
    pthread_cond_wait(&done, &lock);
  pthread_mutex_unlock(&lock);
  puts("all done");
  return 0;
}

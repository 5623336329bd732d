/* Three threads wait on one condition with a time limit; main wakes one by one: which, is a choice. */
#include <pthread.h>
#include <stdio.h>
#include <time.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t token = PTHREAD_COND_INITIALIZER;
static int tokens;

static void *take(void *arg) {
  struct timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += 1;
  int got = 0, result = 0;
  pthread_mutex_lock(&lock);
  while (tokens == 0 && result == 0)
    result = pthread_cond_timedwait(&token, &lock, &limit);
  if (tokens > 0) {
    tokens--;
    got = 1;
  }
  pthread_mutex_unlock(&lock);
  return got ? arg : NULL;
}

int main(void) {
  pthread_t threads[3];
  int served = 0;
  for (int i = 0; i < 3; i++)
    pthread_create(&threads[i], NULL, take, &tokens);
  for (int i = 0; i < 3; i++) {
    pthread_mutex_lock(&lock);
    tokens++;
    pthread_cond_signal(&token);
    pthread_mutex_unlock(&lock);
  }
  for (int i = 0; i < 3; i++) {
    void *got;
    pthread_join(threads[i], &got);
    served += got != NULL;
  }
  printf("%d served\n", served);
  return 0;
}

/* A thread ends with the lock in its hands.
 * finding: blocked_forever lock
 * when: some */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int odd;

static void *quit_early(void *arg) {
  pthread_mutex_lock(&lock);
  if (++odd)
    return arg;
  pthread_mutex_unlock(&lock);
  return arg;
}

static void *work(void *arg) {
  pthread_mutex_lock(&lock);
  odd += 2;
  pthread_mutex_unlock(&lock);
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, quit_early, NULL);
  pthread_create(&b, NULL, work, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  puts("done");
  return 0;
}

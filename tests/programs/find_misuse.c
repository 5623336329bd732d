/* Unlocks what another thread has locked.
 * finding: misuse lock
 * when: always */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *open_it(void *arg) {
  pthread_mutex_unlock(&lock);
  return arg;
}

int main(void) {
  pthread_t t;
  pthread_mutex_lock(&lock);
  pthread_create(&t, NULL, open_it, NULL);
  pthread_join(t, NULL);
  puts("done");
  return 0;
}

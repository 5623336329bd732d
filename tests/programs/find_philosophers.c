/* Three philosophers, each takes the left fork and then the right one.
 * finding: deadlock
 * finding: lock_order fork[]
 * when: both */
#include <pthread.h>
#include <stdio.h>

enum { SEATS = 3 };
static pthread_mutex_t fork[SEATS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *dine(void *seat) {
  long i = (long)seat;
  pthread_mutex_lock(&fork[i]);
  pthread_mutex_lock(&fork[(i + 1) % SEATS]);
  pthread_mutex_unlock(&fork[(i + 1) % SEATS]);
  pthread_mutex_unlock(&fork[i]);
  return NULL;
}

int main(void) {
  pthread_t t[SEATS];
  for (long i = 0; i < SEATS; i++)
    pthread_create(&t[i], NULL, dine, (void *)i);
  for (long i = 0; i < SEATS; i++)
    pthread_join(t[i], NULL);
  puts("done");
  return 0;
}

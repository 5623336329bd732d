/* Three philosophers. With fewer chairs than philosophers the circle cannot close; with one for each it can, and so it can when
 * somebody brings a chair.
 * finding: lock_order fork[]
 * finding: deadlock
 * when: both
 * run: three
 * run: brought */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <string.h>

enum { SEATS = 3 };
static pthread_mutex_t fork[SEATS] = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static sem_t chairs;

static void *dine(void *seat) {
  long i = (long)seat;
  sem_wait(&chairs);
  pthread_mutex_lock(&fork[i]);
  pthread_mutex_lock(&fork[(i + 1) % SEATS]);
  pthread_mutex_unlock(&fork[(i + 1) % SEATS]);
  pthread_mutex_unlock(&fork[i]);
  sem_post(&chairs);
  return NULL;
}

int main(int argc, char **argv) {
  pthread_t t[SEATS];
  int brought = argc > 1 && strcmp(argv[1], "brought") == 0;
  sem_init(&chairs, 0, brought ? SEATS - 1 : SEATS);
  if (brought)
    sem_post(&chairs);
  for (long i = 0; i < SEATS; i++)
    pthread_create(&t[i], NULL, dine, (void *)i);
  for (long i = 0; i < SEATS; i++)
    pthread_join(t[i], NULL);
  puts("done");
  return 0;
}

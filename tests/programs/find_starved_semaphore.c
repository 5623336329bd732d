/* One permit too few is given.
 * finding: blocked_forever items
 * when: always */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t items;

static void *take_two(void *arg) {
  sem_wait(&items);
  sem_wait(&items);
  return arg;
}

int main(void) {
  pthread_t t;
  sem_init(&items, 0, 0);
  pthread_create(&t, NULL, take_two, NULL);
  sem_post(&items);
  pthread_join(t, NULL);
  puts("done");
  return 0;
}

/* A bounded buffer whose producer takes the lock and then waits for room: nobody can make room.
 * preemptions: 0
 * ends: deadlock */
#include "buggy.h"

#include <semaphore.h>

static pthread_mutex_t lock = LOCK;
static sem_t room, items;

THREAD(produce) {
  for (int i = 0; i < 3; i++) {
    pthread_mutex_lock(&lock);
    sem_wait(&room);
    sem_post(&items);
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

THREAD(consume) {
  for (int i = 0; i < 3; i++) {
    sem_wait(&items);
    pthread_mutex_lock(&lock);
    sem_post(&room);
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

int main(void) {
  sem_init(&room, 0, 2);
  sem_init(&items, 0, 0);
  TOGETHER(produce, consume);
  return 0;
}

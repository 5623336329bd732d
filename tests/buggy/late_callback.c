/* Is it done? No: then call me when it is. It is done in between, and nobody calls.
 * preemptions: 1
 * ends: deadlock */
#include "buggy.h"

#include <semaphore.h>

static atomic_int done, registered;
static sem_t called;

THREAD(client) {
  if (!atomic_load(&done)) {
    atomic_store(&registered, 1);
    sem_wait(&called);
  }
  return arg;
}

THREAD(server) {
  atomic_store(&done, 1);
  if (atomic_load(&registered))
    sem_post(&called);
  return arg;
}

int main(void) {
  sem_init(&called, 0, 0);
  TOGETHER(client, server);
  return 0;
}

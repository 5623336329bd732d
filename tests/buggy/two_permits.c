/* A semaphore that should let one in gets a second permit from somebody who gives up waiting but gives back anyway.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

#include <semaphore.h>

static sem_t permit;
static atomic_int inside;

THREAD(enter) {
  int got = sem_trywait(&permit) == 0;
  if (got) {
    assert(atomic_fetch_add(&inside, 1) == 0);
    atomic_fetch_sub(&inside, 1);
  }
  sem_post(&permit);
  return arg;
}

int main(void) {
  sem_init(&permit, 0, 1);
  many(3, enter);
  return 0;
}

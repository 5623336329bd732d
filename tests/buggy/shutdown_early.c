/* The main thread stops waiting when the count of jobs is 0, which it also is before they are counted.
 * preemptions: 1
 * ends: exit 1 */
#include "buggy.h"

static atomic_int pending, started, closed, late;

THREAD(worker) {
  atomic_fetch_add(&started, 1);
  atomic_fetch_add(&pending, 1);
  if (atomic_load(&closed))
    atomic_store(&late, 1);
  atomic_fetch_sub(&pending, 1);
  return arg;
}

int main(void) {
  pthread_t t[3];
  for (int i = 0; i < 3; i++)
    pthread_create(&t[i], NULL, worker, NULL);
  while (atomic_load(&started) < 3)
    continue;
  while (atomic_load(&pending) > 0)
    continue;
  atomic_store(&closed, 1);
  for (int i = 0; i < 3; i++)
    pthread_join(t[i], NULL);
  return late;
}

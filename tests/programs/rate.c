/* Two threads that add to one atomic counter, N times each: as many steps as one likes. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>

static atomic_int counter;

static void *add(void *arg) {
  for (intptr_t i = (intptr_t)arg; i > 0; i--)
    atomic_fetch_add(&counter, 1);
  return arg;
}

int main(int argc, char **argv) {
  pthread_t a, b;
  intptr_t times = argc > 1 ? atoi(argv[1]) : 1;
  pthread_create(&a, NULL, add, (void *)times);
  pthread_create(&b, NULL, add, (void *)times);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return counter != 2 * times;
}

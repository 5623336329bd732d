/* Two threads add to one atomic counter, argv[1] times each: for measuring steps that alternate. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static atomic_long counter;
static long times = 1000;

static void *add(void *arg) {
  for (long i = times; i > 0; i--)
    atomic_fetch_add(&counter, 1);
  return arg;
}

int main(int argc, char **argv) {
  if (argc > 1)
    times = atol(argv[1]);
  pthread_t a, b;
  pthread_create(&a, NULL, add, NULL);
  pthread_create(&b, NULL, add, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%ld\n", atomic_load(&counter));
  return 0;
}

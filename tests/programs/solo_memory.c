/* One thread works alone on memory that another has touched, argv[1] rounds of one read and one write: for measuring
 * steps without a switch. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { CELLS = 64 };
static long cells[CELLS];
static long times = 1000;

static void *touch(void *arg) {
  for (int i = 0; i < CELLS; i++)
    cells[i] = i;
  return arg;
}

static void *work(void *arg) {
  long rounds = times;
  for (long i = 0; i < rounds; i++)
    cells[i % CELLS]++;
  return arg;
}

int main(int argc, char **argv) {
  if (argc > 1)
    times = atol(argv[1]);
  pthread_t a, b;
  pthread_create(&a, NULL, touch, NULL);
  pthread_create(&b, NULL, work, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%ld\n", cells[0]);
  return 0;
}

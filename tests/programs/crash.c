/* A thread writes through a null pointer, after it has printed something. */
#include <pthread.h>
#include <stdio.h>

static int *volatile nowhere;

static void *fall(void *arg) {
  puts("before");
  *nowhere = 1;
  return arg;
}

int main(void) {
  pthread_t a;
  pthread_create(&a, NULL, fall, NULL);
  pthread_join(a, NULL);
  puts("not reached");
  return 0;
}

/* Two threads add 1 to a counter without a lock: prints 2, or 1 when an update is lost. */
#include <pthread.h>
#include <stdio.h>

static int counter;

static void *add(void *arg) {
  counter = counter + 1;
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, add, NULL);
  pthread_create(&b, NULL, add, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", counter);
  return 0;
}

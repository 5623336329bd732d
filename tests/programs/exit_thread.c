/* A thread ends the process with exit(7) while main waits for it; the output not yet flushed is written. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static void at_exit(void) { printf("bye\n"); }

static void *leave(void *arg) {
  printf("hello ");
  exit(7);
  return arg;
}

int main(void) {
  pthread_t a;
  atexit(at_exit);
  pthread_create(&a, NULL, leave, NULL);
  pthread_join(a, NULL);
  puts("not reached");
  return 0;
}

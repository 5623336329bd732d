/* main ends with pthread_exit: the process goes on until the last thread, and its status is 0. */
#include <pthread.h>
#include <stdio.h>

static void *rest(void *arg) {
  puts("the rest");
  return arg;
}

int main(void) {
  pthread_t a;
  pthread_create(&a, NULL, rest, NULL);
  puts("main leaves");
  pthread_exit(NULL);
}

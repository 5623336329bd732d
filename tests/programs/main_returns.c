/* main returns 3 without joining: the thread may or may not get to print. */
#include <pthread.h>
#include <stdio.h>

static void *late(void *arg) {
  printf("late\n");
  return arg;
}

int main(void) {
  pthread_t a;
  pthread_create(&a, NULL, late, NULL);
  printf("main\n");
  return 3;
}

/* A thread calls abort. */
#include <pthread.h>
#include <stdlib.h>

static void *give_up(void *arg) {
  abort();
  return arg;
}

int main(void) {
  pthread_t a;
  pthread_create(&a, NULL, give_up, NULL);
  pthread_join(a, NULL);
  return 0;
}

/* A failed assertion in a thread. */
#include <assert.h>
#include <pthread.h>

static int ready;

static void *check(void *arg) {
  assert(ready == 1);
  return arg;
}

int main(void) {
  pthread_t a;
  pthread_create(&a, NULL, check, NULL);
  pthread_join(a, NULL);
  return 0;
}

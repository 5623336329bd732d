/* Two threads that add to a counter for ever: more steps than anybody wants. */
#include <pthread.h>
#include <stdatomic.h>

static atomic_long counter;

static void *add(void *arg) {
  for (;;)
    counter++;
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, add, NULL);
  pthread_create(&b, NULL, add, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return 0;
}

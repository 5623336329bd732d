/* A thread that computes for ever without a scheduling point. */
#include <pthread.h>

static void *spin(void *arg) {
  unsigned long n = 0;
  for (;;)
    __asm__ volatile("" : "+r"(n)); /* nothing another thread could notice */
  return arg;
}

int main(void) {
  pthread_t a;
  pthread_create(&a, NULL, spin, NULL);
  pthread_join(a, NULL);
  return 0;
}

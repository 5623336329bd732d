/* Each waits for the other to go first, turning round and round.
 * finding: livelock
 * when: always */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int went[2];

static void *after_you(void *other) {
  long i = (long)other;
  atomic_store(&went[1 - i], 0);
  while (!atomic_load(&went[i]))
    ;
  atomic_store(&went[1 - i], 1);
  return NULL;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, after_you, (void *)0);
  pthread_create(&b, NULL, after_you, (void *)1);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  puts("done");
  return 0;
}

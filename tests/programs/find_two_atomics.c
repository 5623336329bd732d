/* Each access is atomic, the increment is not.
 * finding: atomicity hits
 * when: some */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int hits;

static void *hit(void *arg) {
  atomic_store(&hits, atomic_load(&hits) + 1);
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, hit, NULL);
  pthread_create(&b, NULL, hit, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", atomic_load(&hits));
  return 0;
}

/* One thread writes atomically, the other reads plainly: still a race.
 * finding: race ready
 * when: always */
#include <pthread.h>
#include <stdio.h>

static int ready;

static void *announce(void *arg) {
  __atomic_store_n(&ready, 1, __ATOMIC_SEQ_CST);
  return arg;
}

static void *look(void *arg) {
  if (ready)
    puts("ready");
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, announce, NULL);
  pthread_create(&b, NULL, look, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  return 0;
}

/* Each gives way a few times only, and counts them in a register at -O2: never as it was before, and so no livelock.
 * finding: none */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

enum { TRIES = 2 };

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static bool pass(pthread_mutex_t *mine, pthread_mutex_t *other) {
  for (int i = 0; i < TRIES; i++) {
    pthread_mutex_lock(mine);
    if (pthread_mutex_trylock(other) == 0) {
      pthread_mutex_unlock(other);
      pthread_mutex_unlock(mine);
      return true;
    }
    pthread_mutex_unlock(mine);
  }
  return false;
}

static void *from_left(void *arg) { return pass(&left, &right) ? arg : NULL; }
static void *from_right(void *arg) { return pass(&right, &left) ? arg : NULL; }

int main(void) {
  pthread_t a, b;
  void *first, *second;
  pthread_create(&a, NULL, from_left, &a);
  pthread_create(&b, NULL, from_right, &b);
  pthread_join(a, &first);
  pthread_join(b, &second);
  printf("%d passed\n", (first != NULL) + (second != NULL));
  return 0;
}

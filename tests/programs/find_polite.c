/* Each takes its lock, tries the other's, and gives way when it is taken; both may do so for ever.
 * finding: livelock
 * when: some
 * schedule: main*2 + T1 T2
 * options: --max-steps 2000 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t left = PTHREAD_MUTEX_INITIALIZER, right = PTHREAD_MUTEX_INITIALIZER;

static void pass(pthread_mutex_t *mine, pthread_mutex_t *other) {
  for (;;) {
    pthread_mutex_lock(mine);
    if (pthread_mutex_trylock(other) == 0)
      break;
    pthread_mutex_unlock(mine);
  }
  pthread_mutex_unlock(other);
  pthread_mutex_unlock(mine);
}

static void *from_left(void *arg) {
  pass(&left, &right);
  return arg;
}

static void *from_right(void *arg) {
  pass(&right, &left);
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, from_left, NULL);
  pthread_create(&b, NULL, from_right, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  puts("done");
  return 0;
}

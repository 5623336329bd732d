/* A function that locks calls another one that locks.
 * finding: self_deadlock lock
 * when: always */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int count;

static void add(void) {
  pthread_mutex_lock(&lock);
  count++;
  pthread_mutex_unlock(&lock);
}

static void *add_two(void *arg) {
  pthread_mutex_lock(&lock);
  add();
  add();
  pthread_mutex_unlock(&lock);
  return arg;
}

int main(void) {
  pthread_t t;
  pthread_create(&t, NULL, add_two, NULL);
  pthread_join(t, NULL);
  printf("%d\n", count);
  return 0;
}

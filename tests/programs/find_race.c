/* One thread forgets the lock.
 * finding: race balance
 * when: always */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int balance = 100;

static void *careful(void *arg) {
  pthread_mutex_lock(&lock);
  balance = balance + 10;
  pthread_mutex_unlock(&lock);
  return arg;
}

static void *careless(void *arg) {
  balance = balance - 10;
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, careful, NULL);
  pthread_create(&b, NULL, careless, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", balance);
  return 0;
}

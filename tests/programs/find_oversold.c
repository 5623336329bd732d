/* Checks that a ticket is left, lets go of the lock, and sells it.
 * finding: atomicity tickets
 * when: some */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int tickets = 1;

static void *sell(void *arg) {
  pthread_mutex_lock(&lock);
  int left = tickets;
  pthread_mutex_unlock(&lock);
  if (left > 0) {
    pthread_mutex_lock(&lock);
    tickets--;
    pthread_mutex_unlock(&lock);
  }
  return arg;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, sell, NULL);
  pthread_create(&b, NULL, sell, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", tickets);
  return 0;
}

/* scene:    inventory-one-section
 * title:    One item left, two orders, check and update under one lock
 * topics:   atomicity, critical section, mutual exclusion
 * lesson:   A critical section is as long as the decision it protects: it begins
 *           before the check and ends after the update. The second order waits,
 *           checks for itself, and finds the shelf empty.
 * outcomes: "stock 0\n"
 * try:      main*2 T1*3 T2 T1*4 T2*4 main*4   # T2 waits, then checks for itself
 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stock = 1;

static void *order(void *unused) {
  pthread_mutex_lock(&lock);
  if (stock > 0)
    stock--;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, order, NULL);
  pthread_create(&second, NULL, order, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("stock %d\n", stock);
  return 0;
}

/* scene:    inventory-two-sections
 * title:    One item left, two orders, a lock that is let go too early
 * topics:   atomicity, check-then-act, critical section
 * lesson:   Every access holds the lock, so there is no data race, and yet the
 *           last item is sold twice. The check and the update belong together:
 *           what was checked may change as soon as the lock is let go.
 * outcomes: "stock 0\n" "stock -1: sold what was not there\n"
 * finding:  atomicity stock
 * try:      main*2 T1*4 T2*4 T1*5 T2*5 main*5   # both check, then both take
 * fixed-by: inventory-one-section
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int stock = 1;

static bool in_stock(void) {
  pthread_mutex_lock(&lock);
  bool yes = stock > 0;
  pthread_mutex_unlock(&lock);
  return yes;
}

static void take_one(void) {
  pthread_mutex_lock(&lock);
  stock--;
  pthread_mutex_unlock(&lock);
}

static void *order(void *unused) {
  if (in_stock())
    take_one();
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, order, NULL);
  pthread_create(&second, NULL, order, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("stock %d%s\n", stock,
         stock < 0 ? ": sold what was not there" : "");
  return 0;
}

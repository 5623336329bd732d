/* scene:    double-checked-fixed
 * title:    Look, lock, look again: with an atomic flag
 * topics:   double-checked locking, acquire and release, publication
 * lesson:   The price is written first and published by a release store; whoever
 *           reads the flag with acquire and finds it set sees the price, too. After
 *           the first time nobody needs the lock. (pthread_once does all this.)
 * outcomes: "price 7\n"
 * try:      main*2 T1*6 T2*3   # the flag comes last, so T2 finds the price
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static atomic_bool made;
static int price;
static int seen[2];

static void *customer(void *arg) {
  int me = (int)(long)arg;
  if (!atomic_load_explicit(&made, memory_order_acquire)) {
    pthread_mutex_lock(&lock);
    if (!atomic_load_explicit(&made, memory_order_relaxed)) {
      price = 7;
      atomic_store_explicit(&made, true, memory_order_release); /* last */
    }
    pthread_mutex_unlock(&lock);
  }
  seen[me] = price;
  return NULL;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, customer, (void *)0);
  pthread_create(&second, NULL, customer, (void *)1);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  bool wrong = seen[0] != 7 || seen[1] != 7;
  printf("price %d%s\n", wrong ? 0 : 7, wrong ? ": not there yet" : "");
  return 0;
}

/* scene:    double-checked-locking
 * title:    Look, lock, look again: and still wrong
 * topics:   double-checked locking, publication, memory order
 * lesson:   The first look, without the lock, may see that the shop is open before
 *           the price is there: the flag is set first. Even in the right order plain
 *           variables promise nothing here; the look without a lock is a data race.
 * outcomes: "price 7\n" "price 0: not there yet\n"
 * finding:  race made
 * finding:  race price
 * try:      main*2 T1*5 T2*3   # T1 says that it is made; T2 believes it and reads 0
 * fixed-by: double-checked-fixed
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static bool made;
static int price;
static int seen[2];

static void *customer(void *arg) {
  int me = (int)(long)arg;
  if (!made) { /* quick look, no lock */
    pthread_mutex_lock(&lock);
    if (!made) {
      made = true; /* said too early, as a compiler may do for you */
      price = 7;
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

/* scene:    with-lock
 * title:    Two threads, one counter, one lock
 * topics:   mutual exclusion, critical section, mutex
 * lesson:   The lock makes read and write one critical section: a second thread
 *           that wants it has to wait at the door. Whatever order you choose, no
 *           increment is lost. Compare with lost-update.
 * outcomes: "2\n"
 * try:      main*2 T1*3 T2 T1*3 T2*5 main*4   # T2 comes to the lock while T1 is inside
 */
#include <pthread.h>
#include <stdio.h>

static int counter;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *increment(void *unused) {
  pthread_mutex_lock(&lock);
  counter = counter + 1;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, increment, NULL);
  pthread_create(&second, NULL, increment, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("%d\n", counter);
  return 0;
}

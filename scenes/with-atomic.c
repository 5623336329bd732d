/* scene:    with-atomic
 * title:    Two threads, one atomic counter
 * topics:   atomic operation, read-modify-write, lock-free
 * lesson:   An atomic increment is one operation: nobody can come between its
 *           read and its write. For a single number that is all the protection
 *           it needs. Two numbers that belong together still want a lock.
 * outcomes: "2\n"
 * try:      main*2 T1*2 T2*3 T1 main*4   # one U each; there is no place inside it to switch
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int counter;

static void *increment(void *unused) {
  atomic_fetch_add(&counter, 1);
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

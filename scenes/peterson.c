/* scene:    peterson
 * title:    Mutual exclusion without a lock: Peterson's algorithm
 * topics:   mutual exclusion, busy waiting, sequential consistency
 * lesson:   "I want to; after you." Both may want, but only the one who said so last
 *           has to wait. It needs nothing but reads and writes, if everybody sees
 *           them in one order: with plain variables compiler and processor may
 *           swap them, and both get in.
 * outcomes: "2\n"
 * try:      main*2 T1*3 T2*5   # T2 wants, too, but said "after you" last: it goes round
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

static atomic_bool wants[2];
static atomic_int goes_first;
static int counter;

static void *increment(void *arg) {
  int me = (int)(long)arg, other = 1 - me;
  atomic_store(&wants[me], true);
  atomic_store(&goes_first, other);
  while (atomic_load(&wants[other]) && atomic_load(&goes_first) == other)
    ;
  counter = counter + 1; /* one at a time */
  atomic_store(&wants[me], false);
  return NULL;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, increment, (void *)0);
  pthread_create(&second, NULL, increment, (void *)1);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("%d\n", counter);
  return 0;
}

/* scene:    read-only
 * title:    A price list that everybody only reads
 * topics:   read-only data, data race, sharing
 * lesson:   A race needs somebody who writes. Data that was ready before the
 *           threads began, and that nobody changes, may be read by all at once
 *           without any lock. Creating a thread shows it all that was written before.
 * outcomes: "7 and 7\n"
 * try:      main*2 T1*2 T2*4   # both read, in any order: it makes no difference
 */
#include <pthread.h>
#include <stdio.h>

static int bread, milk; /* written before the threads begin, never after */
static int total[2];    /* one place for each */

static void *add_up(void *arg) {
  int me = (int)(long)arg;
  total[me] = bread + milk;
  return NULL;
}

int main(void) {
  pthread_t first, second;
  bread = 4;
  milk = 3;
  pthread_create(&first, NULL, add_up, (void *)0);
  pthread_create(&second, NULL, add_up, (void *)1);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("%d and %d\n", total[0], total[1]);
  return 0;
}

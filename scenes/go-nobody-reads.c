/* scene:    go-nobody-reads
 * title:    A channel nobody reads
 * topics:   Go, unbuffered channel, deadlock, goroutine leak
 * lesson:   The impatient reader takes one of two results and goes. The other
 *           goroutine stands at the channel for ever, because an unbuffered send
 *           needs somebody who receives. Room for all results would let it go.
 * outcomes: deadlock
 * finding:  blocked_forever results
 * try:      main*5 T1*8 T2*4 main*5   # main takes one result; T2 keeps the other for ever
 * fixed-by: go-buffered
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_channel *results;

static void *search(void *result) {
  plait_channel_send(results, (intptr_t)result);
  return NULL;
}

int main(void) {
  pthread_t north, south;
  intptr_t first;
  results = plait_channel_new("results", 0);
  pthread_create(&north, NULL, search, (void *)1);
  pthread_create(&south, NULL, search, (void *)2);
  /* the faster one is enough */
  plait_channel_receive(results, &first, NULL);
  pthread_join(north, NULL);
  pthread_join(south, NULL);
  puts("home again");
  plait_channel_free(results);
  return 0;
}

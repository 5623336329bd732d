/* scene:    too-few-sentinels
 * title:    Two waiters, one "closing time"
 * topics:   Queue, sentinel, hang, ending consumers
 * lesson:   Two consumers, one sentinel. Whoever gets it goes home; the other
 *           waits at an empty queue for ever, and main waits for it. The number of
 *           sentinels and the number of consumers must be the same constant.
 * outcomes: deadlock
 * finding:  blocked_forever orders
 * try:      main*12 T1*12 T2*4   # T1 takes the only sentinel
 * fixed-by: sentinels
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { WAITERS = 2, CLOSING_TIME = 0 };

static struct plait_queue *orders;
static int served[WAITERS];

static void *waiter(void *mine) {
  for (;;) {
    intptr_t order;
    plait_queue_get(orders, &order);
    if (order == CLOSING_TIME)
      return NULL;
    *(int *)mine += 1;
  }
}

int main(void) {
  pthread_t thread[WAITERS];
  orders = plait_queue_new("orders", 0);
  for (int i = 0; i < WAITERS; i++)
    pthread_create(&thread[i], NULL, waiter, &served[i]);
  plait_queue_put(orders, 7);
  plait_queue_put(orders, CLOSING_TIME);  /* for two? */
  for (int i = 0; i < WAITERS; i++)
    pthread_join(thread[i], NULL);
  printf("%d waiters went home, %d order served\n", WAITERS, served[0] + served[1]);
  plait_queue_free(orders);
  return 0;
}

/* scene:    sentinels
 * title:    One "closing time" for each waiter
 * topics:   Queue, sentinel, poison pill, ending consumers
 * lesson:   A consumer cannot know by itself that nothing more will come. So the
 *           producer puts one sentinel for each consumer behind the last item:
 *           each takes exactly one, and goes home.
 * outcomes: "2 waiters went home, 1 order served\n"
 * try:      main*17 T1*14 T2*7   # T1 serves and goes home, T2 takes the other sentinel
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
  for (int i = 0; i < WAITERS; i++)
    plait_queue_put(orders, CLOSING_TIME);
  for (int i = 0; i < WAITERS; i++)
    pthread_join(thread[i], NULL);
  printf("%d waiters went home, %d order served\n", WAITERS, served[0] + served[1]);
  plait_queue_free(orders);
  return 0;
}

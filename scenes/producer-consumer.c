/* scene:    producer-consumer
 * title:    The cook is faster than the waiter
 * topics:   Queue, producer and consumer, back-pressure, bounded buffer
 * lesson:   The counter holds two dishes. When it is full, put() makes the cook
 *           wait; when it is empty, get() makes the waiter wait. So the faster one
 *           is slowed down to the slower one, and nothing piles up.
 * outcomes: "served 1 2 3 4\n"
 * try:      main*2 T1*14 T2*18 T1*12 T2*12   # the cook waits for room, then the waiter for a dish
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { DISHES = 4, ROOM = 2 };

static struct plait_queue *counter;
static int served[DISHES];

static void *cook(void *unused) {
  plait_name_thread("cook");
  for (int dish = 1; dish <= DISHES; dish++)
    plait_queue_put(counter, dish);  /* full: waits */
  return unused;
}

static void *waiter(void *unused) {
  plait_name_thread("waiter");
  for (int i = 0; i < DISHES; i++) {
    intptr_t dish;
    plait_queue_get(counter, &dish); /* empty: waits */
    served[i] = (int)dish;
  }
  return unused;
}

int main(void) {
  pthread_t one, two;
  counter = plait_queue_new("counter", ROOM);
  pthread_create(&one, NULL, cook, NULL);
  pthread_create(&two, NULL, waiter, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  printf("served %d %d %d %d\n", served[0], served[1], served[2], served[3]);
  plait_queue_free(counter);
  return 0;
}

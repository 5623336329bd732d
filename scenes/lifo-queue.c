/* scene:    lifo-queue
 * title:    The plate on top
 * topics:   LifoQueue, stack, order
 * lesson:   A LIFO queue gives back the latest item first, like a stack of
 *           plates. Which plate the guest gets depends on how many are there when
 *           the guest comes. The ones below may wait for a long time.
 * outcomes: "took 1 2 3\n" "took 1 3 2\n" "took 2 1 3\n" "took 2 3 1\n" "took 3 2 1\n"
 * try:      main*2 T1*17 T2*20   # three plates, then a guest
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { PLATES = 3 };

static struct plait_queue *stack;
static int took[PLATES];

static void *dishwasher(void *unused) {
  plait_name_thread("dishwasher");
  for (int plate = 1; plate <= PLATES; plate++)
    plait_queue_put(stack, plate);
  return unused;
}

static void *guest(void *unused) {
  plait_name_thread("guest");
  for (int i = 0; i < PLATES; i++) {
    intptr_t plate;
    plait_queue_get(stack, &plate);
    took[i] = (int)plate;
  }
  return unused;
}

int main(void) {
  pthread_t one, two;
  stack = plait_lifo_queue_new("stack", 0);
  pthread_create(&one, NULL, dishwasher, NULL);
  pthread_create(&two, NULL, guest, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  printf("took %d %d %d\n", took[0], took[1], took[2]);
  plait_queue_free(stack);
  return 0;
}

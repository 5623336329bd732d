/* scene:    announcement
 * title:    The price is on the board
 * topics:   Event, one-time announcement, publication, late-comers
 * lesson:   First write the price, then set the event; first wait for the event,
 *           then read. Set once and never cleared, it serves who waits and who
 *           comes late alike, and what was written before set() can be read.
 * outcomes: "both know the price 42\n"
 * try:      main*3 T1*4 T2*9 T3*7   # T1 waits; T3 comes when the price is known
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_event *announced;
static int price;
static int heard[2];

static void *shopkeeper(void *unused) {
  plait_name_thread("shopkeeper");
  price = 42;
  plait_event_set(announced);
  return unused;
}

static void *customer(void *mine) {
  plait_event_wait(announced);
  *(int *)mine = price;
  return NULL;
}

int main(void) {
  pthread_t keeper, early, late;
  announced = plait_event_new("announced");
  pthread_create(&early, NULL, customer, &heard[0]);
  pthread_create(&keeper, NULL, shopkeeper, NULL);
  pthread_create(&late, NULL, customer, &heard[1]);
  pthread_join(keeper, NULL);
  pthread_join(early, NULL);
  pthread_join(late, NULL);
  if (heard[0] == 42 && heard[1] == 42)
    puts("both know the price 42");
  plait_event_free(announced);
  return 0;
}

/* scene:    seats
 * title:    Two seats, three buyers
 * topics:   check-then-act, race condition, overselling
 * lesson:   Each buyer looks whether a seat is free and then takes it. Between
 *           looking and taking somebody else may take it: what was true when
 *           you looked need not be true when you act.
 * outcomes: "2 sold, 2 seats\n" "3 sold, 2 seats\n"
 * finding:  race taken
 * try:      main*3 T1*2 T2*2 T3*2 T1*4 T2*4 T3*4 main*7   # all three look before anybody takes
 * fixed-by: seats-fixed
 */
#include <pthread.h>
#include <stdio.h>

enum { SEATS = 2, BUYERS = 3 };

static int taken;
static int sold[BUYERS];

static void *buy(void *arg) {
  long me = (long)arg;
  if (taken < SEATS) {
    taken++;
    sold[me] = 1;
  }
  return NULL;
}

int main(void) {
  pthread_t buyer[BUYERS];
  for (long i = 0; i < BUYERS; i++)
    pthread_create(&buyer[i], NULL, buy, (void *)i);
  for (int i = 0; i < BUYERS; i++)
    pthread_join(buyer[i], NULL);
  printf("%d sold, %d seats\n",
         sold[0] + sold[1] + sold[2], SEATS);
  return 0;
}

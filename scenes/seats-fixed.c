/* scene:    seats-fixed
 * title:    Two seats, three buyers, one lock
 * topics:   check-then-act, critical section, mutex
 * lesson:   Looking and taking are one critical section now. While a buyer is in it,
 *           what it saw stays true; the third buyer looks after the second has
 *           taken, sees that nothing is left, and leaves. Compare with seats.
 * outcomes: "2 sold, 2 seats\n"
 * try:      main*3 T1*3 T2 T3 T1*5 T2*6 T3*3   # T2 and T3 wait outside; when T3 gets in, nothing is left
 */
#include <pthread.h>
#include <stdio.h>

enum { SEATS = 2, BUYERS = 3 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int taken;
static int sold[BUYERS];

static void *buy(void *arg) {
  long me = (long)arg;
  pthread_mutex_lock(&lock);
  if (taken < SEATS) {
    taken++;
    sold[me] = 1;
  }
  pthread_mutex_unlock(&lock);
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

/* scene:    thundering-herd
 * title:    One ticket, and everybody is woken
 * topics:   condition variable, notify all, thundering herd
 * lesson:   A broadcast wakes all who wait. Each takes the lock in turn and looks;
 *           one finds the ticket, the others ran for nothing and lie down again.
 *           It is not wrong, but it is work that grows with the crowd. Where any
 *           one of them can go on, signal wakes just one.
 * outcomes: "woken for nothing: 0\n" "woken for nothing: 1\n"
 * try:      main*2 T1*4 T2*4 main*5 T1*7 T2*6   # both wait; both are woken; T2 for nothing
 */
#include <pthread.h>
#include <stdio.h>

enum { FANS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t on_sale = PTHREAD_COND_INITIALIZER;
static int tickets, for_nothing;

static void *fan(void *unused) {
  pthread_mutex_lock(&lock);
  while (tickets == 0) {
    pthread_cond_wait(&on_sale, &lock);
    if (tickets == 0)
      for_nothing++;
  }
  tickets--;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t thread[FANS];
  for (int i = 0; i < FANS; i++)
    pthread_create(&thread[i], NULL, fan, NULL);
  for (int i = 0; i < FANS; i++) {
    pthread_mutex_lock(&lock);
    tickets++;
    pthread_cond_broadcast(&on_sale);
    pthread_mutex_unlock(&lock);
  }
  for (int i = 0; i < FANS; i++)
    pthread_join(thread[i], NULL);
  printf("woken for nothing: %d\n", for_nothing);
  return 0;
}

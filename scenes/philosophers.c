/* scene:    philosophers
 * title:    Three philosophers, three forks
 * topics:   deadlock, circular wait, dining philosophers
 * lesson:   Everybody takes the left fork and then the right one. When all have
 *           their left fork, every right fork is somebody's left: each waits for
 *           the next, round the table, for ever. Four conditions make a deadlock;
 *           each fix takes one of them away.
 * outcomes: "all have eaten\n" deadlock
 * finding:  deadlock
 * try:      main*3 T1*2 T2*2 T3*2   # each has its left fork
 * fixed-by: philosophers-ordered
 */
#include <pthread.h>
#include <stdio.h>

enum { SEATS = 3 };

static pthread_mutex_t fork[SEATS] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *philosopher(void *arg) {
  int seat = (int)(long)arg, left = seat, right = (seat + 1) % SEATS;
  pthread_mutex_lock(&fork[left]);
  pthread_mutex_lock(&fork[right]);
  pthread_mutex_unlock(&fork[right]);
  pthread_mutex_unlock(&fork[left]);
  return NULL;
}

int main(void) {
  pthread_t thread[SEATS];
  for (long i = 0; i < SEATS; i++)
    pthread_create(&thread[i], NULL, philosopher, (void *)i);
  for (int i = 0; i < SEATS; i++)
    pthread_join(thread[i], NULL);
  puts("all have eaten");
  return 0;
}

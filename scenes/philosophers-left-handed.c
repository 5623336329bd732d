/* scene:    philosophers-left-handed
 * title:    Three philosophers, one of them left-handed
 * topics:   deadlock prevention, circular wait, dining philosophers
 * lesson:   One philosopher takes the right fork first. He and his neighbour now
 *           want the same fork to begin with; the loser waits with empty hands, and
 *           somebody else has two forks. A single exception breaks the symmetry.
 * outcomes: "all have eaten\n"
 * try:      main*3 T1 T2*2 T3*2   # T1 and T3 both begin with fork 0: T3 has it, T1 holds nothing
 */
#include <pthread.h>
#include <stdio.h>

enum { SEATS = 3 };

static pthread_mutex_t fork[SEATS] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *philosopher(void *arg) {
  int seat = (int)(long)arg, left = seat, right = (seat + 1) % SEATS;
  int first = seat == 0 ? right : left, second = left + right - first;
  pthread_mutex_lock(&fork[first]);
  pthread_mutex_lock(&fork[second]);
  pthread_mutex_unlock(&fork[second]);
  pthread_mutex_unlock(&fork[first]);
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

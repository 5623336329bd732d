/* scene:    philosophers-ordered
 * title:    Three philosophers, the lower fork first
 * topics:   deadlock prevention, lock ordering, dining philosophers
 * lesson:   The forks have numbers, and everybody takes the lower number first. The
 *           last philosopher therefore begins on the other side, waits with empty
 *           hands, and the circle cannot close: no circular wait.
 * outcomes: "all have eaten\n"
 * try:      main*3 T1*2 T2*2 T3   # T3 wants fork 0 first and waits with empty hands
 */
#include <pthread.h>
#include <stdio.h>

enum { SEATS = 3 };

static pthread_mutex_t fork[SEATS] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};

static void *philosopher(void *arg) {
  int seat = (int)(long)arg, left = seat, right = (seat + 1) % SEATS;
  int low = left < right ? left : right, high = left + right - low;
  pthread_mutex_lock(&fork[low]);
  pthread_mutex_lock(&fork[high]);
  pthread_mutex_unlock(&fork[high]);
  pthread_mutex_unlock(&fork[low]);
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

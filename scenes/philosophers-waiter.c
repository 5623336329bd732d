/* scene:    philosophers-waiter
 * title:    Three philosophers and a waiter
 * topics:   deadlock prevention, semaphore, dining philosophers
 * lesson:   The waiter lets only two sit down at a time. With three forks for two
 *           people at least one of them can have both, eat, and get up. Nobody ever
 *           holds a fork while all the others do, too.
 * outcomes: "all have eaten\n"
 * try:      main*3 T1*3 T2*3 T3   # T3 has to wait for a chair, so there is a fork left for T2
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

enum { SEATS = 3 };

static pthread_mutex_t fork[SEATS] = {
    PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER};
static sem_t chairs;

static void *philosopher(void *arg) {
  int seat = (int)(long)arg, left = seat, right = (seat + 1) % SEATS;
  sem_wait(&chairs);
  pthread_mutex_lock(&fork[left]);
  pthread_mutex_lock(&fork[right]);
  pthread_mutex_unlock(&fork[right]);
  pthread_mutex_unlock(&fork[left]);
  sem_post(&chairs);
  return NULL;
}

int main(void) {
  pthread_t thread[SEATS];
  sem_init(&chairs, 0, SEATS - 1);
  for (long i = 0; i < SEATS; i++)
    pthread_create(&thread[i], NULL, philosopher, (void *)i);
  for (int i = 0; i < SEATS; i++)
    pthread_join(thread[i], NULL);
  puts("all have eaten");
  return 0;
}

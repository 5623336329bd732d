/* scene:    thread-local
 * title:    Everybody has their own counter
 * topics:   thread-local storage, confinement, reduction
 * lesson:   The name is the same, but each thread has a variable of its own behind
 *           it: what one cannot reach it need not lock. Only at the end, when the
 *           results are put together, do they touch shared data, once each.
 * outcomes: "sum 6\n"
 * try:      main*2 T1 T2   # counting is no step at all: nobody else could notice
 */
#include <pthread.h>
#include <stdio.h>

static _Thread_local int count; /* one for each thread */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int sum;

static void *work(void *unused) {
  for (int i = 0; i < 3; i++)
    count++; /* no lock */
  pthread_mutex_lock(&lock);
  sum += count;
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, work, NULL);
  pthread_create(&second, NULL, work, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("sum %d\n", sum);
  return 0;
}

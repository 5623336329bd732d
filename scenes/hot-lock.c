/* scene:    hot-lock
 * title:    Four accounts, one lock for all of them
 * topics:   contention, hot lock, scalability
 * lesson:   Every thread works on an account of its own, and all of them meet at the
 *           one lock. Press w to see how often they waited for it (or show --view
 *           contention): adding threads adds waiting. Compare with partitioned.
 * outcomes: "sum 4\n"
 * try:      main*4 T1*2 T2 T3 T4   # one inside, three at the door
 */
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int account[THREADS];

static void *pay_in(void *arg) {
  long mine = (long)arg;
  pthread_mutex_lock(&lock);
  account[mine]++;
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) {
  pthread_t thread[THREADS];
  for (long i = 0; i < THREADS; i++)
    pthread_create(&thread[i], NULL, pay_in, (void *)i);
  int sum = 0;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(thread[i], NULL);
    sum += account[i];
  }
  printf("sum %d\n", sum);
  return 0;
}

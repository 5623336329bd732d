/* scene:    partitioned
 * title:    Four accounts, each with its own lock
 * topics:   contention, partitioning, lock striping
 * lesson:   The data fell into parts all along; now the locks do, too. Nobody waits
 *           for anybody, and w shows it. The price comes with what concerns several
 *           parts at once, such as a transfer: more locks, and an order to take them in.
 * outcomes: "sum 4\n"
 * try:      main*4 T1*2 T2*2 T3*2 T4*2   # all four inside at once, each in its own section
 */
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 4 };

static struct {
  pthread_mutex_t lock;
  int money;
} account[THREADS];

static void *pay_in(void *arg) {
  long mine = (long)arg;
  pthread_mutex_lock(&account[mine].lock);
  account[mine].money++;
  pthread_mutex_unlock(&account[mine].lock);
  return NULL;
}

int main(void) {
  pthread_t thread[THREADS];
  for (int i = 0; i < THREADS; i++)
    pthread_mutex_init(&account[i].lock, NULL);
  for (long i = 0; i < THREADS; i++)
    pthread_create(&thread[i], NULL, pay_in, (void *)i);
  int sum = 0;
  for (int i = 0; i < THREADS; i++) {
    pthread_join(thread[i], NULL);
    sum += account[i].money;
  }
  printf("sum %d\n", sum);
  return 0;
}

/* scene:    barrier-phases
 * title:    Nobody goes on before everybody has arrived
 * topics:   barrier, phases, data parallelism
 * lesson:   Each thread first writes its own part, then reads its neighbour's.
 *           The barrier between the two phases is what makes the neighbour's
 *           part ready: the first threads to arrive wait, the last one opens it.
 * outcomes: "3 5 4\n"
 * try:      main*3 T1*3 T2*3 T3*3 T1*4   # two wait for the third; then T1 can read what T2 wrote
 */
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 3 };

static pthread_barrier_t all_written;
static int part[THREADS];   /* phase 1: 1 2 3 */
static int pair[THREADS];   /* phase 2: mine and the next */

static void *work(void *arg) {
  int me = (int)(long)arg;
  part[me] = me + 1;
  pthread_barrier_wait(&all_written);
  pair[me] = part[me] + part[(me + 1) % THREADS];
  return NULL;
}

int main(void) {
  pthread_t team[THREADS];
  pthread_barrier_init(&all_written, NULL, THREADS);
  for (long i = 0; i < THREADS; i++)
    pthread_create(&team[i], NULL, work, (void *)i);
  for (int i = 0; i < THREADS; i++)
    pthread_join(team[i], NULL);
  printf("%d %d %d\n", pair[0], pair[1], pair[2]);
  pthread_barrier_destroy(&all_written);
  return 0;
}

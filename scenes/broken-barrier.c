/* scene:    broken-barrier
 * title:    One cannot come, and says so
 * topics:   Barrier, abort, broken barrier, ECANCELED
 * lesson:   One of three cannot come. Instead of leaving the others to wait for
 *           ever it aborts the barrier: who waits and who comes later is told
 *           that it is broken (BrokenBarrierError), and can give up in peace.
 * outcomes: "2 were told that nothing comes of it\n"
 * try:      main*3 T1*5 T3*8 T1*6 T2*7 main*5   # T1 waits already, T2 comes after the abort; both are told
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static struct plait_barrier *foyer;
static atomic_int told;

static void *come(void *unused) {
  if (plait_barrier_wait(foyer, NULL) == ECANCELED)
    atomic_fetch_add(&told, 1);
  return unused;
}

static void *ill(void *unused) {
  plait_name_thread("ill");
  plait_barrier_abort(foyer);
  return unused;
}

int main(void) {
  pthread_t friend[3];
  foyer = plait_barrier_new("foyer", 3, NULL, NULL);
  pthread_create(&friend[0], NULL, come, NULL);
  pthread_create(&friend[1], NULL, come, NULL);
  pthread_create(&friend[2], NULL, ill, NULL);
  for (int i = 0; i < 3; i++)
    pthread_join(friend[i], NULL);
  printf("%d were told that nothing comes of it\n",
         atomic_load(&told));
  plait_barrier_free(foyer);
  return 0;
}

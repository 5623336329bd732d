/* scene:    go-atomic
 * title:    Two goroutines, one atomic counter
 * topics:   Go, sync/atomic, read-modify-write, lock-free
 * lesson:   For a single number no mutex is needed: counter.Add(1) reads, adds and
 *           writes in one piece that nobody can come into. Two atomic calls in a
 *           row, Load and then Store, would be two pieces again.
 * outcomes: "2\n"
 * try:      main*12 T1 T2*2 T1   # in any order each adds in one piece
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static struct plait_wait_group *group;
static atomic_int counter;

static void *increment(void *unused) {
  atomic_fetch_add(&counter, 1);
  plait_wait_group_done(group);
  return unused;
}

int main(void) {
  group = plait_wait_group_new("group");
  plait_wait_group_add(group, 2);
  for (int i = 0; i < 2; i++) {
    pthread_t goroutine;
    pthread_create(&goroutine, NULL, increment, NULL);
    pthread_detach(goroutine);
  }
  plait_wait_group_wait(group);
  printf("%d\n", atomic_load(&counter));
  return 0;
}

/* scene:    go-mutex
 * title:    Two goroutines, one mutex
 * topics:   Go, sync.Mutex, sync.WaitGroup, mutual exclusion
 * lesson:   "go increment()" starts a goroutine and does not wait for it: a
 *           WaitGroup counts those still at work, and a Mutex lets one at a time
 *           at the counter. Add before "go", or Wait may see 0 too early.
 * outcomes: "2\n"
 * try:      main*12 T1*3 T2   # T2 waits for the mutex, main for the group
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static struct plait_wait_group *group;
static int counter;

static void *increment(void *unused) {
  pthread_mutex_lock(&mutex);
  counter++;
  pthread_mutex_unlock(&mutex);
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
  printf("%d\n", counter);
  return 0;
}

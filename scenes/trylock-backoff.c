/* scene:    trylock-backoff
 * title:    Give way, and wait for different times
 * topics:   try-lock, back-off, livelock avoidance
 * lesson:   Who does not get the second tool puts the first back and pauses before
 *           the next try, one longer than the other. That breaks the step: the one
 *           who comes back first finds both tools. Random pauses do the same for
 *           any number of threads. Compare with timeout-retry.
 * outcomes: "done\n"
 * options:  --time virtual
 * try:      main*2 T1*2 T2*2 T1 T2 T1 T2 T1 T2 T1*3   # both fail and give way; the chair is back first and gets both
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t hammer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t saw = PTHREAD_MUTEX_INITIALIZER;

static void build(pthread_mutex_t *mine, pthread_mutex_t *other, int pause_ms) {
  for (;;) {
    pthread_mutex_lock(mine);
    if (pthread_mutex_trylock(other) == 0)
      break;
    pthread_mutex_unlock(mine);
    usleep(1000 * (unsigned)pause_ms);
  }
  pthread_mutex_unlock(other);
  pthread_mutex_unlock(mine);
}

static void *build_chair(void *unused) {
  plait_name_thread("chair");
  build(&saw, &hammer, 1);
  return unused;
}

static void *build_table(void *unused) {
  plait_name_thread("table");
  build(&hammer, &saw, 2); /* gives way for longer */
  return unused;
}

int main(void) {
  pthread_t chair, table;
  pthread_create(&chair, NULL, build_chair, NULL);
  pthread_create(&table, NULL, build_table, NULL);
  pthread_join(chair, NULL);
  pthread_join(table, NULL);
  puts("done");
  return 0;
}

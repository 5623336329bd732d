/* scene:    timeout-retry
 * title:    After you. No, after you.
 * topics:   livelock, try-lock, retry
 * lesson:   Each takes one tool, tries the other, and, not getting it, puts its
 *           own back and starts over. No deadlock: nobody waits. But two who do
 *           this in step go round and round, busy and getting nowhere: after
 *           each round everything is as it was before, and it may go on for
 *           ever. That is a livelock.
 * outcomes: "built 2\n" livelock
 * finding:  livelock
 * try:      main*2 T1*2 T2*2 T1 T2 T1 T2 T1 T2 T1 T2 T1 T2 T1 T2 T1 T2 T1 T2 T1 T2   # in step: both hold one, both fail, both give way; three times
 * fixed-by: trylock-backoff
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t hammer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t saw = PTHREAD_MUTEX_INITIALIZER;

static int built[2];

static void take_both(pthread_mutex_t *mine, pthread_mutex_t *other) {
  for (;;) {
    pthread_mutex_lock(mine);
    if (pthread_mutex_trylock(other) == 0)
      return;
    pthread_mutex_unlock(mine); /* be polite, and try again at once */
  }
}

static void *build_chair(void *unused) {
  plait_name_thread("chair");
  take_both(&saw, &hammer);
  built[0] = 1;
  pthread_mutex_unlock(&hammer);
  pthread_mutex_unlock(&saw);
  return unused;
}

static void *build_table(void *unused) {
  plait_name_thread("table");
  take_both(&hammer, &saw);
  built[1] = 1;
  pthread_mutex_unlock(&saw);
  pthread_mutex_unlock(&hammer);
  return unused;
}

int main(void) {
  pthread_t chair, table;
  pthread_create(&chair, NULL, build_chair, NULL);
  pthread_create(&table, NULL, build_table, NULL);
  pthread_join(chair, NULL);
  pthread_join(table, NULL);
  printf("built %d\n", built[0] + built[1]);
  return 0;
}

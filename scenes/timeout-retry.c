/* scene:    timeout-retry
 * title:    After you. No, after you.
 * topics:   livelock, try-lock, retry
 * lesson:   Each takes one tool, tries the other, and, not getting it, puts its
 *           own back and starts over. No deadlock: nobody waits. But two who do
 *           this in step go round and round, busy and getting nowhere (here they
 *           give up after two rounds). That is a livelock.
 * outcomes: "built 2\n" "built 1\n" "built 0, but very polite\n"
 * try:      main*2 T1*2 T2*2 T1 T2 T1 T2 T1 T2 T1 T2 T1*2 T2*2 main*5   # in step: both hold one, both fail, both give way, twice
 * fixed-by: trylock-backoff
 */
#include <plait.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

enum { TRIES = 2 };

static pthread_mutex_t hammer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t saw = PTHREAD_MUTEX_INITIALIZER;

static int built[2];

static bool take_both(pthread_mutex_t *mine, pthread_mutex_t *other) {
  for (int i = 0; i < TRIES; i++) {
    pthread_mutex_lock(mine);
    if (pthread_mutex_trylock(other) == 0)
      return true;
    pthread_mutex_unlock(mine); /* be polite, and try again at once */
  }
  return false;
}

static void *build_chair(void *unused) {
  plait_name_thread("chair");
  if (take_both(&saw, &hammer)) {
    built[0] = 1;
    pthread_mutex_unlock(&hammer);
    pthread_mutex_unlock(&saw);
  }
  return unused;
}

static void *build_table(void *unused) {
  plait_name_thread("table");
  if (take_both(&hammer, &saw)) {
    built[1] = 1;
    pthread_mutex_unlock(&saw);
    pthread_mutex_unlock(&hammer);
  }
  return unused;
}

int main(void) {
  pthread_t chair, table;
  pthread_create(&chair, NULL, build_chair, NULL);
  pthread_create(&table, NULL, build_table, NULL);
  pthread_join(chair, NULL);
  pthread_join(table, NULL);
  int n = built[0] + built[1];
  printf("built %d%s\n", n, n ? "" : ", but very polite");
  return 0;
}

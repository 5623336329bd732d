/* scene:    opposite-order
 * title:    Two locks, taken in opposite order
 * topics:   deadlock, circular wait, lock ordering
 * lesson:   One thread takes the saw and then the hammer, the other the hammer
 *           and then the saw. Each may end up holding what the other needs, and
 *           both wait for ever. Most runs go well, which is why tests miss it.
 *           Taking locks in one agreed order makes the cycle impossible.
 * outcomes: "done\n" deadlock
 * finding:  deadlock
 * try:      main*2 T1*2 T2*2   # each holds one tool and wants the other
 * fixed-by: ordered-locks
 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t hammer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t saw = PTHREAD_MUTEX_INITIALIZER;

static void *build_chair(void *unused) {
  pthread_mutex_lock(&saw);
  pthread_mutex_lock(&hammer);
  pthread_mutex_unlock(&hammer);
  pthread_mutex_unlock(&saw);
  return unused;
}

static void *build_table(void *unused) {
  pthread_mutex_lock(&hammer);
  pthread_mutex_lock(&saw);
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
  puts("done");
  return 0;
}

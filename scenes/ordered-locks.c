/* scene:    ordered-locks
 * title:    Two locks, always taken in the same order
 * topics:   deadlock prevention, lock ordering, circular wait
 * lesson:   Both threads take the hammer before the saw. Whoever has the saw has
 *           the hammer already and waits for nobody, so no circle can close. Any
 *           order will do, if all keep to it. Compare with opposite-order.
 * outcomes: "done\n"
 * try:      main*2 T1*3 T2   # T1 has both; T2 waits with empty hands
 */
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t hammer = PTHREAD_MUTEX_INITIALIZER;
static pthread_mutex_t saw = PTHREAD_MUTEX_INITIALIZER;

static void *build_chair(void *unused) {
  pthread_mutex_lock(&hammer);
  pthread_mutex_lock(&saw);
  pthread_mutex_unlock(&saw);
  pthread_mutex_unlock(&hammer);
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

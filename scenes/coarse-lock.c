/* scene:    coarse-lock
 * title:    One lock for the whole tool box
 * topics:   deadlock prevention, coarse-grained locking, contention
 * lesson:   With a single lock for everything there is no second one to wait for
 *           while holding the first, so nothing can deadlock. The price: two
 *           people who need different tools wait for each other all the same.
 * outcomes: "chairs 1, tables 1\n"
 * try:      main*2 T1*2 T2   # the table waits for the box, though it needs nothing that the chair does
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t tool_box = PTHREAD_MUTEX_INITIALIZER;
static int chairs, tables;

static void *build_chair(void *unused) {
  plait_name_thread("chair");
  pthread_mutex_lock(&tool_box);
  chairs++;
  pthread_mutex_unlock(&tool_box);
  return unused;
}

static void *build_table(void *unused) {
  plait_name_thread("table");
  pthread_mutex_lock(&tool_box);
  tables++;
  pthread_mutex_unlock(&tool_box);
  return unused;
}

int main(void) {
  pthread_t chair, table;
  pthread_create(&chair, NULL, build_chair, NULL);
  pthread_create(&table, NULL, build_table, NULL);
  pthread_join(chair, NULL);
  pthread_join(table, NULL);
  printf("chairs %d, tables %d\n", chairs, tables);
  return 0;
}

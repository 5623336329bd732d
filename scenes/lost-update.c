/* scene:    lost-update
 * title:    Two threads, one counter
 * topics:   race condition, read-modify-write, atomicity
 * lesson:   "counter = counter + 1" is two operations: read, then write. When
 *           both threads read before either writes, both write the same number
 *           and one increment is lost. Nothing crashes; the answer is just wrong.
 * outcomes: "1\n" "2\n"
 * finding:  race counter
 * try:      main*2 T1*2 T2*4 T1*2 main*4   # T1 reads, T2 does everything, T1 writes an old number
 * fixed-by: with-lock
 */
#include <pthread.h>
#include <stdio.h>

static int counter;

static void *increment(void *unused) {
  counter = counter + 1;
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, increment, NULL);
  pthread_create(&second, NULL, increment, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("%d\n", counter);
  return 0;
}

/* scene:    gil-sleep
 * title:    A sleep between read and write
 * topics:   GIL, switch models, lost update, time.sleep
 * lesson:   The interpreter lock is no lock of yours: who sleeps, waits or does I/O gives it up. While T1 sleeps
 *           between reading the counter and writing it, T2 reads the same value, and one of the two updates is
 *           lost. There is no data race, for only one thread runs at a time; it is wrong all the same.
 * model:    gil
 * outcomes: "1\n" "2\n"
 * finding:  atomicity counter
 * try:      main*2 T1*3 T2*3 T1*3 T2*3 main*4   # both read 0 before either writes
 * fixed-by: with-lock
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static int counter;

static void *add(void *unused) {
  int seen = counter;
  usleep(10); /* the interpreter is free */
  counter = seen + 1;
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, add, NULL);
  pthread_create(&b, NULL, add, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", counter);
}

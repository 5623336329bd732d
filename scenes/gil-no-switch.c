/* scene:    gil-no-switch
 * title:    x = x + 1 under the interpreter lock
 * topics:   GIL, switch models, lost update
 * lesson:   Under Python's interpreter lock one thread runs at a time, and it gives the lock up only where it waits,
 *           sleeps or does I/O. Reading and writing x is none of these, so nobody comes in between and no update is
 *           lost. Luck, not safety: with --switch-interval 2 the lock is taken away after two steps, as CPython
 *           does every 5 ms, and the update is lost again.
 * model:    gil
 * outcomes: "2\n"
 * try:      main*2 T1*4 T2*4 main*4   # nobody comes between a read and its write
 */
#include <pthread.h>
#include <stdio.h>

static int x;

static void *add(void *unused) {
  x = x + 1; /* nothing in here waits */
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, add, NULL);
  pthread_create(&b, NULL, add, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", x);
}

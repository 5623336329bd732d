/* scene:    peterson
 * title:    Peterson's algorithm: a lock from reads and writes
 * topics:   mutual exclusion, Peterson's algorithm, busy waiting, sequential consistency
 * lesson:   Each says that it wants to go in, then lets the other go first. Whoever said that last waits, so exactly one
 *           goes in, with nothing but reads and writes. It needs them in this order: with plain variables, or weaker
 *           atomics than these, compiler and processor may reorder them and both go in.
 * outcomes: "2\n"
 * try:      main*2 T1*2 T2*2 T1*4 T2*3 T1*2 T2*2   # both want to go in; T2 spoke last and waits
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

static atomic_bool wants[2];
static atomic_int first; /* who may go first when both want to */
static int counter;

static void *increment(void *arg) {
  int me = arg != NULL, other = 1 - me;
  wants[me] = true;
  first = other;
  while (wants[other] && first == other)
    continue;
  counter = counter + 1; /* nobody else is here */
  wants[me] = false;
  return NULL;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, increment, NULL);
  pthread_create(&b, NULL, increment, &counter);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  printf("%d\n", counter);
  return 0;
}

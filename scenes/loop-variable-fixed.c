/* scene:    loop-variable-fixed
 * title:    Every thread gets a number of its own
 * topics:   thread argument, confinement, passing by value
 * lesson:   The number itself travels in the argument: a copy that nobody changes any
 *           more. (Or the address of a place that belongs to this thread alone, such as
 *           an element of an array.) Compare with loop-variable.
 * outcomes: "hello 0 1\n"
 * try:      main*2   # main has counted on; the threads have their numbers
 */
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 2 };

static int said[THREADS];

static void *greet(void *number) {
  long mine = (long)number; /* a copy */
  said[mine] = (int)mine;
  return NULL;
}

int main(void) {
  pthread_t thread[THREADS];
  for (long i = 0; i < THREADS; i++)
    pthread_create(&thread[i], NULL, greet, (void *)i); /* the value */
  for (int k = 0; k < THREADS; k++)
    pthread_join(thread[k], NULL);
  printf("hello %d %d\n", said[0], said[1]);
  return 0;
}

/* scene:    loop-variable
 * title:    Every thread gets the address of the same variable
 * topics:   thread argument, data race, closure over a loop variable
 * lesson:   The threads are given not a number but the place where main counts. By
 *           the time they look, main has counted on: two threads get the same
 *           number, or one that does not exist. Give each a value of its own.
 * outcomes: "hello 0 1\n" "hello 1 1\n" "hello 1 2\n" "hello 2 2\n" "hello 0 2\n" "hello 2 1\n"
 * finding:  race i
 * try:      main*5   # main has counted to the end before anybody looks
 * fixed-by: loop-variable-fixed
 */
#include <pthread.h>
#include <stdio.h>

enum { THREADS = 2 };

static int i; /* counts, and is what the threads look at */
static int said[THREADS];

static void *first(void *number) {
  said[0] = *(int *)number;
  return NULL;
}

static void *second(void *number) {
  said[1] = *(int *)number;
  return NULL;
}

int main(void) {
  pthread_t thread[THREADS];
  for (i = 0; i < THREADS; i++)
    pthread_create(&thread[i], NULL, i == 0 ? first : second, &i); /* the address */
  for (int k = 0; k < THREADS; k++)
    pthread_join(thread[k], NULL);
  printf("hello %d %d\n", said[0], said[1]);
  return 0;
}

/* scene:    loop-variable-fixed
 * title:    A variable for each thread
 * topics:   thread arguments, closures, ownership
 * lesson:   Each thread gets the address of something that is its own and that nobody changes while it runs. (Python: a default
 *           argument, or args=(i,); Go: a variable per round, which since 1.22 is the default.)
 * outcomes: "workers 0 and 1\n"
 * try:      main*3 T2*3 T1*2 main*5   # in whatever order they look
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>

static void *work(void *arg) {
  int number = *(int *)arg;
  return (void *)(intptr_t)number;
}

int main(void) {
  pthread_t worker[2];
  int number[2];
  for (int i = 0; i < 2; i++) {
    number[i] = i;
    pthread_create(&worker[i], NULL, work, &number[i]);
  }
  void *first, *second;
  pthread_join(worker[0], &first);
  pthread_join(worker[1], &second);
  printf("workers %d and %d\n", (int)(intptr_t)first, (int)(intptr_t)second);
  return 0;
}

/* scene:    loop-variable
 * title:    A pointer to the loop's variable
 * topics:   data race, thread arguments, closures
 * lesson:   Both threads get the address of the same variable, and the loop goes on counting. What a thread finds there
 *           depends on when it looks. (Python's lambda in a loop and Go before 1.22 share the variable in the same way.)
 * outcomes: "workers 0 and 1\n" "workers 0 and 2\n" "workers 1 and 1\n" "workers 1 and 2\n" "workers 2 and 1\n" "workers 2 and 2\n"
 * finding:  race main:i
 * try:      main*9 T1*3 T2*3 main*4   # the loop is over before either looks: both find 2
 * fixed-by: loop-variable-fixed
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
  for (int i = 0; i < 2; i++)
    pthread_create(&worker[i], NULL, work, &i);
  void *first, *second;
  pthread_join(worker[0], &first);
  pthread_join(worker[1], &second);
  printf("workers %d and %d\n", (int)(intptr_t)first, (int)(intptr_t)second);
  return 0;
}

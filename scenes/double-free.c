/* scene:    double-free
 * title:    Two threads clean up the same block
 * topics:   double free, check-then-act, ownership
 * lesson:   Both see that the block is still there, both free it. Checking and freeing
 *           are two operations, and nothing says whose job it is. Where freeing
 *           twice is noticed at all, the program is stopped on the spot.
 * outcomes: "freed\n" abort
 * finding:  race block
 * finding:  crash
 * try:      main*2 T1*3 T2*3   # both hold the pointer; the second free is one too many
 * fixed-by: double-free-fixed
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static char *block;

static void *clean_up(void *unused) {
  if (block) {
    free(block);
    block = NULL;
  }
  return unused;
}

int main(void) {
  pthread_t first, second;
  block = malloc(16);
  pthread_create(&first, NULL, clean_up, NULL);
  pthread_create(&second, NULL, clean_up, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  puts("freed");
  return 0;
}

/* scene:    double-free-fixed
 * title:    Whoever takes the pointer out frees the block
 * topics:   ownership, atomic exchange, double free
 * lesson:   An atomic exchange looks and empties in one operation: exactly one thread
 *           gets the pointer, the other gets NULL, and free(NULL) does nothing. From
 *           then on the block has one owner. Compare with double-free.
 * outcomes: "freed\n"
 * try:      main*2 T1*2 T2*2   # T1 takes the pointer, T2 finds the place empty
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static _Atomic(char *) block;

static void *clean_up(void *unused) {
  char *mine = atomic_exchange(&block, NULL);
  free(mine);
  return unused;
}

int main(void) {
  pthread_t first, second;
  atomic_store(&block, malloc(16));
  pthread_create(&first, NULL, clean_up, NULL);
  pthread_create(&second, NULL, clean_up, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  puts("freed");
  return 0;
}

/* scene:    double-free-fixed
 * title:    Take it, then free it
 * topics:   double free, ownership, atomic exchange
 * lesson:   The pointer is taken and NULL left in its place in one atomic step. Exactly one thread gets it, and who has got
 *           it owns it and frees it.
 * outcomes: "done\n"
 * try:      main*2 T1*2 T2*3 T1   # T1 has taken it; T2 finds nothing
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

static _Atomic(char *) buffer;

static void *clean_up(void *unused) {
  char *mine = atomic_exchange(&buffer, NULL);
  free(mine); /* free(NULL) does nothing */
  return unused;
}

int main(void) {
  pthread_t first, second;
  buffer = malloc(100);
  pthread_create(&first, NULL, clean_up, NULL);
  pthread_create(&second, NULL, clean_up, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  puts("done");
  return 0;
}

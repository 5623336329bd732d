/* scene:    double-free
 * title:    Both give it back
 * topics:   double free, check-then-act, ownership
 * lesson:   Both threads see that the buffer is still there, and both free it. The second free destroys what the memory
 *           allocator knows, or memory that already belongs to somebody else: "still there?" and "mine to free" must be one step.
 * outcomes: "done\n" abort
 * finding:  race buffer
 * finding:  crash
 * try:      main*2 T1*3 T2*3   # both have seen it; T1 has freed it, and T2 frees it again
 * fixed-by: double-free-fixed
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

static char *buffer;

static void *clean_up(void *unused) {
  if (buffer) {
    free(buffer);
    buffer = NULL;
  }
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

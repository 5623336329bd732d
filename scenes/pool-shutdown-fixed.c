/* scene:    pool-shutdown-fixed
 * title:    Close after the last letter
 * topics:   ThreadPool, submit, shutdown, join, ownership
 * lesson:   Who shuts the pool down must know that nobody submits any more. Here
 *           main first waits for the clerk, then shuts down: the letter is in the
 *           queue by then, and shutdown still does what was submitted.
 * outcomes: "1 letter sent\n"
 * try:      main*4 T1*4 T2*8 main*8 T1*11   # the letter is in before main closes
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int sent;

static intptr_t send(void *unused) {
  atomic_store(&sent, 1);
  return unused != NULL;
}

static void *clerk(void *office) {
  plait_name_thread("clerk");
  plait_pool_submit(office, send, NULL, NULL);
  return NULL;
}

int main(void) {
  pthread_t thread;
  struct plait_pool *office = plait_pool_new("office", 1);
  pthread_create(&thread, NULL, clerk, office);
  pthread_join(thread, NULL);  /* the last to submit */
  plait_pool_shutdown(office, true);
  puts(atomic_load(&sent) ? "1 letter sent" : "1 letter LOST");
  plait_pool_free(office);
  return 0;
}

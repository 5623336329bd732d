/* scene:    pool-shutdown
 * title:    One letter too late
 * topics:   ThreadPool, submit, shutdown, check then act
 * lesson:   The clerk looks whether the office is open, and then hands the letter
 *           in. Between the two the office may close: submit fails, and the letter
 *           is lost because nobody looks at what submit says.
 * outcomes: "1 letter sent\n" "1 letter LOST\n" "closed: 1 letter kept\n"
 * finding:  misuse office
 * try:      main*4 T1*2 T2*3 main*7 T1*4 main*4 T2*4   # the clerk looked, main closes: too late
 * fixed-by: pool-shutdown-fixed
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_bool closed;
static atomic_int sent, kept;

static intptr_t send(void *unused) {
  atomic_store(&sent, 1);
  return unused != NULL;
}

static void *clerk(void *office) {
  plait_name_thread("clerk");
  if (atomic_load(&closed))
    atomic_store(&kept, 1);
  else
    plait_pool_submit(office, send, NULL, NULL); /* ? */
  return NULL;
}

int main(void) {
  pthread_t thread;
  struct plait_pool *office = plait_pool_new("office", 1);
  pthread_create(&thread, NULL, clerk, office);
  atomic_store(&closed, true);
  plait_pool_shutdown(office, true);
  pthread_join(thread, NULL);
  puts(atomic_load(&sent)   ? "1 letter sent"
       : atomic_load(&kept) ? "closed: 1 letter kept"
                            : "1 letter LOST");
  plait_pool_free(office);
  return 0;
}

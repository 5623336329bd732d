/* scene:    semaphore-pool
 * title:    At most 3 of 10 in the pool
 * topics:   semaphore, permits, limiting concurrency, lifeguard
 * lesson:   Ten swimmers, one lifeguard who hands out three bathing caps. Who
 *           finds no cap waits until somebody gives one back. However they come,
 *           there are never more than three in the water.
 * outcomes: "10 swam, never more than 3 at once\n"
 * explore:  bounded 200
 * try:      main*10 T1*7 T2*7 T3*7 T4*4 T5*4   # three swim, two wait for a cap
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { SWIMMERS = 10, CAPS = 3 };

static struct plait_semaphore *caps;
static atomic_int swimming, crowded;

static void *swim(void *unused) {
  plait_semaphore_acquire(caps);
  if (atomic_fetch_add(&swimming, 1) + 1 > CAPS)
    atomic_store(&crowded, 1);
  atomic_fetch_sub(&swimming, 1);
  plait_semaphore_release(caps);
  return unused;
}

int main(void) {
  pthread_t swimmer[SWIMMERS];
  caps = plait_semaphore_new("caps", CAPS);
  for (int i = 0; i < SWIMMERS; i++)
    pthread_create(&swimmer[i], NULL, swim, NULL);
  for (int i = 0; i < SWIMMERS; i++)
    pthread_join(swimmer[i], NULL);
  printf("%d swam, %s more than %d at once\n", SWIMMERS,
         atomic_load(&crowded) ? "and" : "never", CAPS);
  plait_semaphore_free(caps);
  return 0;
}

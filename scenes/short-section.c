/* scene:    short-section
 * title:    Cooking first, the key only to serve
 * topics:   critical section, contention, granularity
 * lesson:   The work is done outside, and only what is shared happens under the
 *           lock. Both cook at the same time, nobody waits at the door for long, and
 *           the same two meals take half the time. Compare with long-section.
 * outcomes: "2 meals\n"
 * options:  --time virtual
 * try:      main*2 T1*2 T2*2   # both cook at the same time, no lock held
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t key = PTHREAD_MUTEX_INITIALIZER;
static int meals;

static void cook_it(void) { usleep(3000); } /* three milliseconds of work */

static void *cook(void *unused) {
  cook_it();
  pthread_mutex_lock(&key);
  meals++;
  pthread_mutex_unlock(&key);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, cook, NULL);
  pthread_create(&second, NULL, cook, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  printf("%d meals\n", meals);
  return 0;
}

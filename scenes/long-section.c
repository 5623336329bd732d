/* scene:    long-section
 * title:    Cooking while holding the key
 * topics:   critical section, contention, granularity
 * lesson:   Everything happens under the lock, also what concerns nobody else. The
 *           second cook stands at the door for the whole time the first one cooks:
 *           two threads, and the speed of one. Press w and compare with short-section.
 * outcomes: "2 meals\n"
 * options:  --time virtual
 * try:      main*2 T1*3 T2   # T1 cooks, asleep, with the lock; T2 waits for it
 */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static pthread_mutex_t key = PTHREAD_MUTEX_INITIALIZER;
static int meals;

static void cook_it(void) { usleep(3000); } /* three milliseconds of work */

static void *cook(void *unused) {
  pthread_mutex_lock(&key);
  cook_it();
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

/* scene:    double-release
 * title:    A cap given back twice
 * topics:   semaphore, over-release, permits, no owner
 * lesson:   A semaphore only counts. When somebody gives the same permit back
 *           twice it counts one too many, and lets one too many in: much later
 *           and far away from the mistake. A bounded semaphore would complain.
 * outcomes: "one after the other\n" "two met on a slide for one\n"
 * try:      main*3 T1*19 T2*7 T3*15 T2*7 main*5   # hasty gives back twice: T2 and T3 slide together
 * fixed-by: semaphore
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static struct plait_semaphore *slide;
static atomic_int sliding, met;

static void ride(void) {
  plait_semaphore_acquire(slide);
  if (atomic_fetch_add(&sliding, 1) > 0)
    atomic_store(&met, 1);
  atomic_fetch_sub(&sliding, 1);
  plait_semaphore_release(slide);
}

static void *careful(void *unused) {
  ride();
  return unused;
}

static void *hasty(void *unused) {
  plait_name_thread("hasty");
  ride();
  plait_semaphore_release(slide);  /* again */
  return unused;
}

int main(void) {
  pthread_t thread[3];
  slide = plait_semaphore_new("slide", 1);
  pthread_create(&thread[0], NULL, hasty, NULL);
  pthread_create(&thread[1], NULL, careful, NULL);
  pthread_create(&thread[2], NULL, careful, NULL);
  for (int i = 0; i < 3; i++)
    pthread_join(thread[i], NULL);
  puts(atomic_load(&met) ? "two met on a slide for one"
                         : "one after the other");
  plait_semaphore_free(slide);
  return 0;
}

/* scene:    bounded-semaphore
 * title:    Given back twice, and noticed
 * topics:   BoundedSemaphore, over-release, fail early
 * lesson:   A bounded semaphore never counts more permits than it began with, so
 *           one release fails (ValueError) and nobody is let in too many. But
 *           watch who is told: if the other child is just sliding, the hasty
 *           one's mistake goes through, and the innocent one gets the error.
 * outcomes: "hasty child: released too often\n" "careful child: released too often\n"
 * finding:  misuse slide
 * try:      main*2 T1*12 T2*7 T1*5 T2*4   # hasty's mistake goes through, careful gets the error
 * fixed-by: semaphore
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

static struct plait_bounded_semaphore *slide;

static void give_back(const char *who) {
  int error = plait_bounded_semaphore_release(slide);
  if (error == EOVERFLOW)
    printf("%s child: released too often\n", who);
}

static void *careful(void *unused) {
  plait_name_thread("careful");
  plait_bounded_semaphore_acquire(slide);
  give_back("careful");
  return unused;
}

static void *hasty(void *unused) {
  plait_name_thread("hasty");
  plait_bounded_semaphore_acquire(slide);
  give_back("hasty");
  give_back("hasty");    /* once too often */
  return unused;
}

int main(void) {
  pthread_t one, two;
  slide = plait_bounded_semaphore_new("slide", 1);
  pthread_create(&one, NULL, hasty, NULL);
  pthread_create(&two, NULL, careful, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  plait_bounded_semaphore_free(slide);
  return 0;
}

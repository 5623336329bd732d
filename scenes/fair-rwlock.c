/* scene:    fair-rwlock
 * title:    Everybody in the order they came
 * topics:   readers and writers, fairness, first come first served
 * lesson:   One line at the door: nobody passes anybody. Nobody starves; the price
 *           is that visitors who could be in together are kept apart by a painter
 *           who stands between them.
 * outcomes: "came v P v P v, went in v P v P v\n"
 * options:  --time virtual
 * try:      main*5 T1*2 T2*2 T3*2 T4*2 T5*2 T1*9 T2*4 T3*4 T4*4 T5*4   # one visitor in, the others in line
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum { PEOPLE = 5, HOUR = 100000 };    /* µs */

static const char *const name[PEOPLE] = {
    "visitor1", "painter1", "visitor2", "painter2", "visitor3"};
static struct plait_rwlock *museum;
static char entered[PEOPLE + 1];
static atomic_int next;

static void *visit(void *hour) {
  plait_name_thread(name[(long)hour]);
  usleep(HOUR * (unsigned)(long)hour);
  plait_rwlock_acquire_read(museum);
  entered[atomic_fetch_add(&next, 1)] = 'v';
  usleep(5 * HOUR);
  plait_rwlock_release_read(museum);
  return NULL;
}

static void *paint(void *hour) {
  plait_name_thread(name[(long)hour]);
  usleep(HOUR * (unsigned)(long)hour);
  plait_rwlock_acquire_write(museum);
  entered[atomic_fetch_add(&next, 1)] = 'P';
  usleep(5 * HOUR);
  plait_rwlock_release_write(museum);
  return NULL;
}

int main(void) {
  pthread_t thread[PEOPLE];
  museum = plait_rwlock_new("museum", PLAIT_FAIR);
  for (long i = 0; i < PEOPLE; i++)  /* v P v P v */
    pthread_create(&thread[i], NULL,
                   i % 2 ? paint : visit, (void *)i);
  for (int i = 0; i < PEOPLE; i++)
    pthread_join(thread[i], NULL);
  printf("came v P v P v, went in");
  for (int i = 0; i < PEOPLE; i++)
    printf(" %c", entered[i]);
  puts("");
  plait_rwlock_free(museum);
  return 0;
}

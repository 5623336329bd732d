/* scene:    reader-preference
 * title:    Painters wait until no visitor is left
 * topics:   readers and writers, reader preference, writer starvation
 * lesson:   Visitors may be in the museum together, a painter only alone. A visitor
 *           waits only for a painter who is in, so each walks past the painters at
 *           the door. While visitors relieve each other, painters starve.
 * outcomes: "came v P v P v, went in v v v P P\n"
 * options:  --time virtual
 * try:      main*5 T1*2 T2*2 T3*2 T4*2 T5*2 T1*9 T2*4 T3*9 T4*4 T5*9   # three visitors in, two painters at the door
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
  museum = plait_rwlock_new("museum", PLAIT_READERS_FIRST);
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

/* scene:    first-reader-locks
 * title:    The first one in locks, the last one out unlocks
 * topics:   readers and writers, semaphore, light switch
 * lesson:   Readers disturb nobody but writers. The first reader who comes in locks
 *           the room for all of them, the last who leaves unlocks it; those in
 *           between just walk in. The room is a semaphore, since whoever unlocks it
 *           need not be the one who locked it.
 * outcomes: "read 0 and 0\n" "read 0 and 1\n" "read 1 and 0\n" "read 1 and 1\n"
 * try:      main*3 T1*7 T3 T2*7   # both readers read, the writer waits
 */
#include <plait.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t room;
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static int readers;
static int page, seen[2];

static void *reader(void *arg) {
  int me = (int)(long)arg;
  plait_name_thread(me ? "reader2" : "reader1");
  pthread_mutex_lock(&door);
  if (++readers == 1)
    sem_wait(&room); /* the first locks */
  pthread_mutex_unlock(&door);
  seen[me] = page;
  pthread_mutex_lock(&door);
  if (--readers == 0)
    sem_post(&room); /* the last unlocks */
  pthread_mutex_unlock(&door);
  return NULL;
}

static void *writer(void *unused) {
  plait_name_thread("writer");
  sem_wait(&room);
  page++;
  sem_post(&room);
  return unused;
}

int main(void) {
  pthread_t first, second, third;
  sem_init(&room, 0, 1);
  pthread_create(&first, NULL, reader, (void *)0);
  pthread_create(&second, NULL, reader, (void *)1);
  pthread_create(&third, NULL, writer, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  pthread_join(third, NULL);
  printf("read %d and %d\n", seen[0], seen[1]);
  return 0;
}

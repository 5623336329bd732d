/* scene:    bounded-queue
 * title:    A producer, two consumers and a queue with two slots
 * topics:   producer and consumer, condition variable, monitor, back pressure
 * lesson:   A full queue makes the producer wait, an empty one the consumers.
 *           Waiting gives the lock away, so that somebody else can change what
 *           is being waited for. After waking, a thread looks again ("while",
 *           not "if"): another consumer may have been faster.
 * outcomes: "sum 10\n"
 * try:      main*3 T2*4 T1*20   # an eater waits at the empty queue; then the producer at the full one
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>

enum { SLOTS = 2, ITEMS = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t not_full = PTHREAD_COND_INITIALIZER;
static pthread_cond_t not_empty = PTHREAD_COND_INITIALIZER;
static int slot[SLOTS], used;
static int sum;

static void put(int item) {
  pthread_mutex_lock(&lock);
  while (used == SLOTS)
    pthread_cond_wait(&not_full, &lock);
  slot[used++] = item;
  plait_show_put(slot, item);
  pthread_cond_signal(&not_empty);
  pthread_mutex_unlock(&lock);
}

static int get(void) {
  pthread_mutex_lock(&lock);
  while (used == 0)
    pthread_cond_wait(&not_empty, &lock);
  int item = slot[0];
  slot[0] = slot[1];
  used--;
  sum += item;
  plait_show_get(slot, item);
  pthread_cond_signal(&not_full);
  pthread_mutex_unlock(&lock);
  return item;
}

static void *produce(void *unused) {
  plait_name_thread("producer");
  for (int item = 1; item <= ITEMS; item++)
    put(item);
  return unused;
}

static void *consume(void *name) {
  plait_name_thread(name);
  for (int i = 0; i < ITEMS / 2; i++)
    get();
  return NULL;
}

int main(void) {
  pthread_t thread[3];
  plait_show_queue(slot, "queue", SLOTS);
  pthread_create(&thread[0], NULL, produce, NULL);
  pthread_create(&thread[1], NULL, consume, "eater1");
  pthread_create(&thread[2], NULL, consume, "eater2");
  for (int i = 0; i < 3; i++)
    pthread_join(thread[i], NULL);
  printf("sum %d\n", sum);
  return 0;
}

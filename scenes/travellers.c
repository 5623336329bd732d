/* scene:    travellers
 * title:    Four travellers and a guide
 * topics:   Barrier, parties, action, random preparation times
 * lesson:   Each packs for as long as it takes, then waits at the gate. The last
 *           of the five to come opens it: before anybody goes on, the action
 *           runs once, and the guide counts heads.
 * outcomes: "the tour starts with 5\n5 saw the castle\n"
 * explore:  bounded 200
 * try:      main*5 T1*2 T2*2 T3*2 T4*2 T5*2 T1*6 T5*6 T4*6 T2*6 T3*15   # four are ready; the last opens the gate, heads are counted
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { TRAVELLERS = 4, PARTIES = TRAVELLERS + 1 };

static struct plait_barrier *gate;
static const char *const name[PARTIES] = {
    "ann", "bob", "cem", "dora", "guide"};
static int packed[PARTIES], seen[PARTIES];

static int count_heads(void *unused) {
  int heads = 0;
  (void)unused;
  for (int i = 0; i < PARTIES; i++)
    heads += packed[i];
  printf("the tour starts with %d\n", heads);
  return 0;
}

static void *travel(void *arg) {
  int me = (int)(long)arg;
  plait_name_thread(name[me]);
  struct timespec pack = {.tv_sec = random() % 10};
  nanosleep(&pack, NULL);
  packed[me] = 1;
  plait_barrier_wait(gate, NULL);
  seen[me] = 1;
  return NULL;
}

int main(void) {
  pthread_t who[PARTIES];
  int castle = 0;
  gate = plait_barrier_new("gate", PARTIES,
                           count_heads, NULL);
  for (long i = 0; i < PARTIES; i++)
    pthread_create(&who[i], NULL, travel, (void *)i);
  for (int i = 0; i < PARTIES; i++)
    pthread_join(who[i], NULL);
  for (int i = 0; i < PARTIES; i++)
    castle += seen[i];
  printf("%d saw the castle\n", castle);
  plait_barrier_free(gate);
  return 0;
}

/* scene:    cigarette-smokers
 * title:    Take both from the table, or nothing
 * topics:   condition variable, all or nothing, cigarette smokers
 * lesson:   Each smoker has one of three things and needs the other two; the agent puts
 *           two on the table. If everybody grabbed what they need one by one, two could
 *           hold half each and wait for ever. Looking at the table as a whole, under
 *           a lock, only the one who can use both takes them.
 * outcomes: "smoked 1 1\n"
 * try:      main*2 T1*4 T2*4   # both smokers look, nothing fits, and wait
 */
#include <pthread.h>
#include <stdio.h>

enum { SMOKERS = 2, NOTHING = -1 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t table_changed = PTHREAD_COND_INITIALIZER;
static int for_smoker = NOTHING; /* whose missing two things lie on the table */
static int smoked[SMOKERS];

static void *smoker(void *arg) {
  long me = (long)arg;
  pthread_mutex_lock(&lock);
  while (for_smoker != me)
    pthread_cond_wait(&table_changed, &lock);
  for_smoker = NOTHING; /* takes both at once */
  smoked[me]++;
  pthread_cond_broadcast(&table_changed);
  pthread_mutex_unlock(&lock);
  return NULL;
}

int main(void) { /* the agent */
  pthread_t thread[SMOKERS];
  for (long i = 0; i < SMOKERS; i++)
    pthread_create(&thread[i], NULL, smoker, (void *)i);
  for (int i = SMOKERS - 1; i >= 0; i--) {
    pthread_mutex_lock(&lock);
    while (for_smoker != NOTHING)
      pthread_cond_wait(&table_changed, &lock);
    for_smoker = i;
    pthread_cond_broadcast(&table_changed);
    pthread_mutex_unlock(&lock);
  }
  for (int i = 0; i < SMOKERS; i++)
    pthread_join(thread[i], NULL);
  printf("smoked %d %d\n", smoked[0], smoked[1]);
  return 0;
}

/* scene:    cigarette-smokers-fixed
 * title:    Cigarette smokers: both or none
 * topics:   condition variable, deadlock, hold and wait
 * lesson:   A smoker looks at the whole table and takes both ingredients in one step, or none. Nobody holds half of what is
 *           needed while waiting for the rest, so there is nothing to be stuck with.
 * outcomes: "3 have smoked\n"
 * explore:  bounded 1000
 * try:      main*8 T3*4   # it looks, finds the wrong two, and waits without taking anything
 */
#include <pthread.h>
#include <stdio.h>

enum { TOBACCO = 1, PAPER = 2, MATCHES = 4 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int table; /* what lies on it */

static void *smoker(void *needs) {
  pthread_mutex_lock(&lock);
  while (table != *(const int *)needs)
    pthread_cond_wait(&changed, &lock);
  table = 0; /* both at once */
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
  return NULL;
}

/* The agent: two ingredients at a time, and the next two when the table is empty. */
static void lay_down(int both) {
  pthread_mutex_lock(&lock);
  while (table != 0)
    pthread_cond_wait(&changed, &lock);
  table = both;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}

int main(void) {
  static const int needs[] = {TOBACCO | PAPER, PAPER | MATCHES, TOBACCO | MATCHES};
  pthread_t thread[3];
  for (int i = 0; i < 3; i++)
    pthread_create(&thread[i], NULL, smoker, (void *)&needs[i]);
  for (int i = 0; i < 3; i++)
    lay_down(needs[i]);
  for (int i = 0; i < 3; i++)
    pthread_join(thread[i], NULL);
  puts("3 have smoked");
  return 0;
}

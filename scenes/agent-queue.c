/* scene:    agent-queue
 * title:    One agent and a line of customers
 * topics:   condition variable, wait and notify, predicate
 * lesson:   The agent sleeps while nobody is in line; a customer who joins it
 *           wakes him. Waiting gives the lock away and takes it back before
 *           going on, so that the line can change meanwhile. What is waited for
 *           is a fact about the data (the line is not empty), not the signal.
 * outcomes: "served 2\n"
 * try:      main*3 T1=agent*5 T2*7 agent*11   # the agent waits, is woken, serves, waits again
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>

enum { CUSTOMERS = 2 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t arrived = PTHREAD_COND_INITIALIZER;
static int line; /* customers waiting to be served */
static int served;

static void *agent(void *unused) {
  plait_name_thread("agent");
  while (served < CUSTOMERS) {
    pthread_mutex_lock(&lock);
    while (line == 0)
      pthread_cond_wait(&arrived, &lock);
    line--;
    pthread_mutex_unlock(&lock);
    served++; /* outside: only the agent counts */
  }
  return unused;
}

static void *customer(void *unused) {
  pthread_mutex_lock(&lock);
  line++;
  pthread_cond_signal(&arrived);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t clerk, thread[CUSTOMERS];
  pthread_create(&clerk, NULL, agent, NULL);
  for (int i = 0; i < CUSTOMERS; i++)
    pthread_create(&thread[i], NULL, customer, NULL);
  for (int i = 0; i < CUSTOMERS; i++)
    pthread_join(thread[i], NULL);
  pthread_join(clerk, NULL);
  printf("served %d\n", served);
  return 0;
}

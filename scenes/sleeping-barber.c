/* scene:    sleeping-barber
 * title:    The sleeping barber
 * topics:   semaphore, mutual exclusion, bounded waiting room
 * lesson:   The barber sleeps until a customer comes; a customer who finds no free chair goes away. One semaphore counts
 *           customers for the barber, one says that a haircut is done, and a mutex guards the number of free
 *           chairs: looking at it and taking a chair are one step.
 * outcomes: "served 1, turned away 1\n" "served 2, turned away 0\n"
 * try:      main*3 T1 T2*6 T3*6   # ann takes the only chair, bob goes away, the barber still sleeps
 */
#include <plait.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

enum { CHAIRS = 1 };

static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static sem_t customers, done;
static int chairs = CHAIRS, served, turned_away;

static void *barber(void *unused) {
  plait_name_thread("barber");
  for (;;) {
    sem_wait(&customers); /* asleep until somebody knocks */
    pthread_mutex_lock(&door);
    if (chairs == CHAIRS) { /* nobody there: it was the knock at closing time */
      pthread_mutex_unlock(&door);
      return unused;
    }
    chairs++;
    served++;
    pthread_mutex_unlock(&door);
    sem_post(&done);
  }
}

static void *customer(void *name) {
  plait_name_thread(name);
  pthread_mutex_lock(&door);
  if (chairs == 0) {
    turned_away++;
    pthread_mutex_unlock(&door);
    return NULL;
  }
  chairs--;
  pthread_mutex_unlock(&door);
  sem_post(&customers);
  sem_wait(&done);
  return NULL;
}

int main(void) {
  pthread_t shop, first, second;
  sem_init(&customers, 0, 0);
  sem_init(&done, 0, 0);
  pthread_create(&shop, NULL, barber, NULL);
  pthread_create(&first, NULL, customer, "ann");
  pthread_create(&second, NULL, customer, "bob");
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  sem_post(&customers); /* closing time */
  pthread_join(shop, NULL);
  printf("served %d, turned away %d\n", served, turned_away);
  return 0;
}

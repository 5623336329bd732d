/* scene:    sleeping-barber
 * title:    One barber, one waiting chair
 * topics:   semaphore, bounded waiting, sleeping barber
 * lesson:   The barber sleeps until a customer comes; a customer who finds the chair
 *           taken goes away. Looking at the chair and sitting down happen under one
 *           lock, or two would sit on it. Who comes too early loses no wakeup: a
 *           semaphore remembers.
 * outcomes: "2 haircuts, 0 went away\n" "1 haircuts, 1 went away\n"
 * try:      main*3 T2*6 T3*5   # T2 sits down, T3 finds no chair and leaves
 */
#include <plait.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

enum { CUSTOMERS = 2, CHAIRS = 1 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sem_t customer_there, barber_ready;
static int sitting, went_away, haircuts;

static void *barber(void *unused) {
  plait_name_thread("barber");
  for (;;) {
    sem_wait(&customer_there); /* sleeps */
    pthread_mutex_lock(&lock);
    if (sitting == 0)
      break; /* woken, and nobody there: closing time */
    sitting--;
    haircuts++;
    pthread_mutex_unlock(&lock);
    sem_post(&barber_ready);
  }
  pthread_mutex_unlock(&lock);
  return unused;
}

static void *customer(void *unused) {
  pthread_mutex_lock(&lock);
  if (sitting == CHAIRS) {
    went_away++;
    pthread_mutex_unlock(&lock);
    return unused;
  }
  sitting++;
  pthread_mutex_unlock(&lock);
  sem_post(&customer_there);
  sem_wait(&barber_ready);
  return unused;
}

int main(void) {
  pthread_t shop, thread[CUSTOMERS];
  sem_init(&customer_there, 0, 0);
  sem_init(&barber_ready, 0, 0);
  pthread_create(&shop, NULL, barber, NULL);
  for (int i = 0; i < CUSTOMERS; i++)
    pthread_create(&thread[i], NULL, customer, NULL);
  for (int i = 0; i < CUSTOMERS; i++)
    pthread_join(thread[i], NULL);
  sem_post(&customer_there); /* closing time */
  pthread_join(shop, NULL);
  printf("%d haircuts, %d went away\n", haircuts, went_away);
  return 0;
}

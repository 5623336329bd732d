/* scene:    hand-over
 * title:    A parcel has one owner at a time
 * topics:   confinement, ownership, hand-over, semaphore
 * lesson:   The packer fills the parcel, hands it over, and does not touch it again;
 *           only then does the courier open it. No lock: at each moment one thread
 *           owns the data. The semaphore carries the ownership, and with it all
 *           that was written before.
 * outcomes: "parcel with 3\n"
 * try:      main*2 T2 T1*3   # the courier waits until the parcel is handed over
 */
#include <plait.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

static sem_t handed_over;
static int parcel; /* the packer's, then the courier's */

static void *packer(void *unused) {
  plait_name_thread("packer");
  parcel = 3;
  sem_post(&handed_over); /* from here on it is not ours any more */
  return unused;
}

static void *courier(void *unused) {
  plait_name_thread("courier");
  sem_wait(&handed_over);
  printf("parcel with %d\n", parcel);
  return unused;
}

int main(void) {
  pthread_t first, second;
  sem_init(&handed_over, 0, 0);
  pthread_create(&first, NULL, packer, NULL);
  pthread_create(&second, NULL, courier, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  return 0;
}

/* scene:    semaphore
 * title:    Three guests, two chairs
 * topics:   counting semaphore, permits, limiting concurrency
 * lesson:   A semaphore is a number of permits. Taking one when none is left
 *           means waiting until somebody gives one back; who that is does not
 *           matter, a permit has no owner. Never more than two guests sit.
 * outcomes: "3 guests sat, never more than 2 at once\n"
 * try:      main*3 T1*3 T2*3 T3 T1*2 T3*2   # two sit, T3 waits; T1 gets up, T3 sits down
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdio.h>

enum { GUESTS = 3, CHAIRS = 2 };

static sem_t chairs;
static atomic_int seated, crowded;

static void *guest(void *unused) {
  sem_wait(&chairs);
  if (atomic_fetch_add(&seated, 1) + 1 > CHAIRS)
    atomic_store(&crowded, 1);
  atomic_fetch_sub(&seated, 1);
  sem_post(&chairs);
  return unused;
}

int main(void) {
  pthread_t thread[GUESTS];
  sem_init(&chairs, 0, CHAIRS);
  for (int i = 0; i < GUESTS; i++)
    pthread_create(&thread[i], NULL, guest, NULL);
  for (int i = 0; i < GUESTS; i++)
    pthread_join(thread[i], NULL);
  printf("%d guests sat, %s more than %d at once\n", GUESTS,
         atomic_load(&crowded) ? "and" : "never", CHAIRS);
  sem_destroy(&chairs);
  return 0;
}

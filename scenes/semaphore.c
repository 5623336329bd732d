/* scene:    semaphore
 * title:    Three guests, two chairs
 * topics:   counting semaphore, permits, limiting concurrency
 * lesson:   A semaphore is a number of permits. Taking one when none is left
 *           means waiting until somebody gives one back; who that is does not
 *           matter, a permit has no owner. Never more than two guests sit.
 * outcomes: "most 1\n" "most 2\n"
 * try:      main*3 T1*10 T2*10 T3 T1*7 T3*15 T1 T2*8 main*6   # two sit, T3 waits; T1 gets up, T3 sits down
 */
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>

enum { GUESTS = 3, CHAIRS = 2 };

static sem_t chairs;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int seated, most;

static void change(int by) {
  pthread_mutex_lock(&lock);
  seated += by;
  if (seated > most)
    most = seated;
  pthread_mutex_unlock(&lock);
}

static void *guest(void *unused) {
  sem_wait(&chairs);
  change(+1);
  change(-1);
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
  printf("most %d\n", most);
  sem_destroy(&chairs);
  return 0;
}

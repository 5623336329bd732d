/* scene:    lost-wakeup
 * title:    Ringing before anybody listens
 * topics:   condition variable, lost wakeup, predicate
 * lesson:   A signal is not remembered: it wakes who is waiting now, and if that
 *           is nobody, it has done nothing. The guest who comes later waits for
 *           a bell that rang already. A flag, set under the lock, remembers.
 * outcomes: "dinner\n" deadlock
 * finding:  lost_wakeup bell
 * try:      main*2 T2=cook*5 T1=guest*3   # the cook rings, then the guest begins to wait
 * fixed-by: notify-with-lock
 */
#include <plait.h>
#include <pthread.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t bell = PTHREAD_COND_INITIALIZER;

static void *guest(void *unused) {
  plait_name_thread("guest");
  pthread_mutex_lock(&lock);
  pthread_cond_wait(&bell, &lock); /* no flag? */
  pthread_mutex_unlock(&lock);
  return unused;
}

static void *cook(void *unused) {
  plait_name_thread("cook");
  pthread_mutex_lock(&lock);
  pthread_cond_signal(&bell);
  pthread_mutex_unlock(&lock);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, guest, NULL);
  pthread_create(&second, NULL, cook, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  puts("dinner");
  return 0;
}

/* scene:    notify-without-lock
 * title:    A signal between looking and lying down
 * topics:   condition variable, lost wakeup, mutex
 * lesson:   The sleeper looks (not ready), and before it is asleep the other
 *           sets the flag and signals: nobody is waiting yet, the signal is
 *           gone, and the sleeper waits for ever. The lock exists to close this
 *           gap, but only if whoever changes the flag holds it, too.
 * outcomes: "ready\n" deadlock
 * finding:  race ready
 * finding:  lost_wakeup changed
 * try:      main*2 T1=sleeper*3 T2=waker*4 sleeper   # the signal comes between the sleeper's look and its sleep
 * fixed-by: notify-with-lock
 */
#include <plait.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool ready;

static void *sleeper(void *unused) {
  plait_name_thread("sleeper");
  pthread_mutex_lock(&lock);
  while (!ready)
    pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
  return unused;
}

static void *waker(void *unused) {
  plait_name_thread("waker");
  ready = true; /* without the lock */
  pthread_cond_signal(&changed);
  return unused;
}

int main(void) {
  pthread_t first, second;
  pthread_create(&first, NULL, sleeper, NULL);
  pthread_create(&second, NULL, waker, NULL);
  pthread_join(first, NULL);
  pthread_join(second, NULL);
  puts("ready");
  return 0;
}

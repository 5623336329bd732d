/* scene:    notify-with-lock
 * title:    The flag is set, and signalled, under the lock
 * topics:   condition variable, mutex, predicate
 * lesson:   From looking at the flag until it sleeps the waiter holds the lock,
 *           so the flag cannot change in between: either the waiter sees it set
 *           and does not sleep, or it sleeps already and the signal reaches it.
 *           This is the whole recipe: a flag, a lock, "while", a signal.
 * outcomes: "ready\n"
 * try:      main*2 T1=sleeper*3 T2=waker sleeper waker*5 sleeper*4 main*3   # the waker cannot come between the sleeper's look and its sleep
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
  pthread_mutex_lock(&lock);
  ready = true;
  pthread_cond_signal(&changed);
  pthread_mutex_unlock(&lock);
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

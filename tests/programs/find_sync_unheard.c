/* find_sync_unheard.c — a condition of plait/sync.h is notified before anybody waits.
 *
 * finding: lost_wakeup ready
 * when: some */
#include <plait/sync.h>
#include <pthread.h>

static struct plait_condition *ready;

static void *wait_for_it(void *arg) {
  plait_condition_acquire(ready);
  plait_condition_wait(ready);
  plait_condition_release(ready);
  return arg;
}

int main(void) {
  ready = plait_condition_new("ready", NULL);
  pthread_t t;
  pthread_create(&t, NULL, wait_for_it, NULL);
  plait_condition_acquire(ready);
  plait_condition_notify(ready);
  plait_condition_release(ready);
  pthread_join(t, NULL);
  return 0;
}

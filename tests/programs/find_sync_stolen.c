/* find_sync_stolen.c — "if" instead of "while" around a wait for a condition of plait/sync.h.
 *
 * finding: stolen_wakeup stock
 * when: some */
#include <plait/sync.h>
#include <pthread.h>

static struct plait_condition *stocked;
static int stock;

static void *buy(void *arg) {
  plait_condition_acquire(stocked);
  if (stock == 0)
    plait_condition_wait(stocked);
  stock--;
  plait_condition_release(stocked);
  return arg;
}

int main(void) {
  stocked = plait_condition_new("stocked", NULL);
  pthread_t t[2];
  for (int i = 0; i < 2; i++)
    pthread_create(&t[i], NULL, buy, NULL);
  for (int i = 0; i < 2; i++) {
    plait_condition_acquire(stocked);
    stock++;
    plait_condition_notify_all(stocked);
    plait_condition_release(stocked);
  }
  for (int i = 0; i < 2; i++)
    pthread_join(t[i], NULL);
  return 0;
}

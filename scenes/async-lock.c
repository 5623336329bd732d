/* scene:    async-lock
 * title:    A lock held across an await
 * topics:   asyncio, coroutine, await, asyncio.Lock
 * lesson:   The lock stays taken while the task awaits. The other task awaits the
 *           lock, so nobody comes between the read and the write. Needed only
 *           because there is an await inside: see no-await-no-switch.
 * model:    await
 * outcomes: "balance 20\n"
 * try:      main*13 T1*12 T2*8   # ann awaits with the lock; bob waits for it
 */
#include <plait/sync.h>
#include <stdio.h>

static struct plait_async_lock *lock;
static int balance;

static intptr_t deposit(void *unused) {
  plait_async_lock_acquire(lock);
  int seen = balance;
  plait_await();              /* await bank.check() */
  balance = seen + 10;
  plait_async_lock_release(lock);
  return unused != NULL;
}

static intptr_t both(void *unused) {
  lock = plait_async_lock_new("bank");
  struct plait_task *task[2] = {
      plait_task_new("ann", deposit, unused),
      plait_task_new("bob", deposit, unused),
  };
  plait_gather(task, 2, NULL);
  plait_task_free(task[0]);
  plait_task_free(task[1]);
  plait_async_lock_free(lock);
  return 0;
}

int main(void) {
  plait_run(both, NULL, NULL);
  printf("balance %d\n", balance);
  return 0;
}

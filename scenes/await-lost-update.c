/* scene:    await-lost-update
 * title:    Lost across an await
 * topics:   asyncio, coroutine, await, lost update, atomicity
 * lesson:   One thread, no preemption, and still an update is lost: between
 *           reading the balance and writing it each task awaits the network. At an
 *           await anything may happen. What was read before it is old after it.
 * model:    await
 * outcomes: "balance 10\n" "balance 20\n"
 * finding:  atomicity balance
 * try:      main*13 T1*9 T2*9 T1*12 T2*11 main*6   # ann reads, bob reads, both write 10
 * fixed-by: async-lock
 */
#include <plait/sync.h>
#include <stdio.h>

static int balance;

static intptr_t deposit(void *unused) {
  int seen = balance;
  plait_await();              /* await bank.check() */
  balance = seen + 10;
  return unused != NULL;
}

static intptr_t both(void *unused) {
  struct plait_task *task[2] = {
      plait_task_new("ann", deposit, unused),
      plait_task_new("bob", deposit, unused),
  };
  plait_gather(task, 2, NULL);
  plait_task_free(task[0]);
  plait_task_free(task[1]);
  return 0;
}

int main(void) {
  plait_run(both, NULL, NULL);
  printf("balance %d\n", balance);
  return 0;
}

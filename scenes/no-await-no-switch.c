/* scene:    no-await-no-switch
 * title:    No await, no switch
 * topics:   asyncio, coroutine, cooperative, atomicity
 * lesson:   A task is only ever interrupted where it awaits. Read and write with
 *           no await between them are one piece, without any lock. Put one await
 *           in the middle and it is lost: see await-lost-update.
 * model:    await
 * outcomes: "balance 20\n"
 * try:      main*13 T1*8 T2*8 T1*12   # they switch at the await, not between read and write
 */
#include <plait/sync.h>
#include <stdio.h>

static int balance;

static intptr_t deposit(void *unused) {
  plait_await();              /* await bank.check() */
  int seen = balance;
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

/* find_sync_await.c — read before an await, written after it.
 *
 * finding: atomicity counter
 * when: some */
#include <plait/sync.h>

static int counter;

static intptr_t add(void *arg) {
  int seen = counter;
  plait_await();
  counter = seen + 1;
  return (intptr_t)arg;
}

static intptr_t all(void *arg) {
  struct plait_task *t[] = {plait_task_new("ann", add, arg), plait_task_new("bob", add, arg)};
  return plait_gather(t, 2, NULL);
}

int main(void) { return plait_run(all, NULL, NULL); }

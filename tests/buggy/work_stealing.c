/* A deque whose owner takes from the bottom without looking again whether the thief has just come for the last task.
 * preemptions: 1
 * ends: assert */
#include "buggy.h"

enum { TASKS = 4 };
static atomic_int top, bottom = TASKS;
static atomic_int done[TASKS];

static void run(int task) { assert(atomic_fetch_add(&done[task], 1) == 0); }

THREAD(own) {
  for (int i = 0; i < TASKS; i++) {
    int b = atomic_load(&bottom) - 1;
    if (b < atomic_load(&top))
      break;
    atomic_store(&bottom, b);
    run(b);
  }
  return arg;
}

THREAD(steal) {
  for (int i = 0; i < 2; i++) {
    int t = atomic_load(&top);
    if (t >= atomic_load(&bottom))
      break;
    if (atomic_compare_exchange_strong(&top, &t, t + 1))
      run(t);
  }
  return arg;
}

int main(void) {
  TOGETHER(own, steal);
  return 0;
}

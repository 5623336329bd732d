/* scene:    task-done-join
 * title:    Got is not done
 * topics:   Queue, task_done, join, unfinished tasks
 * lesson:   An empty queue does not mean that the work is done: somebody may
 *           still be at it. So the queue counts what was put, task_done() counts
 *           down, and join() waits until nothing is unfinished.
 * outcomes: "2 windows clean\n"
 * try:      main*15 T1*7 T2*7   # the queue is empty, main waits all the same
 */
#include <plait/sync.h>
#include <pthread.h>
#include <stdio.h>

enum { WINDOWS = 2 };

static struct plait_queue *windows;
static int clean[WINDOWS];

static void *cleaner(void *unused) {
  intptr_t window;
  plait_queue_get(windows, &window);
  clean[window] = 1;  /* the queue may be empty … */
  plait_queue_task_done(windows);  /* … this is done now */
  return unused;
}

int main(void) {
  pthread_t thread[WINDOWS];
  windows = plait_queue_new("windows", 0);
  for (int i = 0; i < WINDOWS; i++)
    pthread_create(&thread[i], NULL, cleaner, NULL);
  for (int i = 0; i < WINDOWS; i++)
    plait_queue_put(windows, i);
  plait_queue_join(windows);
  printf("%d windows clean\n", clean[0] + clean[1]);
  for (int i = 0; i < WINDOWS; i++)
    pthread_join(thread[i], NULL);
  plait_queue_free(windows);
  return 0;
}

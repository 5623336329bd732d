/* task.h — the inside of tasks, which async locks need too; see task.c. */
#ifndef PLAIT_SYNC_TASK_INSIDE_H
#define PLAIT_SYNC_TASK_INSIDE_H

#include "sync/waiters.h"

#include <plait/sync.h>

struct loop {
  pthread_mutex_t lock; /* held by the task that runs */
  struct plait_task *tasks; /* whose threads have not been joined */
};

/* The loop that the calling thread's task belongs to, and holds; NULL: it is no task. */
struct loop *loop_here(void);
/* Awaits a wakeup at W: gives the loop up meanwhile. As waiters_wait. */
int loop_await(struct loop *l, struct waiters *w, struct limit limit, const void *caller);

#endif

/* plait/sync/task.h — tasks that switch only where they await; included by plait/sync.h.
 *
 * After Python's asyncio (library reference, "Coroutines and Tasks", "Synchronization Primitives"). A task is a thread
 * that holds the event loop while it runs, so of all tasks of a loop one runs at a time; it gives the loop up only in
 * the calls below that say "awaits", and in plait_await(). Between two of these no other task can come in between.
 * Which of the tasks that could run goes on is open (asyncio: the one that has been ready longest).
 * Outside plait_run all of them return EPERM (asyncio: RuntimeError "no running event loop"). */
#ifndef PLAIT_SYNC_TASK_H
#define PLAIT_SYNC_TASK_H

struct plait_task;
struct plait_async_lock;

/* asyncio.run(): makes an event loop, does COROUTINE(ARG) as its first task in the calling thread, waits until all
 * other tasks have ended (asyncio cancels them instead) and puts what COROUTINE returned into *RESULT (unless
 * NULL). EDEADLK: called from a task (asyncio: RuntimeError). */
int plait_run(intptr_t (*coroutine)(void *), void *arg, intptr_t *result);

/* asyncio.create_task(): a task that will do COROUTINE(ARG) once the loop is given up to it. NAME is the task's
 * and its thread's. NULL with errno EPERM outside plait_run. */
struct plait_task *plait_task_new(const char *name, intptr_t (*coroutine)(void *), void *arg);
/* The task goes on, if it has not ended. */
void plait_task_free(struct plait_task *t);
bool plait_task_done(struct plait_task *t);

/* `await task`: awaits its end and puts what it returned into *RESULT (unless NULL). _for leaves the task alone
 * when the time is over (asyncio: as asyncio.wait, not as wait_for). EDEADLK: a task that awaits itself. */
int plait_task_await(struct plait_task *t, intptr_t *result);
int plait_task_await_try(struct plait_task *t, intptr_t *result);
int plait_task_await_for(struct plait_task *t, intptr_t *result, double seconds);

/* asyncio.gather(): awaits the end of all N tasks; RESULTS (unless NULL) has N places. */
int plait_gather(struct plait_task *const *tasks, int n, intptr_t *results);

/* asyncio.sleep(): awaits until SECONDS have passed; 0 or less is plait_task_yield. */
int plait_task_sleep(double seconds);
/* asyncio.sleep(0): awaits nothing, but lets others run. */
int plait_task_yield(void);
/* The same as plait_task_yield in a task; in any other thread the annotation of plait.h. */
#undef plait_await
int plait_await(void);

/* asyncio.Lock: only for the tasks of one loop. It does not belong to a task: any may release it. */
struct plait_async_lock *plait_async_lock_new(const char *name);
void plait_async_lock_free(struct plait_async_lock *l);
/* Awaits until nobody has it. Those who wait get it in the order in which they came. */
int plait_async_lock_acquire(struct plait_async_lock *l);
int plait_async_lock_acquire_try(struct plait_async_lock *l);
int plait_async_lock_acquire_for(struct plait_async_lock *l, double seconds);
/* EPERM: nobody has it (asyncio: RuntimeError). */
int plait_async_lock_release(struct plait_async_lock *l);
bool plait_async_lock_locked(struct plait_async_lock *l);

#endif

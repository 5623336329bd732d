/* task.c — tasks: threads of which only the one that holds the loop's mutex runs.
 *
 * To await is to wait on a condition with that mutex, so while a task runs from one
 * await to the next nobody else of its loop can: natively as under plait. Which loop a
 * thread's task belongs to is the library's only variable of its own, one per thread,
 * because plait_await() has no argument to say it. Must not give the loop up in any call
 * that does not say "awaits". */
#include "sync/task.h"

#include "sync/report.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct plait_task {
  struct loop *loop;
  struct waiters done;
  intptr_t (*coroutine)(void *);
  void *arg;
  char name[32]; /* for the thread; "" for none */
  const void *caller; /* who made it */
  bool over;
  intptr_t result;
  bool shared; /* both the loop and the program still have it */
  struct plait_task *next;
  pthread_t thread;
};

static _Thread_local struct {
  struct loop *loop;
  const struct plait_task *task; /* NULL in the first task */
} here;

struct loop *loop_here(void) { return here.loop; }

/* ---- the loop ------------------------------------------------------------------------- */

static void loop_effect(const struct loop *l, bool taken, const void *caller) {
  report_effect(l, PLAIT_KIND_LOOP, taken ? PLAIT_EFFECT_PUT : PLAIT_EFFECT_GET, taken, 0, caller);
}

static void loop_take(struct loop *l, const void *caller) {
  pthread_mutex_lock(&l->lock);
  loop_effect(l, true, caller);
}

static void loop_give_up(struct loop *l, const void *caller) {
  loop_effect(l, false, caller);
  pthread_mutex_unlock(&l->lock);
}

int loop_await(struct loop *l, struct waiters *w, struct limit limit, const void *caller) {
  if (limit.over)
    return limit.over;
  loop_effect(l, false, caller);
  int e = waiters_wait(w, &l->lock, limit);
  loop_effect(l, true, caller);
  return e;
}

/* ---- tasks ------------------------------------------------------------------------------ */

/* One of the two that have the task has it no longer. */
static void task_leave(struct plait_task *t) {
  bool shared = t->shared;
  t->shared = false;
  if (shared)
    return;
  waiters_fini(&t->done);
  free(t);
}

static void task_begin(struct plait_task *t) {
  if (*t->name)
    plait_name_thread(t->name);
  struct call c = call_begin(t, PLAIT_KIND_FUTURE, "begin", t->caller);
  loop_take(t->loop, t->caller);
  here.loop = t->loop;
  here.task = t;
  call_end(&c, 0);
}

static void task_end(struct plait_task *t, intptr_t result) {
  struct call c = call_begin_with(t, PLAIT_KIND_FUTURE, "set_result", result, t->caller);
  struct loop *l = t->loop;
  t->over = true;
  t->result = result;
  call_effect(&c, PLAIT_EFFECT_PUT, result, 0);
  waiters_wake_all(&t->done);
  here.loop = NULL;
  here.task = NULL;
  loop_give_up(l, t->caller);
  call_end(&c, 0);
}

static void *task_thread(void *arg) {
  struct plait_task *t = arg;
  task_begin(t);
  task_end(t, t->coroutine(t->arg));
  return NULL;
}

/* The thread may run at once, but not before it has the loop. */
static int task_start(struct plait_task *t) {
  struct call c = call_begin(t, PLAIT_KIND_FUTURE, "create", t->caller);
  return call_end(&c, pthread_create(&t->thread, NULL, task_thread, t));
}

struct plait_task *plait_task_new(const char *name, intptr_t (*coroutine)(void *), void *arg) {
  struct loop *l = loop_here();
  struct plait_task *t = NULL;
  errno = !l ? EPERM : !coroutine ? EINVAL : 0;
  if (errno == 0)
    t = calloc(1, sizeof *t);
  if (!t)
    return NULL;
  t->loop = l;
  t->coroutine = coroutine;
  t->arg = arg;
  t->caller = HERE;
  snprintf(t->name, sizeof t->name, "%s", name ? name : "");
  report_object(t, PLAIT_KIND_FUTURE, name, 0, 0);
  waiters_init(&t->done, t, PLAIT_KIND_FUTURE, "done");
  if (task_start(t) != 0) {
    task_leave(t);
    errno = ENOMEM;
    return NULL;
  }
  t->shared = true;
  t->next = l->tasks;
  l->tasks = t;
  return t;
}

void plait_task_free(struct plait_task *t) {
  if (t)
    task_leave(t);
}

bool plait_task_done(struct plait_task *t) { return t && t->over; }

/* ---- asyncio.run ------------------------------------------------------------------------- */

/* Waits for all threads, also those of tasks that are made meanwhile. */
static void loop_join(struct loop *l, const void *caller) {
  for (struct plait_task *t; (t = l->tasks);) {
    l->tasks = t->next;
    loop_give_up(l, caller);
    pthread_join(t->thread, NULL);
    loop_take(l, caller);
    task_leave(t);
  }
}

int plait_run(intptr_t (*coroutine)(void *), void *arg, intptr_t *result) {
  if (!coroutine)
    return EINVAL;
  if (loop_here())
    return EDEADLK;
  struct loop *l = calloc(1, sizeof *l);
  if (!l)
    return ENOMEM;
  report_object(l, PLAIT_KIND_LOOP, NULL, 0, 0);
  pthread_mutex_init(&l->lock, NULL);
  report_mutex(&l->lock, l, PLAIT_KIND_LOOP, "lock");
  struct call c = call_begin(l, PLAIT_KIND_LOOP, "run", HERE);
  loop_take(l, HERE);
  here.loop = l;
  call_end(&c, 0);
  intptr_t value = coroutine(arg);
  c = call_begin(l, PLAIT_KIND_LOOP, "close", HERE);
  loop_join(l, HERE);
  here.loop = NULL;
  loop_give_up(l, HERE);
  pthread_mutex_destroy(&l->lock);
  free(l);
  if (result)
    *result = value;
  return call_end(&c, 0);
}

/* ---- awaiting ------------------------------------------------------------------------------ */

/* Until T is over, in the caller's loop, which T's is too. */
static int task_await_over(struct plait_task *t, struct limit limit, const void *caller) {
  int e = 0;
  while (!t->over && e == 0)
    e = loop_await(t->loop, &t->done, limit, caller);
  return t->over ? 0 : e;
}

/* May the calling task await T? */
static int task_refused(const struct plait_task *t) {
  if (!t)
    return EINVAL;
  if (!loop_here() || loop_here() != t->loop)
    return EPERM;
  return here.task == t ? EDEADLK : 0;
}

static int task_await(struct plait_task *t, intptr_t *result, struct limit limit, const void *caller) {
  int e = limit.over == EINVAL ? EINVAL : task_refused(t);
  if (e == EINVAL)
    return e;
  struct call c = call_begin(t, PLAIT_KIND_FUTURE, LIMIT_VERB("await", limit), caller);
  if (e == 0)
    e = task_await_over(t, limit, caller);
  if (e == 0 && result)
    *result = t->result;
  return call_end(&c, e);
}

int plait_task_await(struct plait_task *t, intptr_t *result) { return task_await(t, result, LIMIT_NONE, HERE); }
int plait_task_await_try(struct plait_task *t, intptr_t *result) { return task_await(t, result, LIMIT_TRY, HERE); }
int plait_task_await_for(struct plait_task *t, intptr_t *result, double seconds) {
  return task_await(t, result, limit_for(seconds), HERE);
}

int plait_gather(struct plait_task *const *tasks, int n, intptr_t *results) {
  if (n < 0 || (n > 0 && !tasks))
    return EINVAL;
  struct loop *l = loop_here();
  int e = l ? 0 : EPERM;
  for (int i = 0; i < n && e == 0; i++)
    e = task_refused(tasks[i]);
  if (!l)
    return e;
  struct call c = call_begin(l, PLAIT_KIND_LOOP, "gather", HERE);
  for (int i = 0; i < n && e == 0; i++) {
    e = task_await_over(tasks[i], LIMIT_NONE, HERE);
    if (results)
      results[i] = tasks[i]->result;
  }
  return call_end(&c, e);
}

static int task_yield(const void *caller) {
  struct loop *l = loop_here();
  if (!l)
    return EPERM;
  struct call c = call_begin(l, PLAIT_KIND_LOOP, "yield", caller);
  loop_give_up(l, caller);
  if (plait_rt_await)
    plait_rt_await();
  else
    sched_yield(); /* or the others would hardly ever get the mutex */
  loop_take(l, caller);
  return call_end(&c, 0);
}

int plait_task_yield(void) { return task_yield(HERE); }

int plait_await(void) {
  if (loop_here())
    return task_yield(HERE);
  if (plait_rt_await)
    plait_rt_await();
  return 0;
}

int plait_task_sleep(double seconds) {
  struct loop *l = loop_here();
  struct limit limit = limit_for(seconds);
  if (!l || limit.over == EINVAL)
    return l ? EINVAL : EPERM;
  if (limit.over)
    return task_yield(HERE);
  struct call c = call_begin(l, PLAIT_KIND_LOOP, "sleep", HERE);
  loop_give_up(l, HERE);
  do
    if (!limit.timed) /* for ever, a month at a time */
      limit = limit_for(30 * 86400.0);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &limit.until, NULL) != 0);
  loop_take(l, HERE);
  return call_end(&c, 0);
}

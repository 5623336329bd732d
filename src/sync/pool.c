/* pool.c — ThreadPool: a row of jobs, threads that take them, and a condition "work".
 *
 * A job is a future (future.c). Must not run a job, nor touch a future's lock, with its own
 * lock held: jobs submit jobs. */
#include "sync/future.h"
#include "sync/report.h"

#include <stdio.h>
#include <stdlib.h>

struct plait_pool {
  pthread_mutex_t lock;
  struct waiters work, ended;
  struct plait_future *first, *last; /* jobs that have not begun */
  unsigned unfinished;               /* jobs that have not been done */
  long submitted;
  bool shut;
  enum { POOL_RUNS, POOL_JOINING, POOL_JOINED } end; /* of its threads */
  const void *caller;                                /* who made it: where its threads are when they wait for work */
  char name[32];                                     /* of its threads, before their number; "" for none */
  int threads;
  struct worker {
    struct plait_pool *pool;
    pthread_t thread;
  } worker[];
};

static void pool_effect(const struct plait_pool *p, const struct call *c, unsigned flags, long number) {
  call_effect(c, flags, number, p->unfinished);
}

/* Takes the first job out of the row. */
static struct plait_future *pool_take(struct plait_pool *p, const struct call *c) {
  struct plait_future *f = p->first;
  if (!f)
    return NULL;
  p->first = f->next;
  pool_effect(p, c, PLAIT_EFFECT_GET, f->number);
  return f;
}

/* LAST: the number of the job that this thread has just done, 0 at first. NULL: no more jobs. */
static struct plait_future *pool_next(struct plait_pool *p, long last) {
  struct call c = call_begin(p, PLAIT_KIND_POOL, "take", p->caller);
  pthread_mutex_lock(&p->lock);
  if (last) {
    p->unfinished--;
    pool_effect(p, &c, 0, last);
  }
  while (!p->first && !p->shut)
    waiters_wait(&p->work, &p->lock, LIMIT_NONE);
  struct plait_future *f = pool_take(p, &c);
  pthread_mutex_unlock(&p->lock);
  call_end(&c, 0);
  return f;
}

/* "cooks 2": what its second thread is called. */
static void pool_name_worker(const struct worker *w) {
  char name[sizeof w->pool->name + 16];
  snprintf(name, sizeof name, "%s %d", w->pool->name, (int)(w - w->pool->worker) + 1);
  if (*w->pool->name)
    plait_name_thread(name);
}

static void *pool_thread(void *arg) {
  const struct worker *w = arg;
  struct plait_pool *p = w->pool;
  long number = 0;
  pool_name_worker(w);
  for (struct plait_future *f; (f = pool_next(p, number));) {
    number = f->number;
    future_run(f);
  }
  return NULL;
}

/* Without the lock: nobody else knows the pool yet, and whoever looks at its threads has taken the lock after that. */
static int pool_start(struct plait_pool *p, int threads) {
  struct call c = call_begin(p, PLAIT_KIND_POOL, "start", p->caller);
  int e = 0;
  while (p->threads < threads && e == 0) {
    struct worker *w = &p->worker[p->threads];
    w->pool = p;
    e = pthread_create(&w->thread, NULL, pool_thread, w);
    p->threads += e == 0;
  }
  return call_end(&c, e);
}

static void pool_destroy(struct plait_pool *p) {
  waiters_fini(&p->ended);
  waiters_fini(&p->work);
  pthread_mutex_destroy(&p->lock);
  free(p);
}

/* ---- shutting down ------------------------------------------------------------------- */

static bool pool_is_mine(const struct plait_pool *p) {
  for (int i = 0; i < p->threads; i++)
    if (pthread_equal(p->worker[i].thread, pthread_self()))
      return true;
  return false;
}

/* With the lock held. One caller waits for the threads, others for that one. */
static void pool_join(struct plait_pool *p) {
  while (p->end == POOL_JOINING)
    waiters_wait(&p->ended, &p->lock, LIMIT_NONE);
  if (p->end == POOL_JOINED)
    return;
  p->end = POOL_JOINING;
  pthread_mutex_unlock(&p->lock);
  for (int i = 0; i < p->threads; i++)
    pthread_join(p->worker[i].thread, NULL);
  pthread_mutex_lock(&p->lock);
  p->end = POOL_JOINED;
  waiters_wake_all(&p->ended);
}

static void pool_close(struct plait_pool *p, const struct call *c) {
  if (p->shut)
    return;
  p->shut = true;
  pool_effect(p, c, PLAIT_EFFECT_BROKEN, 0);
  waiters_wake_all(&p->work);
}

static struct plait_future *pool_take_all(struct plait_pool *p, const struct call *c) {
  struct plait_future *all = p->first;
  for (struct plait_future *f; (f = pool_take(p, c));) {
    p->unfinished--;
    pool_effect(p, c, 0, f->number);
  }
  return all;
}

static int pool_shutdown(struct plait_pool *p, bool now, bool wait, const void *caller) {
  if (!p)
    return EINVAL;
  struct call c = call_begin(p, PLAIT_KIND_POOL, now ? "shutdown_now" : "shutdown", caller);
  int e = 0;
  struct plait_future *dropped = NULL;
  pthread_mutex_lock(&p->lock);
  if (wait && pool_is_mine(p)) {
    e = EDEADLK;
  } else {
    pool_close(p, &c);
    if (now)
      dropped = pool_take_all(p, &c);
  }
  pthread_mutex_unlock(&p->lock);
  for (struct plait_future *next; dropped; dropped = next) {
    next = dropped->next;
    future_drop(dropped);
  }
  if (wait && e == 0) {
    pthread_mutex_lock(&p->lock);
    pool_join(p);
    pthread_mutex_unlock(&p->lock);
  }
  return call_end(&c, e);
}

int plait_pool_shutdown(struct plait_pool *p, bool wait) { return pool_shutdown(p, false, wait, HERE); }
int plait_pool_shutdown_now(struct plait_pool *p, bool wait) { return pool_shutdown(p, true, wait, HERE); }

/* ---- the rest -------------------------------------------------------------------------- */

struct plait_pool *plait_pool_new(const char *name, int threads) {
  if (threads < 1) {
    errno = EINVAL;
    return NULL;
  }
  struct plait_pool *p = calloc(1, sizeof *p + (unsigned)threads * sizeof *p->worker);
  if (!p)
    return NULL;
  p->caller = HERE;
  snprintf(p->name, sizeof p->name, "%s", name ? name : "");
  report_object(p, PLAIT_KIND_POOL, name, (unsigned long)threads, 0);
  pthread_mutex_init(&p->lock, NULL);
  report_mutex(&p->lock, p, PLAIT_KIND_POOL, "lock");
  waiters_init(&p->work, p, PLAIT_KIND_POOL, "work");
  waiters_init(&p->ended, p, PLAIT_KIND_POOL, "ended");
  int e = pool_start(p, threads);
  if (e == 0)
    return p;
  pool_shutdown(p, false, true, p->caller);
  pool_destroy(p);
  errno = ENOMEM;
  return NULL;
}

void plait_pool_free(struct plait_pool *p) {
  if (p && pool_shutdown(p, false, true, HERE) == 0)
    pool_destroy(p);
}

int plait_pool_submit(struct plait_pool *p, intptr_t (*job)(void *), void *arg, struct plait_future **future) {
  if (!p || !job)
    return EINVAL;
  struct plait_future *f = future_new(job, arg, future, HERE);
  if (!f)
    return ENOMEM;
  struct call c = call_begin(p, PLAIT_KIND_POOL, "submit", HERE);
  int e = 0;
  pthread_mutex_lock(&p->lock);
  if (p->shut) {
    e = EPIPE;
  } else {
    f->number = ++p->submitted;
    *(p->first ? &p->last->next : &p->first) = f;
    p->last = f;
    p->unfinished++;
    pool_effect(p, &c, PLAIT_EFFECT_PUT, f->number);
    waiters_wake_one(&p->work);
  }
  pthread_mutex_unlock(&p->lock);
  if (e == 0 && future)
    *future = f;
  else if (e != 0)
    future_discard(f);
  return call_end(&c, e);
}

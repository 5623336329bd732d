/* future.c — Future: the state of a job, its result, and a condition "done".
 *
 * Belongs to two: the pool that does the job and the program that wants the result; whoever
 * has it last frees it. A job whose result nobody wants has no lock traffic and is not
 * shown. Must not know the pool. */
#include "sync/future.h"

#include "sync/report.h"

#include <stdlib.h>

struct plait_future *future_new(intptr_t (*job)(void *), void *arg, bool wanted, const void *caller) {
  struct plait_future *f = calloc(1, sizeof *f);
  if (!f)
    return NULL;
  f->job = job;
  f->arg = arg;
  f->caller = caller;
  f->wanted = f->shared = wanted;
  if (wanted) {
    report_object(f, PLAIT_KIND_FUTURE, NULL, 0, 0);
    pthread_mutex_init(&f->lock, NULL);
    report_mutex(&f->lock, f, PLAIT_KIND_FUTURE, "lock");
    waiters_init(&f->done, f, PLAIT_KIND_FUTURE, "done");
  }
  return f;
}

void future_discard(struct plait_future *f) {
  if (f->wanted) {
    waiters_fini(&f->done);
    pthread_mutex_destroy(&f->lock);
  }
  free(f);
}

/* Called with the lock held; gives it back, and frees the future if the other has left already. */
static void future_unlock_and_leave(struct plait_future *f) {
  bool shared = f->shared;
  f->shared = false;
  pthread_mutex_unlock(&f->lock);
  if (!shared)
    future_discard(f);
}

void plait_future_free(struct plait_future *f) {
  if (!f)
    return;
  struct call c = call_begin(f, PLAIT_KIND_FUTURE, "free", HERE);
  pthread_mutex_lock(&f->lock);
  future_unlock_and_leave(f);
  call_end(&c, 0);
}

/* ---- the pool's side ---------------------------------------------------------------- */

static bool future_begin(struct plait_future *f) {
  struct call c = call_begin(f, PLAIT_KIND_FUTURE, "begin", f->caller);
  pthread_mutex_lock(&f->lock);
  bool pending = f->state == FUTURE_PENDING;
  if (pending) {
    f->state = FUTURE_RUNNING;
    pthread_mutex_unlock(&f->lock);
  } else {
    future_unlock_and_leave(f);
  }
  call_end(&c, 0);
  return pending;
}

static void future_finish(struct plait_future *f, intptr_t result) {
  struct call c = call_begin_with(f, PLAIT_KIND_FUTURE, "set_result", result, f->caller);
  pthread_mutex_lock(&f->lock);
  f->state = FUTURE_DONE;
  f->result = result;
  call_effect(&c, PLAIT_EFFECT_PUT, result, 0);
  waiters_wake_all(&f->done);
  future_unlock_and_leave(f);
  call_end(&c, 0);
}

void future_run(struct plait_future *f) {
  if (!f->wanted) {
    f->job(f->arg);
    future_discard(f);
  } else if (future_begin(f)) {
    future_finish(f, f->job(f->arg));
  }
}

static void future_cancel(struct plait_future *f) {
  f->state = FUTURE_CANCELLED;
  waiters_wake_all(&f->done);
}

void future_drop(struct plait_future *f) {
  if (!f->wanted) {
    future_discard(f);
    return;
  }
  struct call c = call_begin(f, PLAIT_KIND_FUTURE, "cancel", f->caller);
  pthread_mutex_lock(&f->lock);
  if (f->state == FUTURE_PENDING)
    future_cancel(f);
  future_unlock_and_leave(f);
  call_end(&c, 0);
}

/* ---- the program's side -------------------------------------------------------------- */

static bool future_over(const struct plait_future *f) {
  return f->state == FUTURE_DONE || f->state == FUTURE_CANCELLED;
}

static int future_result(struct plait_future *f, intptr_t *result, struct limit limit, const void *caller) {
  if (!f || limit.over == EINVAL)
    return EINVAL;
  struct call c = call_begin(f, PLAIT_KIND_FUTURE, LIMIT_VERB("result", limit), caller);
  int e = 0;
  pthread_mutex_lock(&f->lock);
  while (!future_over(f) && e == 0)
    e = waiters_wait(&f->done, &f->lock, limit);
  if (f->state == FUTURE_DONE) {
    if (result)
      *result = f->result;
    e = 0;
  } else if (f->state == FUTURE_CANCELLED) {
    e = ECANCELED;
  }
  pthread_mutex_unlock(&f->lock);
  return call_end(&c, e);
}

int plait_future_result(struct plait_future *f, intptr_t *result) { return future_result(f, result, LIMIT_NONE, HERE); }
int plait_future_result_try(struct plait_future *f, intptr_t *result) {
  return future_result(f, result, LIMIT_TRY, HERE);
}
int plait_future_result_for(struct plait_future *f, intptr_t *result, double seconds) {
  return future_result(f, result, limit_for(seconds), HERE);
}

bool plait_future_done(struct plait_future *f) {
  if (!f)
    return false;
  struct call c = call_begin(f, PLAIT_KIND_FUTURE, "is_done", HERE);
  pthread_mutex_lock(&f->lock);
  bool over = future_over(f);
  pthread_mutex_unlock(&f->lock);
  call_end(&c, 0);
  return over;
}

int plait_future_cancel(struct plait_future *f) {
  if (!f)
    return EINVAL;
  struct call c = call_begin(f, PLAIT_KIND_FUTURE, "cancel", HERE);
  int e = 0;
  pthread_mutex_lock(&f->lock);
  if (f->state == FUTURE_PENDING)
    future_cancel(f);
  else if (f->state != FUTURE_CANCELLED)
    e = EAGAIN;
  pthread_mutex_unlock(&f->lock);
  return call_end(&c, e);
}

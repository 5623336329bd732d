/* cond.c — condition variables.
 *
 * A wait is two steps, because it is two things: cond_wait gives the mutex up and
 * joins the wait set, in one indivisible move; cond_wake comes back with the
 * mutex, once somebody has signalled and the mutex is free, or the time is over and
 * the mutex is free, or — when such choices are offered — without any reason.
 *
 * The wait set is not a list but a property of threads: t->cond, with a ticket that
 * says in which order they came. Which waiter a signal wakes is a choice, since
 * POSIX does not say. A thread that was signalled stays so when its time runs out
 * later, so a signal is never lost to a timeout. */
#include "runtime/prim.h"

_Static_assert(CLOCK_REALTIME == 0, "a fresh object is as PTHREAD_COND_INITIALIZER says");

static struct rt_obj *cond(pthread_cond_t *c) { return rt_obj(c, KIND_COND); }

static bool waits(const struct rt_thread *t, const struct rt_obj *o) { return t && t->cond == o && !t->signalled; }

static bool may_wake(const struct rt_thread *t, const struct rt_wait *w) { return t->signalled && w->obj2->owner < 0; }

/* It could return without having been signalled: it needs its mutex back all the same. */
static bool may_give_up(const struct rt_thread *t, const struct rt_wait *w) { return !t->signalled && w->obj2->owner < 0; }

int rt_cond_init(pthread_cond_t *c, clockid_t clock) {
  *c = (pthread_cond_t)PTHREAD_COND_INITIALIZER;
  rt_obj_reset(c, KIND_COND)->clock = clock;
  return 0;
}

/* POSIX pthread_cond_init. */
RT_EXPORT int pthread_cond_init(pthread_cond_t *c, const pthread_condattr_t *attr) {
  clockid_t clock = CLOCK_REALTIME;
  if (attr)
    pthread_condattr_getclock(attr, &clock);
  return rt_cond_init(c, clock);
}

/* POSIX pthread_cond_destroy: right after a broadcast is fine, with waiters it is not. */
int rt_cond_destroy(pthread_cond_t *c) {
  struct rt_obj *o = cond(c);
  for (unsigned i = 0; i < rt.threads; i++)
    if (waits(rt.thread[i], o))
      return EBUSY;
  if (!rt_awaited(o))
    rt_obj_drop(c, KIND_COND);
  return 0;
}

RT_EXPORT int pthread_cond_destroy(pthread_cond_t *c) { return rt_cond_destroy(c); }

/* Whether WAKE can time out is the caller's to say. */
static int wait_for(struct rt_wait *wake) {
  struct rt_obj *o = wake->obj, *m = wake->obj2;
  struct rt_wait w = {.op = OP_COND_WAIT, .obj = o, .obj2 = m, .pc = wake->pc};
  if (!rt_point(&w))
    return 0; /* alone: nobody could signal, so it returns as from a spurious wakeup */
  struct rt_thread *self = rt_self;
  if (m->type != PTHREAD_MUTEX_NORMAL && m->owner != self->index)
    return rt_step_result(EPERM);
  uint32_t depth = m->depth ? m->depth : 1;
  m->owner = -1;
  m->depth = 0;
  self->cond = o;
  self->cond_ticket = o->tickets++;
  self->signalled = false;

  wake->op = OP_COND_WAKE;
  wake->ready = may_wake;
  wake->can_give_up = may_give_up;
  wake->may_be_spurious = true;
  rt_point(wake);
  bool gave_up = self->granted == CHOICE_TIMEOUT;
  self->cond = NULL;
  self->signalled = false;
  m->owner = self->index;
  m->depth = depth;
  return gave_up ? rt_step_result(ETIMEDOUT) : 0;
}

/* POSIX pthread_cond_wait. */
int rt_cond_wait(pthread_cond_t *c, pthread_mutex_t *m, void *pc) {
  struct rt_wait w = {.obj = cond(c), .obj2 = rt_mutex(m), .pc = pc};
  return wait_for(&w);
}

RT_EXPORT int pthread_cond_wait(pthread_cond_t *c, pthread_mutex_t *m) { return rt_cond_wait(c, m, RT_PC); }

/* POSIX pthread_cond_timedwait: a malformed time is refused with the mutex still held. */
int rt_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock, const struct timespec *abs, void *pc) {
  struct rt_wait w = {.obj = cond(c), .obj2 = rt_mutex(m), .pc = pc, .may_time_out = true};
  if (clock == -1)
    clock = w.obj->clock;
  if (!rt_valid_time(abs) || !rt_wait_clock(clock))
    return EINVAL;
  w.deadline = rt_deadline(clock, abs);
  return wait_for(&w);
}

RT_EXPORT int pthread_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, const struct timespec *abs) {
  return rt_cond_timedwait(c, m, -1, abs, RT_PC);
}

/* POSIX.1-2024 pthread_cond_clockwait. */
RT_EXPORT int pthread_cond_clockwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock, const struct timespec *abs) {
  return rt_cond_timedwait(c, m, clock, abs, RT_PC);
}

/* POSIX pthread_cond_signal: wakes one of the waiters, or nobody. */
int rt_cond_signal(pthread_cond_t *c, void *pc) {
  struct rt_obj *o = cond(c);
  struct rt_wait w = {.op = OP_COND_SIGNAL, .obj = o, .pc = pc};
  if (!rt_point(&w))
    return 0;
  uint64_t set[WIRE_THREADS / 64] = {0};
  unsigned waiting = 0;
  uint16_t woken = 0;
  for (unsigned i = 0; i < rt.threads; i++)
    if (waits(rt.thread[i], o)) {
      set[i / 64] |= 1ull << i % 64;
      woken = (uint16_t)i;
      waiting++;
    }
  rt_step_value(waiting > 0);
  if (!waiting)
    return 0;
  if (waiting > 1)
    woken = rt_choose_waiter(o, set);
  rt_step_effect();
  rt.thread[woken]->signalled = true;
  rt_step_other(woken);
  return 0;
}

RT_EXPORT int pthread_cond_signal(pthread_cond_t *c) { return rt_cond_signal(c, RT_PC); }

/* POSIX pthread_cond_broadcast. */
int rt_cond_broadcast(pthread_cond_t *c, void *pc) {
  struct rt_obj *o = cond(c);
  struct rt_wait w = {.op = OP_COND_BROADCAST, .obj = o, .pc = pc};
  if (!rt_point(&w))
    return 0;
  uint64_t woken = 0;
  for (unsigned i = 0; i < rt.threads; i++)
    if (waits(rt.thread[i], o)) {
      rt.thread[i]->signalled = true;
      woken++;
    }
  rt_step_value(woken);
  if (woken)
    rt_step_effect();
  return 0;
}

RT_EXPORT int pthread_cond_broadcast(pthread_cond_t *c) { return rt_cond_broadcast(c, RT_PC); }

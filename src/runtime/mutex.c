/* mutex.c — pthread mutexes of every type, as POSIX.1-2017 describes them and glibc does
 * where POSIX leaves it open.
 *
 * An attempt on a held lock is not an event: the thread is simply not ready. After
 * an unlock every waiter is enabled, and so is a thread that comes along, so any
 * order in which a real lock could be handed over is some schedule here.
 *
 * A normal mutex that its owner locks again is never ready: that thread waits for
 * itself for ever, which is what people come to see. Robust and priority
 * mutexes are not simulated; making one is named and ends the run. */
#include "runtime/prim.h"

/* The type as the memory says it. Adaptive and timed mutexes behave as normal ones. */
static uint8_t memory_type(const pthread_mutex_t *m) {
  int kind = m->__data.__kind & 3;
  return kind == PTHREAD_MUTEX_RECURSIVE || kind == PTHREAD_MUTEX_ERRORCHECK ? (uint8_t)kind : PTHREAD_MUTEX_NORMAL;
}

struct rt_obj *rt_mutex(pthread_mutex_t *m) {
  struct rt_obj *o = rt_obj_find(m, KIND_MUTEX);
  uint8_t type = memory_type(m);
  if (o && o->type == type)
    return o;
  /* First use, or another mutex now lives where one was left behind (a local variable). */
  o = rt_obj_reset(m, KIND_MUTEX);
  o->type = type;
  return o;
}

static bool mutex_free(const struct rt_thread *t, const struct rt_wait *w) { return (void)t, w->obj->owner < 0; }

bool rt_had_to_wait(const struct rt_thread *t, const struct rt_wait *w) {
  return !w->ready(t, w) || (t->waited && !(rt.ctl->run_flags & RUN_SEARCH));
}

static void take(struct rt_obj *o) {
  o->owner = rt_me();
  o->depth = 1;
}

int rt_mutex_init(pthread_mutex_t *m, int type) {
  /* The memory looks as after glibc's own init, for the functions of libc that only look at it. */
  *m = (pthread_mutex_t){.__data = {.__kind = type}};
  rt_obj_reset(m, KIND_MUTEX)->type = memory_type(m);
  return 0;
}

/* POSIX pthread_mutex_init. */
RT_EXPORT int pthread_mutex_init(pthread_mutex_t *m, const pthread_mutexattr_t *attr) {
  int type = PTHREAD_MUTEX_DEFAULT, robust = 0, protocol = 0;
  if (attr) {
    pthread_mutexattr_gettype(attr, &type);
    pthread_mutexattr_getrobust(attr, &robust);
    pthread_mutexattr_getprotocol(attr, &protocol);
    if (robust == PTHREAD_MUTEX_ROBUST)
      rt_unsupported("pthread_mutexattr_setrobust", "a robust mutex; plait knows the normal, recursive and errorcheck ones");
    if (protocol != PTHREAD_PRIO_NONE)
      rt_unsupported("pthread_mutexattr_setprotocol", "a mutex that changes priorities; plait has none");
  }
  return rt_mutex_init(m, type);
}

/* POSIX pthread_mutex_destroy: a locked mutex is refused, as glibc does. */
int rt_mutex_destroy(pthread_mutex_t *m) {
  struct rt_obj *o = rt_mutex(m);
  if (o->owner >= 0)
    return EBUSY;
  if (!rt_awaited(o))
    rt_obj_drop(m, KIND_MUTEX);
  return 0;
}

RT_EXPORT int pthread_mutex_destroy(pthread_mutex_t *m) { return rt_mutex_destroy(m); }

/* POSIX pthread_mutex_lock and _timedlock, "Relock": recursive counts, errorcheck refuses. */
static int relock(struct rt_obj *o, struct rt_wait *w) {
  bool nested = o->type == PTHREAD_MUTEX_RECURSIVE;
  w->ready = NULL;
  w->may_time_out = false;
  if (nested)
    w->flags = STEP_NESTED;
  bool stepped = rt_point(w);
  if (nested) {
    o->depth++;
    return 0;
  }
  return stepped ? rt_step_result(EDEADLK) : EDEADLK;
}

static int lock(struct rt_wait *w) {
  struct rt_obj *o = w->obj;
  if (o->owner == rt_me() && o->type != PTHREAD_MUTEX_NORMAL)
    return relock(o, w);
  if (rt_point(w) && rt_self->granted == CHOICE_TIMEOUT)
    return rt_step_result(ETIMEDOUT);
  take(o);
  return 0;
}

int rt_mutex_lock(pthread_mutex_t *m, void *pc) {
  struct rt_wait w = {.op = OP_MUTEX_LOCK, .obj = rt_mutex(m), .pc = pc, .ready = mutex_free};
  return lock(&w);
}

RT_EXPORT int pthread_mutex_lock(pthread_mutex_t *m) { return rt_mutex_lock(m, RT_PC); }

/* W is a try: always possible, fails when the lock is held. FAILURE is what it then returns. */
static int attempt(struct rt_wait *w, int failure) {
  struct rt_obj *o = w->obj;
  bool nested = o->owner == rt_me() && o->type == PTHREAD_MUTEX_RECURSIVE;
  if (nested)
    w->flags = STEP_NESTED;
  bool stepped = rt_point(w);
  if (nested)
    o->depth++;
  else if (o->owner < 0)
    take(o);
  else
    return stepped ? rt_step_result(failure) : failure;
  return 0;
}

/* POSIX pthread_mutex_trylock: EBUSY also to the owner, whatever the type but recursive. */
int rt_mutex_trylock(pthread_mutex_t *m, void *pc) {
  struct rt_wait w = {.op = OP_MUTEX_TRYLOCK, .obj = rt_mutex(m), .pc = pc};
  return attempt(&w, EBUSY);
}

RT_EXPORT int pthread_mutex_trylock(pthread_mutex_t *m) { return rt_mutex_trylock(m, RT_PC); }

/* POSIX pthread_mutex_timedlock: a free mutex is taken whatever the time, even a malformed one. */
int rt_mutex_timedlock(pthread_mutex_t *m, clockid_t clock, const struct timespec *abs, void *pc) {
  struct rt_wait w = {.op = OP_MUTEX_TIMEDLOCK, .obj = rt_mutex(m), .pc = pc, .ready = mutex_free};
  if (!rt_wait_clock(clock))
    return EINVAL;
  if (!rt_valid_time(abs)) {
    w.ready = NULL;
    return w.obj->owner == rt_me() ? lock(&w) : attempt(&w, EINVAL);
  }
  w.deadline = rt_deadline(clock, abs);
  w.may_time_out = true;
  w.can_give_up = rt_had_to_wait;
  return lock(&w);
}

RT_EXPORT int pthread_mutex_timedlock(pthread_mutex_t *m, const struct timespec *abs) {
  return rt_mutex_timedlock(m, CLOCK_REALTIME, abs, RT_PC);
}

/* POSIX.1-2024 pthread_mutex_clocklock. */
RT_EXPORT int pthread_mutex_clocklock(pthread_mutex_t *m, clockid_t clock, const struct timespec *abs) {
  return rt_mutex_timedlock(m, clock, abs, RT_PC);
}

/* POSIX pthread_mutex_unlock. A normal mutex is opened whoever asks: undefined in
 * POSIX, and what glibc does; the step shows who did it. */
int rt_mutex_unlock(pthread_mutex_t *m, void *pc) {
  struct rt_obj *o = rt_mutex(m);
  struct rt_wait w = {.op = OP_MUTEX_UNLOCK, .obj = o, .pc = pc};
  bool refused = o->type != PTHREAD_MUTEX_NORMAL && o->owner != rt_me();
  bool nested = !refused && o->depth > 1;
  if (nested)
    w.flags = STEP_NESTED;
  bool stepped = rt_point(&w);
  if (refused)
    return stepped ? rt_step_result(EPERM) : EPERM;
  if (nested) {
    o->depth--;
    return 0;
  }
  o->owner = -1;
  o->depth = 0;
  return 0;
}

RT_EXPORT int pthread_mutex_unlock(pthread_mutex_t *m) { return rt_mutex_unlock(m, RT_PC); }

/* rwlock.c — read-write locks.
 *
 * As glibc's default a reader may enter while writers wait (POSIX leaves it open);
 * a lock made with PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP keeps readers out
 * while a writer waits behind other readers. Writers "wait" when wrlock is their
 * pending operation and readers are inside: an attempt is not an event, so there is
 * no list to keep, it is read off the threads. glibc treats PREFER_WRITER_NP like
 * the default, and so does plait.
 *
 * Who the readers are is not kept: unlocking is told apart by whether a writer
 * holds the lock, which no reader can at the same time. */
#include "runtime/prim.h"

static void set_preference(struct rt_obj *o, int kind) {
  o->prefer_writer = kind == PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP;
  o->type = o->prefer_writer;
}

static struct rt_obj *rwlock(pthread_rwlock_t *l) {
  struct rt_obj *o = rt_obj_find(l, KIND_RWLOCK);
  if (!o) {
    o = rt_obj(l, KIND_RWLOCK);
    set_preference(o, (int)l->__data.__flags);
  }
  return o;
}

static bool writer_waits(const struct rt_obj *o) {
  for (unsigned i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (t && t->wait && t->wait->obj == o && t->wait->op == OP_RWLOCK_WRLOCK)
      return true;
  }
  return false;
}

static bool open_to_reader(const struct rt_obj *o) {
  return o->owner < 0 && !(o->prefer_writer && o->readers > 0 && writer_waits(o));
}
static bool open_to_writer(const struct rt_obj *o) { return o->owner < 0 && o->readers == 0; }

static bool may_read(const struct rt_thread *t, const struct rt_wait *w) { return (void)t, open_to_reader(w->obj); }
static bool may_write(const struct rt_thread *t, const struct rt_wait *w) { return (void)t, open_to_writer(w->obj); }

static void enter(struct rt_obj *o, bool writer) {
  if (writer)
    o->owner = rt_me();
  else
    o->readers++;
}

/* POSIX pthread_rwlock_init. */
RT_EXPORT int pthread_rwlock_init(pthread_rwlock_t *l, const pthread_rwlockattr_t *attr) {
  int kind = PTHREAD_RWLOCK_DEFAULT_NP;
  if (attr)
    pthread_rwlockattr_getkind_np(attr, &kind);
  *l = (pthread_rwlock_t){.__data = {.__flags = (unsigned)kind}};
  set_preference(rt_obj_reset(l, KIND_RWLOCK), kind);
  return 0;
}

/* POSIX pthread_rwlock_destroy. */
RT_EXPORT int pthread_rwlock_destroy(pthread_rwlock_t *l) {
  struct rt_obj *o = rwlock(l);
  if (o->owner >= 0 || o->readers)
    return EBUSY;
  if (!rt_awaited(o))
    rt_obj_drop(l, KIND_RWLOCK);
  return 0;
}

/* POSIX pthread_rwlock_rdlock, _wrlock: the writer that asks again is told EDEADLK, as glibc does. */
static int lock(struct rt_wait *w, bool writer) {
  struct rt_obj *o = w->obj;
  w->ready = writer ? may_write : may_read;
  bool held = o->owner == rt_me();
  if (held) {
    w->ready = NULL;
    w->may_time_out = false;
  }
  bool stepped = rt_point(w);
  if (held)
    return stepped ? rt_step_result(EDEADLK) : EDEADLK;
  if (stepped && rt_self->granted == CHOICE_TIMEOUT)
    return rt_step_result(ETIMEDOUT);
  enter(o, writer);
  return 0;
}

RT_EXPORT int pthread_rwlock_rdlock(pthread_rwlock_t *l) {
  struct rt_wait w = {.op = OP_RWLOCK_RDLOCK, .obj = rwlock(l), .pc = RT_PC};
  return lock(&w, false);
}

RT_EXPORT int pthread_rwlock_wrlock(pthread_rwlock_t *l) {
  struct rt_wait w = {.op = OP_RWLOCK_WRLOCK, .obj = rwlock(l), .pc = RT_PC};
  return lock(&w, true);
}

/* POSIX pthread_rwlock_timedrdlock, _timedwrlock. glibc looks at the time before the lock. */
static int timed(pthread_rwlock_t *l, clockid_t clock, const struct timespec *abs, bool writer, void *pc) {
  if (!rt_wait_clock(clock) || !rt_valid_time(abs))
    return EINVAL;
  struct rt_wait w = {.op = writer ? OP_RWLOCK_WRLOCK : OP_RWLOCK_RDLOCK, .obj = rwlock(l), .pc = pc};
  w.deadline = rt_deadline(clock, abs);
  w.may_time_out = true;
  w.can_give_up = rt_had_to_wait;
  return lock(&w, writer);
}

RT_EXPORT int pthread_rwlock_timedrdlock(pthread_rwlock_t *l, const struct timespec *abs) {
  return timed(l, CLOCK_REALTIME, abs, false, RT_PC);
}
RT_EXPORT int pthread_rwlock_timedwrlock(pthread_rwlock_t *l, const struct timespec *abs) {
  return timed(l, CLOCK_REALTIME, abs, true, RT_PC);
}
/* POSIX.1-2024. */
RT_EXPORT int pthread_rwlock_clockrdlock(pthread_rwlock_t *l, clockid_t clock, const struct timespec *abs) {
  return timed(l, clock, abs, false, RT_PC);
}
RT_EXPORT int pthread_rwlock_clockwrlock(pthread_rwlock_t *l, clockid_t clock, const struct timespec *abs) {
  return timed(l, clock, abs, true, RT_PC);
}

static int attempt(struct rt_wait *w, bool writer) {
  bool stepped = rt_point(w);
  if (writer ? !open_to_writer(w->obj) : !open_to_reader(w->obj))
    return stepped ? rt_step_result(EBUSY) : EBUSY;
  enter(w->obj, writer);
  return 0;
}

/* POSIX pthread_rwlock_tryrdlock, _trywrlock. */
RT_EXPORT int pthread_rwlock_tryrdlock(pthread_rwlock_t *l) {
  struct rt_wait w = {.op = OP_RWLOCK_TRYRDLOCK, .obj = rwlock(l), .pc = RT_PC};
  return attempt(&w, false);
}
RT_EXPORT int pthread_rwlock_trywrlock(pthread_rwlock_t *l) {
  struct rt_wait w = {.op = OP_RWLOCK_TRYWRLOCK, .obj = rwlock(l), .pc = RT_PC};
  return attempt(&w, true);
}

/* POSIX pthread_rwlock_unlock. Of a lock that nobody holds it is undefined: refused here. */
RT_EXPORT int pthread_rwlock_unlock(pthread_rwlock_t *l) {
  struct rt_obj *o = rwlock(l);
  struct rt_wait w = {.op = OP_RWLOCK_UNLOCK, .obj = o, .pc = RT_PC};
  bool stepped = rt_point(&w);
  if (o->owner >= 0) {
    o->owner = -1;
  } else if (o->readers) {
    o->readers--;
    if (stepped)
      rt_step_flags(STEP_SHARED);
  } else {
    return stepped ? rt_step_result(EPERM) : EPERM;
  }
  return 0;
}

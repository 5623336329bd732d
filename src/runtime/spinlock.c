/* spinlock.c — POSIX spin locks.
 *
 * A thread that finds the lock held waits for it like for any lock instead of
 * turning round and round: the turns would be steps that say nothing. The owner that
 * locks again waits for itself for ever, as it would spin for ever. */
#include "runtime/prim.h"

static bool spin_free(const struct rt_thread *t, const struct rt_wait *w) { return (void)t, w->obj->owner < 0; }

static struct rt_obj *spin(pthread_spinlock_t *l) { return rt_obj((void *)l, KIND_SPIN); }

/* POSIX pthread_spin_init: within one process both kinds of sharing are the same. */
RT_EXPORT int pthread_spin_init(pthread_spinlock_t *l, int shared) {
  (void)shared;
  *l = 1; /* glibc's value of an open lock */
  rt_obj_reset((void *)l, KIND_SPIN);
  return 0;
}

/* POSIX pthread_spin_destroy. */
RT_EXPORT int pthread_spin_destroy(pthread_spinlock_t *l) {
  struct rt_obj *o = spin(l);
  if (o->owner >= 0)
    return EBUSY;
  if (!rt_awaited(o))
    rt_obj_drop((void *)l, KIND_SPIN);
  return 0;
}

/* POSIX pthread_spin_lock. */
RT_EXPORT int pthread_spin_lock(pthread_spinlock_t *l) {
  struct rt_wait w = {.op = OP_SPIN_LOCK, .obj = spin(l), .pc = RT_PC, .ready = spin_free};
  rt_point(&w);
  w.obj->owner = rt_me();
  return 0;
}

/* POSIX pthread_spin_trylock. */
RT_EXPORT int pthread_spin_trylock(pthread_spinlock_t *l) {
  struct rt_wait w = {.op = OP_SPIN_LOCK, .obj = spin(l), .pc = RT_PC};
  bool stepped = rt_point(&w);
  if (w.obj->owner >= 0)
    return stepped ? rt_step_result(EBUSY) : EBUSY;
  w.obj->owner = rt_me();
  return 0;
}

/* POSIX pthread_spin_unlock. */
RT_EXPORT int pthread_spin_unlock(pthread_spinlock_t *l) {
  struct rt_wait w = {.op = OP_SPIN_UNLOCK, .obj = spin(l), .pc = RT_PC};
  rt_point(&w);
  w.obj->owner = -1;
  return 0;
}

/* barrier.c — POSIX barriers.
 *
 * Waiting is two steps: everybody arrives, and everybody leaves once the last has
 * arrived. The last arrival opens the barrier by marking the threads that wait in
 * it, not by a counter in the object: POSIX lets the barrier be destroyed, or its
 * memory be used again, as soon as one thread has left. */
#include "runtime/prim.h"

#define RELEASED UINT64_MAX /* in barrier_generation: the barrier this thread is in has opened */

static bool released(const struct rt_thread *t, const struct rt_wait *w) { return (void)w, t->barrier_generation == RELEASED; }

/* POSIX pthread_barrier_init. */
RT_EXPORT int pthread_barrier_init(pthread_barrier_t *b, const pthread_barrierattr_t *attr, unsigned count) {
  (void)attr; /* sharing between processes: the same within one */
  if (count == 0 || count > INT32_MAX)
    return EINVAL;
  rt_obj_reset(b, KIND_BARRIER)->param = count;
  return 0;
}

/* POSIX pthread_barrier_destroy. glibc waits here for threads that have yet to leave; they do not need the object. */
RT_EXPORT int pthread_barrier_destroy(pthread_barrier_t *b) {
  struct rt_obj *o = rt_obj(b, KIND_BARRIER);
  if (o->permits)
    return EBUSY;
  if (!rt_awaited(o))
    rt_obj_drop(b, KIND_BARRIER);
  return 0;
}

/* POSIX pthread_barrier_wait: one of the threads, here the last, is told so. */
RT_EXPORT int pthread_barrier_wait(pthread_barrier_t *b) {
  struct rt_obj *o = rt_obj(b, KIND_BARRIER);
  struct rt_wait arrive = {.op = OP_BARRIER_ARRIVE, .obj = o, .pc = RT_PC};
  if (!rt_point(&arrive))
    return PTHREAD_BARRIER_SERIAL_THREAD;
  bool last = (uint64_t)++o->permits >= o->param;
  rt_step_value((uint64_t)o->permits);
  rt_self->barrier_generation = last ? RELEASED : o->generation;
  if (last) {
    rt_step_flags(STEP_LAST);
    for (unsigned i = 0; i < rt.threads; i++) {
      struct rt_thread *t = rt.thread[i];
      if (t && t->wait && t->wait->op == OP_BARRIER_LEAVE && t->wait->obj == o)
        t->barrier_generation = RELEASED;
    }
    o->permits = 0;
    o->generation++;
  }
  struct rt_wait leave = {.op = OP_BARRIER_LEAVE, .obj = o, .pc = RT_PC, .ready = released};
  rt_point(&leave);
  rt_step_value((uint64_t)o->permits);
  return last ? PTHREAD_BARRIER_SERIAL_THREAD : 0;
}

/* once.c — pthread_once; C11's call_once is the same (c11.c).
 *
 * Two steps: `once` when a thread begins the routine, `once` with STEP_LAST when it
 * has returned. Others wait from the first to the second; whoever comes later
 * makes one step that does nothing. A routine that calls itself through the same
 * control waits for itself for ever, as in glibc. */
#include "runtime/prim.h"

/* What glibc leaves in the memory of a control that is done. */
enum { ONCE_DONE = 2 };

static bool not_running(const struct rt_thread *t, const struct rt_wait *w) { return (void)t, w->obj->owner < 0; }

int rt_once(pthread_once_t *once, void (*routine)(void), void *pc) {
  struct rt_obj *o = rt_obj(once, KIND_ONCE);
  if (o->done && *once != ONCE_DONE)
    o = rt_obj_reset(once, KIND_ONCE); /* the program has set it to PTHREAD_ONCE_INIT again */
  struct rt_wait w = {.op = OP_ONCE, .obj = o, .pc = pc, .ready = not_running};
  rt_point(&w);
  if (o->done)
    return 0;
  o->owner = rt_me();
  routine();
  struct rt_wait last = {.op = OP_ONCE, .obj = o, .pc = pc, .flags = STEP_LAST};
  rt_point(&last);
  o->owner = -1;
  o->done = true;
  *once = ONCE_DONE;
  return 0;
}

/* POSIX pthread_once. */
RT_EXPORT int pthread_once(pthread_once_t *once, void (*routine)(void)) { return rt_once(once, routine, RT_PC); }

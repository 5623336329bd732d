/* once.c — pthread_once; C11's call_once is the same (c11.c).
 *
 * Two steps: `once` when a thread begins the routine, `once` with STEP_LAST when it
 * has returned. Others wait from the first to the second; whoever comes later
 * makes one step that does nothing. A routine that calls itself through the same
 * control waits for itself for ever, as in glibc.
 *
 * A routine that is left by an exception, longjmp or the end of its thread has not run: POSIX and C++ want
 * the next caller to begin it again. No unwinding is needed to notice: a thread that is still inside
 * waits, at any scheduling point, in a frame below the one that began the routine. */
#include "runtime/prim.h"

/* What glibc leaves in the memory of a control that is done. */
enum { ONCE_DONE = 2 };

/* On the stack of the caller that runs the routine; the address of `begin` is kept in rt_obj.generation. */
struct call {
  struct rt_wait end, begin;
};

static bool was_left(const struct rt_obj *o) {
  const struct rt_thread *t = rt.thread[o->owner];
  return t && (t->state == THREAD_FINISHED || (t->wait && (uintptr_t)t->wait >= o->generation));
}

static bool not_running(const struct rt_thread *t, const struct rt_wait *w) {
  (void)t;
  return w->obj->owner < 0 || was_left(w->obj);
}

int rt_once(pthread_once_t *once, void (*routine)(void), void *pc) {
  struct rt_obj *o = rt_obj(once, KIND_ONCE);
  if (o->done && *once != ONCE_DONE)
    o = rt_obj_reset(once, KIND_ONCE); /* the program has set it to PTHREAD_ONCE_INIT again */
  struct call c = {.begin = {.op = OP_ONCE, .obj = o, .pc = pc, .ready = not_running},
                   .end = {.op = OP_ONCE, .obj = o, .pc = pc, .flags = STEP_LAST}};
  rt_point(&c.begin);
  if (o->done)
    return 0;
  rt_step_effect();
  o->owner = rt_me();
  o->generation = (uintptr_t)&c.begin;
  routine();
  rt_point(&c.end);
  o->owner = -1;
  o->done = true;
  *once = ONCE_DONE;
  return 0;
}

/* POSIX pthread_once. */
RT_EXPORT int pthread_once(pthread_once_t *once, void (*routine)(void)) { return rt_once(once, routine, RT_PC); }

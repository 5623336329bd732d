/* thread.c — threads are real; their beginning, end and joining are plait's.
 *
 * A new thread is started detached, on a stack from a region of the runtime's own (so
 * that stack addresses depend on nothing but the schedule, and creating a thread costs
 * no mmap), and sleeps until it is first chosen. Its end is a step that it makes after
 * all destructors of thread-specific data have run; joining waits for that step, not
 * for the kernel. Stacks are not reused: pthread_t values stay distinct. */
#include "runtime/rt_life.h"
#include "runtime/rt_output.h"
#include "runtime/rt_thread.h"
#include "wire/name.h"

#include <errno.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <threads.h>
#include <unistd.h>

enum { GUARD = 4096 };

static pthread_key_t exit_key;

static uintptr_t thread_pointer(void) {
  uintptr_t tp;
  __asm__("mov %%fs:0, %0" : "=r"(tp));
  return tp;
}

static struct rt_thread *new_slot(void) {
  struct rt_thread *t = rt.thread[rt.threads] = rt_arena(sizeof *t);
  t->index = rt.threads++;
  t->state = THREAD_LIVE;
  rt.live++;
  return t;
}

struct rt_thread *rt_thread_of(pthread_t handle) {
  for (uint16_t i = rt.threads; i-- > 0;)
    if (rt.thread[i]->handle == handle)
      return rt.thread[i];
  return NULL;
}

/* ---- the end -------------------------------------------------------------- */

/* Runs among the destructors of thread-specific data; puts itself off to the last round so that the
 * program's own destructors, which may still lock and signal, come first. */
static void exit_destructor(void *self) {
  struct rt_thread *t = self;
  if (++t->exit_rounds < PTHREAD_DESTRUCTOR_ITERATIONS) {
    pthread_setspecific(exit_key, t);
    return;
  }
  struct rt_wait w = {.op = OP_THREAD_EXIT, .pc = NULL};
  if (!rt_point(&w))
    return;
  t->state = THREAD_FINISHED;
  if (--rt.live == 0) {
    rt.live++; /* the process ends with its last thread (POSIX, pthread_exit): exit handlers still run in it */
    t->state = THREAD_LIVE;
    exit(0);
  }
  rt_leave();
  rt_self = NULL;
}

/* ---- the beginning ----------------------------------------------------------- */


static void *run(void *self) {
  struct rt_thread *t = self;
  rt_self = t;
  t->base = (uintptr_t)__builtin_frame_address(0);
  t->tp = thread_pointer();
  t->tid = rt_real_tid();
  rt_begin_thread(t);
  rt_signal_stack();
  rt_shadow_begin_thread(t);
  pthread_setspecific(exit_key, t);
  t->retval = t->start_c11 ? (void *)(intptr_t)t->start_c11(t->arg) : t->start(t->arg);
  return t->retval;
}

void rt_thread_adopt_main(uintptr_t base) {
  struct rt_thread *t = new_slot();
  t->base = base;
  t->stack_hi = base;
  t->stack_lo = base - (64u << 20);
  t->tp = thread_pointer();
  t->handle = pthread_self();
  t->tid = rt_real_tid();
  rt_self = t;
  pthread_key_create(&exit_key, exit_destructor);
  pthread_setspecific(exit_key, t);
}

/* Its stack: from the program's attributes, or the slot of its number. */
static int choose_stack(struct rt_thread *t, const pthread_attr_t *attr, pthread_attr_t *real) {
  void *at = NULL;
  size_t size = 0;
  if (attr && pthread_attr_getstack(attr, &at, &size) == 0 && at && (uintptr_t)at + size != 0 && size && (uintptr_t)at > size) {
    t->stack_lo = (uintptr_t)at;
    t->stack_hi = t->stack_lo + size;
    return pthread_attr_setstack(real, at, size);
  }
  /* Between two slots lies a page that is not mapped: an overflow is a fault, not another thread's stack. */
  bool fits = size <= RT_STACK_SIZE - GUARD;
  size = fits ? RT_STACK_SIZE - GUARD : size;
  at = fits ? (void *)(RT_HEAP - RT_STACK_SIZE * t->index + GUARD) : NULL;
  at = mmap(at, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_STACK | (fits ? MAP_FIXED_NOREPLACE : 0), -1, 0);
  if (at == MAP_FAILED)
    return EAGAIN;
  t->stack_lo = (uintptr_t)at;
  t->stack_hi = t->stack_lo + size;
  return pthread_attr_setstack(real, (void *)t->stack_lo, t->stack_hi - t->stack_lo);
}

int rt_thread_create(pthread_t *out, const pthread_attr_t *attr, void *(*start)(void *), int (*start_c11)(void *), void *arg, void *pc) {
  struct rt_wait w = {.op = OP_THREAD_CREATE, .pc = pc, .other = rt.threads};
  if (!rt_point(&w)) {
    if (!rt.ctl)
      return rt_real.pthread_create(out, attr, start, arg);
    rt_unsupported("pthread_create before main", "start threads from main, or run the program without plait");
    return EAGAIN;
  }
  if (rt.threads >= RT_THREADS_MAX)
    rt_unsupported("more than 250 threads in one execution", "use fewer threads");
  int detached = PTHREAD_CREATE_JOINABLE;
  if (attr)
    pthread_attr_getdetachstate(attr, &detached);
  struct rt_thread *t = new_slot();
  rt_step_other(t->index);
  t->detached = detached == PTHREAD_CREATE_DETACHED;
  if (t->detached)
    rt_step_flags(STEP_DETACHED);
  t->start = start;
  t->start_c11 = start_c11;
  t->arg = arg;
  t->first = (struct rt_wait){.op = OP_THREAD_START, .pc = (char *)(start ? (void *)start : (void *)start_c11) + 1};
  t->wait = &t->first;
  pthread_attr_t real;
  pthread_attr_init(&real);
  pthread_attr_setdetachstate(&real, PTHREAD_CREATE_DETACHED);
  int r = choose_stack(t, attr, &real);
  if (r == 0)
    r = rt_real.pthread_create(&t->handle, &real, run, t);
  pthread_attr_destroy(&real);
  if (r != 0) {
    t->state = THREAD_FINISHED;
    rt.live--;
    return rt_step_result(r);
  }
  rt.multi = true;
  t->name = name_thread(rt_self->name, ++rt_self->children);
  rt_declare_thread(t->index, rt_self->index, start ? (void *)start : (void *)start_c11);
  *out = t->handle;
  return 0;
}

/* POSIX pthread_create. EAGAIN and EINVAL as the system reports them. */
RT_EXPORT int pthread_create(pthread_t *out, const pthread_attr_t *attr, void *(*start)(void *), void *arg) {
  return rt_thread_create(out, attr, start, NULL, arg, RT_PC);
}

RT_EXPORT int thrd_create(thrd_t *out, thrd_start_t start, void *arg) {
  int r = rt_thread_create(out, NULL, NULL, start, arg, RT_PC);
  return r == 0 ? thrd_success : r == ENOMEM ? thrd_nomem : thrd_error;
}

/* ---- joining ------------------------------------------------------------------ */

static bool is_over(const struct rt_thread *t, const struct rt_wait *w) {
  (void)t;
  return rt.thread[w->other]->state == THREAD_FINISHED;
}

static bool not_over(const struct rt_thread *t, const struct rt_wait *w) {
  return !(rt.ctl->run_flags & RUN_SEARCH) || !is_over(t, w);
}

int rt_thread_join(pthread_t handle, void **retval, uint64_t deadline, void *pc) {
  struct rt_thread *t = rt_thread_of(handle);
  if (!rt.active || !t)
    return ESRCH;
  if (t->detached || t->joined)
    return EINVAL;
  if (t == rt_self)
    return EDEADLK;
  struct rt_wait w = {.op = OP_THREAD_JOIN, .pc = pc, .other = t->index, .ready = is_over, .deadline = deadline, .may_time_out = deadline != RT_NEVER, .can_give_up = not_over};
  if (!rt_point(&w))
    return ESRCH;
  if (rt_self->granted == CHOICE_TIMEOUT)
    return rt_step_result(ETIMEDOUT);
  t->joined = true;
  if (retval)
    *retval = t->retval;
  return 0;
}

/* POSIX pthread_join: ESRCH, EINVAL (detached or joined already), EDEADLK (itself). Blocks until the thread has ended. */
RT_EXPORT int pthread_join(pthread_t handle, void **retval) { return rt_thread_join(handle, retval, RT_NEVER, RT_PC); }

RT_EXPORT int pthread_timedjoin_np(pthread_t handle, void **retval, const struct timespec *abs) {
  return rt_thread_join(handle, retval, rt_deadline(CLOCK_REALTIME, abs), RT_PC);
}

RT_EXPORT int pthread_clockjoin_np(pthread_t handle, void **retval, clockid_t clock, const struct timespec *abs) {
  return rt_thread_join(handle, retval, rt_deadline(clock, abs), RT_PC);
}

RT_EXPORT int pthread_tryjoin_np(pthread_t handle, void **retval) {
  struct rt_thread *t = rt_thread_of(handle);
  if (!t)
    return ESRCH;
  struct rt_wait w = {.op = OP_THREAD_JOIN, .pc = RT_PC, .other = t->index};
  if (!rt_point(&w))
    return ESRCH;
  if (t->state != THREAD_FINISHED)
    return rt_step_result(EBUSY);
  t->joined = true;
  if (retval)
    *retval = t->retval;
  return 0;
}

RT_EXPORT int thrd_join(thrd_t handle, int *result) {
  void *retval;
  if (rt_thread_join(handle, &retval, RT_NEVER, RT_PC) != 0)
    return thrd_error;
  if (result)
    *result = (int)(intptr_t)retval;
  return thrd_success;
}

int rt_thread_detach(pthread_t handle, void *pc) {
  struct rt_thread *t = rt_thread_of(handle);
  if (!t)
    return ESRCH;
  if (t->detached || t->joined)
    return EINVAL;
  struct rt_wait w = {.op = OP_THREAD_DETACH, .pc = pc, .other = t->index};
  rt_point(&w);
  t->detached = true;
  return 0;
}

/* POSIX pthread_detach: ESRCH, EINVAL. Does not block. */
RT_EXPORT int pthread_detach(pthread_t handle) { return rt_thread_detach(handle, RT_PC); }
RT_EXPORT int thrd_detach(thrd_t handle) { return rt_thread_detach(handle, RT_PC) == 0 ? thrd_success : thrd_error; }

/* POSIX pthread_exit: destructors run, then the end of the thread is a step. */
RT_EXPORT _Noreturn void pthread_exit(void *retval) {
  if (rt_self)
    rt_self->retval = retval;
  rt_real.pthread_exit(retval);
}

RT_EXPORT _Noreturn void thrd_exit(int result) { pthread_exit((void *)(intptr_t)result); }

RT_EXPORT int pthread_setname_np(pthread_t handle, const char *name) {
  struct rt_thread *t = rt_thread_of(handle);
  size_t n = rt_length(name);
  if (n > 15)
    return ERANGE;
  if (t && rt.active)
    rt_log_name(KIND_THREAD, t->index, NULL, 0, name);
  return t ? 0 : rt_real.pthread_setname_np(handle, name);
}

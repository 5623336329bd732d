/* prim.h — what the files of the primitives share: one file per primitive, and this.
 *
 * A primitive is "describe, rt_point, change the virtual state" (rt.h). When rt_point
 * says false — before main, where only one thread exists — the state is changed all
 * the same, so that a lock taken in a constructor is still held in main; only
 * waiting is left out, because nobody could end it.
 *
 * pthread and C11 calls are two faces of one implementation: c11.c calls the rt_…
 * functions declared here with its own return address. */
#ifndef PLAIT_RUNTIME_PRIM_H
#define PLAIT_RUNTIME_PRIM_H

#include "runtime/rt.h"

#include <errno.h>

/* The index of the running thread; before main it is main's. */
static inline int32_t rt_me(void) { return rt_self ? rt_self->index : 0; }

/* Somebody's pending operation names O: forgetting it now would pull it from under that thread. */
static inline bool rt_awaited(const struct rt_obj *o) {
  for (unsigned i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (t && t != rt_self && t->wait && (t->wait->obj == o || t->wait->obj2 == o))
      return true;
  }
  return false;
}

static inline bool rt_valid_time(const struct timespec *t) { return t->tv_nsec >= 0 && t->tv_nsec < 1000000000; }
/* The clocks that timed waits may be measured by. */
static inline bool rt_wait_clock(clockid_t c) { return c == CLOCK_REALTIME || c == CLOCK_MONOTONIC; }

/* mutex.c */
/* can_give_up of timed locks and semaphores: never when the call could succeed at once (POSIX says so of each
 * of them), but either way once it has had to wait. */
bool rt_had_to_wait(const struct rt_thread *t, const struct rt_wait *w);
struct rt_obj *rt_mutex(pthread_mutex_t *m); /* its object, made from the memory of a static initialiser if need be */
int rt_mutex_init(pthread_mutex_t *m, int type);
int rt_mutex_destroy(pthread_mutex_t *m);
int rt_mutex_lock(pthread_mutex_t *m, void *pc);
int rt_mutex_trylock(pthread_mutex_t *m, void *pc);
int rt_mutex_timedlock(pthread_mutex_t *m, clockid_t clock, const struct timespec *abs, void *pc);
int rt_mutex_unlock(pthread_mutex_t *m, void *pc);

/* cond.c */
int rt_cond_init(pthread_cond_t *c, clockid_t clock);
int rt_cond_destroy(pthread_cond_t *c);
int rt_cond_wait(pthread_cond_t *c, pthread_mutex_t *m, void *pc);
/* CLOCK −1: the one the condition was made with. */
int rt_cond_timedwait(pthread_cond_t *c, pthread_mutex_t *m, clockid_t clock, const struct timespec *abs, void *pc);
int rt_cond_signal(pthread_cond_t *c, void *pc);
int rt_cond_broadcast(pthread_cond_t *c, void *pc);

/* once.c */
int rt_once(pthread_once_t *once, void (*routine)(void), void *pc);

/* clock.c */
uint64_t rt_clock_read(void); /* virtual ns since start; moves when it is asked again and again */

/* sleep.c */
void rt_sleep(uint64_t ns, uint64_t deadline, void *pc);
void rt_yield(void *pc);

/* syscall.c */
/* A system call past libc: no errno, no cancellation, not interposed. Errors are −errno. */
long rt_syscall(long n, long a, long b, long c, long d, long e, long f);
/* The same, with libc's convention. */
static inline long rt_syscall_errno(long n, long a, long b, long c, long d, long e, long f) {
  long r = rt_syscall(n, a, b, c, d, e, f);
  if (r < 0 && r > -4096) {
    errno = (int)-r;
    return -1;
  }
  return r;
}

/* random.c */
void rt_entropy(void *out, size_t n);

#endif

/* c11.c — the mutexes, conditions and call_once of <threads.h>.
 *
 * In glibc an mtx_t is a pthread_mutex_t and a cnd_t a pthread_cond_t under another
 * name, and so they are here: the same objects, the same steps, other
 * return values. C11 threads are in thread.c; thread-specific storage needs
 * nothing from plait and stays libc's. */
#include "runtime/prim.h"

#include <threads.h>

_Static_assert(sizeof(mtx_t) == sizeof(pthread_mutex_t), "an mtx_t is a pthread mutex");
_Static_assert(sizeof(cnd_t) == sizeof(pthread_cond_t), "a cnd_t is a pthread condition");
_Static_assert(sizeof(once_flag) == sizeof(pthread_once_t), "a once_flag is a once control");

static int c11_result(int e) {
  return e == 0 ? thrd_success : e == EBUSY ? thrd_busy : e == ETIMEDOUT ? thrd_timedout : e == ENOMEM ? thrd_nomem : thrd_error;
}

/* C17 7.26.4 Mutex functions. Every glibc mutex is a timed one. */
RT_EXPORT int mtx_init(mtx_t *m, int type) {
  return c11_result(rt_mutex_init((pthread_mutex_t *)m, type & mtx_recursive ? PTHREAD_MUTEX_RECURSIVE : PTHREAD_MUTEX_NORMAL));
}
RT_EXPORT void mtx_destroy(mtx_t *m) { rt_mutex_destroy((pthread_mutex_t *)m); }
RT_EXPORT int mtx_lock(mtx_t *m) { return c11_result(rt_mutex_lock((pthread_mutex_t *)m, RT_PC)); }
RT_EXPORT int mtx_trylock(mtx_t *m) { return c11_result(rt_mutex_trylock((pthread_mutex_t *)m, RT_PC)); }
RT_EXPORT int mtx_unlock(mtx_t *m) { return c11_result(rt_mutex_unlock((pthread_mutex_t *)m, RT_PC)); }
/* The time is TIME_UTC's. */
RT_EXPORT int mtx_timedlock(mtx_t *restrict m, const struct timespec *restrict abs) {
  return c11_result(rt_mutex_timedlock((pthread_mutex_t *)m, CLOCK_REALTIME, abs, RT_PC));
}

/* C17 7.26.3 Condition variable functions. */
RT_EXPORT int cnd_init(cnd_t *c) { return c11_result(rt_cond_init((pthread_cond_t *)c, CLOCK_REALTIME)); }
RT_EXPORT void cnd_destroy(cnd_t *c) { rt_cond_destroy((pthread_cond_t *)c); }
RT_EXPORT int cnd_signal(cnd_t *c) { return c11_result(rt_cond_signal((pthread_cond_t *)c, RT_PC)); }
RT_EXPORT int cnd_broadcast(cnd_t *c) { return c11_result(rt_cond_broadcast((pthread_cond_t *)c, RT_PC)); }
RT_EXPORT int cnd_wait(cnd_t *c, mtx_t *m) {
  return c11_result(rt_cond_wait((pthread_cond_t *)c, (pthread_mutex_t *)m, RT_PC));
}
RT_EXPORT int cnd_timedwait(cnd_t *restrict c, mtx_t *restrict m, const struct timespec *restrict abs) {
  return c11_result(rt_cond_timedwait((pthread_cond_t *)c, (pthread_mutex_t *)m, CLOCK_REALTIME, abs, RT_PC));
}

/* C17 7.26.2.1 call_once. */
RT_EXPORT void call_once(once_flag *flag, void (*routine)(void)) { rt_once((pthread_once_t *)flag, routine, RT_PC); }

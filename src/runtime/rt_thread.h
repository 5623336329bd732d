/* rt_thread.h — creating and ending threads, for pthread and C11 names alike. */
#ifndef PLAIT_RUNTIME_RT_THREAD_H
#define PLAIT_RUNTIME_RT_THREAD_H

#include "runtime/rt.h"

/* pthread_create; START or START_C11 is what the thread runs. Returns 0 or an errno value. */
int rt_thread_create(pthread_t *out, const pthread_attr_t *attr, void *(*start)(void *), int (*start_c11)(void *), void *arg, void *pc);
int rt_thread_join(pthread_t handle, void **retval, uint64_t deadline, void *pc);
int rt_thread_detach(pthread_t handle, void *pc);
/* Makes the calling thread, in main's frame, thread 0. */
void rt_thread_adopt_main(uintptr_t base);

#endif

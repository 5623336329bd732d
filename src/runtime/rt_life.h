/* rt_life.h — start, output and end of an execution. */
#ifndef PLAIT_RUNTIME_RT_LIFE_H
#define PLAIT_RUNTIME_RT_LIFE_H

#include "runtime/rt.h"

extern uintptr_t rt_main_base;  /* frame below which main's stack lies (start.c) */
void rt_real_init(void);
void rt_signals_init(void);     /* in the child: fatal signals become events */
void rt_signal_stack(void);     /* for the calling thread */
bool rt_signal_stacks_init(void);
void rt_exit_init(void);        /* in the server */
void rt_exit_handler(int status, void *arg); /* on_exit(3) */
_Noreturn void rt_assert_failed(const char *expr, const char *file, unsigned line, const char *func, void *pc);

#endif

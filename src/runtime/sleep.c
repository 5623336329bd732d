/* sleep.c — sleeping and yielding.
 *
 * A sleep is two steps: `sleep` says how long, `wake` is possible when the virtual
 * clock has got there, or with --time=free at once, because a sleep orders nothing.
 * Then the clock goes on to the time the sleeper asked for, never back.
 * While there is only one thread a sleep just moves the clock. */
#include "runtime/prim.h"

#include <sched.h>
#include <sys/syscall.h>
#include <threads.h>
#include <unistd.h>

#define NS_S 1000000000ull

static bool is_over(const struct rt_thread *t, const struct rt_wait *w) {
  (void)t;
  return rt.now >= w->deadline || (rt.ctl->run_flags & RUN_FREE_TIME);
}

void rt_sleep(uint64_t ns, uint64_t deadline, void *pc) {
  struct rt_wait fall = {.op = OP_SLEEP, .pc = pc};
  if (rt.multi && rt_point(&fall)) {
    rt_step_value(ns);
    struct rt_wait wake = {.op = OP_WAKE, .pc = pc, .ready = is_over, .deadline = deadline};
    rt_point(&wake);
  }
  if (rt.now < deadline)
    rt.now = deadline;
}

static uint64_t ns_of(const struct timespec *t) {
  uint64_t ns;
  if (__builtin_mul_overflow((uint64_t)t->tv_sec, NS_S, &ns) || __builtin_add_overflow(ns, (uint64_t)t->tv_nsec, &ns))
    return RT_NEVER;
  return ns;
}

static void sleep_for(uint64_t ns, void *pc) {
  uint64_t deadline;
  if (__builtin_add_overflow(rt.now, ns, &deadline))
    deadline = RT_NEVER - 1;
  rt_sleep(ns, deadline ? deadline : 1, pc);
}

/* Outside plait, and in constructors before main, a sleep is a sleep. */
static bool is_virtual(void) { return rt.active; }

static bool valid_length(const struct timespec *t) { return t->tv_sec >= 0 && rt_valid_time(t); }

/* An error number, as clock_nanosleep returns it. */
static int nap(clockid_t clock, int flags, const struct timespec *t, struct timespec *left, void *pc) {
  if (!is_virtual())
    return (int)-rt_syscall(SYS_clock_nanosleep, clock, flags, (long)t, (long)left, 0, 0);
  if (clock == CLOCK_THREAD_CPUTIME_ID)
    return EINVAL;
  struct timespec shown;
  if (!valid_length(t) || clock_getres(clock, &shown) != 0)
    return EINVAL;
  if (!(flags & TIMER_ABSTIME)) {
    sleep_for(ns_of(t), pc);
  } else {
    uint64_t deadline = rt_deadline(clock, t);
    rt_sleep(deadline > rt.now ? deadline - rt.now : 0, deadline, pc);
  }
  return 0;
}

/* POSIX clock_nanosleep. No signal interrupts a sleep here, so nothing is ever left of it. */
RT_EXPORT int clock_nanosleep(clockid_t clock, int flags, const struct timespec *t, struct timespec *left) {
  return nap(clock, flags, t, left, RT_PC);
}

static int nanosleep_from(const struct timespec *t, struct timespec *left, void *pc) {
  int e = nap(CLOCK_REALTIME, 0, t, left, pc);
  return e ? (errno = e, -1) : 0;
}

/* POSIX nanosleep. */
RT_EXPORT int nanosleep(const struct timespec *t, struct timespec *left) { return nanosleep_from(t, left, RT_PC); }

/* POSIX sleep. */
RT_EXPORT unsigned sleep(unsigned seconds) {
  struct timespec t = {.tv_sec = seconds};
  nanosleep_from(&t, NULL, RT_PC);
  return 0;
}

/* 4.3BSD usleep: a second and more is accepted, as in glibc. */
RT_EXPORT int usleep(useconds_t us) {
  struct timespec t = {.tv_sec = us / 1000000, .tv_nsec = us % 1000000 * 1000l};
  return nanosleep_from(&t, NULL, RT_PC);
}

/* C17 7.26.5.7: −1 when interrupted, another negative number on failure. */
RT_EXPORT int thrd_sleep(const struct timespec *t, struct timespec *left) {
  return nanosleep_from(t, left, RT_PC) == 0 ? 0 : errno == EINTR ? -1 : -2;
}

void rt_yield(void *pc) {
  struct rt_wait w = {.op = OP_YIELD, .pc = pc};
  if (rt.multi)
    rt_point(&w);
}

/* POSIX sched_yield. */
RT_EXPORT int sched_yield(void) {
  rt_yield(RT_PC);
  return 0;
}

/* C17 7.26.5.8. */
RT_EXPORT void thrd_yield(void) { rt_yield(RT_PC); }

/* Its old name. No header declares it today; old programs link to it. */
RT_EXPORT int plait_pthread_yield(void) __asm__("pthread_yield");
int plait_pthread_yield(void) {
  rt_yield(RT_PC);
  return 0;
}

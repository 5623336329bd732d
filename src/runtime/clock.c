/* clock.c — every clock a program can read, on virtual time.
 *
 * rt.now counts nanoseconds since the start of the execution and moves only when
 * nobody can go on and somebody waits for a time (choose.c). All executions start at
 * the same moment, so a log never depends on when it was made. Reading a clock
 * is no step: nobody else can notice it.
 *
 * A thread that reads the clock over and over until some time has passed would wait
 * for ever: it is enabled, so the clock stands. From the hundredth read without a step
 * in between each read moves the clock a millisecond: enough that such a loop ends
 * soon, and never seen by a program that measures. */
#include "runtime/prim.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timeb.h>
#include <sys/times.h>
#include <unistd.h>

enum { PATIENCE = 100 };
#define NS_S 1000000000ull
#define NS_MS 1000000ull
#define MONOTONIC_START_S 1
#define TAI_OFFSET_S 37

uint64_t rt_clock_read(void) {
  if (rt_self && rt.active && ++rt_self->clock_reads >= PATIENCE) {
    rt.now += NS_MS;
    rt.clock_nature |= NATURE_HURRY;
  }
  return rt.now;
}

/* Outside plait the real clocks are read. */
static bool is_virtual(void) { return rt.ctl != NULL; }

/* What CLOCK shows when an execution starts, in seconds; −1: no such clock. */
static int64_t start_of(clockid_t clock) {
  switch (clock) {
  case CLOCK_REALTIME: case CLOCK_REALTIME_COARSE: case CLOCK_REALTIME_ALARM: return RT_EPOCH_S;
  case CLOCK_TAI: return (int64_t)RT_EPOCH_S + TAI_OFFSET_S;
  case CLOCK_MONOTONIC: case CLOCK_MONOTONIC_RAW: case CLOCK_MONOTONIC_COARSE: case CLOCK_BOOTTIME: case CLOCK_BOOTTIME_ALARM:
    return MONOTONIC_START_S;
  case CLOCK_PROCESS_CPUTIME_ID: case CLOCK_THREAD_CPUTIME_ID: return 0;
  default: return clock < 0 ? 0 : -1; /* negative numbers are processor clocks of some thread */
  }
}

uint64_t rt_deadline(clockid_t clock, const struct timespec *abs) {
  int64_t s;
  if (__builtin_sub_overflow((int64_t)abs->tv_sec, start_of(clock), &s))
    return abs->tv_sec < 0 ? 1 : RT_NEVER;
  if (s < 0)
    return 1;
  uint64_t ns;
  if (__builtin_mul_overflow((uint64_t)s, NS_S, &ns) || __builtin_add_overflow(ns, (uint64_t)abs->tv_nsec, &ns))
    return RT_NEVER;
  return ns ? ns : 1;
}

static struct timespec show(int64_t start_s, uint64_t ns) {
  return (struct timespec){.tv_sec = (time_t)(start_s + (int64_t)(ns / NS_S)), .tv_nsec = (long)(ns % NS_S)};
}

/* POSIX clock_gettime. */
RT_EXPORT int clock_gettime(clockid_t clock, struct timespec *out) {
  if (!is_virtual())
    return (int)rt_syscall_errno(SYS_clock_gettime, clock, (long)out, 0, 0, 0, 0);
  int64_t start = start_of(clock);
  if (start < 0)
    return errno = EINVAL, -1;
  *out = show(start, rt_clock_read());
  return 0;
}

/* POSIX clock_getres: the virtual clock knows every nanosecond. */
RT_EXPORT int clock_getres(clockid_t clock, struct timespec *out) {
  if (!is_virtual())
    return (int)rt_syscall_errno(SYS_clock_getres, clock, (long)out, 0, 0, 0, 0);
  if (start_of(clock) < 0)
    return errno = EINVAL, -1;
  if (out)
    *out = (struct timespec){.tv_nsec = 1};
  return 0;
}

/* POSIX clock_settime, and settimeofday: the virtual clock is nobody's to set. */
RT_EXPORT int clock_settime(clockid_t clock, const struct timespec *t) {
  (void)t;
  return errno = start_of(clock) == RT_EPOCH_S ? EPERM : EINVAL, -1;
}
RT_EXPORT int settimeofday(const struct timeval *t, const struct timezone *zone) {
  (void)t, (void)zone;
  return errno = EPERM, -1;
}

static struct timespec now_on(clockid_t clock) {
  struct timespec t = {0};
  clock_gettime(clock, &t);
  return t;
}

/* POSIX time. */
RT_EXPORT time_t time(time_t *out) {
  time_t t = now_on(CLOCK_REALTIME).tv_sec;
  if (out)
    *out = t;
  return t;
}

/* POSIX gettimeofday. */
RT_EXPORT int gettimeofday(struct timeval *restrict out, void *restrict zone) {
  struct timespec t = now_on(CLOCK_REALTIME);
  *out = (struct timeval){.tv_sec = t.tv_sec, .tv_usec = t.tv_nsec / 1000};
  if (zone)
    *(struct timezone *)zone = (struct timezone){0};
  return 0;
}

RT_EXPORT int ftime(struct timeb *out) {
  struct timespec t = now_on(CLOCK_REALTIME);
  *out = (struct timeb){.time = t.tv_sec, .millitm = (unsigned short)(t.tv_nsec / (long)NS_MS)};
  return 0;
}

/* C17 7.27.2.5. */
RT_EXPORT int timespec_get(struct timespec *out, int base) {
  if (base != TIME_UTC)
    return 0;
  *out = now_on(CLOCK_REALTIME);
  return base;
}
RT_EXPORT int timespec_getres(struct timespec *out, int base) {
  if (base != TIME_UTC)
    return 0;
  if (out)
    clock_getres(CLOCK_REALTIME, out);
  return base;
}

/* Processor time: the virtual clock too, as if the program had a processor for itself. */
RT_EXPORT clock_t clock(void) {
  struct timespec t = now_on(CLOCK_PROCESS_CPUTIME_ID);
  return t.tv_sec * CLOCKS_PER_SEC + t.tv_nsec / (long)(NS_S / CLOCKS_PER_SEC);
}

/* POSIX times: ticks since the system started. */
RT_EXPORT clock_t times(struct tms *out) {
  long tick = sysconf(_SC_CLK_TCK);
  struct timespec t = now_on(CLOCK_MONOTONIC), cpu = now_on(CLOCK_PROCESS_CPUTIME_ID);
  long ns_per_tick = (long)NS_S / tick;
  if (out)
    *out = (struct tms){.tms_utime = cpu.tv_sec * tick + cpu.tv_nsec / ns_per_tick};
  return t.tv_sec * tick + t.tv_nsec / ns_per_tick;
}

/* POSIX getrusage: the figures that differ from run to run are left out. */
RT_EXPORT int getrusage(__rusage_who_t who, struct rusage *out) {
  if (!is_virtual())
    return (int)rt_syscall_errno(SYS_getrusage, (long)who, (long)out, 0, 0, 0, 0);
  struct timespec t = now_on(CLOCK_PROCESS_CPUTIME_ID);
  *out = (struct rusage){0};
  if ((int)who != RUSAGE_CHILDREN)
    out->ru_utime = (struct timeval){.tv_sec = t.tv_sec, .tv_usec = t.tv_nsec / 1000};
  return 0;
}

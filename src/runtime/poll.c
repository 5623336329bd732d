/* poll.c — waiting for several descriptors: poll, select, epoll.
 *
 * The wait is one step. What it waits for is gathered in an epoll set of the
 * runtime's own, because such a set is a descriptor again that is ready when one of
 * its members is: the core then knows only one kind of I/O wait. The step itself
 * is the real call with no time to wait. Time limits are on the virtual clock.
 *
 * A signal mask that is to hold only during the wait is not supported: signals are
 * delivered to the thread that runs. */
#include "runtime/io.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/syscall.h>

#define NS_S 1000000000ull
#define NS_MS 1000000ull
enum { HIGH_FD = 700 }; /* out of the way: programs see the numbers of their own descriptors */

/* What a call waits for. */
struct watch {
  int set;       /* the epoll set */
  int first;     /* the first descriptor, to name the step by; −1: none */
  bool any;      /* there are members */
  bool always;   /* one of them is always ready: a regular file, or not a descriptor at all */
  bool internal; /* nobody outside can make one ready */
};

static struct watch watch_new(void) {
  int fd = (int)rt_syscall(SYS_epoll_create1, EPOLL_CLOEXEC, 0, 0, 0, 0, 0);
  int high = (int)rt_syscall(SYS_fcntl, fd, F_DUPFD_CLOEXEC, HIGH_FD, 0, 0, 0);
  if (high >= 0) {
    rt_syscall(SYS_close, fd, 0, 0, 0, 0, 0);
    fd = high;
  }
  return (struct watch){.set = fd, .first = -1, .internal = true};
}

static void watch_add(struct watch *w, int fd, uint32_t events) {
  struct epoll_event e = {.events = events};
  w->any = true;
  if (w->first < 0)
    w->first = fd;
  if (rt_syscall(SYS_epoll_ctl, w->set, EPOLL_CTL_ADD, fd, (long)&e, 0, 0) < 0)
    w->always = true;
  else if (!io_internal(fd))
    w->internal = false;
}

static bool never(const struct rt_thread *t, const struct rt_wait *w) { return (void)t, (void)w, false; }

/* When its time is up, poll(2) looks once more and tells what has come meanwhile. */
static bool nothing_yet(const struct rt_thread *t, const struct rt_wait *w) { return !w->ready(t, w); }

/* The step of a call that watches W (freed here) for at most NS (RT_NEVER: for ever). Returns
 * whether a step was made. */
static bool watch_point(struct watch *w, uint64_t ns, void *pc) {
  struct rt_wait p = {.op = OP_IO, .pc = pc, .result = w->first};
  if (ns != 0 && !w->always) {
    p.ready = w->any ? io_ready : never;
    p.fd = w->set;
    p.events = w->any ? POLLIN : 0;
    p.ticket = w->any && w->internal ? IO_INTERNAL : 0;
    if (ns != RT_NEVER && !__builtin_add_overflow(rt.now, ns, &p.deadline))
      p.may_time_out = true;
    p.can_give_up = nothing_yet;
  }
  bool stepped = rt_point(&p);
  rt_syscall(SYS_close, w->set, 0, 0, 0, 0, 0);
  return stepped;
}

/* Alone, a limited wait in which nothing has come is over at once: time is virtual. */
static void pass_time(uint64_t ns) {
  if (ns != RT_NEVER && __builtin_add_overflow(rt.now, ns, &rt.now))
    rt.now = RT_NEVER - 1;
}

static uint64_t length(const struct timespec *t) {
  uint64_t ns;
  if (!t || t->tv_sec < 0)
    return RT_NEVER;
  return __builtin_mul_overflow((uint64_t)t->tv_sec, NS_S, &ns) || __builtin_add_overflow(ns, (uint64_t)t->tv_nsec, &ns) ? RT_NEVER : ns;
}

static void no_mask(const void *mask, const char *call) {
  if (mask && rt.active)
    rt_unsupported(call, "with a signal mask; plait delivers signals only to the thread that sends them");
}

/* ---- poll ---------------------------------------------------------------------- */

static long poll_now(struct pollfd *fd, nfds_t n) { return rt_syscall_errno(SYS_poll, (long)fd, (long)n, 0, 0, 0, 0); }

static int poll_for(struct pollfd *fd, nfds_t n, uint64_t ns, void *pc) {
  if (!rt.multi) {
    long r = poll_now(fd, n);
    if (r == 0 && ns == RT_NEVER)
      r = rt_syscall_errno(SYS_poll, (long)fd, (long)n, -1, 0, 0, 0);
    else if (r == 0)
      pass_time(ns);
    return (int)r;
  }
  struct watch w = watch_new();
  for (nfds_t i = 0; i < n; i++) {
    bool seen = fd[i].fd < 0;
    uint32_t events = 0;
    for (nfds_t j = 0; j < n; j++)
      if (fd[j].fd == fd[i].fd) {
        seen |= j < i;
        events |= (uint16_t)fd[j].events; /* poll's and epoll's bits are the same */
      }
    if (!seen)
      watch_add(&w, fd[i].fd, events);
  }
  bool stepped = watch_point(&w, ns, pc);
  return (int)io_done(stepped, poll_now(fd, n));
}

static uint64_t milliseconds(int ms) { return ms < 0 ? RT_NEVER : (uint64_t)ms * NS_MS; }

/* POSIX poll. */
RT_EXPORT int poll(struct pollfd *fd, nfds_t n, int ms) {
  if (!rt.active)
    return (int)rt_syscall_errno(SYS_poll, (long)fd, (long)n, ms, 0, 0, 0);
  return poll_for(fd, n, milliseconds(ms), RT_PC);
}

RT_EXPORT int ppoll(struct pollfd *fd, nfds_t n, const struct timespec *t, const sigset_t *mask) {
  no_mask(mask, "ppoll");
  return poll_for(fd, n, length(t), RT_PC);
}

_Noreturn void __chk_fail(void);

/* In programs built with _FORTIFY_SOURCE. */
RT_EXPORT int __poll_chk(struct pollfd *fd, nfds_t n, int ms, size_t room);
int __poll_chk(struct pollfd *fd, nfds_t n, int ms, size_t room) {
  if (room / sizeof *fd < n)
    __chk_fail();
  return poll(fd, n, ms);
}

/* ---- select ----------------------------------------------------------------------- */

static long select_for(int n, fd_set *r, fd_set *w, fd_set *x, struct timespec *t) {
  return rt_syscall_errno(SYS_pselect6, n, (long)r, (long)w, (long)x, (long)t, 0);
}

/* POSIX select, pselect. The sets are both question and answer, so the real call comes last. */
static int select_within(int n, fd_set *r, fd_set *w, fd_set *x, uint64_t ns, void *pc) {
  struct timespec none = {0};
  if (!rt.multi) {
    fd_set asked[3];
    fd_set *set[3] = {r, w, x};
    for (int i = 0; i < 3; i++)
      if (set[i])
        asked[i] = *set[i];
    long k = select_for(n, r, w, x, &none);
    if (k == 0 && ns == RT_NEVER) {
      for (int i = 0; i < 3; i++)
        if (set[i])
          *set[i] = asked[i];
      k = select_for(n, r, w, x, NULL);
    } else if (k == 0) {
      pass_time(ns);
    }
    return (int)k;
  }
  struct watch watch = watch_new();
  for (int fd = 0; fd < n && fd < FD_SETSIZE; fd++) {
    uint32_t events = (r && FD_ISSET(fd, r) ? EPOLLIN : 0u) | (w && FD_ISSET(fd, w) ? EPOLLOUT : 0u) | (x && FD_ISSET(fd, x) ? EPOLLPRI : 0u);
    if (events)
      watch_add(&watch, fd, events);
  }
  bool stepped = watch_point(&watch, ns, pc);
  return (int)io_done(stepped, select_for(n, r, w, x, &none));
}

RT_EXPORT int select(int n, fd_set *restrict r, fd_set *restrict w, fd_set *restrict x, struct timeval *restrict t) {
  struct timespec limit = {0};
  if (t)
    limit = (struct timespec){.tv_sec = t->tv_sec, .tv_nsec = t->tv_usec * 1000};
  if (!rt.active)
    return (int)select_for(n, r, w, x, t ? &limit : NULL);
  return select_within(n, r, w, x, length(t ? &limit : NULL), RT_PC);
}

RT_EXPORT int pselect(int n, fd_set *restrict r, fd_set *restrict w, fd_set *restrict x, const struct timespec *restrict t, const sigset_t *restrict mask) {
  no_mask(mask, "pselect");
  return select_within(n, r, w, x, length(t), RT_PC);
}

/* ---- epoll ---------------------------------------------------------------------------- */

static int epoll_for(int set, struct epoll_event *out, int max, uint64_t ns, void *pc) {
  bool stepped = false;
  if (rt.multi) {
    struct watch w = watch_new();
    watch_add(&w, set, EPOLLIN);
    stepped = watch_point(&w, ns, pc);
  }
  long n = rt_syscall_errno(SYS_epoll_wait, set, (long)out, max, 0, 0, 0);
  if (!rt.multi && n == 0) {
    if (ns == RT_NEVER)
      n = rt_syscall_errno(SYS_epoll_wait, set, (long)out, max, -1, 0, 0);
    else
      pass_time(ns);
  }
  return (int)io_done(stepped, n);
}

RT_EXPORT int epoll_wait(int set, struct epoll_event *out, int max, int ms) {
  if (!rt.active)
    return (int)rt_syscall_errno(SYS_epoll_wait, set, (long)out, max, ms, 0, 0);
  return epoll_for(set, out, max, milliseconds(ms), RT_PC);
}

RT_EXPORT int epoll_pwait(int set, struct epoll_event *out, int max, int ms, const sigset_t *mask) {
  no_mask(mask, "epoll_pwait");
  return epoll_for(set, out, max, milliseconds(ms), RT_PC);
}
RT_EXPORT int epoll_pwait2(int set, struct epoll_event *out, int max, const struct timespec *t, const sigset_t *mask) {
  no_mask(mask, "epoll_pwait2");
  return epoll_for(set, out, max, length(t), RT_PC);
}

/* random.c — numbers that would differ from run to run, made the same in every run.
 *
 * Random numbers come from a generator whose state is part of the execution, process
 * and thread numbers are fixed. (rand and its relatives are already the same.)
 * A program sends signals only to itself: it is one process here, and what else runs
 * on the machine is none of its business. */
#include "runtime/prim.h"
#include "wire/prng.h"

#include <dlfcn.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { PID = 1000, PARENT = 1 };

void rt_entropy(void *out, size_t n) {
  unsigned char *to = out;
  for (size_t i = 0; i < n;) {
    uint64_t v = prng_next(&rt.entropy);
    for (int k = 0; k < 8 && i < n; k++, v >>= 8)
      to[i++] = (unsigned char)v;
  }
}

static bool is_virtual(void) { return rt.ctl != NULL; }

RT_EXPORT ssize_t getrandom(void *out, size_t n, unsigned flags) {
  if (!is_virtual())
    return rt_syscall_errno(SYS_getrandom, (long)out, (long)n, flags, 0, 0, 0);
  rt_entropy(out, n);
  return (ssize_t)n;
}

RT_EXPORT int getentropy(void *out, size_t n) {
  if (n > 256)
    return errno = EIO, -1;
  return getrandom(out, n, 0) == (ssize_t)n ? 0 : -1;
}

RT_EXPORT void arc4random_buf(void *out, size_t n) { getrandom(out, n, 0); }

RT_EXPORT uint32_t arc4random(void) {
  uint32_t v;
  arc4random_buf(&v, sizeof v);
  return v;
}

RT_EXPORT uint32_t arc4random_uniform(uint32_t below) {
  uint64_t v;
  arc4random_buf(&v, sizeof v);
  return below < 2 ? 0 : prng_below(&v, below);
}

static pid_t real_pid(void) { return (pid_t)rt_syscall(SYS_getpid, 0, 0, 0, 0, 0, 0); }
static pid_t real_tid(void) { return (pid_t)rt_syscall(SYS_gettid, 0, 0, 0, 0, 0, 0); }

RT_EXPORT pid_t getpid(void) { return rt.active ? PID : real_pid(); }
RT_EXPORT pid_t getppid(void) { return rt.active ? PARENT : (pid_t)rt_syscall(SYS_getppid, 0, 0, 0, 0, 0, 0); }
RT_EXPORT pid_t gettid(void) { return rt.active && rt_self ? PID + rt_self->index : real_tid(); }

/* To the thread that runs: the others sleep in the runtime, and must not run a handler meanwhile. */
static int to_self(int sig) { return (int)rt_syscall_errno(SYS_tgkill, real_pid(), real_tid(), sig, 0, 0, 0); }

static bool is_me(pid_t pid) { return pid == PID || pid == 0 || pid == -1 || pid == real_pid(); }

/* POSIX kill. */
RT_EXPORT int kill(pid_t pid, int sig) {
  if (!rt.active)
    return (int)rt_syscall_errno(SYS_kill, pid, sig, 0, 0, 0, 0);
  if (is_me(pid))
    return to_self(sig);
  return errno = pid == PARENT ? EPERM : ESRCH, -1;
}

static bool mine(pid_t tid) {
  return (tid >= PID && tid < PID + rt.threads && rt.thread[tid - PID]->state == THREAD_LIVE) || tid == real_tid();
}

static bool running(pid_t tid) { return tid == gettid() || tid == real_tid(); }

RT_EXPORT int tgkill(pid_t pid, pid_t tid, int sig) {
  if (!rt.active)
    return (int)rt_syscall_errno(SYS_tgkill, pid, tid, sig, 0, 0, 0);
  if (!is_me(pid) || !mine(tid))
    return errno = ESRCH, -1;
  if (sig != 0 && !running(tid))
    rt_unsupported("tgkill", "a signal to another thread; plait delivers signals only to the thread that sends them");
  return sig ? to_self(sig) : 0;
}

/* POSIX pthread_kill. */
RT_EXPORT int pthread_kill(pthread_t thread, int sig) {
  if (!rt.active) {
    int (*real)(pthread_t, int) = (int (*)(pthread_t, int))dlsym(RTLD_NEXT, "pthread_kill");
    return real(thread, sig);
  }
  struct rt_thread *t = rt_thread_of(thread);
  if (!t)
    return ESRCH;
  if (sig < 0 || sig > SIGRTMAX)
    return EINVAL;
  if (sig == 0 || t->state != THREAD_LIVE)
    return 0; /* as glibc: a finished thread that nobody has joined is still there */
  if (t != rt_self)
    rt_unsupported("pthread_kill", "a signal to another thread; plait delivers signals only to the thread that sends them");
  return to_self(sig) == 0 ? 0 : errno;
}

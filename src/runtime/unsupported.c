/* unsupported.c — calls that plait does not simulate: named, and the run ends with exit 4.
 *
 * Letting them through would be guessing: they start something plait cannot see, wait
 * behind its back, or act at a moment that no schedule names. Before main, in
 * constructors, there is nothing to schedule yet, and they do what they always do.
 *
 * The functions have all sorts of signatures. What they share is that their
 * arguments fit into the six registers of a call, so one shape passes them on. Their
 * symbols are given by asm labels, so that the headers' own declarations do not matter. */
#include "runtime/rt.h"

#include <dlfcn.h>

#define SPAWN "plait shows the threads of one process; run the other program under plait itself"
#define ASYNC "it acts at a moment that plait cannot choose; use a thread"
#define SIGNALS "signals from outside arrive at a moment that plait cannot choose; use a condition variable or a semaphore"
#define TIMERS "timers interrupt at a moment that plait cannot choose; use a thread that sleeps"
#define SYSV "plait shows what threads of one process share; use semaphores and conditions of pthreads"

#define UNSUPPORTED(X)                                                         \
  X(fork, SPAWN) X(vfork, SPAWN) X(clone, SPAWN) X(forkpty, SPAWN)             \
  X(posix_spawn, SPAWN) X(posix_spawnp, SPAWN) X(system, SPAWN) X(popen, SPAWN) \
  X(execve, SPAWN) X(execv, SPAWN) X(execvp, SPAWN) X(execvpe, SPAWN)          \
  X(execl, SPAWN) X(execlp, SPAWN) X(execle, SPAWN)                            \
  X(execveat, SPAWN) X(fexecve, SPAWN) X(daemon, SPAWN)                        \
  X(pthread_cancel, "a thread that is asked to end by a flag can be shown")    \
  X(pthread_sigqueue, SIGNALS) X(sigqueue, SIGNALS)                            \
  X(sigwait, SIGNALS) X(sigwaitinfo, SIGNALS) X(sigtimedwait, SIGNALS)         \
  X(sigsuspend, SIGNALS) X(sigpause, SIGNALS) X(pause, SIGNALS) X(signalfd, SIGNALS) \
  X(timer_create, TIMERS) X(setitimer, TIMERS) X(alarm, TIMERS) X(ualarm, TIMERS) X(timerfd_create, TIMERS) \
  X(mq_open, SYSV) X(mq_send, SYSV) X(mq_receive, SYSV) X(mq_timedsend, SYSV) X(mq_timedreceive, SYSV) X(mq_notify, SYSV) \
  X(msgget, SYSV) X(msgsnd, SYSV) X(msgrcv, SYSV)                              \
  X(semget, SYSV) X(semop, SYSV) X(semtimedop, SYSV)                           \
  X(aio_read, ASYNC) X(aio_read64, ASYNC) X(aio_write, ASYNC) X(aio_write64, ASYNC) \
  X(aio_fsync, ASYNC) X(aio_fsync64, ASYNC) X(aio_suspend, ASYNC) X(aio_suspend64, ASYNC) \
  X(lio_listio, ASYNC) X(lio_listio64, ASYNC) X(getaddrinfo_a, ASYNC)

typedef long any_function(long, long, long, long, long, long);

static any_function *refuse(const char *name, const char *hint) {
  if (rt.active && !rt.ending)
    rt_unsupported(name, hint);
  return (any_function *)dlsym(RTLD_NEXT, name);
}

/* alarm(0) only says that there is to be none. */
#define HARMLESS(name, a) (#name[0] == 'a' && #name[1] == 'l' && (a) == 0)

#define X(name, hint)                                                          \
  RT_EXPORT long rt_no_##name(long a, long b, long c, long d, long e, long f) __asm__(#name); \
  long rt_no_##name(long a, long b, long c, long d, long e, long f) {          \
    if (HARMLESS(name, a))                                                     \
      return 0;                                                                \
    return refuse(#name, hint)(a, b, c, d, e, f);                              \
  }
UNSUPPORTED(X)
#undef X

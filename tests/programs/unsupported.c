/* Makes the call named by its argument, which plait does not support: it must be named and nothing come of it. Without
 * an argument prints the names. */
#define _GNU_SOURCE
#include <aio.h>
#include <mqueue.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ipc.h>
#include <sys/msg.h>
#include <sys/select.h>
#include <sys/sem.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static pthread_t other;
static char *const argv_true[] = {"true", NULL};
static sigset_t none;
static struct aiocb io;
static const struct aiocb *const ios[] = {&io};
static struct timespec soon = {.tv_nsec = 1};

static int clone_child(void *unused) { return unused != NULL; }
static char clone_stack[65536];

static void robust(void) {
  pthread_mutexattr_t a;
  pthread_mutex_t m;
  pthread_mutexattr_init(&a);
  pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(&m, &a);
}
static void inherit(void) {
  pthread_mutexattr_t a;
  pthread_mutex_t m;
  pthread_mutexattr_init(&a);
  pthread_mutexattr_setprotocol(&a, PTHREAD_PRIO_INHERIT);
  pthread_mutex_init(&m, &a);
}

/* what plait calls it, the call */
#define CALLS(X)                                                               \
  X(fork, if (fork() == 0) _exit(0))                                           \
  X(vfork, if (vfork() == 0) _exit(0))                                         \
  X(clone, clone(clone_child, clone_stack + sizeof clone_stack, SIGCHLD, NULL)) \
  X(system, if (system("true")) return 1)                                      \
  X(popen, popen("true", "r"))                                                 \
  X(posix_spawn, posix_spawn(NULL, "/bin/true", NULL, NULL, argv_true, environ)) \
  X(posix_spawnp, posix_spawnp(NULL, "true", NULL, NULL, argv_true, environ))  \
  X(execve, execve("/bin/true", argv_true, environ))                           \
  X(execv, execv("/bin/true", argv_true))                                      \
  X(execvp, execvp("true", argv_true))                                         \
  X(execl, execl("/bin/true", "true", (char *)NULL))                           \
  X(execlp, execlp("true", "true", (char *)NULL))                              \
  X(execle, execle("/bin/true", "true", (char *)NULL, environ))                \
  X(fexecve, fexecve(0, argv_true, environ))                                   \
  X(pthread_cancel, pthread_cancel(other))                                     \
  X(pthread_kill, pthread_kill(other, SIGUSR1))                                \
  X(pthread_sigqueue, pthread_sigqueue(other, SIGUSR1, (union sigval){0}))     \
  X(sigwait, int sig; sigwait(&none, &sig))                                    \
  X(sigwaitinfo, sigwaitinfo(&none, NULL))                                     \
  X(sigtimedwait, sigtimedwait(&none, NULL, &soon))                            \
  X(sigsuspend, sigsuspend(&none))                                             \
  X(pause, pause())                                                            \
  X(signalfd, signalfd(-1, &none, 0))                                          \
  X(timer_create, timer_t t; timer_create(CLOCK_MONOTONIC, NULL, &t))          \
  X(timerfd_create, timerfd_create(CLOCK_MONOTONIC, 0))                        \
  X(setitimer, setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL))           \
  X(alarm, alarm(1))                                                           \
  X(mq_open, mq_open("/plait", 0))                                             \
  X(mq_send, mq_send((mqd_t)99, "x", 1, 0))                                    \
  X(mq_receive, char c; mq_receive((mqd_t)99, &c, 1, NULL))                    \
  X(msgget, msgget(IPC_PRIVATE, 0600))                                         \
  X(msgsnd, msgsnd(99, "xxxxxxxxxxxxxxxx", 1, 0))                              \
  X(semget, semget(IPC_PRIVATE, 1, 0600))                                      \
  X(semop, semop(99, &(struct sembuf){0}, 1))                                  \
  X(aio_read, aio_read(&io))                                                   \
  X(aio_write, aio_write(&io))                                                 \
  X(aio_suspend, aio_suspend(ios, 1, &soon))                                   \
  X(ppoll, ppoll(NULL, 0, &soon, &none))                                       \
  X(pselect, pselect(0, NULL, NULL, NULL, &soon, &none))                       \
  X(epoll_pwait, struct epoll_event e; epoll_pwait(99, &e, 1, 0, &none))       \
  X(pthread_mutexattr_setrobust, robust())                                     \
  X(pthread_mutexattr_setprotocol, inherit())                                  \
  X(SYS_futex, syscall(SYS_futex, clone_stack, 0, 1, NULL))                    \
  X(SYS_clone, syscall(SYS_fork))                                              \
  X(SYS_io_uring, syscall(SYS_io_uring_setup, 1, NULL))

static void *wait_for_end(void *unused) {
  sleep(1000);
  return unused;
}

int main(int argc, char **argv) {
  if (argc < 2) {
#define X(name, call) puts(#name);
    CALLS(X)
#undef X
    return 0;
  }
  sigemptyset(&none);
  alarm(0); /* asks for nothing */
  pthread_create(&other, NULL, wait_for_end, NULL);
#define X(name, call)                                                          \
  if (strcmp(argv[1], #name) == 0) {                                           \
    call;                                                                      \
  }
  CALLS(X)
#undef X
  puts("went on");
  return 0;
}

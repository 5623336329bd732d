/* What plait keeps the same in every run: clocks, random numbers, process and thread numbers. Exits 0 under plait only. */
#include "posix_check.h"

#include <signal.h>
#include <sys/random.h>
#include <sys/syscall.h>

static volatile sig_atomic_t caught;
static void handler(int sig) { caught = sig; }

static void *numbers(void *unused) {
  unsigned char r[4];
  getrandom(r, sizeof r, 0);
  printf("random %u %u %02x%02x%02x%02x\n", arc4random(), arc4random_uniform(100), r[0], r[1], r[2], r[3]);
  printf("process %d thread %d\n", getpid(), gettid());
  struct timespec t = in_ms(CLOCK_MONOTONIC, 0);
  printf("monotonic %ld.%09ld\n", (long)t.tv_sec, t.tv_nsec);
  struct timespec pause = {.tv_sec = 3600};
  nanosleep(&pause, NULL);
  printf("time %ld\n", (long)time(NULL));
  return unused;
}

int main(void) {
  equals(getpid(), 1000, "the process is 1000");
  equals(getppid(), 1, "its parent is 1");
  equals(gettid(), 1000, "its first thread is 1000");
  equals(syscall(SYS_gettid), 1000, "also by number");
  equals(syscall(SYS_getpid), 1000, "also the process");
  equals(time(NULL), 1767225600, "it is the first of January 2026");
  equals(in_ms(CLOCK_MONOTONIC, 0).tv_sec, 1, "the monotonic clock starts at a second");
  signal(SIGUSR1, handler);
  equals(kill(getpid(), SIGUSR1), 0, "a signal to itself");
  equals(caught, SIGUSR1, "arrives at once");
  caught = 0;
  equals(pthread_kill(pthread_self(), SIGUSR1), 0, "a signal to its thread");
  equals(caught, SIGUSR1, "as well");
  equals(ERRNO(kill(4242, SIGUSR1)), ESRCH, "there is no other process");
  equals(ERRNO(kill(getppid(), 0)), EPERM, "its parent is not its own");
  elsewhere(numbers, NULL);
  elsewhere(numbers, NULL);
  equals(time(NULL), 1767225600 + 7200, "two hours of sleep take two hours of virtual time");
  return done();
}

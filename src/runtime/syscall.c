/* syscall.c — system calls: the runtime's own, and those a program makes by number.
 *
 * A program that calls syscall(2) goes past everything else in this folder. What it
 * commonly asks that way — who am I, random numbers, the clock — gets the same
 * answer as through libc; what would block or fork behind plait's back is named
 * and ends the run; the rest goes through. */
#include "runtime/prim.h"

#include <linux/futex.h>
#include <sys/random.h>
#include <sys/syscall.h>
#include <unistd.h>

long rt_syscall(long n, long a, long b, long c, long d, long e, long f) {
  long r;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
  return r;
}

static void refuse(long n, long futex_op) {
  switch (n) {
  case SYS_futex:
    if ((futex_op & FUTEX_CMD_MASK) != FUTEX_WAKE)
      rt_unsupported("syscall(SYS_futex)", "plait sees locks made from pthreads or C11 calls, not from bare futexes");
    break;
  case SYS_clone: case SYS_clone3: case SYS_fork: case SYS_vfork:
    rt_unsupported("syscall(SYS_clone)", "plait follows the threads of one process; start them with pthread_create");
    break;
  case SYS_execve: case SYS_execveat:
    rt_unsupported("syscall(SYS_execve)", "run the other program under plait itself");
    break;
  case SYS_io_uring_setup: case SYS_io_uring_enter: case SYS_io_uring_register:
    rt_unsupported("syscall(SYS_io_uring)", "the kernel would act at a time plait cannot choose; use read and write");
    break;
  default: break;
  }
}

RT_EXPORT long syscall(long n, ...) {
  va_list ap;
  va_start(ap, n);
  long a = va_arg(ap, long), b = va_arg(ap, long), c = va_arg(ap, long);
  long d = va_arg(ap, long), e = va_arg(ap, long), f = va_arg(ap, long);
  va_end(ap);
  if (rt.active) {
    switch (n) {
    case SYS_getpid: return getpid();
    case SYS_getppid: return getppid();
    case SYS_gettid: return gettid();
    case SYS_getrandom: return getrandom((void *)a, (size_t)b, (unsigned)c);
    case SYS_clock_gettime: return clock_gettime((clockid_t)a, (struct timespec *)b);
    default: refuse(n, b);
    }
  }
  return rt_syscall_errno(n, a, b, c, d, e, f);
}

/* sys.c — the system calls the runtime makes past libc, and a small formatter.
 *
 * Past libc because its wrappers are cancellation points, set errno, or are
 * interposed here. Nothing in this file keeps state. */
#include "runtime/rt.h"

#include <linux/futex.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A raw system call: no errno, no cancellation. */
static long sys4(long n, long a, long b, long c, long d) {
  long r;
  register long r10 __asm__("r10") = d;
  __asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
  return r;
}

long rt_futex_wait(_Atomic uint32_t *word, uint32_t value) {
  return sys4(SYS_futex, (long)word, FUTEX_WAIT_PRIVATE, (long)value, 0);
}

long rt_futex_wake(_Atomic uint32_t *word, int n) { return sys4(SYS_futex, (long)word, FUTEX_WAKE_PRIVATE, n, 0); }

long rt_futex_wait_shared(_Atomic uint32_t *word, uint32_t value) {
  return sys4(SYS_futex, (long)word, FUTEX_WAIT, (long)value, 0);
}

long rt_futex_wake_shared(_Atomic uint32_t *word, int n) { return sys4(SYS_futex, (long)word, FUTEX_WAKE, n, 0); }

void rt_yield_cpu(void) { sys4(SYS_sched_yield, 0, 0, 0, 0); }
pid_t rt_real_tid(void) { return (pid_t)sys4(SYS_gettid, 0, 0, 0, 0); }

void rt_die_with_parent(void) { sys4(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0); }

_Noreturn void rt_exit_now(int status) {
  for (;;)
    sys4(SYS_exit_group, status, 0, 0, 0);
}

void rt_copy(void *to, const void *from, size_t n) {
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
}

void rt_fill(void *to, int byte, size_t n) {
  __asm__ volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(byte) : "memory");
}

size_t rt_length(const char *s) {
  size_t n = 0;
  while (s && s[n])
    n++;
  return n;
}

struct out {
  char *at;
  size_t size, len;
};

static void put(struct out *o, char c) {
  if (o->len + 1 < o->size)
    o->at[o->len] = c;
  o->len++;
}

static void put_number(struct out *o, uint64_t v, unsigned base) {
  char digits[24];
  int n = 0;
  do
    digits[n++] = "0123456789abcdef"[v % base];
  while ((v /= base) != 0);
  while (n)
    put(o, digits[--n]);
}

size_t rt_format(char *out, size_t size, const char *fmt, ...) {
  struct out o = {out, size, 0};
  va_list ap;
  va_start(ap, fmt);
  for (; *fmt; fmt++) {
    if (*fmt != '%') {
      put(&o, *fmt);
      continue;
    }
    bool wide = *++fmt == 'l';
    if (wide)
      fmt++;
    if (*fmt == 's') {
      const char *s = va_arg(ap, const char *);
      for (s = s ? s : "(null)"; *s; s++)
        put(&o, *s);
    } else if (*fmt == 'd') {
      long v = wide ? va_arg(ap, long) : va_arg(ap, int);
      if (v < 0)
        put(&o, '-');
      put_number(&o, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 10);
    } else if (*fmt == 'u' || *fmt == 'x') {
      uint64_t v = wide ? va_arg(ap, unsigned long) : va_arg(ap, unsigned);
      put_number(&o, v, *fmt == 'u' ? 10 : 16);
    } else if (*fmt == 'c') {
      put(&o, (char)va_arg(ap, int));
    } else {
      put(&o, *fmt);
    }
  }
  va_end(ap);
  if (size)
    out[o.len < size ? o.len : size - 1] = '\0';
  return o.len < size ? o.len : size ? size - 1 : 0;
}

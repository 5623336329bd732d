/* mem.c — memcpy, strlen and their family touch memory too.
 *
 * libc is not instrumented, so what such a call does to shared memory is reported
 * here, as one read and one write of the whole range. Only calls from the program
 * itself count: libraries without instrumentation use these functions for memory
 * of their own. The work is done by libc's functions, found once by name, or
 * before that by the few instructions below.
 *
 * The compiler must not turn a loop here into a call of the very function it
 * implements; hence the string instructions, and volatile. */
#include "runtime/rt_tsan.h"

#include <link.h>
#include <string.h>
#include <strings.h>

/* name, type of result, parameters */
#define REAL(X)                                                                \
  X(memcpy, void *, void *, const void *, size_t)                              \
  X(memmove, void *, void *, const void *, size_t)                             \
  X(memset, void *, void *, int, size_t)                                       \
  X(memcmp, int, const void *, const void *, size_t)                           \
  X(memchr, void *, const void *, int, size_t)                                 \
  X(strlen, size_t, const char *)                                              \
  X(strnlen, size_t, const char *, size_t)                                     \
  X(strcmp, int, const char *, const char *)                                   \
  X(strncmp, int, const char *, const char *, size_t)                          \
  X(strchr, char *, const char *, int)                                         \
  X(strrchr, char *, const char *, int)                                        \
  X(strstr, char *, const char *, const char *)

static struct {
#define X(name, result, ...) result (*name)(__VA_ARGS__);
  REAL(X)
#undef X
} real;

static uintptr_t program_lo, program_hi;     /* code of the executable */
static uintptr_t constant_lo, constant_hi;   /* what it cannot write to: nobody notices that it is read */

static int find_program(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size, (void)unused;
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    if (p->p_type != PT_LOAD || p->p_flags & PF_W)
      continue;
    uintptr_t lo = info->dlpi_addr + p->p_vaddr, hi = lo + p->p_memsz;
    if (!constant_lo || lo < constant_lo)
      constant_lo = lo;
    if (hi > constant_hi)
      constant_hi = hi;
    if (!(p->p_flags & PF_X))
      continue;
    if (!program_lo || lo < program_lo)
      program_lo = lo;
    if (hi > program_hi)
      program_hi = hi;
  }
  return 1; /* the first module is the program */
}

__attribute__((constructor)) static void mem_init(void) {
  dl_iterate_phdr(find_program, NULL);
#define X(name, result, ...) real.name = (result(*)(__VA_ARGS__))rt_resolve(#name);
  REAL(X)
#undef X
}

/* ---- without libc, early in the life of the process ------------------------------ */

static void forward(void *to, const void *from, size_t n) {
  __asm__ volatile("rep movsb" : "+D"(to), "+S"(from), "+c"(n) : : "memory");
}

static void fill(void *to, int c, size_t n) { __asm__ volatile("rep stosb" : "+D"(to), "+c"(n) : "a"(c) : "memory"); }

static void move(void *to, const void *from, size_t n) {
  if (real.memmove) {
    real.memmove(to, from, n);
  } else if ((uintptr_t)to - (uintptr_t)from >= n) {
    forward(to, from, n);
  } else {
    volatile char *t = to;
    for (const volatile char *f = from; n--;)
      t[n] = f[n];
  }
}

static int compare(const void *a, const void *b, size_t n) {
  const volatile unsigned char *x = a, *y = b;
  for (size_t i = 0; i < n; i++)
    if (x[i] != y[i])
      return x[i] - y[i];
  return 0;
}

static size_t length(const char *s, size_t max) {
  const volatile char *p = s;
  size_t n = 0;
  while (n < max && p[n])
    n++;
  return n;
}

static size_t len(const char *s) { return real.strlen ? real.strlen(s) : length(s, SIZE_MAX); }

/* ---- reporting ----------------------------------------------------------------------- */

static bool counts(void *pc) {
  return rt.multi && rt_self && rt.active && (uintptr_t)pc - program_lo < program_hi - program_lo;
}

static void reads(const void *at, size_t n, void *pc) {
  if ((uintptr_t)at - constant_lo >= constant_hi - constant_lo)
    rt_access_range(at, n, false, pc);
}
static void writes(void *at, size_t n, void *pc) { rt_access_range(at, n, true, pc); }

enum { KEPT = 1024 };

/* The read and the write are two steps: what was read in the first must be what is written in the second, whatever
 * happens to the source in between. So it is kept here meanwhile. Longer copies write what is there in the end. */
static __attribute__((noinline)) void copy_seen(void *to, const void *from, size_t n, void *pc) {
  char kept[KEPT];
  reads(from, n, pc);
  if (n <= KEPT)
    move(kept, from, n);
  writes(to, n, pc);
  move(to, n <= KEPT ? kept : from, n);
}

static void copy(void *to, const void *from, size_t n, void *pc) {
  if (counts(pc))
    copy_seen(to, from, n, pc);
  else
    move(to, from, n);
}

/* ---- <string.h>: blocks ----------------------------------------------------------------- */

RT_EXPORT void *memcpy(void *restrict to, const void *restrict from, size_t n) {
  if (counts(RT_PC))
    copy_seen(to, from, n, RT_PC);
  else if (real.memcpy)
    return real.memcpy(to, from, n);
  else
    forward(to, from, n);
  return to;
}

RT_EXPORT void *memmove(void *to, const void *from, size_t n) { return copy(to, from, n, RT_PC), to; }

RT_EXPORT void *mempcpy(void *restrict to, const void *restrict from, size_t n) {
  copy(to, from, n, RT_PC);
  return (char *)to + n;
}

RT_EXPORT void bcopy(const void *from, void *to, size_t n) { copy(to, from, n, RT_PC); }

static void set(void *to, int c, size_t n, void *pc) {
  if (counts(pc))
    writes(to, n, pc);
  if (real.memset)
    real.memset(to, c, n);
  else
    fill(to, c, n);
}

RT_EXPORT void *memset(void *to, int c, size_t n) { return set(to, c, n, RT_PC), to; }
RT_EXPORT void bzero(void *to, size_t n) { set(to, 0, n, RT_PC); }

static int compare_seen(const void *a, const void *b, size_t n, void *pc) {
  if (counts(pc)) {
    reads(a, n, pc);
    reads(b, n, pc);
  }
  return real.memcmp ? real.memcmp(a, b, n) : compare(a, b, n);
}

RT_EXPORT int memcmp(const void *a, const void *b, size_t n) { return compare_seen(a, b, n, RT_PC); }
RT_EXPORT int bcmp(const void *a, const void *b, size_t n) { return compare_seen(a, b, n, RT_PC); }

RT_EXPORT void *memchr(const void *at, int c, size_t n) {
  if (counts(RT_PC)) {
    const char *found = real.memchr(at, c, n);
    reads(at, found ? (size_t)(found - (const char *)at) + 1 : n, RT_PC);
  }
  if (real.memchr)
    return real.memchr(at, c, n);
  const volatile unsigned char *p = at;
  for (size_t i = 0; i < n; i++)
    if (p[i] == (unsigned char)c)
      return (void *)(uintptr_t)(p + i);
  return NULL;
}

/* ---- <string.h>: strings ------------------------------------------------------------------- */

/* Its length once the thread may look at it: another may have changed it until then. */
static size_t seen_len(const char *s, void *pc) {
  if (counts(pc))
    reads(s, len(s) + 1, pc);
  return len(s);
}

RT_EXPORT size_t strlen(const char *s) { return seen_len(s, RT_PC); }

RT_EXPORT size_t strnlen(const char *s, size_t max) {
  if (counts(RT_PC)) {
    size_t n = real.strnlen(s, max);
    reads(s, n < max ? n + 1 : max, RT_PC);
  }
  return real.strnlen ? real.strnlen(s, max) : length(s, max);
}

/* The string FROM, at most MAX of it, to TO, ended; returns where it ends. */
static char *put(char *to, const char *from, size_t max, void *pc) {
  size_t n = length(from, max);
  if (counts(pc) && n < KEPT) {
    char kept[KEPT];
    reads(from, n < max ? n + 1 : n, pc);
    n = length(from, n);
    move(kept, from, n);
    writes(to, n + 1, pc);
    move(to, kept, n);
  } else {
    if (counts(pc)) {
      reads(from, n < max ? n + 1 : n, pc);
      writes(to, n + 1, pc);
    }
    move(to, from, n);
  }
  to[n] = '\0';
  return to + n;
}

RT_EXPORT char *strcpy(char *restrict to, const char *restrict from) { return put(to, from, SIZE_MAX, RT_PC), to; }
RT_EXPORT char *stpcpy(char *restrict to, const char *restrict from) { return put(to, from, SIZE_MAX, RT_PC); }

RT_EXPORT char *strcat(char *restrict to, const char *restrict from) {
  put(to + seen_len(to, RT_PC), from, SIZE_MAX, RT_PC);
  return to;
}

RT_EXPORT char *strncat(char *restrict to, const char *restrict from, size_t n) {
  put(to + seen_len(to, RT_PC), from, n, RT_PC);
  return to;
}

/* Pads with zeros, and does not end a string of N or more. */
static char *put_n(char *to, const char *from, size_t n, void *pc) {
  size_t have = length(from, n);
  if (counts(pc))
    reads(from, have < n ? have + 1 : n, pc);
  have = length(from, have);
  char kept[KEPT];
  if (have <= KEPT)
    move(kept, from, have);
  if (counts(pc))
    writes(to, n, pc);
  move(to, have <= KEPT ? kept : from, have);
  fill(to + have, 0, n - have);
  return to + have;
}

RT_EXPORT char *strncpy(char *restrict to, const char *restrict from, size_t n) { return put_n(to, from, n, RT_PC), to; }
RT_EXPORT char *stpncpy(char *restrict to, const char *restrict from, size_t n) { return put_n(to, from, n, RT_PC); }

/* How much of both a comparison looks at. */
static size_t common(const char *a, const char *b, size_t max) {
  const volatile char *x = a, *y = b;
  size_t n = 0;
  while (n < max && x[n] == y[n] && x[n])
    n++;
  return n < max ? n + 1 : max;
}

RT_EXPORT int strcmp(const char *a, const char *b) {
  if (counts(RT_PC)) {
    size_t n = common(a, b, SIZE_MAX);
    reads(a, n, RT_PC);
    reads(b, n, RT_PC);
  }
  return real.strcmp ? real.strcmp(a, b) : compare(a, b, common(a, b, SIZE_MAX));
}

RT_EXPORT int strncmp(const char *a, const char *b, size_t max) {
  if (counts(RT_PC)) {
    size_t n = common(a, b, max);
    reads(a, n, RT_PC);
    reads(b, n, RT_PC);
  }
  return real.strncmp ? real.strncmp(a, b, max) : compare(a, b, common(a, b, max));
}

RT_EXPORT char *strchr(const char *s, int c) {
  if (counts(RT_PC)) {
    const char *found = real.strchr(s, c);
    reads(s, found ? (size_t)(found - s) + 1 : len(s) + 1, RT_PC);
  }
  if (real.strchr)
    return real.strchr(s, c);
  const volatile char *p = s;
  while (*p && *p != (char)c)
    p++;
  return *p == (char)c ? (char *)(uintptr_t)p : NULL;
}

RT_EXPORT char *strrchr(const char *s, int c) {
  size_t n = seen_len(s, RT_PC);
  if (real.strrchr)
    return real.strrchr(s, c);
  const volatile char *p = s;
  do
    if (p[n] == (char)c)
      return (char *)(uintptr_t)(p + n);
  while (n--);
  return NULL;
}

RT_EXPORT char *strstr(const char *s, const char *part) {
  seen_len(s, RT_PC);
  size_t n = seen_len(part, RT_PC);
  if (real.strstr)
    return real.strstr(s, part);
  for (;; s++) {
    if (compare(s, part, length(s, n) < n ? 0 : n) == 0 && length(s, n) == n)
      return (char *)(uintptr_t)s;
    if (!*s)
      return NULL;
  }
}

/* ---- the same in programs built with _FORTIFY_SOURCE ------------------------------------------ */

_Noreturn void __chk_fail(void);

static void fits(size_t n, size_t room) {
  if (n > room)
    __chk_fail();
}

#define CHECKED(result, name, ...)                                             \
  RT_EXPORT result name(__VA_ARGS__);                                          \
  result name(__VA_ARGS__)

CHECKED(void *, __memcpy_chk, void *to, const void *from, size_t n, size_t room) { return fits(n, room), copy(to, from, n, RT_PC), to; }
CHECKED(void *, __memmove_chk, void *to, const void *from, size_t n, size_t room) { return fits(n, room), copy(to, from, n, RT_PC), to; }
CHECKED(void *, __mempcpy_chk, void *to, const void *from, size_t n, size_t room) {
  fits(n, room);
  copy(to, from, n, RT_PC);
  return (char *)to + n;
}
CHECKED(void *, __memset_chk, void *to, int c, size_t n, size_t room) { return fits(n, room), set(to, c, n, RT_PC), to; }
CHECKED(char *, __strcpy_chk, char *to, const char *from, size_t room) {
  fits(len(from) + 1, room);
  return put(to, from, SIZE_MAX, RT_PC), to;
}
CHECKED(char *, __stpcpy_chk, char *to, const char *from, size_t room) {
  fits(len(from) + 1, room);
  return put(to, from, SIZE_MAX, RT_PC);
}
CHECKED(char *, __strcat_chk, char *to, const char *from, size_t room) {
  fits(len(to) + len(from) + 1, room);
  return put(to + seen_len(to, RT_PC), from, SIZE_MAX, RT_PC), to;
}
CHECKED(char *, __strncat_chk, char *to, const char *from, size_t n, size_t room) {
  fits(len(to) + length(from, n) + 1, room);
  return put(to + seen_len(to, RT_PC), from, n, RT_PC), to;
}
CHECKED(char *, __strncpy_chk, char *to, const char *from, size_t n, size_t room) { return fits(n, room), put_n(to, from, n, RT_PC), to; }

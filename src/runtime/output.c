/* output.c — what the program prints is an event of the step that printed it.
 *
 * The printf and puts families and write are replaced for descriptors 1 and 2: the
 * text is formatted first, so that it can be shown before it is printed and is
 * printed as one step, as the lock inside a FILE makes it one; then it goes into
 * the log. Buffering by stdio would attach it to some later step. What reaches stdout
 * or stderr by another road inside libc (perror, getopt, C++ streams) arrives
 * through the streams themselves, which become cookie streams. Nothing is written to
 * the real descriptors. */
#include "runtime/prim.h"
#include "runtime/rt_output.h"

#include <stdio.h>
#include <stdio_ext.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>

/* Some of these are macros of <stdio.h> when optimising. */
#undef fwrite_unlocked
#undef fputs_unlocked
#undef fputc_unlocked
#undef putc
#undef putchar
#undef putc_unlocked
#undef putchar_unlocked

static FILE *real_stdout, *real_stderr; /* the FILE objects that programs may have copied before main */

/* flockfile: a lock per stream, which printing respects. */
static pthread_mutex_t stream_lock[3] = {[1] = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP, [2] = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP};

static struct rt_obj *lock_of(int fd) {
  struct rt_obj *o = rt_mutex(&stream_lock[fd]);
  if (!o->name)
    o->name = fd == 1 ? "stdout lock" : "stderr lock";
  return o;
}

static bool not_locked_by_others(const struct rt_thread *t, const struct rt_wait *w) {
  const struct rt_obj *o = rt_obj_find(&stream_lock[w->result], KIND_MUTEX);
  return !o || o->owner < 0 || o->owner == t->index;
}

void rt_output(int fd, const char *text, size_t n, void *pc) {
  if (n == 0)
    return;
  struct rt_wait w = {.op = OP_OUTPUT, .pc = pc, .result = fd, .text = text, .text_len = n, .ready = not_locked_by_others};
  if (rt_point(&w))
    rt_close(); /* the text is the caller's: copy it now */
}

ssize_t rt_output_write(int fd, const void *buf, size_t n, void *pc) {
  rt_output(fd, buf, n, pc);
  return (ssize_t)n;
}

static ssize_t to_stdout(void *cookie, const char *text, size_t n) {
  (void)cookie;
  return rt_output_write(1, text, n, RT_PC);
}

static ssize_t to_stderr(void *cookie, const char *text, size_t n) {
  (void)cookie;
  return rt_output_write(2, text, n, RT_PC);
}

static FILE *replace(ssize_t (*write_text)(void *, const char *, size_t)) {
  FILE *f = fopencookie(NULL, "w", (cookie_io_functions_t){.write = write_text});
  if (!f)
    return NULL;
  setvbuf(f, NULL, _IONBF, 0);
  /* Only the holder of the baton runs; a lock inside libc held across a scheduling point would hang. */
  __fsetlocking(f, FSETLOCKING_BYCALLER);
  return f;
}

void rt_output_init(void) {
  real_stdout = stdout;
  real_stderr = stderr;
  FILE *out = replace(to_stdout), *err = replace(to_stderr);
  if (out)
    stdout = out;
  if (err)
    stderr = err;
}

static int fd_of(const FILE *f) {
  if (!rt.active || !rt_self)
    return 0;
  return f == stdout || f == real_stdout ? 1 : f == stderr || f == real_stderr ? 2 : 0;
}

/* ---- formatted ------------------------------------------------------------------ */

/* Room for text too long for the stack: not from malloc, whose state is the program's. */
static char *room_take(size_t n) {
  void *at = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return at == MAP_FAILED ? NULL : at;
}
static void room_give(char *at, size_t n) { rt_real.munmap(at, n); }

static int print(int fd, const char *fmt, va_list ap, void *pc) {
  char small[1024], *text = small;
  va_list again;
  va_copy(again, ap);
  int n = vsnprintf(small, sizeof small, fmt, ap);
  if (n >= (int)sizeof small) {
    text = room_take((size_t)n + 1);
    n = text ? vsnprintf(text, (size_t)n + 1, fmt, again) : -1;
  }
  va_end(again);
  if (n > 0)
    rt_output(fd, text, (size_t)n, pc);
  if (text && text != small)
    room_give(text, (size_t)n + 1);
  return n;
}

RT_EXPORT int vfprintf(FILE *f, const char *fmt, va_list ap) {
  int fd = fd_of(f);
  if (fd)
    return print(fd, fmt, ap, RT_PC);
  return rt_real.vfprintf(f, fmt, ap);
}

#define FORWARD(f, fmt, last)                                                  \
  va_list ap;                                                                  \
  va_start(ap, last);                                                          \
  int fd = fd_of(f);                                                           \
  int n = fd ? print(fd, fmt, ap, RT_PC) : (vfprintf)(f, fmt, ap);             \
  va_end(ap);                                                                  \
  return n

RT_EXPORT int printf(const char *fmt, ...) { FORWARD(stdout, fmt, fmt); }
RT_EXPORT int fprintf(FILE *f, const char *fmt, ...) { FORWARD(f, fmt, fmt); }
RT_EXPORT int vprintf(const char *fmt, va_list ap) {
  int fd = fd_of(stdout);
  return fd ? print(fd, fmt, ap, RT_PC) : (vfprintf)(stdout, fmt, ap);
}
/* The checking twins that -D_FORTIFY_SOURCE calls. */
int __printf_chk(int flag, const char *fmt, ...);
int __fprintf_chk(FILE *f, int flag, const char *fmt, ...);
int __vfprintf_chk(FILE *f, int flag, const char *fmt, va_list ap);
int __vprintf_chk(int flag, const char *fmt, va_list ap);
RT_EXPORT int __printf_chk(int flag, const char *fmt, ...) {
  (void)flag;
  FORWARD(stdout, fmt, fmt);
}
RT_EXPORT int __fprintf_chk(FILE *f, int flag, const char *fmt, ...) {
  (void)flag;
  FORWARD(f, fmt, fmt);
}
RT_EXPORT int __vfprintf_chk(FILE *f, int flag, const char *fmt, va_list ap) {
  (void)flag;
  int fd = fd_of(f);
  return fd ? print(fd, fmt, ap, RT_PC) : (vfprintf)(f, fmt, ap);
}
RT_EXPORT int __vprintf_chk(int flag, const char *fmt, va_list ap) { return __vfprintf_chk(stdout, flag, fmt, ap); }

RT_EXPORT int dprintf(int fd, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  int n = (fd == 1 || fd == 2) && rt.active && rt_self ? print(fd, fmt, ap, RT_PC) : vdprintf(fd, fmt, ap);
  va_end(ap);
  return n;
}

/* ---- plain ------------------------------------------------------------------------- */

#define REAL(type, name, ...)                                                  \
  static type (*real)(__VA_ARGS__);                                            \
  if (!real)                                                                   \
  *(void **)&real = rt_resolve(name)

/* As one step: the text and the newline. */
RT_EXPORT int puts(const char *s) {
  if (!fd_of(stdout)) {
    REAL(int, "puts", const char *);
    return real(s);
  }
  size_t n = rt_length(s);
  char small[1024], *line = n < sizeof small ? small : room_take(n + 1);
  if (!line)
    return EOF;
  rt_copy(line, s, n);
  line[n] = '\n';
  rt_output(1, line, n + 1, RT_PC);
  if (line != small)
    room_give(line, n + 1);
  return (int)(n + 1);
}

RT_EXPORT int fputs(const char *s, FILE *f) {
  int fd = fd_of(f);
  if (!fd) {
    REAL(int, "fputs", const char *, FILE *);
    return real(s, f);
  }
  rt_output(fd, s, rt_length(s), RT_PC);
  return 1;
}
RT_EXPORT int fputs_unlocked(const char *s, FILE *f) { return (fputs)(s, f); }

static int put_char(int c, FILE *f, void *pc) {
  int fd = fd_of(f);
  if (!fd) {
    REAL(int, "fputc", int, FILE *);
    return real(c, f);
  }
  char byte = (char)c;
  rt_output(fd, &byte, 1, pc);
  return (unsigned char)c;
}

RT_EXPORT int fputc(int c, FILE *f) { return put_char(c, f, RT_PC); }
RT_EXPORT int putc(int c, FILE *f) { return put_char(c, f, RT_PC); }
RT_EXPORT int putchar(int c) { return put_char(c, stdout, RT_PC); }
RT_EXPORT int putc_unlocked(int c, FILE *f) { return put_char(c, f, RT_PC); }
RT_EXPORT int fputc_unlocked(int c, FILE *f) { return put_char(c, f, RT_PC); }
RT_EXPORT int putchar_unlocked(int c) { return put_char(c, stdout, RT_PC); }
/* stdio's inline putc calls these when the buffer is full: with no buffer, always. */
int _IO_putc(int c, FILE *f);
RT_EXPORT int _IO_putc(int c, FILE *f) { return put_char(c, f, RT_PC); }

RT_EXPORT size_t fwrite(const void *at, size_t size, size_t n, FILE *f) {
  int fd = fd_of(f);
  if (!fd) {
    REAL(size_t, "fwrite", const void *, size_t, size_t, FILE *);
    return real(at, size, n, f);
  }
  rt_output(fd, at, size * n, RT_PC);
  return n;
}
RT_EXPORT size_t fwrite_unlocked(const void *at, size_t size, size_t n, FILE *f) { return (fwrite)(at, size, n, f); }

/* The streams stay unbuffered whatever the program asks for: a step's output belongs to the step. */
RT_EXPORT int setvbuf(FILE *f, char *buf, int mode, size_t size) {
  if (fd_of(f))
    return 0;
  REAL(int, "setvbuf", FILE *, char *, int, size_t);
  return real(f, buf, mode, size);
}
RT_EXPORT void setbuf(FILE *f, char *buf) { (void)(setvbuf)(f, buf, buf ? _IOFBF : _IONBF, BUFSIZ); }
RT_EXPORT void setlinebuf(FILE *f) { (void)(setvbuf)(f, NULL, _IOLBF, 0); }

/* stdout's own lock would be held across scheduling points. */
RT_EXPORT int fflush(FILE *f) {
  if (f && fd_of(f))
    return 0;
  return rt_real.fflush(f);
}

RT_EXPORT void flockfile(FILE *f) {
  int fd = fd_of(f);
  if (!fd) {
    REAL(void, "flockfile", FILE *);
    real(f);
    return;
  }
  lock_of(fd);
  rt_mutex_lock(&stream_lock[fd], RT_PC);
}

RT_EXPORT int ftrylockfile(FILE *f) {
  int fd = fd_of(f);
  if (!fd) {
    REAL(int, "ftrylockfile", FILE *);
    return real(f);
  }
  lock_of(fd);
  return rt_mutex_trylock(&stream_lock[fd], RT_PC);
}

RT_EXPORT void funlockfile(FILE *f) {
  int fd = fd_of(f);
  if (!fd) {
    REAL(void, "funlockfile", FILE *);
    real(f);
    return;
  }
  rt_mutex_unlock(&stream_lock[fd], RT_PC);
}

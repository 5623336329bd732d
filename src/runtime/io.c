/* io.c — reading and writing where another thread, or somebody outside, has a say.
 *
 * A call on a pipe, socket, terminal or event descriptor is a step of its own, possible when poll(2)
 * says so; while it is not, the thread is blocked in plait's eyes and the others go on.
 * Regular files never block and are not steps. When no thread can move and some wait
 * for a descriptor that somebody outside holds the other end of, the runtime really
 * waits (rt_io_wait); when the other ends are all in this process it is a deadlock.
 *
 * A write that does not fit would block in the middle with the baton in its hand. So
 * streams are written in pieces that poll(2) promises room for, each a step; POSIX
 * promises no more than that for pieces longer than PIPE_BUF.
 *
 * What the program prints goes to output.c. The calls made by libc itself (stdio on
 * other files) do not pass here. */
#include "runtime/io.h"
#include "runtime/rt_output.h"

#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/uio.h>
#include <unistd.h>

/* ---- descriptors ------------------------------------------------------------- */

enum { INTERNAL_MAX = 1024 };
static ino_t internal[INTERNAL_MAX]; /* inodes of pipes and socket pairs made in this execution */
static unsigned internal_len;

static bool look(int fd, struct stat *st) { return rt_syscall(SYS_fstat, fd, (long)st, 0, 0, 0, 0) == 0; }

static void remember(int fd) {
  struct stat st;
  if (internal_len < INTERNAL_MAX && look(fd, &st))
    internal[internal_len++] = st.st_ino;
}

bool io_internal(int fd) {
  struct stat st;
  if (!look(fd, &st) || !(S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode)))
    return false;
  for (unsigned i = 0; i < internal_len; i++)
    if (internal[i] == st.st_ino)
      return true;
  return false;
}

struct io_fd io_look(int fd) {
  struct io_fd f = {0};
  struct stat st;
  if (!look(fd, &st) || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode) || S_ISBLK(st.st_mode))
    return f;
  f.random = S_ISCHR(st.st_mode) && major(st.st_rdev) == 1 && (minor(st.st_rdev) == 8 || minor(st.st_rdev) == 9);
  f.waits = !f.random;
  f.blocks = f.waits && !(rt_syscall(SYS_fcntl, fd, F_GETFL, 0, 0, 0, 0) & O_NONBLOCK);
  int type = SOCK_STREAM, len = sizeof type;
  if (S_ISSOCK(st.st_mode))
    rt_syscall(SYS_getsockopt, fd, SOL_SOCKET, SO_TYPE, (long)&type, (long)&len, 0);
  f.datagram = type != SOCK_STREAM;
  return f;
}

bool io_ready(const struct rt_thread *t, const struct rt_wait *w) {
  (void)t;
  struct pollfd p = {.fd = w->fd, .events = w->events};
  return w->events == 0 || rt_syscall(SYS_poll, (long)&p, 1, 0, 0, 0, 0) != 0;
}

bool rt_io_wait(void) {
  struct pollfd p[WIRE_THREADS];
  unsigned n = 0;
  bool outside = false;
  for (unsigned i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (!t || t->state != THREAD_LIVE || !t->wait || !t->wait->events)
      continue;
    p[n++] = (struct pollfd){.fd = t->wait->fd, .events = t->wait->events};
    outside |= t->wait->ticket != IO_INTERNAL;
  }
  if (!outside)
    return false;
  while (rt_syscall(SYS_poll, (long)p, n, -1, 0, 0, 0) == -EINTR)
    continue;
  return true;
}

static bool io_point(int fd, const struct io_fd *f, short events, void *pc) {
  if (!rt.active || !rt.multi || !f->waits)
    return false;
  struct rt_wait w = {.op = OP_IO, .pc = pc, .ready = io_ready, .fd = fd, .result = fd};
  w.events = f->blocks ? events : 0;
  w.ticket = io_internal(fd) ? IO_INTERNAL : 0;
  return rt_point(&w);
}

/* A step that waits for EVENTS on FD; FLAGS of recv and send may say that it should not. */
static bool socket_point(int fd, short events, int flags, void *pc) {
  if (!rt.active || !rt.multi)
    return false;
  struct io_fd f = io_look(fd);
  f.blocks = f.blocks && !(flags & MSG_DONTWAIT);
  return io_point(fd, &f, events, pc);
}

/* ---- reading --------------------------------------------------------------------- */

static ssize_t read_from(int fd, void *out, size_t n, void *pc) {
  if (!rt.active)
    return rt_syscall_errno(SYS_read, fd, (long)out, (long)n, 0, 0, 0);
  struct io_fd f = io_look(fd);
  if (f.random) {
    rt_entropy(out, n);
    return (ssize_t)n;
  }
  bool stepped = io_point(fd, &f, POLLIN, pc);
  return io_done(stepped, rt_syscall_errno(SYS_read, fd, (long)out, (long)n, 0, 0, 0));
}

/* POSIX read. */
RT_EXPORT ssize_t read(int fd, void *out, size_t n) { return read_from(fd, out, n, RT_PC); }

_Noreturn void __chk_fail(void);

/* read, recv, recvfrom in programs built with _FORTIFY_SOURCE. */
RT_EXPORT ssize_t __read_chk(int fd, void *out, size_t n, size_t room);
ssize_t __read_chk(int fd, void *out, size_t n, size_t room) {
  if (n > room)
    __chk_fail();
  return read_from(fd, out, n, RT_PC);
}

RT_EXPORT ssize_t readv(int fd, const struct iovec *v, int n) {
  bool stepped = socket_point(fd, POLLIN, 0, RT_PC);
  return io_done(stepped, rt_syscall_errno(SYS_readv, fd, (long)v, n, 0, 0, 0));
}

/* With MSG_WAITALL it goes on, a step for each piece, until all is there or nothing more comes. */
static ssize_t receive(int fd, void *out, size_t n, int flags, struct sockaddr *from, socklen_t *len, void *pc) {
  size_t got = 0;
  for (;;) {
    bool stepped = socket_point(fd, POLLIN, flags, pc);
    int now = rt.multi ? flags & ~MSG_WAITALL : flags;
    ssize_t r = io_done(stepped, rt_syscall_errno(SYS_recvfrom, fd, (long)out + (long)got, (long)(n - got), now, (long)from, (long)len));
    if (r <= 0)
      return got ? (ssize_t)got : r;
    got += (size_t)r;
    if (!stepped || !(flags & MSG_WAITALL) || got >= n || io_look(fd).datagram)
      return (ssize_t)got;
  }
}

/* POSIX recv, recvfrom, recvmsg. */
RT_EXPORT ssize_t recv(int fd, void *out, size_t n, int flags) { return receive(fd, out, n, flags, NULL, NULL, RT_PC); }
RT_EXPORT ssize_t recvfrom(int fd, void *restrict out, size_t n, int flags, struct sockaddr *restrict from, socklen_t *restrict len) {
  return receive(fd, out, n, flags, from, len, RT_PC);
}
RT_EXPORT ssize_t recvmsg(int fd, struct msghdr *m, int flags) {
  bool stepped = socket_point(fd, POLLIN, flags, RT_PC);
  return io_done(stepped, rt_syscall_errno(SYS_recvmsg, fd, (long)m, flags, 0, 0, 0));
}
RT_EXPORT ssize_t __recv_chk(int fd, void *out, size_t n, size_t room, int flags);
ssize_t __recv_chk(int fd, void *out, size_t n, size_t room, int flags) {
  if (n > room)
    __chk_fail();
  return receive(fd, out, n, flags, NULL, NULL, RT_PC);
}
RT_EXPORT ssize_t __recvfrom_chk(int fd, void *out, size_t n, size_t room, int flags, struct sockaddr *from, socklen_t *len);
ssize_t __recvfrom_chk(int fd, void *out, size_t n, size_t room, int flags, struct sockaddr *from, socklen_t *len) {
  if (n > room)
    __chk_fail();
  return receive(fd, out, n, flags, from, len, RT_PC);
}

/* POSIX accept. */
RT_EXPORT int accept4(int fd, struct sockaddr *restrict from, socklen_t *restrict len, int flags) {
  bool stepped = socket_point(fd, POLLIN, 0, RT_PC);
  return (int)io_done(stepped, rt_syscall_errno(SYS_accept4, fd, (long)from, (long)len, flags, 0, 0));
}
RT_EXPORT int accept(int fd, struct sockaddr *restrict from, socklen_t *restrict len) {
  bool stepped = socket_point(fd, POLLIN, 0, RT_PC);
  return (int)io_done(stepped, rt_syscall_errno(SYS_accept4, fd, (long)from, (long)len, 0, 0, 0));
}

/* ---- writing ------------------------------------------------------------------------ */

/* One piece after the other; FLAGS −1: write, else send with them. */
static ssize_t write_to(int fd, const char *from, size_t n, int flags, void *pc) {
  struct io_fd f = io_look(fd);
  f.blocks = f.blocks && (flags < 0 || !(flags & MSG_DONTWAIT));
  size_t sent = 0;
  do {
    size_t piece = n - sent;
    bool stepped = io_point(fd, &f, POLLOUT, pc);
    if (stepped && f.blocks && !f.datagram && piece > PIPE_BUF)
      piece = PIPE_BUF;
    ssize_t r = io_done(stepped, flags < 0 ? rt_syscall_errno(SYS_write, fd, (long)from + (long)sent, (long)piece, 0, 0, 0)
                                           : rt_syscall_errno(SYS_sendto, fd, (long)from + (long)sent, (long)piece, flags, 0, 0));
    if (r < 0)
      return sent ? (ssize_t)sent : r;
    sent += (size_t)r;
    if ((size_t)r < piece || !f.blocks)
      break;
  } while (sent < n);
  return (ssize_t)sent;
}

static bool is_output(int fd) { return rt.active && (fd == STDOUT_FILENO || fd == STDERR_FILENO); }

/* POSIX write. */
RT_EXPORT ssize_t write(int fd, const void *from, size_t n) {
  if (is_output(fd))
    return rt_output_write(fd, from, n, RT_PC);
  if (!rt.active || !rt.multi)
    return rt_syscall_errno(SYS_write, fd, (long)from, (long)n, 0, 0, 0);
  return write_to(fd, from, n, -1, RT_PC);
}

/* A print of several pieces is one step when it is short enough to be put together. */
static ssize_t print_pieces(int fd, const struct iovec *v, int count, size_t total, void *pc) {
  char text[PIPE_BUF];
  size_t n = 0;
  for (int i = 0; i < count; i++) {
    const char *at = v[i].iov_base;
    if (total > sizeof text)
      rt_output_write(fd, at, v[i].iov_len, pc);
    else
      for (size_t k = 0; k < v[i].iov_len; k++)
        text[n++] = at[k];
  }
  return n ? rt_output_write(fd, text, n, pc) : (ssize_t)total;
}

/* POSIX writev. What fits is written in one move, as promised; more goes piece by piece. */
RT_EXPORT ssize_t writev(int fd, const struct iovec *v, int count) {
  size_t total = 0;
  for (int i = 0; i < count; i++)
    total += v[i].iov_len;
  if (is_output(fd))
    return print_pieces(fd, v, count, total, RT_PC);
  if (!rt.active || !rt.multi || total <= PIPE_BUF || io_look(fd).datagram) {
    bool stepped = socket_point(fd, POLLOUT, 0, RT_PC);
    return io_done(stepped, rt_syscall_errno(SYS_writev, fd, (long)v, count, 0, 0, 0));
  }
  ssize_t sent = 0;
  for (int i = 0; i < count; i++) {
    ssize_t r = write_to(fd, v[i].iov_base, v[i].iov_len, -1, RT_PC);
    if (r < 0)
      return sent ? sent : r;
    sent += r;
    if ((size_t)r < v[i].iov_len)
      break;
  }
  return sent;
}

/* POSIX send, sendto, sendmsg. */
RT_EXPORT ssize_t send(int fd, const void *from, size_t n, int flags) {
  if (!rt.active || !rt.multi)
    return rt_syscall_errno(SYS_sendto, fd, (long)from, (long)n, flags, 0, 0);
  return write_to(fd, from, n, flags, RT_PC);
}
RT_EXPORT ssize_t sendto(int fd, const void *from, size_t n, int flags, const struct sockaddr *to, socklen_t len) {
  bool stepped = socket_point(fd, POLLOUT, flags, RT_PC);
  return io_done(stepped, rt_syscall_errno(SYS_sendto, fd, (long)from, (long)n, flags, (long)to, (long)len));
}
RT_EXPORT ssize_t sendmsg(int fd, const struct msghdr *m, int flags) {
  bool stepped = socket_point(fd, POLLOUT, flags, RT_PC);
  return io_done(stepped, rt_syscall_errno(SYS_sendmsg, fd, (long)m, flags, 0, 0, 0));
}

/* ---- descriptors of this process alone --------------------------------------------------- */

RT_EXPORT int pipe2(int fd[2], int flags) {
  int r = (int)rt_syscall_errno(SYS_pipe2, (long)fd, flags, 0, 0, 0, 0);
  if (r == 0 && rt.active)
    remember(fd[0]);
  return r;
}
RT_EXPORT int pipe(int fd[2]) { return pipe2(fd, 0); }

RT_EXPORT int socketpair(int domain, int type, int protocol, int fd[2]) {
  int r = (int)rt_syscall_errno(SYS_socketpair, domain, type, protocol, (long)fd, 0, 0);
  if (r == 0 && rt.active) {
    remember(fd[0]);
    remember(fd[1]);
  }
  return r;
}

/* libc would read and write past us. */
RT_EXPORT int eventfd_read(int fd, eventfd_t *value) {
  return read_from(fd, value, sizeof *value, RT_PC) == sizeof *value ? 0 : -1;
}
RT_EXPORT int eventfd_write(int fd, eventfd_t value) {
  return write(fd, &value, sizeof value) == sizeof value ? 0 : -1;
}

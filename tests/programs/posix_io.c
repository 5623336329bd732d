/* Pipes, sockets and events between threads: blocking, not blocking, and waiting for several. */
#include "posix_check.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/uio.h>

enum { BIG = 300000 };

static int fd[2];
static char big[BIG];

static void *send_one(void *unused) {
  (void)unused;
  return (void *)(long)write(fd[1], "x", 1);
}

static void *send_big(void *unused) {
  (void)unused;
  return (void *)(long)write(fd[1], big, sizeof big);
}

static long in_parallel(void *(*other)(void *), long (*self)(void), long *others) {
  pthread_t t;
  void *r;
  pthread_create(&t, NULL, other, NULL);
  long mine = self();
  pthread_join(t, &r);
  if (others)
    *others = (long)r;
  return mine;
}

static long read_one(void) {
  char c = 0;
  return read(fd[0], &c, 1) == 1 ? c : -1;
}

static long read_big(void) {
  static char in[BIG];
  long n = 0, r;
  while (n < BIG && (r = read(fd[0], in + n, sizeof in - (size_t)n)) > 0)
    n += r;
  return memcmp(in, big, sizeof in) == 0 ? n : -1;
}

static long receive_all(void) {
  static char in[BIG];
  long n = recv(fd[0], in, sizeof in, MSG_WAITALL);
  return memcmp(in, big, sizeof in) == 0 ? n : -1;
}

static long poll_one(void) {
  struct pollfd p[3] = {{.fd = fd[0], .events = POLLIN}, {.fd = -1, .events = POLLIN}, {.fd = fd[0], .events = 0}};
  int n = poll(p, 3, -1);
  return n == 1 && p[0].revents == POLLIN ? read_one() : -1;
}

static long select_one(void) {
  fd_set set;
  FD_ZERO(&set);
  int n;
  do { /* it may give up early when plait's clock is free */
    struct timeval t = {.tv_sec = 600};
    FD_SET(fd[0], &set);
    n = select(fd[0] + 1, &set, NULL, NULL, &t);
  } while (n == 0);
  return n == 1 && FD_ISSET(fd[0], &set) ? read_one() : -1;
}

static long epoll_one(void) {
  int set = epoll_create1(0);
  struct epoll_event e = {.events = EPOLLIN, .data.u32 = 5};
  epoll_ctl(set, EPOLL_CTL_ADD, fd[0], &e);
  e.data.u32 = 0;
  int n = epoll_wait(set, &e, 1, -1);
  close(set);
  return n == 1 && e.data.u32 == 5 ? read_one() : -1;
}

static void between_threads(const char *what) {
  long sent;
  printf("ok over a %s\n", what);
  equals(in_parallel(send_one, read_one, NULL), 'x', "a byte is awaited");
  equals(in_parallel(send_big, read_big, &sent), BIG, "more than fits arrives whole");
  equals(sent, BIG, "and was sent whole");
  equals(in_parallel(send_one, poll_one, NULL), 'x', "poll waits for it");
  equals(in_parallel(send_one, select_one, NULL), 'x', "select waits for it");
  equals(in_parallel(send_one, epoll_one, NULL), 'x', "epoll waits for it");
}

static void *close_end(void *unused) {
  close(fd[1]);
  return unused;
}

static long read_end(void) {
  char c;
  return read(fd[0], &c, 1);
}

static int event;
static void *ring(void *unused) {
  eventfd_write(event, 3);
  return unused;
}

static void *timeouts(void *unused) {
  struct pollfd p = {.fd = fd[0], .events = POLLIN};
  equals(poll(&p, 1, 2), 0, "poll gives up");
  equals(poll(&p, 1, 0), 0, "or does not wait at all");
  equals(poll(NULL, 0, 1), 0, "or just waits");
  fd_set set;
  FD_ZERO(&set);
  FD_SET(fd[0], &set);
  struct timeval t = {.tv_usec = 1000};
  equals(select(fd[0] + 1, &set, NULL, NULL, &t), 0, "select gives up");
  check(!FD_ISSET(fd[0], &set), "with an empty set");
  p.events = POLLOUT;
  p.fd = fd[1];
  equals(poll(&p, 1, -1), 1, "there is room to write");
  char c;
  fcntl(fd[0], F_SETFL, O_NONBLOCK);
  check(read(fd[0], &c, 1) == -1 && errno == EAGAIN, "reading without waiting");
  fcntl(fd[0], F_SETFL, 0);
  struct pollfd none = {.fd = 999, .events = POLLIN};
  check(poll(&none, 1, -1) == 1 && none.revents == POLLNVAL, "poll names what is not open");
  check(read(999, &c, 1) == -1 && errno == EBADF, "so does read");
  return unused;
}

static void *pieces(void *unused) {
  struct iovec out[2] = {{.iov_base = "ab", .iov_len = 2}, {.iov_base = "cde", .iov_len = 3}};
  equals(writev(fd[1], out, 2), 5, "writev");
  char a[3], b[2];
  struct iovec in[2] = {{.iov_base = a, .iov_len = 3}, {.iov_base = b, .iov_len = 2}};
  equals(readv(fd[0], in, 2), 5, "readv");
  check(memcmp(a, "abc", 3) == 0 && memcmp(b, "de", 2) == 0, "in order");
  return unused;
}

int main(void) {
  for (int i = 0; i < BIG; i++)
    big[i] = (char)(i * 7);
  equals(pipe(fd), 0, "a pipe");
  timeouts(NULL);
  elsewhere(timeouts, NULL);
  elsewhere(pieces, NULL);
  between_threads("pipe");
  equals(in_parallel(close_end, read_end, NULL), 0, "the end of a closed pipe");
  close(fd[0]);
  equals(socketpair(AF_UNIX, SOCK_STREAM, 0, fd), 0, "a pair of sockets");
  between_threads("socket");
  equals(in_parallel(send_big, receive_all, NULL), BIG, "recv waits for all");
  close(fd[0]);
  close(fd[1]);
  event = eventfd(0, 0);
  pthread_t t;
  pthread_create(&t, NULL, ring, NULL);
  eventfd_t v = 0;
  equals(eventfd_read(event, &v), 0, "an event is awaited");
  equals((long)v, 3, "with its value");
  pthread_join(t, NULL);
  return done();
}

/* io.h — what read-and-write (io.c) and waiting for several descriptors (poll.c) share. */
#ifndef PLAIT_RUNTIME_IO_H
#define PLAIT_RUNTIME_IO_H

#include "runtime/prim.h"

#include <sys/types.h>

/* What kind of descriptor it is, as far as blocking goes. */
struct io_fd {
  bool waits;    /* others can make it ready: pipe, socket, terminal, event */
  bool blocks;   /* and a call on it would wait until they do */
  bool datagram; /* messages, not a stream */
  bool random;   /* /dev/random, /dev/urandom */
};
struct io_fd io_look(int fd);
/* Both ends of what FD is belong to this process: nobody outside can make it ready. */
bool io_internal(int fd);

/* Is something to be had there now? EVENTS as for poll(2). */
bool io_ready(const struct rt_thread *t, const struct rt_wait *w);

/* Marks in rt_wait.ticket: only this process can make the descriptor ready. */
enum { IO_INTERNAL = 1 };

/* What the step did: N as returned by the call, N bytes or descriptors. */
static inline long io_done(bool stepped, long n) {
  if (stepped && n >= 0)
    rt_step_value((uint64_t)n);
  else if (stepped)
    rt_step_flags(STEP_FAILED);
  return n;
}

#endif

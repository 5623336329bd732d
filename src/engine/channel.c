/* channel.c — shared memory, futexes and the ring; see channel.h.
 *
 * Why it spins before it sleeps: a short execution is over in the time that it
 * takes to put a process to sleep and wake it up again on another processor, and
 * sleeping would halve the number of executions per second. The spin is bounded
 * and only done when there is a second processor to do the other side's work. */
#include "engine/channel.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

/* About as long as a short execution takes: being woken across processors costs a good part of one. */
enum { SPINS = 20000 };

static int channel_spins(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 1 ? SPINS : 0;
}

void channel_patience(struct channel *c) {
  c->spins = channel_spins();
  c->ctl->apart = c->spins > 0;
}

static size_t channel_aligned(size_t at) { return (at + 4095) & ~(size_t)4095; }

bool channel_init(struct channel *c, struct plait_err *err) {
  size_t prefix_at = channel_aligned(sizeof(struct wire_ctl));
  size_t shared_at = channel_aligned(prefix_at + WIRE_PREFIX * sizeof(uint32_t));
  size_t ring_at = channel_aligned(shared_at + WIRE_SHARED * sizeof(struct wire_shared));
  *c = (struct channel){.fd = -1, .size = ring_at + WIRE_RING * sizeof(union wire_record), .spins = channel_spins()};
  c->fd = memfd_create("plait", MFD_CLOEXEC);
  if (c->fd < 0 || ftruncate(c->fd, (off_t)c->size) != 0)
    return plait_err_set(err, PLAIT_EXIT_TARGET, "cannot make memory to share with the program: %s", strerror(errno));
  void *at = mmap(NULL, c->size, PROT_READ | PROT_WRITE, MAP_SHARED, c->fd, 0);
  if (at == MAP_FAILED)
    return plait_err_set(err, PLAIT_EXIT_TARGET, "cannot map memory to share with the program: %s", strerror(errno));
  c->ctl = at;
  c->ctl->magic = WIRE_MAGIC;
  c->ctl->version = WIRE_VERSION;
  c->ctl->total_size = c->size;
  c->ctl->prefix_at = prefix_at;
  c->ctl->shared_at = shared_at;
  c->ctl->ring_at = ring_at;
  c->ctl->apart = c->spins > 0;
  return true;
}

void channel_fini(struct channel *c) {
  if (c->ctl)
    munmap(c->ctl, c->size);
  if (c->fd >= 0)
    close(c->fd);
  *c = (struct channel){.fd = -1};
}

int64_t channel_now(void) {
  struct timespec ts;
  clock_gettime(CLOCK_MONOTONIC, &ts);
  return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void channel_wake(_Atomic uint32_t *word) { syscall(SYS_futex, word, FUTEX_WAKE, INT_MAX, NULL, NULL, 0); }

void channel_wait(struct channel *c, uint32_t heard, int64_t ns) {
  if (ns <= 0)
    return;
  for (int i = 0; i < c->spins; i++) {
    if (channel_bell(c) != heard)
      return;
#if defined __x86_64__
    __builtin_ia32_pause();
#endif
  }
  struct timespec timeout = {.tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000};
  /* First say that plait is about to sleep, then look once more: the target does the opposite. */
  atomic_store(&c->ctl->bell_wanted, 1);
  if (channel_bell(c) == heard)
    syscall(SYS_futex, &c->ctl->bell, FUTEX_WAIT, heard, &timeout, NULL, 0);
  atomic_store(&c->ctl->bell_wanted, 0);
}

void channel_command(struct channel *c) {
  atomic_store_explicit(&c->ctl->state, WIRE_START, memory_order_release);
  atomic_fetch_add(&c->ctl->command, 1);
  channel_wake(&c->ctl->command);
}

void channel_answer(struct channel *c, uint32_t choice) {
  c->ctl->answer = choice;
  atomic_store_explicit(&c->ctl->state, WIRE_RUNNING, memory_order_release);
  atomic_fetch_add(&c->ctl->answer_seq, 1);
  channel_wake(&c->ctl->answer_seq);
}

size_t channel_peek(const struct channel *c, const union wire_record **at, size_t max) {
  uint64_t tail = atomic_load_explicit(&c->ctl->tail, memory_order_relaxed);
  uint64_t head = atomic_load_explicit(&c->ctl->head, memory_order_acquire);
  size_t slot = tail % WIRE_RING, n = head - tail;
  if (n > WIRE_RING - slot)
    n = WIRE_RING - slot;
  *at = wire_ring(c->ctl) + slot;
  return n < max ? n : max;
}

static void channel_set_tail(struct channel *c, uint64_t tail) {
  atomic_store(&c->ctl->tail, tail);
  if (atomic_load(&c->ctl->tail_wanted)) {
    atomic_fetch_add(&c->ctl->tail_seq, 1);
    channel_wake(&c->ctl->tail_seq);
  }
}

void channel_consume(struct channel *c, size_t n) {
  channel_set_tail(c, atomic_load_explicit(&c->ctl->tail, memory_order_relaxed) + n);
}

void channel_discard(struct channel *c) {
  uint64_t head = atomic_load_explicit(&c->ctl->head, memory_order_acquire);
  if (head != atomic_load_explicit(&c->ctl->tail, memory_order_relaxed))
    channel_set_tail(c, head);
}

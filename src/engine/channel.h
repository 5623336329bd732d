/* channel.h — plait's end of the shared memory described in wire/wire.h.
 *
 * Owns the mapping, the futex waits and the reading side of the ring, and knows
 * nothing of what the records mean or of processes. */
#ifndef PLAIT_ENGINE_CHANNEL_H
#define PLAIT_ENGINE_CHANNEL_H

#include "base/err.h"
#include "wire/wire.h"

#include <stddef.h>
#include <stdint.h>

struct channel {
  struct wire_ctl *ctl;
  size_t size;
  int fd; /* of the memory file, for the target to inherit */
  int spins; /* how often to look at the bell before sleeping */
};

bool channel_init(struct channel *c, struct plait_err *err);
/* Spins before it sleeps when another processor can do the other side's work: call it on a thread whose processors were changed. */
void channel_patience(struct channel *c);
void channel_fini(struct channel *c);

/* The bell as it is now: read it, look at everything it may announce, then wait for it to change. */
static inline uint32_t channel_bell(const struct channel *c) { return atomic_load(&c->ctl->bell); }
static inline uint32_t channel_state(const struct channel *c) {
  return atomic_load_explicit(&c->ctl->state, memory_order_acquire);
}
/* Waits until the bell is not HEARD any more, at most NS nanoseconds. */
void channel_wait(struct channel *c, uint32_t heard, int64_t ns);
/* Asks the server for an execution. */
void channel_command(struct channel *c);
/* Answers a question of the child. */
void channel_answer(struct channel *c, uint32_t choice);

/* The unread records that lie in one piece: how many (0: none), *AT the first; at most MAX. */
size_t channel_peek(const struct channel *c, const union wire_record **at, size_t max);
/* Gives their room back. */
void channel_consume(struct channel *c, size_t n);
/* Gives all room back without looking. */
void channel_discard(struct channel *c);

/* A clock for waiting: nanoseconds that only ever grow. */
int64_t channel_now(void);

#endif

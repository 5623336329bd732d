/* world.h — the state of threads and objects after step N of a trace.
 *
 * A world is a pure function of a trace and a step number; it never looks at a
 * live process. It is moved with world_seek in either direction; going back
 * uses undo records near by and keyframes further away, so that any step of a
 * recording of a million steps is reached in milliseconds. The undo records are
 * a ring of fixed size; the keyframes are laid while passing and thinned out so
 * that together they stay below WORLD_KEYFRAME_BYTES.
 *
 * Who is blocked is derived, not recorded: the operation that a thread will
 * perform next is its next step in the trace (or, past the end, its pending
 * operation), and whether that can be performed follows from the objects. */
#ifndef PLAIT_MODEL_WORLD_H
#define PLAIT_MODEL_WORLD_H

#include "trace/trace.h"

/* What all keyframes of a world may take; a single one may be larger when the state is. */
#define WORLD_KEYFRAME_BYTES ((size_t)64 << 20)

enum world_status {
  STATUS_ABSENT,   /* not created yet */
  STATUS_READY,    /* could move now */
  STATUS_BLOCKED,  /* cannot move: see why */
  STATUS_SLEEPING, /* waits for the clock only */
  STATUS_SPINNING, /* repeats the same reads, parked until one is written */
  STATUS_OVER,     /* has ended */
};

struct world_thread {
  enum world_status status;
  uint32_t last;        /* its last step so far; 0: none */
  uint32_t since;       /* blocked, sleeping or spinning since this step (the step after which it could not move on) */
  uint8_t pending;      /* enum plait_op it would do next; OP_NONE when unknown or over */
  uint32_t object, object2; /* of the pending operation */
  uint32_t site;        /* where it is about to do it; when unknown where it was last */
  uint16_t target;      /* pending thread_join: whom it joins */
  uint64_t deadline;    /* of a timed wait or sleep, UINT64_MAX: none or unknown */
  uint32_t spins;
  bool signalled;       /* pending cond_wake: somebody has signalled it; it now wants the mutex */
  bool timed_out;
  uint32_t held_len;    /* locks held, in order of acquisition: world_held */
  uint32_t span;        /* the SPAN_BEGIN step of the outermost call of a library that it is in; 0: none */
  uint32_t inner_span;  /* of the innermost */
};

struct world_waiter {
  uint16_t thread;
  uint32_t since;
};

/* One state for every kind of object; only the members named for the kind mean something. That of a composite is
 * what it says of itself (include/plait.h). */
struct world_object {
  int32_t owner;       /* mutex, spin, rwlock (writer), rlock, event loop, once (running): thread, or -1 */
  uint32_t owner_since;/* step at which it became owner */
  uint32_t depth;      /* recursive mutex, rlock: how often locked */
  uint32_t readers;    /* rwlock: how many readers hold it (who: world_holders) */
  int64_t permits;     /* semaphore: permits left; barrier: arrived; queue, channel, pool: items in it; wait group: its
                          counter; event: 1 when set */
  uint32_t generation; /* barrier: times completed; once, future: 1 when done */
  uint32_t unfinished; /* queue, pool: tasks not done */
  bool broken;         /* barrier; queue, channel, pool: closed */
  uint64_t value, value_hi; /* variable, future: last value seen; valid when has_value */
  bool has_value;
  uint32_t changed;    /* step that last changed this object; 0: never */
  uint16_t changed_by; /* and its thread */
  uint32_t busy_since; /* rwlock: step since which somebody holds it; semaphore: since which no permit is left */
};

struct world;

/* The trace must outlive the world; it may grow, and after trace_cut world_invalidate must be called. */
struct world *world_new(const struct trace *t);
void world_free(struct world *w);
void world_invalidate(struct world *w, uint32_t keep); /* steps after KEEP are gone or different; moves to ≤ KEEP */
/* Moves to the state after STEP (0: before the first); clamps to the end of the trace. */
void world_seek(struct world *w, uint32_t step);
uint32_t world_step(const struct world *w);
const struct trace *world_trace(const struct world *w);

size_t world_threads(const struct world *w); /* all of the trace, also those not created yet */
/* The pointers returned below are valid until the next world_seek. */
const struct world_thread *world_thread(const struct world *w, uint16_t thread);
const struct world_object *world_object(const struct world *w, uint32_t object);
/* Locks held by THREAD in order of acquisition; returns how many, at most MAX are stored. */
size_t world_held(const struct world *w, uint16_t thread, uint32_t *out, size_t max);
/* Threads that hold OBJECT (owner, or all readers). */
size_t world_holders(const struct world *w, uint32_t object, uint16_t *out, size_t max);
/* Threads that cannot move because of OBJECT, the longest-waiting first: those in a condition's wait set, those
 * that want a lock or permits, those that arrived at a barrier; of a composite: those that cannot move inside a call on
 * it, since they began that call. */
size_t world_waiters(const struct world *w, uint32_t object, struct world_waiter *out, size_t max);
/* Items of a queue, channel or pool, the oldest first; by priority: as they will leave it. */
size_t world_items(const struct world *w, uint32_t object, uint64_t *out, size_t max);
/* Whom THREAD waits for: the owner of the lock (also of an rlock or rwlock made of others), the thread to be joined; -1:
 * nobody in particular. */
int world_blocker(const struct world *w, uint16_t thread);
/* A digest of the whole state, for comparing two ways of getting to it. */
uint64_t world_digest(const struct world *w);

#endif

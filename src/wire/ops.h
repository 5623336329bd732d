/* ops.h — every operation plait knows, in one table.
 *
 * The names are stable: they are in the JSON, the recording, the help and the
 * docs (DESIGN section 5). The number of an operation is its place in this list
 * and is in recordings: only ever append.
 *
 *   X(ENUM, "name", glyph, CLASS, "what a thread about to do it would say")
 *
 * The glyph is the plain-ASCII one of the timeline notation (DESIGN section 7);
 * a failed try, a reader's lock and the like are told apart by the views from
 * the event's result and flags. */
#ifndef PLAIT_WIRE_OPS_H
#define PLAIT_WIRE_OPS_H

/* What kind of thing an operation touches. */
enum plait_class {
  CLASS_THREAD,  /* object: the other thread, or the thread itself */
  CLASS_MEMORY,  /* object: a variable; has a value and a size */
  CLASS_LOCK,    /* object: mutex, rwlock, spin lock */
  CLASS_COND,    /* object: condition; object2: its mutex */
  CLASS_SEM,     /* object: semaphore; value: permits after the step */
  CLASS_BARRIER, /* object: barrier; value: how many have arrived after the step */
  CLASS_ONCE,    /* object: once control */
  CLASS_TIME,    /* no object; value: nanoseconds */
  CLASS_IO,      /* object: stream or descriptor */
  CLASS_NOTE,    /* annotations, spans; object may be a queue or a composite */
  CLASS_END,     /* the execution is over */
};

#define PLAIT_OPS(X)                                                           \
  X(NONE, "none", '-', CLASS_NOTE, "nothing")                                  \
  X(THREAD_CREATE, "thread_create", '&', CLASS_THREAD, "create a thread")      \
  X(THREAD_START, "thread_start", '>', CLASS_THREAD, "start")                  \
  X(THREAD_EXIT, "thread_exit", '#', CLASS_THREAD, "end")                      \
  X(THREAD_JOIN, "thread_join", 'j', CLASS_THREAD, "join")                     \
  X(THREAD_DETACH, "thread_detach", 'd', CLASS_THREAD, "detach")               \
  X(THREAD_CANCEL, "thread_cancel", 'c', CLASS_THREAD, "cancel")               \
  X(READ, "read", 'R', CLASS_MEMORY, "read")                                   \
  X(WRITE, "write", 'W', CLASS_MEMORY, "write")                                \
  X(ATOMIC_LOAD, "atomic_load", 'R', CLASS_MEMORY, "atomically load")          \
  X(ATOMIC_STORE, "atomic_store", 'W', CLASS_MEMORY, "atomically store")       \
  X(ATOMIC_RMW, "atomic_rmw", 'U', CLASS_MEMORY, "atomically update")          \
  X(ATOMIC_CAS, "atomic_cas", 'U', CLASS_MEMORY, "compare and swap")           \
  X(FENCE, "fence", 'F', CLASS_MEMORY, "fence")                                \
  X(MUTEX_LOCK, "mutex_lock", '[', CLASS_LOCK, "lock")                         \
  X(MUTEX_TRYLOCK, "mutex_trylock", '[', CLASS_LOCK, "try to lock")            \
  X(MUTEX_TIMEDLOCK, "mutex_timedlock", '[', CLASS_LOCK, "lock within a time") \
  X(MUTEX_UNLOCK, "mutex_unlock", ']', CLASS_LOCK, "unlock")                   \
  X(RWLOCK_RDLOCK, "rwlock_rdlock", '(', CLASS_LOCK, "lock for reading")       \
  X(RWLOCK_WRLOCK, "rwlock_wrlock", '[', CLASS_LOCK, "lock for writing")       \
  X(RWLOCK_TRYRDLOCK, "rwlock_tryrdlock", '(', CLASS_LOCK, "try to lock for reading") \
  X(RWLOCK_TRYWRLOCK, "rwlock_trywrlock", '[', CLASS_LOCK, "try to lock for writing") \
  X(RWLOCK_UNLOCK, "rwlock_unlock", ']', CLASS_LOCK, "unlock")                 \
  X(COND_WAIT, "cond_wait", 'w', CLASS_COND, "wait for")                       \
  X(COND_WAKE, "cond_wake", '[', CLASS_COND, "return from the wait for")       \
  X(COND_SIGNAL, "cond_signal", '!', CLASS_COND, "signal")                     \
  X(COND_BROADCAST, "cond_broadcast", '*', CLASS_COND, "broadcast")            \
  X(SEM_WAIT, "sem_wait", 'P', CLASS_SEM, "take a permit of")                  \
  X(SEM_TRYWAIT, "sem_trywait", 'P', CLASS_SEM, "try to take a permit of")     \
  X(SEM_TIMEDWAIT, "sem_timedwait", 'P', CLASS_SEM, "take a permit within a time of") \
  X(SEM_POST, "sem_post", 'V', CLASS_SEM, "give a permit to")                  \
  X(BARRIER_ARRIVE, "barrier_arrive", '|', CLASS_BARRIER, "arrive at")         \
  X(BARRIER_LEAVE, "barrier_leave", '|', CLASS_BARRIER, "leave")               \
  X(SPIN_LOCK, "spin_lock", '[', CLASS_LOCK, "spin-lock")                      \
  X(SPIN_UNLOCK, "spin_unlock", ']', CLASS_LOCK, "unlock")                     \
  X(ONCE, "once", 'o', CLASS_ONCE, "run once")                                 \
  X(SLEEP, "sleep", '~', CLASS_TIME, "sleep")                                  \
  X(WAKE, "wake", '~', CLASS_TIME, "wake up")                                  \
  X(YIELD, "yield", 'y', CLASS_TIME, "yield")                                  \
  X(AWAIT, "await", 'a', CLASS_TIME, "await")                                  \
  X(IO, "io", 'i', CLASS_IO, "do I/O on")                                      \
  X(NOTE, "note", 'n', CLASS_NOTE, "note")                                     \
  X(OUTPUT, "output", '"', CLASS_IO, "print")                                  \
  X(SPAN_BEGIN, "span_begin", '{', CLASS_NOTE, "begin")                        \
  X(SPAN_END, "span_end", '}', CLASS_NOTE, "end")                              \
  X(ASSERT_FAIL, "assert_fail", 'X', CLASS_END, "fail an assertion")           \
  X(CRASH, "crash", 'X', CLASS_END, "crash")                                   \
  X(EXIT, "exit", '#', CLASS_END, "end the process")                           \
  X(DEADLOCK, "deadlock", 'D', CLASS_END, "deadlock")

enum plait_op {
#define X(id, name, glyph, cls, verb) OP_##id,
  PLAIT_OPS(X)
#undef X
      OP_COUNT
};

struct plait_op_info {
  const char *name; /* stable, e.g. "mutex_lock" */
  const char *verb; /* for "T1 would VERB counter" */
  char glyph;
  enum plait_class cls;
};

/* Indexed by enum plait_op. */
extern const struct plait_op_info plait_op_table[OP_COUNT];

/* Why the thread of a step is the one that moves (DESIGN section 4). */
#define PLAIT_WHYS(X)                                                          \
  X(CHOSEN, "chosen")       /* the same thread goes on, or the first step */   \
  X(BLOCKED, "blocked")     /* the thread before cannot go on */               \
  X(PREEMPTED, "preempted") /* the thread before could have gone on */         \
  X(TIMEOUT, "timeout")     /* this thread's deadline has passed */            \
  X(SPURIOUS, "spurious")   /* a wakeup that nobody sent */                    \
  X(EXITED, "exited")       /* the thread before has ended */

enum plait_why {
#define X(id, name) WHY_##id,
  PLAIT_WHYS(X)
#undef X
      WHY_COUNT
};
extern const char *const plait_why_names[WHY_COUNT];

/* What an event's object is. Numbers are in recordings, and in include/plait.h: only ever append. */
#define PLAIT_KINDS(X)                                                         \
  X(NONE, "none") X(VAR, "variable") X(MUTEX, "mutex") X(RWLOCK, "rwlock")     \
  X(COND, "condition") X(SEM, "semaphore") X(BARRIER, "barrier")               \
  X(SPIN, "spin lock") X(ONCE, "once") X(THREAD, "thread")                     \
  X(STREAM, "stream") X(FILE, "file") X(QUEUE, "queue") X(SPAN, "span")        \
  X(RLOCK, "rlock") X(EVENT, "event") X(CHANNEL, "channel")                    \
  X(WAITGROUP, "wait group") X(POOL, "thread pool") X(FUTURE, "future")        \
  X(LOOP, "event loop")

enum plait_kind {
#define X(id, name) KIND_##id,
  PLAIT_KINDS(X)
#undef X
      KIND_COUNT
};
extern const char *const plait_kind_names[KIND_COUNT];

/* How an execution ended; the names are the JSON's "end". */
#define PLAIT_ENDS(X)                                                          \
  X(NONE, "none") /* not yet */                                                \
  X(EXIT, "exit") X(DEADLOCK, "deadlock") X(CRASH, "crash")                    \
  X(ASSERT, "assert") X(ABORT, "abort") X(STEP_LIMIT, "step_limit")            \
  X(STALL, "stall") X(DIVERGED, "diverged")

enum plait_end {
#define X(id, name) END_##id,
  PLAIT_ENDS(X)
#undef X
      END_COUNT
};
extern const char *const plait_end_names[END_COUNT];
/* The same for people, who tell a livelock from a deadlock. TEXT: what the end says of itself (ctl->end_text). */
const char *plait_end_word(enum plait_end end, const char *text);

#define PLAIT_MODELS(X) X(PREEMPTIVE, "preemptive") X(GIL, "gil") X(AWAIT, "await") X(SYNC, "sync")
enum plait_model {
#define X(id, name) MODEL_##id,
  PLAIT_MODELS(X)
#undef X
      MODEL_COUNT
};
extern const char *const plait_model_names[MODEL_COUNT];

/* Flags of a step; shared by wire and trace, in recordings. */
enum plait_step_flag {
  STEP_TIMEOUT = 1 << 0,  /* the choice was timeout:T — the timed wait gave up */
  STEP_SPURIOUS = 1 << 1, /* the choice was spurious:T */
  STEP_CHOICE = 1 << 2,   /* `other` is a waiter chosen among several (cond:T) */
  STEP_FAILED = 1 << 3,   /* a try or compare-and-swap that did not succeed, a call that returned an error */
  STEP_WAITED = 1 << 4,   /* the operation had been blocked before it was performed */
  STEP_SHARED = 1 << 5,   /* rwlock_unlock of a reader */
  STEP_VALUE = 1 << 6,    /* value holds something */
  STEP_PUT = 1 << 7,      /* note: value was put into the queue; a composite: PLAIT_EFFECT_PUT of include/plait.h */
  STEP_GET = 1 << 8,      /* note: value was taken from the queue; likewise */
  STEP_HINT = 1 << 9,     /* no switch was possible before this step (switch model) */
  STEP_NESTED = 1 << 10,  /* a recursive lock or unlock: ownership did not change */
  STEP_SAME = STEP_NESTED, /* atomic_rmw: it left the value that it had found, so it has only read */
  STEP_LAST = 1 << 11,    /* barrier_arrive: this arrival released the others */
  STEP_DETACHED = 1 << 12, /* thread_create: the thread is created detached */
  STEP_ORDER = 7 << 13,    /* atomics and fences: enum plait_order; that of what happened, so of the failure of a
                              compare-and-swap that failed. All 16 bits are taken now */
};

/* C11 memory orders. plait runs one thread at a time, so every execution it shows is sequentially consistent whatever
 * the program asked for; what was asked for decides which executions are free of races. Numbers are in recordings,
 * and 0, what recordings without orders have, is the strongest. */
#define PLAIT_ORDERS(X)                                                        \
  X(SEQ_CST, "seq_cst") X(ACQ_REL, "acq_rel") X(RELEASE, "release")            \
  X(ACQUIRE, "acquire") X(CONSUME, "consume") X(RELAXED, "relaxed")

enum plait_order {
#define X(id, name) MEMORY_##id,
  PLAIT_ORDERS(X)
#undef X
      MEMORY_ORDERS
};
extern const char *const plait_order_names[MEMORY_ORDERS];

#define STEP_ORDER_SHIFT 13
static inline enum plait_order plait_order_of(unsigned flags) {
  unsigned order = (flags & STEP_ORDER) >> STEP_ORDER_SHIFT;
  return order < MEMORY_ORDERS ? (enum plait_order)order : MEMORY_SEQ_CST;
}
/* Consume is carried out as acquire, as compilers do. */
static inline int plait_order_acquires(enum plait_order o) { return o != MEMORY_RELAXED && o != MEMORY_RELEASE; }
static inline int plait_order_releases(enum plait_order o) { return o <= MEMORY_RELEASE; }

#endif

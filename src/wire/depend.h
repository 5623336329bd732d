/* depend.h — when the order of two operations can matter: the one table, with its reasons.
 *
 * A search for schedules need not try both orders of two steps that commute: done either way round they return the
 * same and leave the same behind, and neither makes the other possible or impossible. Everything that a search leaves
 * out, it leaves out because this file says so. The runtime asks it too (runtime/asleep.c), so that both sides agree.
 *
 * A performed operation touches at most two objects, each in one *mode*; two operations are dependent when they
 * touch the same object in modes that conflict. Modes follow from what the operation turned out to be: a compare and
 * swap that failed has only read, a signal that nobody waited for has changed nothing.
 *
 * Not conflicts, although one comes before the other: create and the first step of the new thread, the end of
 * a thread and its join, a signal and the return of the wait that it ended, the last arrival and the leaving of a
 * barrier. There the first makes the second possible, so there is no other order to be tried; whoever orders events must
 * know these edges besides the conflicts. An attempt on a lock that is held is no event at all. */
#ifndef PLAIT_WIRE_DEPEND_H
#define PLAIT_WIRE_DEPEND_H

#include "wire/wire.h"

#include <stdbool.h>

enum depend_mode {
  MODE_NONE,
  MODE_READ,   /* memory: reads commute with each other and with nothing else */
  MODE_WRITE,
  MODE_TAKE,   /* a lock is taken for oneself, or given back: whoever comes first decides who waits */
  MODE_GIVE,
  MODE_SHARE,  /* a reader comes or goes: readers commute with each other */
  MODE_UNSHARE,
  MODE_LOOK,   /* a try or timed wait that found the lock held: it only read that */
  MODE_JOIN_SET, /* a thread begins to wait for a condition: two that do commute, for any of them may be woken */
  MODE_SIGNAL, /* a signal or broadcast that woke somebody: the set of those who wait matters */
  MODE_LOST,   /* one that woke nobody: two such commute */
  MODE_LEAVE,  /* a wait that may end by itself (timed, spurious) has ended: before the signal or after it? */
  MODE_SEM_TAKE, /* a permit is taken: who gets the last one? Whether there are enough for two depends on the state */
  MODE_SEM_GIVE, /* posts commute with each other: they never wait, and only their sum is left behind. A wait comes after all
                    posts before it, for which of them it needed cannot be told */
  MODE_SEM_LOOK, /* a try that found none */
  MODE_ARRIVE, /* at a barrier: one of them will be the last, which is told so, and the next begins a new round */
  MODE_RUN,    /* once: the thread that runs the routine; its end; and those who find it done */
  MODE_RAN,
  MODE_DONE,
  MODE_PRINT,  /* the order of what is printed on one stream is part of the outcome */
  MODE_IO,     /* descriptors may be two ends of one thing: all I/O is kept in order */
  MODE_OVER,   /* a thread ends: seen only by joins that do not wait for it */
  MODE_ASK_OVER,
  MODE_COUNT
};

#define DEPEND_BIT(m) (1u << MODE_##m)

/* Which modes conflict with which; symmetric (tests/unit/test_engine_depend.c). */
static inline uint32_t depend_conflicts(unsigned mode) {
  enum {
    LOCKED = 1u << MODE_TAKE | 1u << MODE_GIVE,
    SHARED = 1u << MODE_SHARE | 1u << MODE_UNSHARE,
    PERMITS = 1u << MODE_SEM_TAKE | 1u << MODE_SEM_GIVE,
    WAKES = 1u << MODE_SIGNAL | 1u << MODE_LOST,
  };
  static const uint32_t table[MODE_COUNT] = {
      [MODE_READ] = DEPEND_BIT(WRITE),
      [MODE_WRITE] = DEPEND_BIT(WRITE) | DEPEND_BIT(READ),
      [MODE_TAKE] = LOCKED | SHARED | DEPEND_BIT(LOOK),
      [MODE_GIVE] = LOCKED | SHARED | DEPEND_BIT(LOOK),
      [MODE_SHARE] = LOCKED | DEPEND_BIT(LOOK),
      [MODE_UNSHARE] = LOCKED | DEPEND_BIT(LOOK),
      [MODE_LOOK] = LOCKED | SHARED,
      [MODE_JOIN_SET] = WAKES,
      [MODE_SIGNAL] = WAKES | DEPEND_BIT(JOIN_SET) | DEPEND_BIT(LEAVE),
      [MODE_LOST] = DEPEND_BIT(SIGNAL) | DEPEND_BIT(JOIN_SET) | DEPEND_BIT(LEAVE),
      [MODE_LEAVE] = WAKES,
      [MODE_SEM_TAKE] = PERMITS | DEPEND_BIT(SEM_LOOK),
      [MODE_SEM_GIVE] = DEPEND_BIT(SEM_TAKE) | DEPEND_BIT(SEM_LOOK),
      [MODE_SEM_LOOK] = PERMITS,
      [MODE_ARRIVE] = DEPEND_BIT(ARRIVE),
      [MODE_RUN] = DEPEND_BIT(RUN) | DEPEND_BIT(RAN) | DEPEND_BIT(DONE),
      [MODE_RAN] = DEPEND_BIT(RUN) | DEPEND_BIT(RAN) | DEPEND_BIT(DONE),
      [MODE_DONE] = DEPEND_BIT(RUN) | DEPEND_BIT(RAN),
      [MODE_PRINT] = DEPEND_BIT(PRINT),
      [MODE_IO] = DEPEND_BIT(IO),
      [MODE_OVER] = DEPEND_BIT(ASK_OVER),
      [MODE_ASK_OVER] = DEPEND_BIT(OVER),
  };
  return table[mode];
}

/* One operation, performed or imagined. What names objects is the caller's choice, as long as equal is equal. */
struct depend_op {
  uint8_t op;       /* enum plait_op */
  uint8_t nature;   /* enum wire_nature */
  uint16_t flags;   /* enum plait_step_flag */
  uint32_t thread, other;
  int32_t fd;
  uint32_t size;    /* memory: bytes from `at` on */
  uint64_t object, object2, at; /* memory: object is the region that `at` counts in */
};

struct depend_touch {
  uint8_t mode; /* enum depend_mode */
  uint32_t size;
  uint64_t object, at;
};

struct depend_effect {
  struct depend_touch touch[2]; /* MODE_NONE: nothing */
  bool ends; /* the process ends with it: whatever else could have been done before it, cannot be done after it */
};

static inline unsigned depend_lock_mode(const struct depend_op *o, unsigned taken) {
  if (o->flags & STEP_NESTED)
    return MODE_NONE; /* the owner's own count */
  if (!(o->flags & STEP_FAILED))
    return taken;
  /* EDEADLK tells the owner what only it can change; a try tells others what anybody may have changed. */
  bool blocking = (o->op == OP_MUTEX_LOCK || o->op == OP_RWLOCK_RDLOCK || o->op == OP_RWLOCK_WRLOCK) && !(o->flags & STEP_TIMEOUT);
  return blocking ? MODE_NONE : MODE_LOOK;
}

static inline struct depend_effect depend_effect(const struct depend_op *o) {
  bool failed = o->flags & STEP_FAILED;
  unsigned mode = MODE_NONE, mode2 = MODE_NONE;
  uint64_t object = o->object;
  switch (o->op) {
  case OP_READ: case OP_ATOMIC_LOAD: mode = MODE_READ; break;
  case OP_WRITE: case OP_ATOMIC_STORE: mode = MODE_WRITE; break;
  case OP_ATOMIC_RMW: mode = o->flags & STEP_SAME ? MODE_READ : MODE_WRITE; break;
  case OP_ATOMIC_CAS: mode = failed ? MODE_READ : MODE_WRITE; break;
  case OP_MUTEX_LOCK: case OP_MUTEX_TRYLOCK: case OP_MUTEX_TIMEDLOCK: case OP_SPIN_LOCK:
  case OP_RWLOCK_WRLOCK: case OP_RWLOCK_TRYWRLOCK: mode = depend_lock_mode(o, MODE_TAKE); break;
  case OP_RWLOCK_RDLOCK: case OP_RWLOCK_TRYRDLOCK: mode = depend_lock_mode(o, MODE_SHARE); break;
  case OP_MUTEX_UNLOCK: case OP_SPIN_UNLOCK:
    mode = o->flags & STEP_NESTED ? MODE_NONE : failed ? MODE_LOOK : MODE_GIVE;
    break;
  case OP_RWLOCK_UNLOCK: mode = failed ? MODE_LOOK : o->flags & STEP_SHARED ? MODE_UNSHARE : MODE_GIVE; break;
  case OP_COND_WAIT:
    if (failed)
      break;
    mode = MODE_JOIN_SET;
    mode2 = MODE_GIVE;
    break;
  case OP_COND_WAKE:
    mode = o->nature & NATURE_TIMED ? MODE_LEAVE : MODE_NONE;
    mode2 = MODE_TAKE;
    break;
  case OP_COND_SIGNAL: case OP_COND_BROADCAST: mode = o->nature & NATURE_EFFECT ? MODE_SIGNAL : MODE_LOST; break;
  case OP_SEM_WAIT: case OP_SEM_TRYWAIT: case OP_SEM_TIMEDWAIT: mode = failed ? MODE_SEM_LOOK : MODE_SEM_TAKE; break;
  case OP_SEM_POST: mode = MODE_SEM_GIVE; break;
  case OP_BARRIER_ARRIVE: mode = MODE_ARRIVE; break;
  case OP_ONCE: mode = o->flags & STEP_LAST ? MODE_RAN : o->nature & NATURE_EFFECT ? MODE_RUN : MODE_DONE; break;
  case OP_OUTPUT: mode = MODE_PRINT; object = (uint64_t)o->fd; break;
  case OP_IO: mode = MODE_IO; object = 0; break;
  case OP_THREAD_EXIT: mode = MODE_OVER; object = o->thread; break;
  case OP_THREAD_JOIN:
    mode = o->nature & (NATURE_FREE | NATURE_TIMED) ? MODE_ASK_OVER : MODE_NONE;
    object = o->other;
    break;
  /* Create, start, detach, fences, yields, sleeps, notes: nobody else can tell. That holds for spans, which only say
     where a call of a library begins and ends, and for what a composite reports of itself: such a note is made while
     the lock inside is held, so the order of two of them is the order in which that lock was taken, and that is tried
     both ways. */
  default: break;
  }
  struct depend_effect e = {.touch = {{.mode = (uint8_t)mode, .object = object}, {.mode = (uint8_t)mode2, .object = o->object2}}};
  e.ends = o->op == OP_EXIT || o->nature & NATURE_ENDS;
  if (mode == MODE_READ || mode == MODE_WRITE) {
    e.touch[0].at = o->at;
    e.touch[0].size = o->size;
  }
  return e;
}

static inline bool depend_touching(const struct depend_touch *a, const struct depend_touch *b) {
  if (!(depend_conflicts(a->mode) >> b->mode & 1) || a->object != b->object)
    return false;
  /* Only memory has an extent. Sizes are at least 1 there, and 0 elsewhere. */
  return a->size == 0 || (a->at < b->at + b->size && b->at < a->at + a->size);
}

static inline bool depend(const struct depend_effect *a, const struct depend_effect *b) {
  if (a->ends || b->ends)
    return true;
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      if (a->touch[i].mode && b->touch[j].mode && depend_touching(&a->touch[i], &b->touch[j]))
        return true;
  return false;
}

#endif

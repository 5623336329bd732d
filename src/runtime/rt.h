/* rt.h — the inside of libplait_rt.so.
 *
 * What the runtime is. One thread of the target, the holder of the *baton*, runs;
 * all others sleep, each on a futex of its own. Every call that another thread
 * could notice goes through rt_point: it closes the step that the thread has just
 * made, says what the thread wants to do next, lets the schedule decide who moves,
 * and returns when this thread has been chosen and its operation is possible.
 * What follows the return, up to the next rt_point, is the step.
 *
 * A primitive is therefore three lines: describe the operation and when it is
 * possible (a `ready` predicate), rt_point, change the virtual state. Because only
 * the holder of the baton runs, that state needs no lock and no atomics, and a
 * predicate is simply evaluated again whenever somebody must be chosen.
 *
 *   int pthread_spin_lock(pthread_spinlock_t *l) {
 *     struct rt_obj *o = rt_obj((void *)l, KIND_SPIN);
 *     struct rt_wait w = {.op = OP_SPIN_LOCK, .obj = o, .pc = RT_PC, .ready = spin_free};
 *     if (!rt_point(&w)) return 0;      // before main: only one thread, nothing to do
 *     o->owner = rt_self->index;
 *     return 0;
 *   }
 *
 * What it must not do: call malloc or take a lock of the target's libc (the target
 * may hold it), allocate during an execution except from its own arena, look at the
 * wall clock, or let an address into the log. */
#ifndef PLAIT_RUNTIME_RT_H
#define PLAIT_RUNTIME_RT_H

#include "wire/prng.h"
#include "wire/wire.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>
#include <time.h>

#define RT_PC __builtin_return_address(0)
#define RT_NEVER UINT64_MAX
#define RT_EXPORT __attribute__((visibility("default")))
/* What every execution writes to lies together: each page written to costs a child a fault. */
#define RT_HOT __attribute__((section(".data.rt_hot")))

/* The class of an operation (wire/ops.h), without the table that lives in plait. */
static inline enum plait_class rt_class(enum plait_op op) {
  static const uint8_t cls[OP_COUNT] = {
#define X(id, name, glyph, c, verb) [OP_##id] = (uint8_t)c,
      PLAIT_OPS(X)
#undef X
  };
  return (enum plait_class)cls[op];
}

/* ---- objects (objects.c) ------------------------------------------------- */

/* A synchronisation object of the target, found by its address. Its state is here and
 * not in the target's memory: static initialisers, copies and resets stay as they are. */
struct rt_obj {
  uintptr_t addr;
  struct rt_obj *chain;  /* hash chain */
  uint32_t id;           /* number in the log; 0 until it is first mentioned */
  uint8_t kind;          /* enum plait_kind */
  uint8_t type;          /* mutex: PTHREAD_MUTEX_NORMAL/RECURSIVE/ERRORCHECK; rwlock: prefer_writer, for the log */
  bool prefer_writer;    /* rwlock: created with a writer-preferring attribute */
  bool done;             /* once: completed */
  int32_t owner;         /* mutex, spin, rwlock writer, once runner: thread index, or -1 */
  uint32_t depth;        /* recursive mutex */
  uint32_t readers;      /* rwlock */
  int64_t permits;       /* semaphore; barrier: arrived */
  uint64_t param;        /* semaphore: first value; barrier: parties; queue: capacity */
  uint64_t generation;   /* barrier */
  uint32_t tickets;      /* condition: next ticket to hand out */
  int clock;             /* condition: clock of its timeouts */
  const char *name;      /* given by an annotation, or NULL */
  bool composite;        /* made of others (span.c) */
  struct rt_obj *whole;  /* what it is a part of, or NULL */
};

/* The object of KIND at ADDR, made if it is not there (owner −1, all else 0). Never NULL. */
struct rt_obj *rt_obj(const volatile void *addr, enum plait_kind kind);
/* The same, or NULL when there is none. */
struct rt_obj *rt_obj_find(const volatile void *addr, enum plait_kind kind);
bool rt_obj_composite(uintptr_t addr); /* is there one that a library has reported? */
/* Starts its life anew (…_init): a fresh object, new number in the log. */
struct rt_obj *rt_obj_reset(const volatile void *addr, enum plait_kind kind);
void rt_obj_drop(const volatile void *addr, enum plait_kind kind);        /* …_destroy */
void rt_obj_drop_range(uintptr_t lo, uintptr_t hi);                       /* memory was freed */

/* ---- waiting ---------------------------------------------------------------- */

struct rt_thread;

/* What a thread wants to do at a scheduling point. Lives on its stack meanwhile. */
struct rt_wait {
  enum plait_op op;
  uint16_t flags;        /* STEP_… known beforehand */
  uint8_t size;          /* memory: bytes */
  struct rt_obj *obj;    /* or NULL */
  struct rt_obj *obj2;   /* mutex of a condition wait */
  const volatile void *addr; /* memory: its address (then obj is NULL) */
  void *pc;              /* RT_PC of the call from the program */
  /* Can it be performed now? NULL: always. Must be a pure function of runtime state. */
  bool (*ready)(const struct rt_thread *t, const struct rt_wait *w);
  uint64_t deadline;     /* virtual ns at which it may give up; 0 or RT_NEVER: it never does.
                            OP_WAKE: when it becomes possible */
  bool may_time_out;     /* at its deadline the choice timeout:T is offered */
  bool may_be_spurious;  /* condition waits */
  /* Could the call return now if it gave up? NULL: yes. (A condition wait needs its mutex back first.) */
  bool (*can_give_up)(const struct rt_thread *t, const struct rt_wait *w);
  bool unasked;          /* memory found shared after the prefix was recorded: takes no choice of it (RUN_REMAP) */
  uint16_t other;        /* thread to be joined */
  uint16_t ticket;       /* free for the primitive */
  int fd;                /* io: the descriptor, and */
  short events;          /* what poll(2) must report for it to be possible; 0: not an io wait */
  const char *text;      /* output, note: what is said, and */
  size_t text_len;
  int32_t result;        /* into the step; output: fd */
  uint64_t value;        /* span_begin: the argument, with STEP_VALUE in `flags`, for who asks what comes next */
};

struct rt_frame {
  uintptr_t pc;  /* inside the function */
  uintptr_t cfa; /* its canonical frame address, when it keeps a frame pointer */
};

enum { RT_FRAMES = 64, RT_HISTORY = 32, RT_LATELY = 16 };

struct rt_thread {
  uint16_t index;
  uint8_t state;           /* enum wire_thread_state */
  bool detached, joined;
  _Atomic uint32_t baton;  /* futex: 1 = it is yours */
  pthread_t handle;
  pid_t tid;
  const struct rt_wait *wait; /* pending operation; NULL while running */
  struct rt_wait first;    /* its thread_start, set up by its creator */
  bool waited;             /* it was not possible when the thread arrived at it */
  uint8_t granted;         /* enum wire_choice kind with which it was chosen */
  void *(*start)(void *);
  int (*start_c11)(void *);
  void *arg, *retval;
  uintptr_t stack_lo, stack_hi, base; /* memory of its stack; base: frame of its start function */
  uintptr_t tp;            /* thread pointer */
  uint32_t blocks;         /* heap blocks it has allocated */
  uint32_t children;       /* threads it has created */
  uint64_t name;           /* the same in every execution (wire/name.h) */
  uint32_t exit_rounds;    /* passes of key destructors seen */
  /* condition waits */
  struct rt_obj *cond;     /* in whose wait set it is, or NULL */
  uint32_t cond_ticket;    /* order of arrival there */
  bool signalled;
  uint64_t barrier_generation;
  /* spinning (spin.c) */
  uint32_t history_len;    /* steps without effect in a row */
  uint32_t period, run;    /* the last `run` of them repeat with this period */
  uint32_t spins;          /* run / period, for the screen */
  uint64_t stack_hash;     /* of its stack one period ago */
  uint32_t calls;          /* spans begun and not ended (span.c), */
  uint32_t call_on[4];     /* on which objects, by number: the outer ones */
  struct rt_obj call_gone; /* stands for an object that was freed within its own span */
  bool wrote;              /* it has written memory of its own outside its stack since the last comparison */
  uint32_t quiet;          /* accesses to its own memory since its last step */
  bool unparkable;         /* it had, when it was last looked whether it is to be parked */
  bool parked, weary;      /* parked: not enabled until a value changes; weary: others first */
  bool asleep;             /* the policy leaves it alone (asleep.c) */
  uint32_t clock_reads;    /* since its last step */
  uint32_t frames_len;     /* depth of calls; only the outer RT_FRAMES are kept */
  struct rt_frame frames[RT_FRAMES];
  struct rt_pure { uintptr_t pc, addr; uint64_t value; } history[RT_HISTORY];
  /* going round in circles (circle.c) */
  uintptr_t from;          /* where its registers and its stack begin, while it waits */
  uint32_t lately[RT_LATELY], lately_at; /* its last steps, hashed */
  uint64_t print;          /* of what it was about to do, its registers and its stack */
};

struct rt_state {
  struct wire_ctl *ctl;    /* NULL: not under plait */
  bool active;             /* in an execution: from main on */
  bool multi;              /* more than one thread has existed */
  bool write_open;         /* the open step is a write whose value is not yet taken */
  bool step_open;
  bool ending;
  uint16_t current;        /* who holds the baton, or held it last */
  uint16_t threads;        /* slots used */
  uint16_t live;           /* threads not finished */
  uint16_t parked;
  uint32_t rounds;         /* times parked threads were let go since the last effect */
  bool looking;            /* for a state that was there before (circle.c) */
  uint32_t circle;         /* the step after which everything was as it is now, if nobody was left out since; or 0 */
  uint32_t since_switch;   /* visible operations since the thread last changed (gil) */
  uint64_t steps;
  uint64_t used;           /* choices of the prefix consumed */
  uint64_t now;            /* virtual clock, ns since start */
  uint8_t clock_nature;    /* what the clock has done since the last step: NATURE_TICK, NATURE_HURRY */
  uint64_t random;         /* schedule's random numbers */
  uint64_t entropy;        /* what getrandom and friends give */
  struct wire_step open;   /* the step being made */
  const volatile void *open_addr; /* of a memory step */
  const struct rt_obj *open_obj, *open_obj2;
  const char *open_text;
  size_t open_text_len;
  struct rt_thread *thread[WIRE_THREADS];
};

extern struct rt_state rt;
extern __thread struct rt_thread *rt_self __attribute__((tls_model("initial-exec")));

/* The one call of every primitive (baton.c). Returns false without doing anything
 * before main and in processes that are not an execution: the caller then does the
 * least that keeps a single-threaded program right. Otherwise returns true when the thread has
 * been chosen; rt_self->granted says how: CHOICE_STEP, CHOICE_TIMEOUT (give up) or CHOICE_SPURIOUS. */
bool rt_point(struct rt_wait *w);
/* The pending operation can be performed now (not asking whether it may time out). */
bool rt_ready(const struct rt_thread *t);
bool rt_can_time_out(const struct rt_thread *t);
bool rt_can_be_spurious(const struct rt_thread *t);
/* Passes the baton on and never waits for it again (thread_exit). */
void rt_leave(void);
/* A new thread's first scheduling point, which its creator has set up. */
void rt_begin_thread(struct rt_thread *self);
/* Nobody is enabled and no clock helps: waits (really) until a descriptor that a thread waits for is
 * ready; false when no thread waits for one (io.c). */
bool rt_io_wait(void);

/* What the step being made turned out to be; call after rt_point returned true. */
static inline void rt_step_flags(unsigned flags) { rt.open.flags = (uint16_t)(rt.open.flags | flags); }
static inline void rt_step_value(uint64_t v) { rt.open.value[0] = v; rt_step_flags(STEP_VALUE); }
static inline void rt_step_other(uint16_t thread) { rt.open.other = thread; }
/* It was a signal that woke somebody, or the beginning of a once routine. */
static inline void rt_step_effect(void) { rt.open.nature |= NATURE_EFFECT; }
/* Sets the result, and STEP_FAILED when it is not 0; returns it. */
static inline int rt_step_result(int r) {
  rt.open.result = r;
  if (r)
    rt_step_flags(STEP_FAILED);
  return r;
}
/* cond_signal: which of the waiters in SET (bit per thread, at least two) wakes: prefix, policy or plait decide. Sets STEP_CHOICE. */
uint16_t rt_choose_waiter(struct rt_obj *o, const uint64_t set[WIRE_THREADS / 64]);

/* ---- time (clock.c) --------------------------------------------------------- */
/* CLOCK_REALTIME at the start of every execution: 2026-01-01T00:00:00Z. */
#define RT_EPOCH_S 1767225600
/* Absolute time on CLOCK (CLOCK_REALTIME, CLOCK_MONOTONIC, …) → virtual ns since start; past times give 1. */
uint64_t rt_deadline(clockid_t clock, const struct timespec *abs);

/* ---- ending (end.c) ----------------------------------------------------------- */
/* Ends the execution now. OP: the step that says so (OP_NONE: none). TEXT goes to ctl->end_text. Never returns. */
_Noreturn void rt_end(enum plait_end kind, enum plait_op op, int status, void *pc, const char *text);
/* A call plait does not support: named, exit 4. Never returns while an execution runs; before main it is remembered. */
void rt_unsupported(const char *call, const char *hint);
/* printf-like without malloc or locks: %s %d %u %x %lu %lx %c. NUL-terminates; returns the length. */
size_t rt_format(char *out, size_t size, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

/* ---- the real functions (real.c) ------------------------------------------------ */
/* Resolved once in the constructor; calling dlsym later could allocate. */
struct rt_real {
  int (*start_main)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void), void (*)(void), void *);
  int (*pthread_create)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
  void (*pthread_exit)(void *) __attribute__((noreturn));
  int (*pthread_setname_np)(pthread_t, const char *);
  int (*munmap)(void *, size_t);
  int (*fflush)(FILE *);
  int (*vfprintf)(FILE *, const char *, va_list);
  void (*abort)(void) __attribute__((noreturn));
};
extern struct rt_real rt_real;
void *rt_resolve(const char *name); /* dlsym(RTLD_NEXT); constructor only */

static inline const struct rt_frame *rt_innermost(const struct rt_thread *t) {
  uint32_t n = t->frames_len < RT_FRAMES ? t->frames_len : RT_FRAMES;
  return n ? &t->frames[n - 1] : NULL;
}

/* ---- threads (thread.c) ----------------------------------------------------------- */
struct rt_thread *rt_thread_of(pthread_t handle); /* NULL: not one of ours */

/* ---- log (log.c) --------------------------------------------------------------------- */
void rt_close(void); /* publishes the open step, if any */
void rt_open_step(const struct rt_wait *w, uint8_t why, unsigned flags);
void rt_declare(struct rt_obj *o);     /* numbers it and logs it, once (objects.c) */
void rt_log_object(const struct rt_obj *o);
void rt_declare_thread(uint16_t index, uint16_t creator, void *start);
void rt_log_name(enum plait_kind kind, uint32_t id, const volatile void *addr, size_t size, const char *name);
void rt_log_module(uint32_t id, const char *path);
struct rt_block;
void rt_log_block(const struct rt_block *b);
struct rt_place;
void rt_log_frame(const struct rt_place *p, uintptr_t pc, uint64_t below_cfa);
void rt_bell(void);
void rt_publish_pending(void);
/* choose.c: who moves next; ends the execution when nobody can. FLAGS gets STEP_HINT when no switch was possible. */
uint32_t rt_choose(struct rt_thread *self, unsigned *flags);
_Noreturn void rt_end_redundant(void); /* what can follow has been tried by the search */
/* Nobody can move, or those who can get nowhere: lets the clock jump to the next deadline; false: nobody waits for one. */
bool rt_advance_clock(void);
/* sample.c: one of the N options, by POLICY_PCT or POLICY_POS, or about run_target. */
uint32_t rt_sample(const uint32_t *options, unsigned n);
struct depend_effect;
struct depend_effect rt_sample_effect(const struct rt_thread *t); /* of its pending operation, as far as it is known */
/* surw.c: the thread that goes on when the order of accesses to run_target is to be any, by PRIORITY where that is not to the point. */
uint32_t rt_surw(const uint32_t *options, unsigned n, const uint64_t *priority);
/* asleep.c: brings rt_thread.asleep up to date, before every choice. */
void rt_sleepers_update(void);
/* log.c: what the choice TAKEN was made from. */
void rt_log_options(const uint32_t *options, unsigned n, uint32_t taken);
uint8_t rt_nature(const struct rt_wait *w);
void rt_take_write_value(void);
static inline void rt_finish_write(void) {
  if (__builtin_expect(rt.write_open, 0))
    rt_take_write_value();
}

/* ---- places (place.c) ------------------------------------------------------------------- */
struct rt_place {
  uint8_t kind; /* enum wire_place */
  uint16_t owner;
  uint32_t seq;
  uint64_t off;
};
struct rt_place rt_place(uintptr_t addr);
/* Module number and offset of a code address; module 0xffff when unknown. */
void rt_pc(uintptr_t pc, uint16_t *module, uint32_t *off);
void rt_place_init(void);           /* in the server, before the first fork */
void rt_place_declare(const struct rt_place *p, uintptr_t addr); /* BLOCK or FRAME record, when due */
/* The lowest address of a shared range, or 0 when it does not exist now. */
uintptr_t rt_place_address(const struct wire_shared *s);

/* ---- the address space ------------------------------------------------------
 * Address-space randomisation is off, and the runtime places its own mappings where
 * nothing else comes to lie. The low 44 bits of all addresses of a program
 * (executable, heap, libraries, stacks) are distinct, so one shadow byte per byte
 * at RT_SHADOW + (address & RT_SHADOW_MASK) describes each. */
#define RT_SHADOW ((uintptr_t)0x100000000000)
#define RT_SHADOW_MASK ((uintptr_t)0x0fffffffffff)
#define RT_HEAP ((uintptr_t)0x620080000000)
#define RT_HEAP_SIZE ((uintptr_t)64 << 30)
#define RT_STACK_SIZE ((uintptr_t)8 << 20) /* thread n's stack is the nth slot below the heap */
#define RT_ARENA ((uintptr_t)0x640000000000)
#define RT_SIGNAL_STACKS ((uintptr_t)0x640040000000)
enum { RT_THREADS_MAX = 250 }; /* a shadow byte names a thread or one of the codes below */
/* Maps SIZE bytes at ADDR, zero, without reserving memory; false when the system refuses. */
bool rt_map(uintptr_t addr, size_t size);

/* ---- shared memory (shadow.c) --------------------------------------------------- */
enum rt_code { CODE_FOUND = 0xfd, CODE_NEW = 0xfe, CODE_SHARED = 0xff };
enum rt_touch { TOUCH_PRIVATE, TOUCH_SHARED, TOUCH_NEW };
bool rt_shadow_init(void);
void rt_shadow_index(void);    /* server, before each fork: take in what was found */
void rt_shadow_begin(void);    /* child: mark what is known to be shared */
void rt_shadow_begin_thread(struct rt_thread *t); /* mark what is known to be shared of its stack */
void rt_shadow_block(uint16_t owner, uint32_t seq, uintptr_t addr, size_t size); /* a block was allocated */
void rt_shadow_clear(uintptr_t addr, size_t size);
enum rt_touch rt_touch(uintptr_t addr, size_t size);
static inline const uint8_t *rt_shadow_of(uintptr_t addr) { return (const uint8_t *)(RT_SHADOW + (addr & RT_SHADOW_MASK)); }

/* ---- heap (heap.c) -------------------------------------------------------------------------- */
struct rt_block {
  uint64_t size;      /* as asked for; 0: free */
  uint32_t seq;       /* how-manieth block of its thread */
  uint16_t owner;
  uint16_t offset;    /* of the payload from this header */
  uint64_t pc;        /* who called malloc */
  uint8_t declared;   /* a BLOCK record has been written */
  uint8_t pad[7];
};
struct rt_block *rt_block_at(uintptr_t addr); /* the live block around ADDR, or NULL */
static inline bool rt_heap_has(uintptr_t addr) { return addr - RT_HEAP < RT_HEAP_SIZE; }
/* The payload of a live block by its name, or 0; slow, for the server. */
uintptr_t rt_block_find(uint16_t owner, uint32_t seq);
/* Memory for the runtime's own tables: zeroed, never given back, exists before main and survives the fork. */
void *rt_arena(size_t size);

/* ---- spinning (spin.c) ------------------------------------------------------------------------ */
/* Takes note of the step that SELF has just made. */
void rt_spin_note(struct rt_thread *self, const struct wire_step *step, uintptr_t addr);
/* SELF is about to do W: park it when it goes round in circles. */
void rt_spin_check(struct rt_thread *self, const struct rt_wait *w);
bool rt_spin_only_looks(const struct wire_step *step); /* has the step no effect on others? */
bool rt_spin_release(void); /* nobody is enabled: let parked threads go once more; false: livelock */

/* ---- system calls without libc (sys.c) ------------------------------------------------------------ */
long rt_futex_wait(_Atomic uint32_t *word, uint32_t value);
long rt_futex_wake(_Atomic uint32_t *word, int n);
long rt_futex_wait_shared(_Atomic uint32_t *word, uint32_t value);
long rt_futex_wake_shared(_Atomic uint32_t *word, int n);

void rt_yield_cpu(void);
void rt_copy(void *to, const void *from, size_t n);
void rt_fill(void *to, int byte, size_t n);
size_t rt_length(const char *s); /* strlen; 0 for NULL */
pid_t rt_real_tid(void);
void rt_die_with_parent(void); /* PR_SET_PDEATHSIG */
_Noreturn void rt_exit_now(int status); /* exit_group, nothing else */
/* Is the code address in the executable itself? */
bool rt_pc_in_program(uintptr_t pc);

#endif

/* wire.h — what plait and the runtime inside the target say to each other.
 *
 * One memory file is mapped by both sides (its descriptor number is in the
 * environment variable PLAIT_FD when the target starts):
 *
 *   offset 0                    struct wire_ctl      the control page
 *   wire_ctl.prefix_at          uint32_t[]           choices to follow (plait writes)
 *   wire_ctl.shared_at          struct wire_shared[] memory known to be shared (both)
 *   wire_ctl.ring_at            struct wire_record[] the event log (runtime writes)
 *
 * Three processes take part: plait; the *server*, which is the target program
 * stopped just before main; and the *child*, forked from the server for each
 * execution. Nothing here contains a raw address of the target, except places of
 * the kind PLACE_ABS, so what is logged compares equal between machines.
 *
 * Life of an execution
 *   plait   writes the run_* fields, the prefix, sets state = WIRE_START,
 *           increments `command` and wakes it (futex)
 *   server  forks; the child sets state = WIRE_RUNNING and runs main
 *   child   appends records; when it wants a decision it fills `ask_*`, sets
 *           state = WIRE_ASK, rings the bell and sleeps on `answer_seq`;
 *           plait writes `answer`, increments answer_seq and wakes it
 *   child   at the end writes `end_*` and leaves with _exit
 *   server  reaps the child, fills `exit_status`, sets state = WIRE_ENDED, rings
 *   plait   kills `child` to end an execution early; the server still reports it
 *
 * The bell is a futex word incremented by the target's side. `bell_wanted` says
 * that plait is asleep, so that nobody makes a system call for nothing. Besides
 * the reasons above the child rings when the ring is half full, and sleeps on
 * `tail_seq` when it is full.
 *
 * Every change of a struct here changes WIRE_VERSION; both sides check it. */
#ifndef PLAIT_WIRE_WIRE_H
#define PLAIT_WIRE_WIRE_H

#include "wire/ops.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_MAGIC 0x54414c50u /* "PLAT" */
#define WIRE_VERSION 9u
#define WIRE_ENV "PLAIT_FD"

enum {
  WIRE_THREADS = 256,       /* threads that one execution may create */
  WIRE_RING = 1 << 16,      /* records; a power of two */
  WIRE_PREFIX = 1 << 22,    /* choices in a prefix */
  WIRE_SHARED = 1 << 16,    /* ranges of shared memory */
  WIRE_TEXT_BYTES = 56,     /* text in one continuation record */
};

/* ---- choices ---------------------------------------------------------- */

/* A choice is a kind in the top byte and a thread number below it. */
enum wire_choice {
  CHOICE_STEP = 0,     /* the thread performs its pending operation */
  CHOICE_TIMEOUT = 1,  /* its timed wait gives up instead */
  CHOICE_SPURIOUS = 2, /* its condition wait returns although nobody signalled */
  CHOICE_COND = 3,     /* cond_signal wakes this waiter (only when there are several) */
  CHOICE_SEM = 4,      /* reserved: permits are not handed over, see runtime/sem.c */
  CHOICE_ANY = 5,      /* in a prefix: the thread moves, by CHOICE_STEP when it can, else by CHOICE_TIMEOUT or CHOICE_SPURIOUS */
};
#define WIRE_CHOICE(kind, thread) ((uint32_t)(kind) << 24 | (uint32_t)(thread))
#define WIRE_CHOICE_KIND(c) ((c) >> 24)
#define WIRE_CHOICE_THREAD(c) ((c) & 0xffffffu)

/* Who decides once the prefix is used up. */
enum wire_policy {
  POLICY_CONTINUE = 0,    /* the running thread while it is enabled, else the next by number */
  POLICY_ROUND_ROBIN = 1, /* another thread after every step */
  POLICY_RANDOM = 2,      /* uniformly among the enabled, from run_seed */
  POLICY_ASK = 3,         /* plait, through ask_* and answer */
  POLICY_PCT = 4,         /* by priorities with run_depth − 1 changes (runtime/sample.c) */
  POLICY_POS = 5,         /* by priorities of operations, drawn anew where they conflict */
};

/* ---- places ------------------------------------------------------------ */

/* Where in the target something lies, without an address. */
enum wire_place {
  PLACE_NONE = 0,
  PLACE_MODULE = 1, /* owner: module number; off: from its load address */
  PLACE_HEAP = 2,   /* owner: thread that allocated, seq: its how-manieth block (from 1); off: in the block */
  PLACE_STACK = 3,  /* owner: thread; off: bytes below the frame of its start function */
  PLACE_TLS = 4,    /* owner: thread; off: bytes below the thread pointer */
  PLACE_ABS = 5,    /* off: the address itself (mapped memory) */
};

/* ---- records ------------------------------------------------------------ */

enum wire_type {
  WIRE_STEP = 1,   /* struct wire_step; the only record that is a step */
  WIRE_TEXT = 2,   /* struct wire_text: bytes that belong to the record before it */
  WIRE_MODULE = 3, /* struct wire_decl: id = module number; text: path of the file */
  WIRE_BLOCK = 4,  /* struct wire_decl: a heap block that an event is about to mention:
                      owner, seq; a = size in bytes, pc = where it was allocated */
  WIRE_FRAME = 5,  /* struct wire_decl: a stack variable that an event is about to mention: owner = thread,
                      off = as in PLACE_STACK, pc = in the function whose frame it is, a = CFA minus address */
  WIRE_OBJECT = 6, /* struct wire_decl: id = object number, kind, place; a = semaphore's permits, barrier's
                      count, queue's capacity; b = mutex type (PTHREAD_MUTEX_…), a composite's variant; owner: enum
                      wire_object_bit; whole: the object that it is a part of; text: name, when given (a part's is its
                      name within the whole) */
  WIRE_THREAD = 7, /* struct wire_decl: id = thread number, owner = creator; pc = start function */
  WIRE_NAME = 8,   /* struct wire_decl: a name from the program. kind = THREAD: id; otherwise: place and a = size
                      in bytes; text: the name */
  WIRE_OPTIONS = 9, /* struct wire_options: what the next choice was made from (RUN_OPTIONS) */
};

enum wire_object_bit {
  OBJECT_COMPOSITE = 1 << 0, /* made of others, and changed only by what it says of itself (OP_NOTE) */
  OBJECT_NAMED = 1 << 1,     /* its name follows */
};

/* What a search must know of a step besides what is shown. */
enum wire_nature {
  NATURE_FREE = 1 << 0,   /* it would have been possible in any state: a try, a plain access */
  NATURE_TIMED = 1 << 1,  /* the wait may end by itself: a deadline that has come (with --time=free: any), or a spurious wakeup */
  NATURE_EFFECT = 1 << 2, /* a signal or broadcast that woke somebody; the thread that runs a once routine */
  NATURE_ENDS = 1 << 3,   /* the process ended with it; only known to the search that has seen it */
  NATURE_TICK = 1 << 4,   /* virtual time: nobody could move before it, so the clock went on to the next deadline */
  NATURE_HURRY = 1 << 5,  /* virtual time: its thread has read the clock so often that the clock went on (runtime/clock.c) */
};

/* A 64-byte slot of the ring. The first byte of each kind is its wire_type. */
struct wire_step {
  uint8_t type;      /* WIRE_STEP */
  uint8_t op;        /* enum plait_op */
  uint8_t why;       /* enum plait_why */
  uint8_t size;      /* bytes accessed, at most 255 (a longer range says 255); 0 when not memory */
  uint16_t flags;    /* enum plait_step_flag */
  uint16_t thread;   /* who moved */
  uint16_t other;    /* thread created, joined, woken; else 0 */
  uint16_t pc_module;/* 0xffff: unknown */
  uint32_t pc_off;   /* the return address of the call into the runtime, in its module */
  uint32_t object;   /* WIRE_OBJECT number from 1; 0: none, or a variable: then `place_*` */
  uint8_t place;     /* enum wire_place, for CLASS_MEMORY */
  uint8_t nature;    /* enum wire_nature */
  uint16_t place_owner;
  uint32_t place_seq;
  int32_t result;    /* what the call returned (0, or an errno value); fd for output and io */
  uint64_t place_off; /* or object2: the mutex of cond_wait and cond_wake */
  uint64_t value[2]; /* by class: memory contents, permits, arrivals, nanoseconds */
  uint64_t time_ns;  /* virtual clock: nanoseconds since the start of the execution */
};

struct wire_text {
  uint8_t type; /* WIRE_TEXT */
  uint8_t more; /* 1: the text goes on in the next record */
  uint16_t len; /* bytes in this record */
  uint32_t pad;
  char bytes[WIRE_TEXT_BYTES];
};

struct wire_decl {
  uint8_t type;
  uint8_t kind;       /* enum plait_kind */
  uint8_t place;      /* enum wire_place */
  uint8_t pad;
  uint16_t place_owner;
  uint16_t owner;
  uint32_t id;
  uint32_t place_seq;
  uint64_t place_off;
  uint64_t a;
  uint64_t b;
  uint16_t pc_module; /* 0xffff: unknown */
  uint16_t pad2;
  uint32_t pc_off;
  uint32_t whole; /* OBJECT: number of another object, declared before; 0: none */
  uint32_t pad3[3];
};

enum { WIRE_OPTIONS_MAX = 14 };
struct wire_options {
  uint8_t type; /* WIRE_OPTIONS */
  uint8_t more; /* 1: the list goes on in the next record */
  uint16_t count;
  uint32_t taken; /* one of them */
  uint32_t choice[WIRE_OPTIONS_MAX];
};

union wire_record {
  uint8_t type;
  struct wire_options options;
  struct wire_step step;
  struct wire_text text;
  struct wire_decl decl;
};
_Static_assert(sizeof(struct wire_step) == 64, "a record is one cache line");
_Static_assert(sizeof(union wire_record) == 64, "a record is one cache line");

/* ---- the control page ----------------------------------------------------- */

enum wire_thread_state {
  THREAD_NONE = 0,
  THREAD_LIVE = 1,     /* has a pending operation, or is the one running */
  THREAD_FINISHED = 2, /* thread_exit performed */
};

enum { WIRE_VERB = 22 };

/* What a thread would do next; valid while state is WIRE_ASK or WIRE_ENDED. */
struct wire_thread {
  uint8_t state;   /* enum wire_thread_state */
  uint8_t op;      /* the pending operation */
  uint8_t size;
  uint8_t enabled; /* it could be performed now */
  uint8_t can_timeout;  /* CHOICE_TIMEOUT would be accepted */
  uint8_t can_spurious; /* CHOICE_SPURIOUS would be accepted */
  uint8_t place;
  uint8_t spinning; /* parked: it repeats the same reads */
  uint16_t other;   /* thread to be joined */
  uint16_t place_owner;
  uint16_t pc_module;
  uint16_t nature;  /* enum wire_nature, as far as it is known beforehand */
  uint32_t pc_off;
  uint32_t object;
  uint32_t place_seq;
  uint64_t place_off; /* or object2 */
  uint64_t deadline;  /* virtual ns; UINT64_MAX: none */
  int32_t tid;        /* kernel thread id */
  uint32_t spins;     /* how often it has repeated the same reads */
  uint64_t value;     /* span_begin: the argument, valid with STEP_VALUE in flags */
  uint16_t flags;     /* enum plait_step_flag known beforehand */
  char verb[WIRE_VERB]; /* span_begin: what is called, cut, NUL-terminated */
};

struct wire_shared {
  uint8_t place; /* enum wire_place */
  uint8_t pad;
  uint16_t owner;
  uint32_t seq;
  uint64_t off; /* first byte; for STACK and TLS, bytes below the base, of the lowest address */
  uint32_t len; /* bytes */
  uint32_t generation; /* run_generation of the execution that found it, plus 1 */
};

enum wire_state {
  WIRE_BOOT = 0,   /* server not there yet */
  WIRE_READY = 1,  /* server waits for a command */
  WIRE_START = 2,  /* plait asked for an execution */
  WIRE_RUNNING = 3,
  WIRE_ASK = 4,    /* the child waits for an answer */
  WIRE_ENDED = 5,  /* the child is reaped; then as WIRE_READY */
};

enum wire_ask {
  ASK_STEP = 0,   /* which thread moves, and how */
  ASK_WAITER = 1, /* which waiter of `ask_object` the signal wakes: those with `enabled` set in ask_set */
};

enum wire_run_flag {
  RUN_FREE_TIME = 1 << 0, /* --time=free */
  RUN_SPURIOUS = 1 << 1,  /* offer spurious wakeups */
  RUN_REMAP = 1 << 2,     /* the prefix was recorded at run_generation: operations on memory found shared
                             since then are performed without consuming a choice while the prefix lasts */
  RUN_OPTIONS = 1 << 3, /* log what each choice is made from */
  RUN_ONCE = 1 << 5,    /* a search that has tried everything from every state on the way: one that comes back within the prefix is
                           no news (runtime/circle.c) */
  RUN_SEARCH = 1 << 4,  /* a timed wait gives up only in states where it would have to wait: that it had to wait before
                           is nothing that other steps could be ordered against, and giving up then was possible already */
};

/* A thread that the policy leaves alone until another step conflicts with what it would do (runtime/asleep.c). */
struct wire_sleeper {
  uint16_t thread;
  uint16_t flags; /* its operation as it was when performed here before: enum plait_step_flag */
  uint8_t nature; /* enum wire_nature */
  uint8_t pad[3];
};

/* What a thread is expected to do to run_target. */
struct wire_walker {
  uint64_t thread;   /* its name (wire/name.h) */
  uint32_t creator;  /* number of its creator's entry, which comes before; of the first: 0 */
  uint32_t accesses;
};

struct wire_ctl {
  uint32_t magic;
  uint32_t version;
  uint64_t total_size; /* of the file */
  uint64_t prefix_at, shared_at, ring_at;
  int32_t server; /* process id */
  uint32_t has_tsan; /* the program calls the ThreadSanitizer hooks */

  /* plait → target, written before WIRE_START */
  _Alignas(64) _Atomic uint32_t command; /* futex */
  uint32_t run_policy, run_model, run_flags;
  uint32_t run_interval; /* gil: visible operations between switches */
  uint32_t run_generation; /* shared ranges with a greater generation are new to the prefix */
  uint64_t run_seed;
  uint64_t run_max_steps;
  uint64_t run_prefix;     /* choices in the prefix */
  uint64_t run_given;      /* the first of them, which a search has to take as they are */
  uint64_t run_ask_from;   /* POLICY_ASK: before this step follow POLICY_CONTINUE; 0 or 1: always ask */
  uint64_t run_sleep_from; /* the sleepers are those of the state after this many choices of the prefix */
  uint32_t run_depth;      /* POLICY_PCT: how many orderings the bug needs */
  uint32_t run_length;     /* POLICY_PCT: steps that an execution may have */
  uint32_t run_sleepers, run_walkers;
  uint32_t apart;          /* plait has a processor of its own: the server need not go to sleep between executions */
  uint64_t run_target;     /* POLICY_RANDOM, PCT, POS: the name of a place (wire/name.h) all orders of whose accesses are alike
                              (runtime/surw.c); 0: none */
  uint32_t asleep;         /* target → plait: everybody who could move was a sleeper; the end is END_DIVERGED */

  /* target → plait */
  _Alignas(64) _Atomic uint32_t bell; /* futex */
  _Atomic uint32_t bell_wanted;
  _Atomic uint32_t state;  /* enum wire_state */
  int32_t child;           /* process id of the execution */
  uint32_t end;            /* enum plait_end */
  int32_t end_status;      /* exit status, signal number */
  int32_t exit_status;     /* as waitpid reports it */
  uint32_t found_shared;   /* how many ranges this execution added */
  uint32_t threads;        /* how many slots of `thread` are in use */
  uint32_t current;        /* the thread that holds the baton */
  uint64_t steps;          /* performed so far */
  uint64_t time_ns;        /* virtual clock */
  uint32_t circle;         /* of the last ask: the step after which everything was as it is now, if nobody was left out since; or 0 */
  uint64_t used;           /* prefix choices consumed */
  uint64_t diverged_at;    /* step at which the prefix named a thread that could not move; 0: it did not */
  uint32_t ask, ask_object;
  uint32_t stays;          /* of the last ask, or of the choice at diverged_at: the switch model lets only `current` move there */
  uint64_t ask_set[WIRE_THREADS / 64];
  uint64_t stall_pc_off;   /* written by the stall signal's handler: where the thread is */
  uint32_t stall_pc_module, stall_done;

  /* decisions */
  _Alignas(64) _Atomic uint32_t answer_seq; /* futex */
  uint32_t answer;                          /* a choice */

  /* ring: records [tail, head) are unread; indices count for ever, slot = index % WIRE_RING */
  _Alignas(64) _Atomic uint64_t head;
  _Alignas(64) _Atomic uint64_t tail;
  _Atomic uint32_t tail_seq; /* futex: incremented when plait frees room and tail_wanted is set */
  _Atomic uint32_t tail_wanted;

  _Alignas(64) uint32_t shared_count;
  struct wire_thread thread[WIRE_THREADS]; /* the first of them share a page with what is above */

  char trouble[512]; /* set with state WIRE_ENDED: an unsupported call, named; exit 4 */
  char end_text[512];      /* the failed assertion, the deadlock's reason, ... */

  struct wire_sleeper run_sleeper[WIRE_THREADS]; /* plait writes run_sleepers of them; the runtime strikes out who wakes */
  struct wire_walker run_walker[WIRE_THREADS];   /* and run_walkers of these */
};

static inline uint32_t *wire_prefix(struct wire_ctl *c) { return (uint32_t *)((char *)c + c->prefix_at); }
static inline struct wire_shared *wire_shared(struct wire_ctl *c) { return (struct wire_shared *)((char *)c + c->shared_at); }
static inline union wire_record *wire_ring(struct wire_ctl *c) { return (union wire_record *)((char *)c + c->ring_at); }

/* The signal with which plait asks a stalled thread where it is; the handler
 * fills stall_pc_*, sets stall_done and rings the bell. */
#define WIRE_STALL_SIGNAL (SIGRTMAX - 3)

#endif

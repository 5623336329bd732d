/* trace.h — an execution in memory: the one thing everything above is drawn from.
 *
 * A trace is filled step by step (from a live target by trace/ingest.c, from a
 * file by trace/reader.c, by hand in tests) and never changed afterwards, except
 * that it grows at the end and may be cut back (trace_cut). Live stepping and
 * replay are therefore the same to the model and the views.
 *
 * Steps are numbered from 1. Threads are numbered from 0 (main); objects, sites
 * and texts from 1, so that 0 means "none". All strings are owned by the trace
 * and live as long as it does. */
#ifndef PLAIT_TRACE_TRACE_H
#define PLAIT_TRACE_TRACE_H

#include "base/buf.h"
#include "base/err.h"
#include "wire/ops.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How to read the bytes of a value. */
enum trace_enc { ENC_UNKNOWN, ENC_SIGNED, ENC_UNSIGNED, ENC_FLOAT, ENC_BOOL, ENC_CHAR, ENC_POINTER };

/* Where something lies in the target; see enum wire_place for the meaning. */
struct trace_place {
  uint8_t kind; /* enum wire_place */
  uint16_t owner;
  uint32_t seq;
  uint64_t off;
};

struct trace_step {
  uint64_t value;    /* the low 8 bytes; valid with STEP_VALUE. Of a deadlock: see trace_circle */
  uint64_t value_hi; /* bytes 8..15 of a 16-byte access; a composite's note: `more` of plait_rt_effect (include/plait.h) */
  uint64_t time_ns;  /* virtual time */
  uint32_t site;     /* where in the source; 0: unknown */
  uint32_t object;   /* what was operated on; 0: nothing */
  uint32_t object2;  /* the mutex of cond_wait and cond_wake; else 0 */
  uint32_t text;     /* output, note, assertion, verb of a span; 0: none */
  uint32_t next;     /* the next step of the same thread; 0: none so far (kept by trace_append) */
  int32_t result;    /* 0 or an errno value; the descriptor for output and io */
  uint16_t thread;
  uint16_t other;    /* thread created, joined, woken */
  uint16_t flags;    /* enum plait_step_flag */
  uint8_t op;        /* enum plait_op */
  uint8_t why;       /* enum plait_why */
  uint8_t size;      /* bytes of a memory access */
};

struct trace_thread {
  const char *name;    /* "main", "T1", or what the program called it */
  uint16_t creator;
  uint32_t start_site; /* of its start function; 0: unknown */
  uint32_t created;    /* step of its thread_create; 0 for main */
  uint32_t first, last; /* its first and last step so far; 0: none */
};

struct trace_object {
  uint8_t kind;       /* enum plait_kind */
  uint8_t enc;        /* variables: enum trace_enc */
  uint8_t size;       /* variables: bytes */
  uint8_t lock_type;  /* mutexes: 0 normal, 1 recursive, 2 errorcheck; rwlocks: 1 writers go first; composites: the
                         variant of plait_rt_object (include/plait.h) */
  bool composite;     /* made of others; its state is what its notes say */
  const char *name;   /* never NULL: "counter", "forks[2]", "malloc@bank.c:31+8" */
  const char *type;   /* C type, "" when unknown */
  struct trace_place place;
  int64_t param;      /* semaphore: first permits; barrier: parties; queue: capacity (0: unbounded); else as in plait_rt_object */
  uint32_t site;      /* heap: where it was allocated */
  uint32_t whole;     /* the composite that it is a part of; 0: none */
};

struct trace_site {
  const char *func; /* "" when unknown */
  const char *file; /* as the debug information says, shortened to be relative to the compilation directory; "" when unknown */
  uint32_t line;    /* 0: unknown */
  uint32_t module;  /* number of the module, and */
  uint64_t off;     /* the offset in it, for a site that could not be resolved */
};

struct trace_source {
  const char *file; /* as in trace_site.file */
  const char *text; /* NUL-terminated */
  size_t len;
};

/* What a live thread would do next, at the end of the trace. For earlier steps the
 * pending operation is simply the thread's next step. */
struct trace_pending {
  uint16_t thread;
  uint16_t other;
  uint8_t op;
  uint8_t size;
  uint8_t enabled, can_timeout, can_spurious, spinning;
  uint8_t kept; /* while a live execution waits for a choice: the switch model lets only the running thread move now */
  uint32_t object, object2, site;
  uint32_t spins;
  uint64_t deadline; /* virtual ns; UINT64_MAX: none */
  uint64_t value;    /* span_begin: the argument, when has_value */
  bool has_value;
  char verb[24];     /* span_begin: what is called, cut */
};

struct trace_end {
  enum plait_end kind;
  int32_t status; /* exit status; signal number for a crash */
  const char *text; /* "" or what to say: the failed assertion, the divergence */
};

/* Everything needed to run it again. Strings may be "", never NULL. */
struct trace_meta {
  const char *program; /* as the user named it */
  const char *const *args; size_t arg_count; /* without the program itself */
  const char *const *env; size_t env_count;  /* K=V, only what --env set */
  const char *cwd, *stdin_file, *strategy, *build; /* build: "gcc 12, -fsanitize=thread" or "sync operations only" */
  uint64_t seed, max_steps;
  uint8_t model; /* enum plait_model */
  uint8_t free_time, spurious, has_tsan;
  uint32_t interval;
};

struct trace_shared {
  struct trace_place place;
  uint32_t len;
};

struct trace;

struct trace *trace_new(void);
void trace_free(struct trace *t);

/* -- filling ------------------------------------------------------------- */
void trace_set_meta(struct trace *t, const struct trace_meta *m); /* copies */
uint16_t trace_add_thread(struct trace *t, const char *name, uint16_t creator);
void trace_name_thread(struct trace *t, uint16_t thread, const char *name);
uint32_t trace_add_object(struct trace *t, const struct trace_object *o); /* copies its strings */
void trace_name_object(struct trace *t, uint32_t object, const char *name, const char *type, enum trace_enc enc);
uint32_t trace_add_site(struct trace *t, const struct trace_site *s);
uint32_t trace_add_module(struct trace *t, const char *path); /* numbered from 0 */
uint32_t trace_add_text(struct trace *t, const char *bytes, size_t len);
void trace_add_source(struct trace *t, const char *file, const char *text, size_t len);
void trace_set_shared(struct trace *t, const struct trace_shared *s, size_t n);
/* Appends a step; its number is the new trace_steps(t). `next` of the thread's step
 * before, and created/first/last of threads, are maintained here. */
uint32_t trace_append(struct trace *t, const struct trace_step *s);
void trace_set_pending(struct trace *t, const struct trace_pending *p, size_t n);
/* See trace_circle; until the next step. */
void trace_set_circle(struct trace *t, uint32_t step);
void trace_set_end(struct trace *t, const struct trace_end *e);
/* Forgets every step after KEEP (and the end and the pending operations). KEEP 0 forgets
 * threads and objects as well, because another execution may number them differently; sites,
 * modules, sources, meta and the shared set stay. */
void trace_cut(struct trace *t, uint32_t keep);

/* -- reading -------------------------------------------------------------- */
uint32_t trace_steps(const struct trace *t);
const struct trace_step *trace_step(const struct trace *t, uint32_t step); /* 1 ≤ step ≤ trace_steps */
size_t trace_threads(const struct trace *t);
const struct trace_thread *trace_thread(const struct trace *t, uint16_t thread);
size_t trace_objects(const struct trace *t); /* the greatest object number */
const struct trace_object *trace_object(const struct trace *t, uint32_t object);
size_t trace_sites(const struct trace *t);
const struct trace_site *trace_site(const struct trace *t, uint32_t site); /* 0 gives an empty site */
size_t trace_modules(const struct trace *t);
const char *trace_module(const struct trace *t, uint32_t module);
const char *trace_text(const struct trace *t, uint32_t text, size_t *len); /* 0 gives "" */
size_t trace_texts(const struct trace *t);
size_t trace_sources(const struct trace *t);
const struct trace_source *trace_source_at(const struct trace *t, size_t i);
const struct trace_source *trace_source_find(const struct trace *t, const char *file); /* NULL: not there */
const struct trace_meta *trace_meta(const struct trace *t);
const struct trace_end *trace_end(const struct trace *t);
/* Everything is as it was after this step, and all who could move since have moved (runtime/circle.c): at the end of a livelock, or
 * where the execution stands now. 0: nothing of the kind is known. */
uint32_t trace_circle(const struct trace *t);
/* Appends what was printed on stdout, then what was printed on stderr. */
void trace_output(const struct trace *t, struct buf *out);
const struct trace_shared *trace_shared(const struct trace *t, size_t *n);
const struct trace_pending *trace_pending(const struct trace *t, size_t *n);
/* The pending entry of THREAD at the end of the trace, or NULL. */
const struct trace_pending *trace_pending_of(const struct trace *t, uint16_t thread);
/* The choices of steps [from, to], as WIRE_CHOICE words: cond choices follow the step that
 * signalled. Appends to *OUT (malloc'ed, the caller frees); returns how many. */
size_t trace_choices(const struct trace *t, uint32_t from, uint32_t to, uint32_t **out);
/* A hash over everything that must be equal when the same schedule is run again: each
 * step's thread, operation, object's place and kind, value, result, text, why; the end. Pure function of
 * the steps, independent of names and of how the trace came to be. */
uint64_t trace_hash(const struct trace *t);

/* -- resolving ------------------------------------------------------------ */

/* How a trace under construction learns names; src/cli connects it to symbols.
 * Returned strings are copied before the next call. */
struct trace_resolver {
  void *ctx;
  /* Function, file and line of an offset in a module; false: unknown. */
  bool (*site)(void *ctx, const char *module, uint64_t off, struct trace_site *out);
  /* Name, type and encoding of the variable of SIZE bytes at PLACE. module: for PLACE_MODULE its path.
   * frame_module/frame_off: for PLACE_STACK an address in the owning function, and cfa = CFA minus
   * address. Sets out->name, type, enc only; false: unknown. */
  bool (*place)(void *ctx, const struct trace_place *place, size_t size, const char *module,
                const char *frame_module, uint64_t frame_off, int64_t cfa, struct trace_object *out);
};

#endif

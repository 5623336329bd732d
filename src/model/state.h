/* state.h — what a world consists of; for the files of src/model only.
 *
 * The state after a step is four flat things: a few words per thread, a struct
 * world_object per object, the locks each thread holds in order of acquisition,
 * and the items of annotated queues. Nothing in it is derived: who is blocked,
 * since when and by whom follows from these and the trace (status.c). That
 * keeps a step to a handful of stores, an undo record to the things one step
 * can touch, and a keyframe to one copy. */
#ifndef PLAIT_MODEL_STATE_H
#define PLAIT_MODEL_STATE_H

#include "base/array.h"
#include "model/world.h"

enum { STATE_SPANS = 4 }; /* further calls within calls are counted only */

struct state_thread {
  uint32_t last;      /* its last step so far; 0: none */
  uint32_t waits_on;  /* condition whose wait set it is in, from cond_wait to cond_wake; 0: none */
  uint32_t signalled; /* step that signalled it meanwhile; 0: nobody has */
  uint32_t arrived;   /* generation of the barrier when it last arrived at one */
  uint32_t depth;     /* how often it had locked the mutex it gave up to wait */
  uint32_t holds;     /* entries of its hold list */
  uint32_t spans;     /* calls of a library that it is in, one within the other */
  uint32_t span[STATE_SPANS]; /* their SPAN_BEGIN steps, the outermost first */
  bool over;
};

struct state_hold {
  uint32_t object;
  uint32_t since; /* a recursive reader has one entry per rdlock */
};

/* Holds [0, state_thread.holds) are in use. */
struct state_holds {
  struct state_hold *at;
  size_t cap;
};

struct state_queue {
  uint64_t *at; /* items are [head, head + len): taking the oldest moves nothing */
  size_t cap, head, len;
};

struct state {
  const struct trace *trace;
  uint32_t step;
  size_t thread_count; /* as in the trace; the arrays below may be larger */
  size_t object_count;
  struct state_thread *threads;
  struct state_holds *holds;   /* parallel to threads */
  struct world_object *objects; /* indexed by object number; [0] unused */
  uint32_t *queue_of;          /* parallel to objects: index into queues + 1; 0: it has never held an item */
  size_t thread_cap, object_cap, holds_cap, queue_of_cap;
  ARRAY(struct state_queue) queues;
  uint8_t end_op;      /* the CLASS_END operation that has ended the execution, or OP_NONE */
  uint16_t end_thread; /* who performed it */
};

enum { UNDO_HOLD_NONE, UNDO_HOLD_ADDED, UNDO_HOLD_REMOVED };
enum { UNDO_ITEM_NONE, UNDO_ITEM_PUT, UNDO_ITEM_GOT };

/* Everything one step overwrote. It names what it is about itself, so that a step
 * can be undone when the trace has already forgotten it. */
struct undo {
  uint32_t object, object2; /* whose state is saved below; 0: none */
  uint16_t thread;          /* whose state is saved below */
  uint8_t hold;             /* UNDO_HOLD_… */
  uint8_t item;             /* UNDO_ITEM_… */
  bool woke;                /* threads were signalled: those that say this step */
  bool ended;               /* end_op was set */
  uint16_t hold_thread;     /* whose hold list changed, */
  uint32_t hold_at;         /* at which index, */
  struct state_hold held;   /* and what was removed */
  size_t item_at;
  uint64_t item_value;
  struct state_thread thread_was;
  struct world_object was, was2;
};

/* -- state.c: memory ------------------------------------------------------- */
void state_init(struct state *s, const struct trace *t);
void state_fini(struct state *s);
/* Takes in threads and objects that the trace has got since. */
void state_grow(struct state *s);
/* Back to before the first step, and to the sizes of the trace. */
void state_reset(struct state *s);

/* A whole state in one block of memory. */
struct keyframe {
  uint32_t step;
  size_t bytes;
  void *block;
};
size_t state_bytes(const struct state *s); /* what a keyframe of it would take */
void state_save(const struct state *s, struct keyframe *k);
void state_load(struct state *s, const struct keyframe *k);

size_t state_hold_add(struct state *s, uint16_t thread, size_t at, struct state_hold h);
struct state_hold state_hold_remove(struct state *s, uint16_t thread, size_t at);
void state_item_insert(struct state *s, uint32_t object, size_t at, uint64_t value);
uint64_t state_item_remove(struct state *s, uint32_t object, size_t at);
const struct state_queue *state_queue(const struct state *s, uint32_t object); /* NULL: empty */

/* -- apply.c: semantics ------------------------------------------------------- */
/* Performs step s->step + 1 of the trace; *u says how to take it back. */
void state_apply(struct state *s, struct undo *u);
void state_undo(struct state *s, const struct undo *u);

/* -- composite.c: what composites say of themselves ----------------------------- */
struct act;
void state_span(const struct act *a);   /* SPAN_BEGIN, SPAN_END */
void state_effect(const struct act *a); /* a note on a composite, or an annotated queue */

/* -- status.c: what follows from a state ---------------------------------------- */
/* Fills *out for THREAD at s->step. */
void status_of(const struct state *s, uint16_t thread, struct world_thread *out);
/* Whom a thread with this status waits for; -1: nobody in particular. */
int status_blocker(const struct state *s, const struct world_thread *w);
/* The object because of which a thread with this status cannot move; 0: none. */
uint32_t status_obstacle(const struct world_thread *w);
/* The SPAN_BEGIN of the call on OBJECT that THREAD is in; 0: none. */
uint32_t status_span_on(const struct state *s, uint16_t thread, uint32_t object);

#endif

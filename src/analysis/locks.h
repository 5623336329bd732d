/* locks.h — who holds what since when, and who waits at which condition, after each step.
 *
 * The model (model/world.h) knows this too, for any step in any direction, at the
 * price of undo records and keyframes. Detectors only go forward, over millions of
 * steps in a search, and need little of it. A semaphore of one permit that is only
 * given back by whoever took it is a lock, and has an owner here. So have locks that are made of others, by
 * what they say of themselves (include/plait.h); what lies inside them is held like any lock. */
#ifndef PLAIT_ANALYSIS_LOCKS_H
#define PLAIT_ANALYSIS_LOCKS_H

#include "base/array.h"
#include "trace/trace.h"

struct locks_held {
  uint32_t object, step; /* which, and the step that took it */
  bool shared;           /* as a reader */
};

enum { LOCKS_CALLS = 4 }; /* further calls within calls are counted only */

struct locks_thread {
  ARRAY(struct locks_held) held; /* in order of acquisition */
  uint32_t waits_on;  /* condition, from cond_wait to cond_wake */
  uint32_t signalled; /* step that signalled it meanwhile; 0: nobody has */
  uint32_t arrived;   /* barrier that it has arrived at and that has not opened; 0: none */
  uint32_t depth;     /* of the recursive mutex it gave up to wait */
  uint32_t last;      /* its last step */
  uint32_t calls;     /* of libraries that it is in, one within the other */
  uint32_t call[LOCKS_CALLS]; /* their SPAN_BEGIN steps, the outermost first */
  bool over;
};

struct locks_object {
  int32_t owner;      /* thread, or -1 */
  uint32_t since;     /* step at which it became owner */
  uint32_t depth;     /* recursive mutex */
  uint32_t readers;
  uint32_t free_at, free_before; /* last step after which nobody held it, and the one before that */
  int64_t permits;    /* of a semaphore */
  bool foreign;       /* semaphore: somebody gave a permit without having taken it */
};

struct locks {
  const struct trace *trace;
  ARRAY(struct locks_thread) threads;
  ARRAY(struct locks_object) objects; /* by object number */
};

void locks_init(struct locks *l, const struct trace *t);
void locks_fini(struct locks *l);
/* What a step takes, before detectors look at it; what it gives back, after. */
void locks_before(struct locks *l, uint32_t step, const struct trace_step *s);
void locks_after(struct locks *l, uint32_t step, const struct trace_step *s);

/* The entry of OBJECT among what THREAD holds, or NULL. */
const struct locks_held *locks_holds(const struct locks *l, uint16_t thread, uint32_t object);
/* NULL when the thread or the object has not been seen. */
const struct locks_thread *locks_thread(const struct locks *l, uint16_t thread);
const struct locks_object *locks_object(const struct locks *l, uint32_t object);
/* Does this step take a lock (and not fail to)? */
bool locks_takes(const struct trace_step *s);
/* Does it say that a lock made of others was taken, given back? */
bool locks_takes_composite(const struct trace *t, const struct trace_step *s);
bool locks_frees_composite(const struct trace *t, const struct trace_step *s);
/* The SPAN_BEGIN of the innermost call on OBJECT that THREAD is in (OBJECT 0: of the outermost call); 0: it is in none. */
uint32_t locks_call(const struct locks *l, uint16_t thread, uint32_t object);
/* OBJECT lies inside another: what programs never see. */
bool locks_is_part(const struct trace *t, uint32_t object);

#endif

/* waits.h — who waits for whom where the trace stops for now.
 *
 * What a thread will do next is known only at the end of what has been recorded
 * (trace_pending); for an earlier step it is the next step itself, which then did
 * happen, so nobody was stuck there for ever.
 *
 * A thread that waits inside a call of a library waits for the object that it has called: what it does with the mutex
 * and the conditions inside is nothing that its program knows of. */
#ifndef PLAIT_ANALYSIS_WAITS_H
#define PLAIT_ANALYSIS_WAITS_H

#include "analysis/detect.h"

struct waits_thread {
  const struct trace_pending *pending; /* NULL: not known, or over */
  bool stuck;        /* cannot move, and no deadline would help */
  uint32_t obstacle; /* the object because of which, never a part of another; 0: none (a join) */
  uint32_t call;     /* the SPAN_BEGIN of the innermost call on it that the thread is in; 0: in none */
  bool composite;    /* it is one */
  bool idle;         /* a worker of a thread pool that waits for a job */
  uint16_t *on;      /* the threads that each have to do something first */
  size_t on_len;
};

struct waits {
  struct waits_thread *threads;
  size_t len;
};

/* T waits for THREAD, which is told once; MOST: how many threads there are. */
void waits_add(struct waits_thread *t, size_t thread, size_t most);
/* SEMS: semaphores used as locks count; only right when nobody else can post, that is at the end. */
void waits_init(struct waits *w, const struct analysis_state *st, bool sems);
void waits_fini(struct waits *w);
/* A circle through FROM, as threads each waiting for the next, into OUT (room for w->len); returns its length, 0: none. */
size_t waits_circle(const struct waits *w, uint16_t from, uint16_t *out);
/* Where in the program the thread is stuck: the line of its outermost call. */
uint32_t waits_site(const struct waits *w, const struct analysis_state *st, uint16_t thread);
/* "waits for m, held by T2 since step 4 (a.c:10)"; BRIEF: without since when. */
void waits_clause(const struct waits *w, const struct analysis_state *st, uint16_t thread, bool brief, struct buf *out);
/* "m, held by T2 since step 4 (a.c:10)", for waits_clause. */
void waits_holder(const struct waits *w, const struct analysis_state *st, uint16_t thread, uint32_t object, bool brief, struct buf *out);

/* -- composite.c: calls of libraries ------------------------------------------- */

/* Fills obstacle, call, on of a stuck thread if what it waits for is a composite or lies inside one; false: it does not. */
bool composite_obstacle(struct waits *w, const struct analysis_state *st, uint16_t thread, bool sems);
/* waits_clause for such a thread: "waits to get from orders, which is empty". */
void composite_clause(const struct waits *w, const struct analysis_state *st, uint16_t thread, bool brief, struct buf *out);
/* Why that never ends, when nobody in particular could end it: ", and nobody is left who could put anything in". */
const char *composite_never(const struct waits *w, const struct analysis_state *st, uint16_t thread);

#endif

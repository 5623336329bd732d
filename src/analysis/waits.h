/* waits.h — who waits for whom where the trace stops for now.
 *
 * What a thread will do next is known only at the end of what has been recorded
 * (trace_pending); for an earlier step it is the next step itself, which then did
 * happen, so nobody was stuck there for ever. */
#ifndef PLAIT_ANALYSIS_WAITS_H
#define PLAIT_ANALYSIS_WAITS_H

#include "analysis/detect.h"

struct waits_thread {
  const struct trace_pending *pending; /* NULL: not known, or over */
  bool stuck;        /* cannot move, and no deadline would help */
  uint32_t obstacle; /* the object because of which; 0: none (a join) */
  uint16_t *on;      /* the threads that each have to do something first */
  size_t on_len;
};

struct waits {
  struct waits_thread *threads;
  size_t len;
};

/* SEMS: semaphores used as locks count; only right when nobody else can post, that is at the end. */
void waits_init(struct waits *w, const struct analysis_state *st, bool sems);
void waits_fini(struct waits *w);
/* A circle through FROM, as threads each waiting for the next, into OUT (room for w->len); returns its length, 0: none. */
size_t waits_circle(const struct waits *w, uint16_t from, uint16_t *out);
/* "waits for m, held by T2 since step 4 (a.c:10)"; BRIEF: without since when. */
void waits_clause(const struct waits *w, const struct analysis_state *st, uint16_t thread, bool brief, struct buf *out);

#endif

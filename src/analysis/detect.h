/* detect.h — what a detector is, and what all of them share; for src/analysis only.
 *
 * A detector looks at each step of the classes it asks for, in order, and once at the
 * end. It keeps what it needs in a block of its own and reports through a struct
 * report. It must not change the shared state and does not know other detectors. */
#ifndef PLAIT_ANALYSIS_DETECT_H
#define PLAIT_ANALYSIS_DETECT_H

#include "analysis/analysis.h"
#include "analysis/locks.h"
#include "analysis/order.h"

/* What is known after the steps so far; moved by analysis.c before and after the detectors look. */
struct analysis_state {
  const struct trace *trace;
  struct locks locks;
  struct order hb;
  struct analysis *sink; /* where reports go */
};

struct detector {
  const char *name;
  size_t size;      /* of its own block, zeroed at the start */
  uint32_t classes; /* 1 << enum plait_class of the steps it wants to see */
  void (*step)(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s);
  /* The trace goes no further for now: what the threads would do next is known (trace_pending). Called often while stepping. */
  void (*front)(void *self, const struct analysis_state *st);
  void (*end)(void *self, const struct analysis_state *st); /* the execution is over */
  void (*fini)(void *self);
};

extern const struct detector race_detector, deadlock_detector, lock_order_detector, wakeup_detector, stolen_detector,
    atomicity_detector, lost_update_detector, livelock_detector, rounds_detector, starvation_detector, misuse_detector, ending_detector;

/* The switch model is that of a language that runs one thread at a time: its lock orders all plain accesses. */
static inline bool detect_one_at_a_time(const struct trace *t) {
  uint8_t model = trace_meta(t)->model;
  return model == MODEL_GIL || model == MODEL_AWAIT;
}

#define CLASS_BIT(c) (1u << (c))
#define CLASS_SYNC                                                                                                     \
  (CLASS_BIT(CLASS_LOCK) | CLASS_BIT(CLASS_COND) | CLASS_BIT(CLASS_SEM) | CLASS_BIT(CLASS_BARRIER) |                   \
   CLASS_BIT(CLASS_ONCE) | CLASS_BIT(CLASS_THREAD))

/* -- report.c: making findings ------------------------------------------------- */

struct report {
  struct finding f;
  struct buf message, detail;
};

void report_init(struct report *r, enum finding_kind kind, enum finding_severity severity, uint32_t object, uint32_t step);
/* Adds a place; further ones than FINDING_PLACES are left out. */
void report_place(struct report *r, uint32_t step, uint32_t site, uint16_t thread, const char *role, ...)
    __attribute__((format(printf, 5, 6)));
/* The place added last is how it came about this time; another execution with the same fault may lack it. */
void report_aside(struct report *r);
/* Hands it over, unless the same is known already, and frees what R holds. */
void report_done(struct report *r, const struct analysis_state *st);

/* -- words.c: what sentences are made of ------------------------------------------ */

const char *words_thread(const struct trace *t, uint16_t thread);
const char *words_object(const struct trace *t, uint32_t object); /* "something" when unknown */
void words_site(const struct trace *t, uint32_t site, struct buf *out); /* " (bank.c:31)", or nothing */
/* Which of two objects a finding about both is named after in every execution: the first by name. */
uint32_t words_first(const struct trace *t, uint32_t a, uint32_t b);
/* "T1", "T1 and T2", "T1, T2 and T3". */
void words_list(const struct trace *t, const uint16_t *threads, size_t n, struct buf *out);
/* "holding a and b", "holding no lock"; WITHOUT: an object not to mention, 0: none. */
void words_held(const struct analysis_state *st, uint16_t thread, uint32_t without, struct buf *out);
/* The same for an earlier step, found by going through the thread's steps once more. */
void words_held_at(const struct trace *t, uint16_t thread, uint32_t step, struct buf *out);

/* -- seen.c: which numbers have been met ------------------------------------------- */

struct seen {
  uint64_t *at; /* a power of two of slots, 0: empty */
  size_t cap, len;
};
bool seen_add(struct seen *s, uint64_t key); /* false: it was there */
void seen_fini(struct seen *s);

#endif

/* analysis.h — what is wrong in an execution, found from its trace alone.
 *
 * An analysis reads a trace step by step, as it grows, and keeps a list of
 * findings. It never looks at a live process, so a finding is the same live, in a
 * replay and in another tool's hands. Each detector is a small file behind one
 * table (detectors.c): begin, one step, the end; detectors do not know each other.
 * What several of them need (vector clocks, locks held, who waits for whom) is
 * computed once per step and handed to all (struct analysis_state, state.h).
 *
 * A finding is an error when it is wrong in this very execution, a warning when
 * this execution proves it possible in another, else a note. */
#ifndef PLAIT_ANALYSIS_ANALYSIS_H
#define PLAIT_ANALYSIS_ANALYSIS_H

#include "base/buf.h"
#include "model/world.h"

/* The names are in the JSON and in the headers of scenes: only ever append. */
#define FINDING_KINDS(X)                                                       \
  X(RACE, "race") X(DEADLOCK, "deadlock") X(SELF_DEADLOCK, "self_deadlock")    \
  X(BLOCKED_FOREVER, "blocked_forever") X(LOCK_ORDER, "lock_order")            \
  X(LOST_WAKEUP, "lost_wakeup") X(STOLEN_WAKEUP, "stolen_wakeup")              \
  X(ATOMICITY, "atomicity") X(LIVELOCK, "livelock") X(STARVATION, "starvation")\
  X(ASSERT, "assert") X(CRASH, "crash") X(MISUSE, "misuse") X(LEAK, "leak")

enum finding_kind {
#define X(id, name) FINDING_##id,
  FINDING_KINDS(X)
#undef X
      FINDING_KIND_COUNT
};
extern const char *const finding_kind_names[FINDING_KIND_COUNT];

enum finding_severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTE };
extern const char *const finding_severity_names[3];

enum { FINDING_PLACES = 8 };

/* One of the places in the program that a finding is about; the first is where editors jump to. */
struct finding_place {
  uint32_t step;  /* 0: none */
  uint32_t site;  /* of the trace */
  uint16_t thread;
  bool aside;     /* how it came about this time, not what it is: finding_key leaves it out */
  char role[96];  /* "writes counter without a lock", "waits for B, held by T2" */
};

struct finding {
  enum finding_kind kind;
  enum finding_severity severity;
  uint32_t object;  /* of the trace; 0: none */
  uint32_t step;    /* at which it became known */
  const char *message; /* one sentence, without the place; owned by the analysis */
  const char *detail;  /* further lines: the circle, the four conditions, the locks held; "" when none */
  struct finding_place place[FINDING_PLACES];
  size_t places;
};

struct analysis;

/* The trace must outlive the analysis. */
struct analysis *analysis_new(const struct trace *t);
void analysis_free(struct analysis *a);
/* Takes in what the trace has gained since, including its end. Cheap when nothing is new. After trace_cut or a rebuilt
 * trace call analysis_restart. The same finding (kind, object, sites) is kept once. */
void analysis_update(struct analysis *a);
void analysis_restart(struct analysis *a);
size_t analysis_findings(const struct analysis *a);
const struct finding *analysis_finding(const struct analysis *a, size_t i); /* in order of `step` */
bool analysis_has_error(const struct analysis *a); /* any with SEVERITY_ERROR */

/* "FILE:LINE: kind: message", and the other places and the detail as further lines, indented, as compilers do. */
void finding_print(const struct trace *t, const struct finding *f, struct buf *out);
/* "race counter": what it is and about what; elements of an array are one. */
void finding_name(const struct trace *t, const struct finding *f, struct buf *out);
/* The same finding in other executions of the program: kind, object's name and sites, as text for comparing. Who came
 * first, how threads are numbered and how many of them stand at a place does not matter. */
void finding_key(const struct trace *t, const struct finding *f, struct buf *out);

/* -- contention ------------------------------------------------------------- */

struct contention {
  uint32_t object;      /* a lock, semaphore or condition */
  uint32_t acquired, contended; /* times taken, and of these after a wait */
  uint32_t most_waiters;
  uint64_t held_steps, waited_steps; /* summed over threads */
  uint32_t longest, longest_at;      /* longest critical section in steps, and where it began */
};
/* One row per lock, the most waited for first. Returns how many; *OUT is malloc'ed, the caller frees. */
size_t contention_of(const struct trace *t, struct contention **out);

#endif

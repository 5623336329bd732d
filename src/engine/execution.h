/* execution.h — one run of the program: a child forked from the server, followed
 * from its first record to its end.
 *
 * Owns the run's plan, its progress and how its ending is told; whoever calls
 * execution_turn decides what to do next. Ends a run that no longer gets anywhere. */
#ifndef PLAIT_ENGINE_EXECUTION_H
#define PLAIT_ENGINE_EXECUTION_H

#include "engine/server.h"
#include "trace/ingest.h"

struct execution_plan {
  enum wire_policy policy;
  enum plait_model model;
  uint32_t flags;      /* enum wire_run_flag */
  uint32_t interval;
  uint32_t generation; /* of the prefix, see RUN_REMAP */
  uint64_t seed, max_steps;
  const uint32_t *prefix;
  size_t prefix_len;
  int64_t stall; /* nanoseconds */
  bool watched;  /* the records go into the trace */
  /* And here (NULL: nowhere). */
  void (*take)(void *ctx, const union wire_record *at, size_t n);
  void *take_ctx;
};

enum execution_state {
  EXECUTION_RUNNING,
  EXECUTION_ASKING, /* waits for execution_answer */
  EXECUTION_OVER,   /* how: execution_end */
  EXECUTION_LOST,   /* the server has gone, or the program needs what the runtime does not have: *err */
};

struct execution {
  struct server *server;
  struct trace *trace;
  struct ingest *ingest;
  const struct trace_resolver *resolver; /* or NULL */
  enum execution_state state;
  struct trace_end end; /* when over; text points to end_text */
  char end_text[1024];
  bool watched;
  void (*take)(void *ctx, const union wire_record *at, size_t n);
  void *take_ctx;
  uint64_t records;     /* taken out of the ring in this execution */
  /* the watch over a run that gets nowhere */
  int64_t stall, idle, looked; /* nanoseconds: limit, without progress so far, time of the last look */
  uint64_t progress;           /* what the last look saw */
};

/* Begins a run; the one before must be over. Cuts the trace to nothing when the run is watched. */
bool execution_start(struct execution *e, const struct execution_plan *plan, struct plait_err *err);
/* Takes in what is there; when that is nothing, waits for it, at most NS. */
enum execution_state execution_turn(struct execution *e, int64_t ns, struct plait_err *err);
/* Decides for a child that asks. */
void execution_answer(struct execution *e, uint32_t choice);
/* Ends the run early and takes in what it had done. Its end is then KIND with TEXT. */
void execution_kill(struct execution *e, enum plait_end kind, const char *text);

#endif

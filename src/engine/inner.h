/* inner.h — what a session consists of; for session.c, drive.c, choices.c and explore_run.c only. */
#ifndef PLAIT_ENGINE_INNER_H
#define PLAIT_ENGINE_INNER_H

#include "base/array.h"
#include "engine/execution.h"
#include "engine/session.h"
#include "engine/settle.h"

enum { ROUNDS = 50 }; /* executions shown until no more shared memory is found */

enum phase {
  PHASE_IDLE,   /* nothing begun */
  PHASE_SEARCH, /* an execution looks for shared memory; nobody watches */
  PHASE_LIVE,   /* the execution that is shown */
};

struct session {
  struct session_options o; /* numbers and the resolver; its strings are the caller's and not used after session_new */
  struct server server;
  struct execution run;
  struct trace *trace;
  struct ingest *ingest;

  /* shared memory */
  uint32_t known;      /* ranges in the shared set that have a generation */
  uint32_t generation; /* of the newest of them */
  uint32_t traced;     /* ranges that the trace has been told of */
  bool settled;        /* the schedules tried find no more, or a recording said what is shared */
  bool given;          /* by a recording */
  struct settle settle; /* until then */

  /* the interactive execution */
  enum phase phase;
  ARRAY(uint32_t) prefix;
  uint32_t prefix_generation; /* of the shared set that the prefix was made with */
  bool remap;                 /* and there is a newer one */
  bool arrived;               /* the prefix is behind: a stop has been reported */
  bool redrawn;               /* the caller must hear of it */
  uint32_t rounds, epoch, told;
};

/* Gives the ranges that the run has found a generation; true: there were some. */
bool session_learn(struct session *s);
/* Puts the shared set into the trace. */
void session_trace_shared(struct session *s);
/* A plan with everything from the options. */
struct execution_plan session_plan(const struct session *s, enum wire_policy policy);
enum wire_policy session_policy(const struct session *s);
/* Of the next execution that looks for shared memory; and, when it is over, whether it was the last. */
struct execution_plan session_settling(const struct session *s);
bool session_settled(struct session *s);
/* Ends what runs. */
void session_stop(struct session *s);
bool session_ready(struct session *s, struct plait_err *err);

#endif

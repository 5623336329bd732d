/* session.h — a program under plait: start it, run executions, step, go back, branch.
 *
 * The engine's one public face for cli and tui. Below it: target.c (find and
 * check the program), server.c (the process stopped before main), channel.c (the
 * shared memory), execution.c (one run of a forked child).
 *
 * A session owns the target's processes: session_free, or the death of plait by
 * any cause, ends all of them. One thread of plait uses a session. Calls that
 * start or continue an execution return at once; session_poll waits.
 *
 * Memory found shared late: when an execution finds memory shared that was not
 * known to be, it is run again from the start with the same choices
 * (RUN_REMAP), so step numbers may grow; session_poll reports SESSION_REDRAWN
 * and the trace has been rebuilt. */
#ifndef PLAIT_ENGINE_SESSION_H
#define PLAIT_ENGINE_SESSION_H

#include "base/err.h"
#include "trace/trace.h"

enum session_strategy { STRATEGY_CONTINUE, STRATEGY_ROUND_ROBIN, STRATEGY_RANDOM, STRATEGY_REPLAY };

struct session_options {
  const char *program;      /* path or name in PATH of an ELF executable (FILE.c is compiled before, see compile.h) */
  char *const *args;        /* NULL-terminated, without the program; may be NULL */
  char *const *env;         /* K=V to set, NULL-terminated; may be NULL */
  const char *cwd;          /* NULL: here */
  const char *stdin_file;   /* NULL: /dev/null */
  const char *title;        /* how the user named the program (FILE.c); NULL: program */
  enum session_strategy strategy;
  uint64_t seed;
  enum plait_model model;
  uint32_t interval;        /* gil: --switch-interval; 0: never by itself */
  bool free_time, spurious;
  uint64_t max_steps;       /* 0: default, 1 000 000 */
  double stall;             /* seconds; 0: default, 10 */
  const uint32_t *prefix;   /* choices to follow first; copied */
  size_t prefix_len;
  const struct trace_shared *shared; /* known shared memory (from a recording); copied */
  size_t shared_len;
  const struct trace_resolver *resolver; /* may be NULL; must outlive the session */
};

enum session_event {
  SESSION_QUIET,   /* the time is up and nothing happened */
  SESSION_STEPPED, /* there are more steps; the execution goes on */
  SESSION_ASK,     /* stopped at a scheduling point: session_step decides */
  SESSION_REDRAWN, /* the trace was rebuilt from the start (memory newly shared): now at an ASK or END */
  SESSION_ENDED,   /* trace_end says how */
  SESSION_FAILED,  /* the target cannot be controlled: *err says why (exit 4) */
};

struct session;

/* Starts the target up to main. Blocks until it is there (or cannot be, then NULL and *err). */
struct session *session_new(const struct session_options *o, struct plait_err *err);
void session_free(struct session *s);

/* Runs one execution to its end with the session's strategy, blocking; includes the repetitions for shared memory.
 * `progress` (may be NULL) is called now and then and stops the run by returning false (then the trace holds what is known,
 * with END_NONE). false with *err when the target cannot be controlled. */
bool session_run(struct session *s, bool (*progress)(void *ctx, uint64_t steps), void *ctx, struct plait_err *err);

/* What one execution came to when nobody looks at its steps. */
struct session_outcome {
  enum plait_end end;
  int32_t status;
  uint64_t steps;
  uint64_t records; /* log records: steps and what they needed declared */
  bool found;       /* memory newly shared was found: the next execution will have more steps */
};
/* Runs one execution with the session's strategy, and SEED when that is random, without a trace: for searches and
 * measurements. No repetition for shared memory. The session's trace is left alone. */
bool session_run_blind(struct session *s, uint64_t seed, struct session_outcome *out, struct plait_err *err);

/* Begins an interactive execution: finds the shared memory with a run of the default schedule, then starts
 * again and stops at the first scheduling point after the prefix. Returns at once; poll. */
bool session_begin(struct session *s, const uint32_t *prefix, size_t prefix_len, struct plait_err *err);
/* The same, for a prefix kept from before a SESSION_REDRAWN: GENERATION is what session_generation was when
 * the choices were taken from the trace. */
bool session_begin_from(struct session *s, const uint32_t *prefix, size_t prefix_len, uint32_t generation,
                        struct plait_err *err);
uint32_t session_generation(const struct session *s);
/* Memory that another session of the program has found to be shared. When some of it is new here, what runs is ended and
 * session_generation grows: begin again. */
void session_share(struct session *s, const struct trace_shared *shared, size_t n);
/* Waits up to TIMEOUT_MS (0: not at all; -1: until something happens) and takes in what the target logged.
 * While an answer is wanted (ASK), and after the end (ENDED), says so at once every time it is called; QUIET
 * when nothing was begun. */
enum session_event session_poll(struct session *s, int timeout_ms, struct plait_err *err);
/* Answers an ASK: CHOICE (WIRE_CHOICE) moves; false with *err (why not) when it is not possible. */
bool session_step(struct session *s, uint32_t choice, struct plait_err *err);
/* Answers an ASK: the default policy decides until step STEP is reached (0: to the end). */
bool session_continue(struct session *s, uint32_t step, struct plait_err *err);
/* Is an answer wanted, and what may it be? Fills OUT, at most MAX, returns how many. Step choices and waiter choices. */
bool session_asking(const struct session *s);
size_t session_choices(const struct session *s, uint32_t *out, size_t max);
/* Asks a running execution to stop at its next scheduling point (from play). */
void session_pause(struct session *s);

/* The trace of the current execution; the pointer stays the same, the content grows (and is cut and
 * rebuilt by session_begin and SESSION_REDRAWN). */
struct trace *session_trace(struct session *s);
/* Adds 1 whenever steps already there may have changed: model and views must start over. */
uint32_t session_epoch(const struct session *s);

#endif

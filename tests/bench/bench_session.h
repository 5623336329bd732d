/* bench_session.h — sessions for measuring. */
#ifndef PLAIT_TESTS_BENCH_SESSION_H
#define PLAIT_TESTS_BENCH_SESSION_H

#include "bench.h"
#include "live.h"

/* A session on tests/programs/NAME.c whose shared memory is known. */
static inline struct session *bench_session(const char *name, struct session_options o) {
  struct plait_err err = {0};
  struct session_outcome out;
  o.program = live_program(name);
  struct session *s = session_new(&o, &err);
  if (!s)
    bench_fail("%s: %s", name, err.text);
  do
    if (!session_run_blind(s, 1, &out, &err))
      bench_fail("%s: %s", name, err.text);
  while (out.found);
  if (out.end != END_EXIT)
    bench_fail("%s ended as %s", name, plait_end_names[out.end]);
  return s;
}

/* Steps per second of one execution, without and with a trace. */
static inline double bench_blind(struct session *s) {
  struct plait_err err = {0};
  struct session_outcome out;
  int64_t start = bench_now();
  if (!session_run_blind(s, 1, &out, &err))
    bench_fail("%s", err.text);
  return (double)out.steps / ((double)(bench_now() - start) / 1e9);
}

static inline double bench_watched(struct session *s) {
  struct plait_err err = {0};
  int64_t start = bench_now();
  if (!session_run(s, NULL, NULL, &err))
    bench_fail("%s", err.text);
  return (double)trace_steps(session_trace(s)) / ((double)(bench_now() - start) / 1e9);
}

#endif

/* sampling.h — one execution of a sampling strategy after the other, for tests and measurements of what they draw.
 *
 * Below explore(): nothing is counted or analysed, and whoever asks sees every execution as it comes. */
#ifndef PLAIT_TESTS_SAMPLING_H
#define PLAIT_TESTS_SAMPLING_H

#include "engine/compile.h"
#include "engine/explore_inner.h"

#include <stdio.h>
#include <stdlib.h>

struct sampling {
  struct compiled *compiled;
  struct session *session;
  struct session_options session_options;
  struct explore_options options;
  struct explore_result result;
  struct explorer explorer;
  struct explore_worker worker;
  struct strategy_root root;
  const struct strategy *strategy;
  void *state;
};

/* Ends the program with a message; what cannot be controlled is no result. */
static inline void sampling_must(bool ok, const char *what, const struct plait_err *err) {
  if (ok)
    return;
  fprintf(stderr, "%s: %s\n", what, err->text);
  exit(1);
}

/* SOURCE is compiled, and its shared memory found. */
static inline void sampling_open(struct sampling *s, const char *source) {
  struct plait_err err = {0};
  struct buf messages = {0};
  *s = (struct sampling){.options = {.blind = true}};
  s->compiled = compiled_new(source, &messages, &err);
  sampling_must(s->compiled != NULL, buf_str(&messages), &err);
  s->session_options = (struct session_options){.program = compiled_program(s->compiled), .free_time = true};
  s->session = session_new(&s->session_options, &err);
  sampling_must(s->session != NULL, source, &err);
  s->explorer = (struct explorer){.o = &s->options, .session = &s->session_options, .result = &s->result};
  pthread_mutex_init(&s->explorer.lock, NULL);
  explore_worker_init(&s->worker, &s->explorer, s->session);
  sampling_must(session_ready(s->session, &err) && explore_worker_settle(&s->worker, &err), source, &err);
  buf_fini(&messages);
}

static inline void sampling_end(struct sampling *s) {
  if (s->strategy)
    s->strategy->end(s->state);
  s->strategy = NULL;
}

static inline void sampling_begin(struct sampling *s, const struct strategy *strategy, uint64_t seed) {
  sampling_end(s);
  explore_log_fini(&s->worker.log);
  explore_log_init(&s->worker.log);
  s->options.seed = seed;
  s->strategy = strategy;
  s->state = strategy->begin(&s->options, &s->root);
}

/* The next execution. False: it has found memory shared, so those before lacked steps. */
static inline bool sampling_next(struct sampling *s) {
  struct plait_err err = {0};
  explore_worker_clear(&s->worker);
  sampling_must(s->strategy->next(s->state, &s->worker.plan), "nothing left", &err);
  sampling_must(explore_worker_run(&s->worker, &err), "run", &err);
  if (session_learn(s->session))
    return false;
  s->strategy->learn(s->state, &s->worker.log);
  return true;
}

static inline const struct explore_run *sampling_run(const struct sampling *s) { return &s->worker.log.run; }
static inline bool sampling_passed(const struct sampling *s) { return sampling_run(s)->end == END_EXIT && sampling_run(s)->status == 0; }

static inline void sampling_close(struct sampling *s) {
  sampling_end(s);
  explore_worker_fini(&s->worker);
  pthread_mutex_destroy(&s->explorer.lock);
  session_free(s->session);
  compiled_free(s->compiled);
}

#endif

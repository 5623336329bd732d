/* every_schedule.h — searches of the small programs of tests/programs, and the comparison with every schedule: for the tests of
 * the search. Included after cmocka.h. */
#ifndef PLAIT_TESTS_EVERY_SCHEDULE_H
#define PLAIT_TESTS_EVERY_SCHEDULE_H

#include "classes.h"
#include "engine/explore.h"

static inline bool soak(void) { return getenv("PLAIT_SOAK") != NULL; }

static inline void again(void *ctx) {
  struct classes *c = ctx;
  c->at.len = 0;
  c->runs = 0;
}

/* Searches tests/programs/FILE.c, given NAME and SIZE as arguments; FREE: a sleep may end at any time. */
static inline struct explore_result search_timed(const char *file, const char *name, const char *size, struct explore_options o, struct classes *classes, bool free_time) {
  struct plait_err err = {0};
  struct session_options s = {.program = live_program(file), .args = (char *[]){(char *)name, (char *)size, NULL}, .free_time = free_time};
  struct session *session = session_new(&s, &err);
  struct explore_result r;
  if (!session)
    fail_msg("%s: %s", name, err.text);
  *classes = (struct classes){0};
  o.seen = classes_seen;
  o.again = again;
  o.ctx = classes;
  if (!explore(session, &o, &r, &err))
    fail_msg("%s: %s", name, err.text);
  session_free(session);
  return r;
}

static inline struct explore_result search(const char *file, const char *name, const char *size, struct explore_options o, struct classes *classes) {
  return search_timed(file, name, size, o, classes, true);
}

static inline uint64_t count_of(const struct explore_result *r, enum plait_end end, int status, const char *output) {
  for (size_t i = 0; i < r->outcomes_len; i++) {
    const struct explore_outcome *o = &r->outcomes[i];
    if (o->end == end && o->status == status && strcmp(buf_str(&o->output), output) == 0)
      return o->count;
  }
  return 0;
}

static inline bool same_outcomes(const struct explore_result *a, const struct explore_result *b) {
  bool same = a->outcomes_len == b->outcomes_len;
  for (size_t i = 0; same && i < a->outcomes_len; i++)
    same = count_of(b, a->outcomes[i].end, a->outcomes[i].status, buf_str(&a->outcomes[i].output)) > 0;
  return same;
}

/* One execution of each class, no other, and what all schedules together can end in. */
static inline void compare(const char *file, const char *name, bool free_time) {
  struct classes every, each;
  struct explore_result dfs = search_timed(file, name, "2", (struct explore_options){.strategy = "dfs"}, &every, free_time);
  struct explore_result dpor = search_timed(file, name, "2", (struct explore_options){.strategy = "dpor"}, &each, free_time);
  size_t want = classes_count(&every), got = classes_count(&each);
  bool same = want == got && memcmp(every.at.at, each.at.at, want * sizeof *every.at.at) == 0;
  if (!dfs.complete || !dpor.complete || !same || dpor.executions != want || dpor.redundant || !same_outcomes(&dfs, &dpor))
    fail_msg("%s: %llu schedules in %zu classes, %zu outcomes; dpor: %llu executions of %zu classes (%s), %llu redundant, %zu outcomes", name,
             (unsigned long long)dfs.executions, want, dfs.outcomes_len, (unsigned long long)dpor.executions, got, same ? "the same" : "others",
             (unsigned long long)dpor.redundant, dpor.outcomes_len);
  explore_result_fini(&dfs);
  explore_result_fini(&dpor);
  ARRAY_FREE(&every.at);
  ARRAY_FREE(&each.at);
}

#endif

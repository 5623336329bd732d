/* explore_outcome.c — see explore_outcome.h. Programs have few outcomes: a list is searched, by a digest first. */
#include "engine/explore_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool outcome_is(const struct explore_outcome *o, const struct explore_run *run) {
  return o->end == run->end && o->status == run->status && o->output.len == run->out.len + run->err.len &&
         (run->out.len == 0 || memcmp(o->output.at, run->out.at, run->out.len) == 0) &&
         (run->err.len == 0 || memcmp(o->output.at + run->out.len, run->err.at, run->err.len) == 0);
}

static void outcome_keep(struct explore_outcome *o, const struct explore_run *run) {
  o->schedule_len = run->choices.len;
  free(o->schedule);
  o->schedule = xmalloc((run->choices.len + 1) * sizeof *o->schedule);
  if (run->choices.len)
    memcpy(o->schedule, run->choices.at, run->choices.len * sizeof *o->schedule);
  o->preemptions = run->preemptions;
  o->steps = run->steps;
}

void explore_outcome_count(struct explore_result *r, const struct explore_run *run, uint64_t number) {
  struct explore_outcome *o = NULL;
  for (size_t i = 0; i < r->outcomes_len && !o; i++)
    if (outcome_is(&r->outcomes[i], run))
      o = &r->outcomes[i];
  if (!o) {
    r->outcomes = realloc(r->outcomes, (r->outcomes_len + 1) * sizeof *r->outcomes);
    if (!r->outcomes)
      abort();
    o = &r->outcomes[r->outcomes_len++];
    *o = (struct explore_outcome){.end = run->end, .status = run->status, .first = number};
    buf_add(&o->output, run->out.at, run->out.len);
    buf_add(&o->output, run->err.at, run->err.len);
    snprintf(o->end_text, sizeof o->end_text, "%s", run->end_text);
  }
  if (o->count++ == 0 || run->preemptions < o->preemptions || (run->preemptions == o->preemptions && run->steps < o->steps))
    outcome_keep(o, run);
}

void explore_outcomes_clear(struct explore_result *r) {
  for (size_t i = 0; i < r->outcomes_len; i++) {
    buf_fini(&r->outcomes[i].output);
    free(r->outcomes[i].schedule);
  }
  free(r->outcomes);
  r->outcomes = NULL;
  r->outcomes_len = 0;
}

static int outcome_compare(const void *a, const void *b) {
  const struct explore_outcome *x = a, *y = b;
  if (x->count != y->count)
    return x->count < y->count ? 1 : -1;
  return x->first < y->first ? -1 : x->first > y->first;
}

void explore_outcomes_sort(struct explore_result *r) {
  if (r->outcomes_len)
    qsort(r->outcomes, r->outcomes_len, sizeof *r->outcomes, outcome_compare);
}

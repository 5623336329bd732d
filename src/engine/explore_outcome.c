/* explore_outcome.c — see explore_outcome.h. Programs have few outcomes and few findings: lists are searched. */
#include "engine/explore_outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- ways ------------------------------------------------------------------------------ */

/* Which of two is simpler does not depend on which came first, so that a search split over several processors keeps the same. */
static bool way_simpler(const struct explore_way *w, const struct explore_run *run) {
  if (run->preemptions != w->preemptions)
    return run->preemptions < w->preemptions;
  if (run->steps != w->steps)
    return run->steps < w->steps;
  size_t n = run->choices.len < w->len ? run->choices.len : w->len;
  for (size_t i = 0; i < n; i++)
    if (run->choices.at[i] != w->schedule[i])
      return run->choices.at[i] < w->schedule[i];
  return run->choices.len < w->len;
}

static void way_keep(struct explore_way *w, const struct explore_run *run) {
  if (w->schedule && !way_simpler(w, run))
    return;
  free(w->schedule);
  w->len = run->choices.len;
  w->schedule = xmalloc((w->len + 1) * sizeof *w->schedule);
  if (w->len)
    memcpy(w->schedule, run->choices.at, w->len * sizeof *w->schedule);
  w->preemptions = run->preemptions;
  w->steps = run->steps;
}

/* ---- verdicts -------------------------------------------------------------------------- */

static int verdict_compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* In which order they were found is the schedule's business, and the same at two places is one to whoever reads the table. */
static void verdict_errors(struct explore_verdict *v, char **names, size_t n) {
  if (n)
    qsort(names, n, sizeof *names, verdict_compare);
  for (size_t i = 0; i < n; i++)
    if (i == 0 || strcmp(names[i], names[i - 1]) != 0) {
      buf_puts(&v->errors, v->errors.len ? ", " : "");
      buf_puts(&v->errors, names[i]);
    }
  for (size_t i = 0; i < n; i++)
    free(names[i]);
}

static void verdict_clear(struct explore_verdict *v) {
  buf_clear(&v->errors);
  for (size_t i = 0; i < v->findings.len; i++)
    free(v->findings.at[i].key);
  v->findings.len = 0;
}

void explore_verdict_take(struct explore_verdict *v, const struct analysis *a, const struct trace *t) {
  struct buf text = {0};
  ARRAY(char *) names = {0};
  verdict_clear(v);
  for (size_t i = 0; i < analysis_findings(a); i++) {
    const struct finding *f = analysis_finding(a, i);
    if (f->severity == SEVERITY_NOTE)
      continue;
    buf_clear(&text);
    finding_key(t, f, &text);
    *ARRAY_PUSH(&v->findings) = (struct explore_judged){f->kind, f->severity, xstrdup(buf_str(&text))};
    if (f->severity != SEVERITY_ERROR)
      continue;
    buf_clear(&text);
    finding_name(t, f, &text);
    *ARRAY_PUSH(&names) = xstrdup(buf_str(&text));
  }
  verdict_errors(v, names.at, names.len);
  ARRAY_FREE(&names);
  buf_fini(&text);
}

void explore_verdict_fini(struct explore_verdict *v) {
  verdict_clear(v);
  ARRAY_FREE(&v->findings);
  buf_fini(&v->errors);
}

/* ---- outcomes ----------------------------------------------------------------------------- */

static bool outcome_bytes(const struct buf *a, const struct buf *b) { return a->len == b->len && (a->len == 0 || memcmp(a->at, b->at, a->len) == 0); }

static bool outcome_is(const struct explore_outcome *o, const struct explore_run *run, const struct buf *errors) {
  return o->end == run->end && o->status == run->status && o->output.len == run->out.len + run->err.len &&
         (run->out.len == 0 || memcmp(o->output.at, run->out.at, run->out.len) == 0) &&
         (run->err.len == 0 || memcmp(o->output.at + run->out.len, run->err.at, run->err.len) == 0) && outcome_bytes(&o->errors, errors);
}

static void *outcome_grow(void *list, size_t n, size_t size) {
  /* By doubling: room for the next power of two. */
  if (n & (n - 1))
    return list;
  void *more = realloc(list, (n ? 2 * n : 1) * size);
  if (!more)
    abort();
  return more;
}

static struct explore_outcome *outcome_of(struct explore_result *r, const struct explore_ending *e) {
  for (size_t i = 0; i < r->outcomes_len; i++)
    if (outcome_is(&r->outcomes[i], e->run, &e->verdict->errors))
      return &r->outcomes[i];
  r->outcomes = outcome_grow(r->outcomes, r->outcomes_len, sizeof *r->outcomes);
  struct explore_outcome *o = &r->outcomes[r->outcomes_len++];
  *o = (struct explore_outcome){.end = e->run->end, .status = e->run->status, .first = e->number};
  buf_add(&o->errors, e->verdict->errors.at, e->verdict->errors.len);
  buf_add(&o->output, e->run->out.at, e->run->out.len);
  buf_add(&o->output, e->run->err.at, e->run->err.len);
  snprintf(o->end_text, sizeof o->end_text, "%s", e->run->end_text);
  return o;
}

/* ---- findings -------------------------------------------------------------------------------- */

static void outcome_finding(struct explore_result *r, const struct explore_ending *e, const struct explore_judged *f) {
  struct explore_finding *found = NULL;
  for (size_t i = 0; i < r->findings_len && !found; i++)
    if (strcmp(r->findings[i].key, f->key) == 0)
      found = &r->findings[i];
  if (!found) {
    r->findings = outcome_grow(r->findings, r->findings_len, sizeof *r->findings);
    found = &r->findings[r->findings_len++];
    *found = (struct explore_finding){.kind = f->kind, .severity = f->severity, .key = xstrdup(f->key), .first = e->number};
  }
  /* A warning in one execution may be an error in another: then that one is to be shown. */
  if (f->severity < found->severity) {
    found->severity = f->severity;
    free(found->way.schedule);
    found->way = (struct explore_way){0};
  }
  found->count++;
  if (f->severity == found->severity)
    way_keep(&found->way, e->run);
}

/* ---- the tables --------------------------------------------------------------------------------- */

void explore_outcome_count(struct explore_result *r, const struct explore_ending *e) {
  struct explore_outcome *o = outcome_of(r, e);
  bool first = o->count == 0;
  *(e->sampled ? &o->sampled : &o->count) += 1;
  if (!e->sampled) {
    bool known = e->interleavings && (first || o->interleavings) && o->interleavings <= UINT64_MAX - e->interleavings;
    o->interleavings = known ? o->interleavings + e->interleavings : 0;
  }
  way_keep(&o->way, e->run);
  for (size_t i = 0; i < e->verdict->findings.len; i++)
    outcome_finding(r, e, &e->verdict->findings.at[i]);
}

void explore_outcomes_clear(struct explore_result *r) {
  for (size_t i = 0; i < r->outcomes_len; i++) {
    buf_fini(&r->outcomes[i].output);
    buf_fini(&r->outcomes[i].errors);
    free(r->outcomes[i].way.schedule);
  }
  for (size_t i = 0; i < r->findings_len; i++) {
    free(r->findings[i].key);
    free(r->findings[i].way.schedule);
  }
  free(r->outcomes);
  free(r->findings);
  r->outcomes = NULL;
  r->findings = NULL;
  r->outcomes_len = r->findings_len = 0;
}

static int outcome_compare(const void *a, const void *b) {
  const struct explore_outcome *x = a, *y = b;
  uint64_t n = x->count + x->sampled, m = y->count + y->sampled;
  if (n != m)
    return n < m ? 1 : -1;
  return x->first < y->first ? -1 : x->first > y->first;
}

static int outcome_compare_findings(const void *a, const void *b) {
  const struct explore_finding *x = a, *y = b;
  if (x->severity != y->severity)
    return x->severity < y->severity ? -1 : 1;
  int kind = (x->kind > y->kind) - (x->kind < y->kind);
  return kind ? kind : strcmp(x->key, y->key);
}

void explore_outcomes_sort(struct explore_result *r) {
  if (r->outcomes_len)
    qsort(r->outcomes, r->outcomes_len, sizeof *r->outcomes, outcome_compare);
  if (r->findings_len)
    qsort(r->findings, r->findings_len, sizeof *r->findings, outcome_compare_findings);
}

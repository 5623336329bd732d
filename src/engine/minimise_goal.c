/* minimise_goal.c — see minimise_goal.h.
 *
 * A finding is compared by its key (kind, object, places in the source), never by steps: those are what changes. An
 * outcome is compared as the search compares them. */
#include "engine/minimise_goal.h"

#include <stdlib.h>
#include <string.h>

void goal_outcome(struct minimise_goal *g, const struct trace *t) {
  *g = (struct minimise_goal){.kind = GOAL_OUTCOME, .end = trace_end(t)->kind, .status = trace_end(t)->status};
  trace_output(t, &g->output);
}

static void goal_take(struct minimise_goal *g, const struct trace *t, const struct finding *f) {
  struct buf key = {0};
  finding_key(t, f, &key);
  *g = (struct minimise_goal){.kind = GOAL_FINDING, .finding = f->kind, .severity = f->severity, .key = xstrdup(buf_str(&key))};
  buf_fini(&key);
}

bool goal_error(struct minimise_goal *g, const struct trace *t, size_t i) {
  struct analysis *a = analysis_new(t);
  analysis_update(a);
  bool found = false;
  for (size_t k = 0; k < analysis_findings(a) && !found; k++)
    if (analysis_finding(a, k)->severity == SEVERITY_ERROR && i-- == 0) {
      goal_take(g, t, analysis_finding(a, k));
      found = true;
    }
  analysis_free(a);
  return found;
}

/* "race", "race:counter"; elements of an array may be named as one: "fork[]". */
static bool goal_is_named(const struct trace *t, const struct finding *f, const char *wanted) {
  const char *kind = finding_kind_names[f->kind];
  size_t n = strlen(kind);
  if (strncmp(wanted, kind, n) != 0 || (wanted[n] && wanted[n] != ':'))
    return false;
  if (!wanted[n])
    return true;
  if (!f->object || f->object > trace_objects(t))
    return false;
  if (strcmp(trace_object(t, f->object)->name, wanted + n + 1) == 0)
    return true;
  struct buf key = {0};
  finding_key(t, f, &key);
  size_t m = strlen(wanted + n + 1);
  bool same = strncmp(buf_str(&key) + n + 1, wanted + n + 1, m) == 0 && (key.at[n + 1 + m] == ' ' || !key.at[n + 1 + m]);
  buf_fini(&key);
  return same;
}

static void goal_list(const struct trace *t, const struct analysis *a, struct buf *out) {
  for (size_t i = 0; i < analysis_findings(a); i++) {
    const struct finding *f = analysis_finding(a, i);
    buf_printf(out, "%s%s", out->len ? ", " : "", finding_kind_names[f->kind]);
    if (f->object && f->object <= trace_objects(t))
      buf_printf(out, ":%s", trace_object(t, f->object)->name);
  }
}

bool goal_named(struct minimise_goal *g, const struct trace *t, const char *wanted, struct plait_err *err) {
  if (strcmp(wanted, "outcome") == 0) {
    goal_outcome(g, t);
    return true;
  }
  struct analysis *a = analysis_new(t);
  analysis_update(a);
  const struct finding *best = NULL;
  for (size_t i = 0; i < analysis_findings(a); i++) {
    const struct finding *f = analysis_finding(a, i);
    if (goal_is_named(t, f, wanted) && (!best || f->severity < best->severity))
      best = f;
  }
  if (best) {
    goal_take(g, t, best);
  } else {
    struct buf list = {0};
    goal_list(t, a, &list);
    plait_err_set(err, PLAIT_EXIT_USAGE, "the recording has no finding '%s'; it has %s%soutcome", wanted, buf_str(&list), list.len ? ", " : "");
    buf_fini(&list);
  }
  analysis_free(a);
  return best != NULL;
}

void goal_fini(struct minimise_goal *g) {
  free(g->key);
  buf_fini(&g->output);
  *g = (struct minimise_goal){0};
}

static bool goal_found(const struct minimise_goal *g, const struct trace *t) {
  struct analysis *a = analysis_new(t);
  struct buf key = {0};
  bool met = false;
  analysis_update(a);
  for (size_t i = 0; i < analysis_findings(a) && !met; i++) {
    const struct finding *f = analysis_finding(a, i);
    if (f->kind != g->finding || f->severity != g->severity)
      continue;
    buf_clear(&key);
    finding_key(t, f, &key);
    met = strcmp(buf_str(&key), g->key) == 0;
  }
  buf_fini(&key);
  analysis_free(a);
  return met;
}

bool goal_met(const struct minimise_goal *g, const struct trace *t) {
  enum plait_end end = trace_end(t)->kind;
  if (end == END_DIVERGED || end == END_NONE)
    return false;
  if (g->kind == GOAL_FINDING) /* without a key: nobody has said yet */
    return g->key && goal_found(g, t);
  if (end != g->end || trace_end(t)->status != g->status)
    return false;
  struct buf output = {0};
  trace_output(t, &output);
  bool same = output.len == g->output.len && (output.len == 0 || memcmp(output.at, g->output.at, output.len) == 0);
  buf_fini(&output);
  return same;
}

bool goal_ends_badly(enum plait_end end) {
  return end == END_DEADLOCK || end == END_CRASH || end == END_ASSERT || end == END_ABORT || end == END_STALL || end == END_STEP_LIMIT;
}

unsigned goal_badness(const struct trace *t) {
  if (goal_ends_badly(trace_end(t)->kind))
    return 2;
  struct analysis *a = analysis_new(t);
  analysis_update(a);
  bool error = analysis_has_error(a);
  analysis_free(a);
  return error;
}

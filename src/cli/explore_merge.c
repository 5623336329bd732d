/* explore_merge.c — the reports of the parts of one search become one; see explore_report.h.
 *
 * Each part (--shard I/N) has searched what no other has, so counts add up. The whole is complete when every part is there
 * once and each is complete. The simplest schedule of each outcome and finding is kept. */
#include "cli/explore_report.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct merge {
  struct report *report;
  struct plait_err *err;
  const char *file;     /* being read */
  bool *there;          /* by shard - 1 */
  uint32_t missing;
  bool all_complete;
  char note[512];       /* of a part that is not complete */
};

static bool merge_bad(struct merge *m, const char *what) {
  return plait_err_set(m->err, PLAIT_EXIT_USAGE, "%s is not a report of 'plait explore --json': %s", m->file, what);
}

/* ---- fields -------------------------------------------------------------------------------- */

static uint64_t merge_number(const json_t *o, const char *name) {
  json_int_t n = json_integer_value(json_object_get(o, name));
  return n > 0 ? (uint64_t)n : 0;
}

static const char *merge_text(const json_t *o, const char *name) {
  const char *s = json_string_value(json_object_get(o, name));
  return s ? s : "";
}

static int merge_name(const char *const *names, int n, const char *name) {
  for (int i = 0; i < n; i++)
    if (names[i] && strcmp(names[i], name) == 0)
      return i;
  return -1;
}

static void *merge_grow(void *list, size_t n, size_t size) {
  void *more = realloc(list, (n + 1) * size);
  if (!more)
    abort();
  return more;
}

/* ---- outcomes --------------------------------------------------------------------------------- */

static bool merge_same(const struct buf *b, const json_t *o, const char *name) {
  const json_t *s = json_object_get(o, name);
  size_t n = s ? json_string_length(s) : 0;
  return b->len == n && (n == 0 || memcmp(b->at, json_string_value(s), n) == 0);
}

static void merge_bytes(struct buf *b, const json_t *o, const char *name) {
  const json_t *s = json_object_get(o, name);
  if (json_is_string(s))
    buf_add(b, json_string_value(s), json_string_length(s));
}

static size_t merge_outcome_of(struct merge *m, const json_t *from, int end) {
  struct explore_result *r = m->report->result;
  int status = (int)json_integer_value(json_object_get(from, "status"));
  for (size_t i = 0; i < r->outcomes_len; i++) {
    const struct explore_outcome *o = &r->outcomes[i];
    if ((int)o->end == end && o->status == status && merge_same(&o->output, from, "output") && merge_same(&o->errors, from, "errors"))
      return i;
  }
  r->outcomes = merge_grow(r->outcomes, r->outcomes_len, sizeof *r->outcomes);
  struct explore_outcome *o = &r->outcomes[r->outcomes_len++];
  *o = (struct explore_outcome){.end = (enum plait_end)end, .status = status, .first = r->outcomes_len, .way.steps = UINT64_MAX, .way.preemptions = UINT32_MAX};
  merge_bytes(&o->output, from, "output");
  merge_bytes(&o->errors, from, "errors");
  snprintf(o->end_text, sizeof o->end_text, "%s", merge_text(from, "end_text"));
  *ARRAY_PUSH(&m->report->schedules) = xstrdup("");
  return r->outcomes_len - 1;
}

static bool merge_outcome(struct merge *m, const json_t *from) {
  int end = merge_name(plait_end_names, END_COUNT, merge_text(from, "end"));
  if (!json_is_object(from) || end < 0)
    return merge_bad(m, "it has an outcome without an end");
  size_t i = merge_outcome_of(m, from, end);
  struct explore_outcome *o = &m->report->result->outcomes[i];
  bool fresh = o->count == 0;
  uint64_t more = merge_number(from, "interleavings"), steps = merge_number(from, "steps"), preemptions = merge_number(from, "preemptions");
  o->interleavings = more && (fresh || o->interleavings) ? o->interleavings + more : 0;
  o->count += merge_number(from, "count");
  o->sampled += merge_number(from, "sampled");
  if (preemptions < o->way.preemptions || (preemptions == o->way.preemptions && steps < o->way.steps)) {
    o->way.preemptions = (uint32_t)preemptions;
    o->way.steps = steps;
    free(m->report->schedules.at[i]);
    m->report->schedules.at[i] = xstrdup(merge_text(from, "schedule"));
  }
  return true;
}

/* ---- findings ------------------------------------------------------------------------------------ */

/* The finding as its own execution has it: without what the search added. */
static char *merge_own(const json_t *from) {
  static const char *const added[] = {"count", "verdict", "schedule", "key", "text"};
  json_t *copy = json_copy((json_t *)from);
  for (size_t i = 0; i < sizeof added / sizeof *added; i++)
    json_object_del(copy, added[i]);
  char *text = json_dumps(copy, JSON_COMPACT | JSON_PRESERVE_ORDER);
  json_decref(copy);
  return text;
}

static bool merge_finding(struct merge *m, const json_t *from) {
  int kind = merge_name(finding_kind_names, FINDING_KIND_COUNT, merge_text(from, "kind"));
  int severity = merge_name(finding_severity_names, 3, merge_text(from, "severity"));
  const char *key = merge_text(from, "key");
  if (!json_is_object(from) || kind < 0 || severity < 0 || !*key)
    return merge_bad(m, "it has a finding without kind, severity or key");
  for (size_t i = 0; i < m->report->findings.len; i++)
    if (strcmp(m->report->findings.at[i].key, key) == 0) {
      m->report->findings.at[i].count += merge_number(from, "count");
      return true;
    }
  *ARRAY_PUSH(&m->report->findings) = (struct report_finding){.key = xstrdup(key), .text = xstrdup(merge_text(from, "text")), .json = merge_own(from),
                                                              .schedule = xstrdup(merge_text(from, "schedule")), .kind = finding_kind_names[kind],
                                                              .severity = (enum finding_severity)severity, .count = merge_number(from, "count")};
  return true;
}

/* ---- reports ----------------------------------------------------------------------------------------- */

/* The strategies' names live as long as the program. */
static const char *merge_strategy(const char *name) {
  const struct explore_strategy_info *s;
  for (size_t i = 0; (s = explore_strategy(i)); i++)
    if (strcmp(s->name, name) == 0)
      return s->name;
  return "";
}

static bool merge_head(struct merge *m, const json_t *from, bool first) {
  struct report *r = m->report;
  uint64_t shard = merge_number(from, "shard"), shards = merge_number(from, "shards");
  if (shard < 1 || shard > shards || shards > 1000000)
    return plait_err_set(m->err, PLAIT_EXIT_USAGE, "%s is the report of a whole search, not of one with --shard: there is nothing to join", m->file);
  if (first) {
    r->program = xstrdup(merge_text(from, "program"));
    r->result->strategy = merge_strategy(merge_text(from, "strategy"));
    r->shards = m->missing = (uint32_t)shards;
    m->there = xcalloc(shards, sizeof *m->there);
  }
  if (strcmp(r->program, merge_text(from, "program")) != 0 || r->shards != shards)
    return plait_err_set(m->err, PLAIT_EXIT_USAGE, "%s is part %u of %u of a search of '%s'; the reports before are parts of another", m->file, (unsigned)shard,
                         (unsigned)shards, merge_text(from, "program"));
  if (m->there[shard - 1])
    return plait_err_set(m->err, PLAIT_EXIT_USAGE, "%s is part %u of %u, which is there already", m->file, (unsigned)shard, (unsigned)shards);
  m->there[shard - 1] = true;
  m->missing--;
  if (!json_is_true(json_object_get(from, "complete"))) {
    m->all_complete = false;
    snprintf(m->note, sizeof m->note, "%s", merge_text(from, "note"));
  }
  return true;
}

static bool merge_body(struct merge *m, const json_t *from) {
  struct explore_result *r = m->report->result;
  const json_t *outcomes = json_object_get(from, "outcomes"), *findings = json_object_get(from, "findings");
  if (!json_is_array(outcomes) || !json_is_array(findings))
    return merge_bad(m, "it has no list of outcomes or of findings");
  r->executions += merge_number(from, "executions");
  r->sampled += merge_number(from, "sampled");
  double elapsed = json_number_value(json_object_get(from, "elapsed_s"));
  r->elapsed_s = elapsed > r->elapsed_s ? elapsed : r->elapsed_s;
  for (size_t i = 0; i < json_array_size(outcomes); i++)
    if (!merge_outcome(m, json_array_get(outcomes, i)))
      return false;
  for (size_t i = 0; i < json_array_size(findings); i++)
    if (!merge_finding(m, json_array_get(findings, i)))
      return false;
  return true;
}

static bool merge_file(struct merge *m, const char *file, bool first) {
  json_error_t why;
  struct stat st;
  m->file = file;
  /* The part that was interrupted or whose disk was full; the parser would speak of brackets. */
  if (stat(file, &st) != 0)
    return plait_err_set(m->err, PLAIT_EXIT_USAGE, "cannot open %s: %s", file, strerror(errno));
  if (S_ISDIR(st.st_mode) || (S_ISREG(st.st_mode) && st.st_size == 0))
    return plait_err_set(m->err, PLAIT_EXIT_USAGE, "%s is %s; each file wants to be the output of one 'plait explore --json --shard I/N'", file,
                         S_ISDIR(st.st_mode) ? "a folder" : "empty");
  json_t *from = json_load_file(file, 0, &why);
  if (!from) {
    if (why.line <= 0)
      return plait_err_set(m->err, PLAIT_EXIT_USAGE, "%s", why.text);
    return plait_err_set(m->err, PLAIT_EXIT_USAGE, "%s:%d: %s; each file wants to be the output of one 'plait explore --json --shard I/N'", file, why.line, why.text);
  }
  bool ok = (json_is_object(from) || merge_bad(m, "it is not an object")) && merge_head(m, from, first) && merge_body(m, from);
  json_decref(from);
  return ok;
}

static int merge_compare_outcomes(const void *a, const void *b) {
  const struct explore_outcome *x = a, *y = b;
  uint64_t n = x->count + x->sampled, k = y->count + y->sampled;
  return n != k ? (n < k ? 1 : -1) : x->first < y->first ? -1 : x->first > y->first;
}

/* The most frequent first, with their schedules. */
static void merge_sort(struct report *r) {
  struct explore_result *x = r->result;
  if (!x->outcomes_len)
    return;
  char **before = xmalloc(x->outcomes_len * sizeof *before);
  memcpy(before, r->schedules.at, x->outcomes_len * sizeof *before);
  qsort(x->outcomes, x->outcomes_len, sizeof *x->outcomes, merge_compare_outcomes);
  for (size_t i = 0; i < x->outcomes_len; i++)
    r->schedules.at[i] = before[x->outcomes[i].first - 1];
  free(before);
}

static void merge_conclude(struct merge *m) {
  struct explore_result *x = m->report->result;
  x->complete = m->missing == 0 && m->all_complete;
  if (m->missing)
    snprintf(x->note, sizeof x->note, "%u of the %u parts are missing", m->missing, m->report->shards);
  else
    snprintf(x->note, sizeof x->note, "%s", x->complete ? "" : *m->note ? m->note : "not every part is complete");
  for (size_t i = 0; i < x->outcomes_len; i++) {
    bool known = x->outcomes[i].interleavings && (i == 0 || x->interleavings);
    x->interleavings = known ? x->interleavings + x->outcomes[i].interleavings : 0;
  }
  m->report->shard = m->report->shards = 0;
}

bool report_merge(struct report *r, char *const *files, size_t n, struct plait_err *err) {
  struct merge m = {.report = r, .err = err, .all_complete = true};
  bool ok = true;
  for (size_t i = 0; ok && i < n; i++)
    ok = merge_file(&m, files[i], i == 0);
  if (ok) {
    merge_conclude(&m);
    merge_sort(r);
    report_verdicts(r);
  }
  free(m.there);
  return ok;
}

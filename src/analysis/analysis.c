/* analysis.c — feeds the steps of a trace to the detectors and keeps what they find.
 *
 * Which detectors there are is the table below and nothing else. A step costs what
 * the detectors that asked for its class cost. */
#include "analysis/detect.h"
#include "analysis/store.h"

#include <stdlib.h>
#include <string.h>

#define X(id, name) name,
const char *const finding_kind_names[FINDING_KIND_COUNT] = {FINDING_KINDS(X)};
#undef X
const char *const finding_severity_names[3] = {"error", "warning", "note"};

static const struct detector *const detectors[] = {
    &race_detector,      &deadlock_detector, &wakeup_detector,    &stolen_detector, &atomicity_detector,
    &lost_update_detector, &lock_order_detector, &livelock_detector, &rounds_detector,    &starvation_detector, &misuse_detector,
    &ending_detector,
};
enum { DETECTORS = sizeof detectors / sizeof *detectors, CLASSES = CLASS_END + 1, MOST = 1000 };

struct analysis {
  struct analysis_state state;
  uint32_t step;  /* taken in so far */
  bool ended;
  void *self[DETECTORS];
  uint8_t wanted[CLASSES][DETECTORS]; /* who wants to see steps of a class */
  uint8_t wanted_len[CLASSES];
  ARRAY(struct finding *) findings; /* in order of step */
  struct seen keys;
};

static void begin(struct analysis *a) {
  a->state.sink = a;
  locks_init(&a->state.locks, a->state.trace);
  order_init(&a->state.hb, a->state.trace, ORDER_HAPPENS_BEFORE);
  for (size_t i = 0; i < DETECTORS; i++)
    a->self[i] = xcalloc(1, detectors[i]->size ? detectors[i]->size : 1);
  a->step = 0;
  a->ended = false;
}

static void finish(struct analysis *a) {
  for (size_t i = 0; i < DETECTORS; i++) {
    if (detectors[i]->fini)
      detectors[i]->fini(a->self[i]);
    free(a->self[i]);
  }
  for (size_t i = 0; i < a->findings.len; i++)
    free(a->findings.at[i]);
  ARRAY_FREE(&a->findings);
  seen_fini(&a->keys);
  order_fini(&a->state.hb);
  locks_fini(&a->state.locks);
}

struct analysis *analysis_new(const struct trace *t) {
  struct analysis *a = xcalloc(1, sizeof *a);
  a->state.trace = t;
  for (size_t c = 0; c < CLASSES; c++)
    for (uint8_t i = 0; i < DETECTORS; i++)
      if (detectors[i]->step && detectors[i]->classes & CLASS_BIT(c))
        a->wanted[c][a->wanted_len[c]++] = i;
  begin(a);
  analysis_update(a);
  return a;
}

void analysis_free(struct analysis *a) {
  if (!a)
    return;
  finish(a);
  free(a);
}

void analysis_restart(struct analysis *a) {
  finish(a);
  begin(a);
  analysis_update(a);
}

static void take_step(struct analysis *a, uint32_t step, const struct trace_step *s) {
  struct analysis_state *st = &a->state;
  enum plait_class cls = plait_op_table[s->op].cls;
  locks_before(&st->locks, step, s);
  order_before(&st->hb, step, s);
  for (size_t i = 0; i < a->wanted_len[cls]; i++) {
    size_t d = a->wanted[cls][i];
    detectors[d]->step(a->self[d], st, step, s);
  }
  order_after(&st->hb, s);
  locks_after(&st->locks, step, s);
}

void analysis_update(struct analysis *a) {
  const struct trace *t = a->state.trace;
  bool ended = trace_end(t)->kind != END_NONE;
  uint32_t steps = trace_steps(t);
  if (a->step > steps || (a->ended && !ended)) { /* taken back without a word */
    analysis_restart(a);
    return;
  }
  if (a->ended || (a->step == steps && !ended && !steps))
    return;
  while (a->step < steps) {
    uint32_t step = ++a->step;
    take_step(a, step, trace_step(t, step));
  }
  for (size_t i = 0; i < DETECTORS; i++)
    if (detectors[i]->front)
      detectors[i]->front(a->self[i], &a->state);
  for (size_t i = 0; ended && i < DETECTORS; i++)
    if (detectors[i]->end)
      detectors[i]->end(a->self[i], &a->state);
  a->ended = ended;
}

size_t analysis_findings(const struct analysis *a) { return a->findings.len; }
const struct finding *analysis_finding(const struct analysis *a, size_t i) { return a->findings.at[i]; }

bool analysis_has_error(const struct analysis *a) {
  for (size_t i = 0; i < a->findings.len; i++)
    if (a->findings.at[i]->severity == SEVERITY_ERROR)
      return true;
  return false;
}

static uint64_t hash(const char *s) {
  uint64_t h = 0xcbf29ce484222325u;
  for (; *s; s++)
    h = (h ^ (unsigned char)*s) * 0x100000001b3u;
  return h;
}

void analysis_add(struct analysis *a, const struct finding *f) {
  struct buf key = {0};
  finding_key(a->state.trace, f, &key);
  bool is_new = a->findings.len < MOST && seen_add(&a->keys, hash(buf_str(&key)));
  buf_fini(&key);
  if (!is_new)
    return;
  /* One block: the finding, then its texts. */
  size_t message = strlen(f->message) + 1, detail = strlen(f->detail) + 1;
  struct finding *copy = xmalloc(sizeof *copy + message + detail);
  char *text = (char *)(copy + 1);
  *copy = *f;
  copy->message = memcpy(text, f->message, message);
  copy->detail = memcpy(text + message, f->detail, detail);
  size_t at = a->findings.len;
  (void)ARRAY_PUSH(&a->findings);
  for (; at && a->findings.at[at - 1]->step > f->step; at--)
    a->findings.at[at] = a->findings.at[at - 1];
  a->findings.at[at] = copy;
}

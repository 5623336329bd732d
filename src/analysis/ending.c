/* ending.c — what an ending says by itself: failed assertions, crashes, threads left behind. */
#include "analysis/detect.h"

#include <inttypes.h>
#include <string.h>

static uint32_t last_step(const struct trace *t, enum plait_op op) {
  for (uint32_t i = trace_steps(t); i; i--)
    if (trace_step(t, i)->op == op)
      return i;
  return 0;
}

static void report_last(const struct analysis_state *st, enum finding_kind kind, enum plait_op op, const char *did,
                        const char *otherwise) {
  const struct trace *t = st->trace;
  uint32_t step = last_step(t, op);
  struct report r;
  report_init(&r, kind, SEVERITY_ERROR, 0, step ? step : trace_steps(t));
  const char *text = trace_end(t)->text;
  if (step) {
    const struct trace_step *s = trace_step(t, step);
    const char *said = trace_text(t, s->text, NULL);
    text = *said ? said : text;
    buf_printf(&r.message, "%s %s", words_thread(t, s->thread), did);
    if (*text)
      buf_printf(&r.message, ": %s", text);
    struct buf held = {0};
    words_held(st, s->thread, 0, &held);
    report_place(&r, step, s->site, s->thread, "%s, %s", did, buf_str(&held));
    buf_fini(&held);
  } else {
    buf_puts(&r.message, *text ? text : otherwise);
  }
  report_done(&r, st);
}

struct ending {
  ARRAY(uint32_t) settled; /* by thread: the step that joined or detached it, or created it detached */
};

static void ending_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  (void)st;
  struct ending *e = self;
  bool settles = s->op == OP_THREAD_JOIN || s->op == OP_THREAD_DETACH ||
                 (s->op == OP_THREAD_CREATE && s->flags & STEP_DETACHED);
  if (!settles || s->flags & (STEP_FAILED | STEP_TIMEOUT))
    return;
  while (e->settled.len <= s->other)
    *ARRAY_PUSH(&e->settled) = 0;
  e->settled.at[s->other] = step;
}

static void leaks(const struct ending *e, const struct analysis_state *st) {
  const struct trace *t = st->trace;
  for (size_t i = 1; i < trace_threads(t); i++) {
    const struct trace_thread *th = trace_thread(t, (uint16_t)i);
    const struct locks_thread *l = locks_thread(&st->locks, (uint16_t)i);
    if (!th->created || (i < e->settled.len && e->settled.at[i]))
      continue;
    bool over = l && l->over;
    struct report r;
    report_init(&r, FINDING_LEAK, SEVERITY_NOTE, 0, trace_steps(t));
    buf_printf(&r.message, "%s was neither joined nor detached%s", th->name,
               over ? "" : ", and had not ended when the program did");
    report_place(&r, th->created, trace_step(t, th->created)->site, th->creator, "creates %s", th->name);
    report_done(&r, st);
  }
}

static void ending_end(void *self, const struct analysis_state *st) {
  switch (trace_end(st->trace)->kind) {
  case END_ASSERT: report_last(st, FINDING_ASSERT, OP_ASSERT_FAIL, "fails an assertion", "an assertion failed"); break;
  case END_CRASH: report_last(st, FINDING_CRASH, OP_CRASH, "crashes", "the program crashed"); break;
  case END_ABORT: report_last(st, FINDING_CRASH, OP_CRASH, "crashes", "the program called abort()"); break;
  case END_EXIT: leaks(self, st); break;
  default: break;
  }
}

static void ending_fini(void *self) {
  struct ending *e = self;
  ARRAY_FREE(&e->settled);
}

const struct detector ending_detector = {.name = "ending",
                                         .size = sizeof(struct ending),
                                         .classes = CLASS_BIT(CLASS_THREAD),
                                         .step = ending_step,
                                         .end = ending_end,
                                         .fini = ending_fini};

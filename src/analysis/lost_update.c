/* lost_update.c — read, somebody else writes, written back: where one thread at a time runs.
 *
 * Under the models gil and await the language itself lets one thread run at a time and hands memory over with its turn,
 * so there are no data races (race.c is silent there). What remains is that the turn ends between reading a variable and
 * writing it: the write is then made of an old value, and what another thread wrote meanwhile is lost. It is the
 * one order of two accesses and one between that no serial execution explains when the first reads and both others
 * write (Lu et al., "AVIO: Detecting Atomicity Violations via Access-Interleaving Invariants", ASPLOS 2006, table 1).
 *
 * Only what has happened is told, and only when the value changed: a read that the thread repeats before it
 * writes has seen the other's value. Locks play no part, for the thread may hold any but the right one. */
#include "analysis/detect.h"

#include <inttypes.h>

struct lost_read {
  uint32_t step; /* the thread's last access of the variable was this read; 0: it was not a read */
  uint64_t value;
};

struct lost_thread {
  ARRAY(struct lost_read) reads; /* by object */
};

struct lost_var {
  uint32_t step; /* last write, 0: none */
  uint16_t thread;
  uint64_t value;
};

struct lost {
  ARRAY(struct lost_thread) threads;
  ARRAY(struct lost_var) vars; /* by object */
};

/* Where the thread of step READ was while step BETWEEN was made: the first that it did afterwards. */
static uint32_t resumed(const struct trace *t, uint32_t read, uint32_t between) {
  uint32_t at = trace_step(t, read)->next;
  while (at && at < between)
    at = trace_step(t, at)->next;
  return at;
}

static void report(const struct analysis_state *st, const struct lost_read *r, const struct lost_var *v, uint32_t step, const struct trace_step *s) {
  const struct trace *t = st->trace;
  const char *name = words_object(t, s->object), *me = words_thread(t, s->thread), *other = words_thread(t, v->thread);
  uint32_t back = resumed(t, r->step, v->step);
  struct report f;
  report_init(&f, FINDING_ATOMICITY, SEVERITY_ERROR, s->object, step);
  buf_printf(&f.message, "%s reads %s in step %" PRIu32 " and writes it in step %" PRIu32 ", but %s changed it in step %" PRIu32 ": that change is lost", me,
             name, r->step, step, other, v->step);
  report_place(&f, step, s->site, s->thread, "writes %s", name);
  report_place(&f, r->step, trace_step(t, r->step)->site, s->thread, "had read %s", name);
  report_place(&f, v->step, trace_step(t, v->step)->site, v->thread, "changes %s in between", name);
  report_aside(&f);
  if (back && back != step) {
    report_place(&f, back, trace_step(t, back)->site, s->thread, "had let others go");
    report_aside(&f);
  }
  buf_printf(&f.detail, "only one thread runs at a time (model %s), but its turn ended between reading and writing: hold a lock over both\n",
             plait_model_names[trace_meta(t)->model]);
  report_done(&f, st);
}

static void lost_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  struct lost *l = self;
  if (!detect_one_at_a_time(st->trace) || !s->object || !(s->flags & STEP_VALUE) || s->size > 8)
    return;
  while (l->threads.len <= s->thread)
    *ARRAY_PUSH(&l->threads) = (struct lost_thread){.reads = {0}};
  struct lost_thread *th = &l->threads.at[s->thread];
  while (th->reads.len <= s->object)
    *ARRAY_PUSH(&th->reads) = (struct lost_read){0};
  while (l->vars.len <= s->object)
    *ARRAY_PUSH(&l->vars) = (struct lost_var){0};
  struct lost_read *mine = &th->reads.at[s->object];
  struct lost_var *v = &l->vars.at[s->object];
  bool reads = s->op == OP_READ || s->op == OP_ATOMIC_LOAD || (s->op == OP_ATOMIC_CAS && s->flags & STEP_FAILED);
  if (reads) {
    *mine = (struct lost_read){step, s->value};
    return;
  }
  bool update = s->op == OP_ATOMIC_RMW || s->op == OP_ATOMIC_CAS; /* has read what it replaces */
  if (!update && mine->step && v->step > mine->step && v->thread != s->thread && v->value != mine->value)
    report(st, mine, v, step, s);
  mine->step = 0;
  *v = (struct lost_var){step, s->thread, s->value};
}

static void lost_fini(void *self) {
  struct lost *l = self;
  for (size_t i = 0; i < l->threads.len; i++)
    ARRAY_FREE(&l->threads.at[i].reads);
  ARRAY_FREE(&l->threads);
  ARRAY_FREE(&l->vars);
}

const struct detector lost_update_detector = {
    .name = "lost update", .size = sizeof(struct lost), .classes = CLASS_BIT(CLASS_MEMORY), .step = lost_step, .fini = lost_fini};

/* livelock.c — threads that run for ever without getting anywhere.
 *
 * The runtime notices it when a thread repeats the same reads (it is parked until one of
 * them is written) and ends the execution when nobody can write them; here it is
 * said who they are and what they look at, and that is an error. Threads that also write, or take locks and give them
 * back, and so undo each other's work: see rounds.c.
 *
 * Where in its loop a thread was parked is the schedule's business; the finding is about the first by name of
 * all that the loop looks at. */
#include "analysis/waits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LOOP_MOST = 4096 }; /* steps looked back for the round before */

/* Of what the thread looks at in one round, the first by name. */
static uint32_t looked_at(const struct trace *t, const struct trace_pending *p) {
  uint32_t best = p->object, steps = trace_steps(t);
  for (uint32_t i = steps; i && steps - i < LOOP_MOST; i--) {
    const struct trace_step *s = trace_step(t, i);
    if (s->thread != p->thread)
      continue;
    if (plait_op_table[s->op].cls == CLASS_MEMORY)
      best = words_first(t, best, s->object);
    if (s->site == p->site && s->op == p->op && s->object == p->object)
      return best;
  }
  return p->object;
}

static void livelock_end(void *self, const struct analysis_state *st) {
  (void)self;
  const struct trace *t = st->trace;
  const struct trace_end *end = trace_end(t);
  if (end->kind != END_DEADLOCK || trace_circle(t))
    return;
  struct waits w;
  waits_init(&w, st, true);
  struct report r;
  size_t n = 0;
  report_init(&r, FINDING_LIVELOCK, SEVERITY_ERROR, 0, trace_steps(t));
  for (size_t i = 0; i < w.len; i++) {
    const struct trace_pending *p = w.threads[i].pending;
    if (!p || !p->spinning)
      continue;
    const struct locks_thread *th = locks_thread(&st->locks, (uint16_t)i);
    n++;
    r.f.object = words_first(t, r.f.object, looked_at(t, p));
    buf_printf(&r.message, "%s%s repeats the same reads", n > 1 ? "; " : "", words_thread(t, (uint16_t)i));
    if (p->object)
      buf_printf(&r.message, ", looking at %s", words_object(t, p->object));
    report_place(&r, th ? th->last : 0, p->site, (uint16_t)i, "repeats the same reads%s%s", p->object ? ", looking at " : "",
                 p->object ? words_object(t, p->object) : "");
    report_aside(&r);
  }
  for (size_t i = 0; n && i < w.len; i++)
    if (w.threads[i].stuck) {
      buf_printf(&r.detail, "%s ", words_thread(t, (uint16_t)i));
      waits_clause(&w, st, (uint16_t)i, true, &r.detail);
      buf_putc(&r.detail, '\n');
    }
  if (n || strncmp(end->text, "livelock", 8) == 0) {
    if (!n)
      buf_puts(&r.message, "the threads that still run repeat the same reads");
    buf_puts(&r.message, ", and nobody is left who could change what they wait for");
    report_done(&r, st);
  } else {
    buf_fini(&r.message);
    buf_fini(&r.detail);
  }
  waits_fini(&w);
}

const struct detector livelock_detector = {.name = "livelock", .end = livelock_end};

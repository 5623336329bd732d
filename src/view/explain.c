/* explain.c — why things are as they are, in sentences.
 *
 * explain_op.c says what one operation does; this file says what follows from it:
 * whom a thread waits for and since when, who had to stop and who can go on because
 * of the step just made, and what a deadlock consists of. Everything comes from the
 * world, nothing is remembered between calls. */
#include "view/explain.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 8 }; /* threads named in one sentence */

/* -- whom a thread waits for ---------------------------------------------------- */

static const struct trace_object *object_of(const struct world *w, uint32_t object) {
  static const struct trace_object none = {.name = "something", .type = ""};
  const struct trace *t = world_trace(w);
  return object >= 1 && object <= trace_objects(t) ? trace_object(t, object) : &none;
}

/* " since step 7 (bank.c:31)" */
static void add_since(const struct world *w, uint32_t step, struct buf *out) {
  const struct trace *t = world_trace(w);
  if (step == 0 || step > trace_steps(t))
    return;
  buf_printf(out, " since step %u", step);
  explain_site(t, trace_step(t, step)->site, out);
}

/* "m, held by T1 since step 7 (bank.c:31)" */
static void add_held(const struct world *w, uint16_t thread, uint32_t object, struct buf *out) {
  const struct trace *t = world_trace(w);
  const struct world_object *o = world_object(w, object);
  buf_puts(out, object_of(w, object)->name);
  if (o->owner == thread) {
    buf_puts(out, ", which it holds itself");
    add_since(w, o->owner_since, out);
  } else if (o->owner >= 0) {
    buf_puts(out, ", held by ");
    explain_name(t, (uint16_t)o->owner, out);
    add_since(w, o->owner_since, out);
  } else if (o->readers && world_thread(w, thread)->pending == OP_RWLOCK_RDLOCK) {
    int writer = world_blocker(w, thread); /* readers share: it is the writer that keeps it out */
    buf_puts(out, ", whose writers go first: ");
    if (writer >= 0)
      explain_name(t, (uint16_t)writer, out);
    else
      buf_puts(out, "somebody");
    buf_puts(out, " wants to write");
  } else if (o->readers) {
    uint16_t who[LISTED];
    size_t n = world_holders(w, object, who, LISTED);
    buf_puts(out, ", held for reading by ");
    if (n <= LISTED)
      explain_list(t, who, n, out);
    else
      buf_printf(out, "%zu threads", n);
    add_since(w, o->busy_since, out);
  }
}

static void add_join(const struct world *w, const struct world_thread *th, struct buf *out) {
  buf_puts(out, "waits for ");
  explain_name(world_trace(w), th->target, out);
  buf_puts(out, " to end");
}

static void add_barrier(const struct world *w, const struct world_thread *th, struct buf *out) {
  const struct trace_object *o = object_of(w, th->object);
  int64_t more = o->param - world_object(w, th->object)->permits;
  buf_printf(out, "waits at %s for ", o->name);
  if (more > 0)
    buf_printf(out, "%" PRId64 " more", more);
  else
    buf_puts(out, "the others");
}

static void add_once(const struct world *w, uint16_t thread, const struct world_thread *th, struct buf *out) {
  int owner = world_object(w, th->object)->owner;
  buf_puts(out, "waits for ");
  if (owner == thread)
    buf_puts(out, "itself");
  else if (owner >= 0)
    explain_name(world_trace(w), (uint16_t)owner, out);
  else
    buf_puts(out, "another thread");
  buf_printf(out, " to finish the routine of %s", object_of(w, th->object)->name);
}

/* Is the thread inside of a call that is told as one move? */
static bool in_call(const struct cols *c, const struct world_thread *th) { return c && th->span && cols_closed(c, th->span); }

/* The clause of a blocked thread: "waits for m, held by T1 since step 7 (bank.c:31)". */
static void add_blocked(const struct world *w, const struct cols *c, uint16_t thread, const struct world_thread *th, struct buf *out) {
  if (in_call(c, th)) {
    explain_call_waits(w, thread, out);
    return;
  }
  switch (th->pending) {
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_WRLOCK:
    buf_puts(out, "waits for ");
    add_held(w, thread, th->object, out);
    break;
  case OP_COND_WAKE:
    if (th->signalled || th->timed_out) {
      buf_printf(out, "%s %s and waits for ", th->signalled ? "was woken from" : "is done waiting for",
                 object_of(w, th->object)->name);
      add_held(w, thread, th->object2, out);
    } else {
      buf_printf(out, "waits for a signal on %s", object_of(w, th->object)->name);
      add_since(w, th->since, out);
    }
    break;
  case OP_SEM_WAIT:
  case OP_SEM_TIMEDWAIT:
    buf_printf(out, "waits for a permit of %s, none is left", object_of(w, th->object)->name);
    add_since(w, world_object(w, th->object)->busy_since, out);
    break;
  case OP_BARRIER_LEAVE: add_barrier(w, th, out); break;
  case OP_ONCE: add_once(w, thread, th, out); break;
  case OP_THREAD_JOIN: add_join(w, th, out); break;
  case OP_IO:
  case OP_OUTPUT:
    buf_puts(out, "waits for ");
    explain_object(world_trace(w), th->object, out);
    buf_puts(out, " to be ready");
    break;
  default: buf_puts(out, "cannot go on");
  }
  if (th->deadline != UINT64_MAX && !th->timed_out) {
    buf_puts(out, ", until ");
    explain_time(th->deadline, out);
    buf_puts(out, " at most");
  }
}

static void add_spinning(const struct world *w, const struct world_thread *th, struct buf *out) {
  bool variable = plait_op_table[th->pending].cls == CLASS_MEMORY && th->object;
  if (variable)
    buf_printf(out, "spins on %s", object_of(w, th->object)->name);
  else if (th->object)
    buf_printf(out, "spins, trying %s again and again", object_of(w, th->object)->name);
  else
    buf_puts(out, "spins");
  if (th->spins > 1)
    buf_printf(out, ", %u times the same,", th->spins);
  buf_puts(out, variable ? " until somebody writes it" : " until something changes");
}

static void add_over(const struct world *w, const struct world_thread *th, struct buf *out) {
  const struct trace *t = world_trace(w);
  const struct trace_step *s = th->last ? trace_step(t, th->last) : NULL;
  if (s && s->op == OP_THREAD_EXIT) {
    buf_puts(out, "has ended");
  } else if (s && plait_op_table[s->op].cls == CLASS_END) {
    buf_puts(out, s->op == OP_CRASH ? "has crashed" : s->op == OP_EXIT ? "has ended the process" : "has failed an assertion");
    explain_site(t, s->site, out);
  } else {
    buf_puts(out, "was cut off when the process ended");
  }
}

/* What a thread that can go on may do; after "can " or "will ". */
static void add_next(const struct world *w, const struct cols *c, uint16_t thread, const struct world_thread *th, struct buf *out) {
  const struct trace *t = world_trace(w);
  uint32_t next = th->last ? trace_step(t, th->last)->next : trace_thread(t, thread)->first;
  const struct trace_pending *p = next ? NULL : trace_pending_of(t, thread);
  if (in_call(c, th)) {
    buf_puts(out, "go on: ");
    explain_call_will(t, th->span, out);
    explain_site(t, trace_step(t, th->span)->site, out);
    return;
  }
  if (th->pending == OP_SPAN_BEGIN && (next ? spans_verb(t, next)[0] : p && p->verb[0])) {
    if (next)
      explain_call_will(t, next, out);
    else
      explain_call_pending(t, p, out);
    explain_site(t, th->site, out);
    return;
  }
  explain_will(t, th->pending, th->object, th->object2, thread, th->target, out);
  if (th->pending != OP_NONE)
    explain_site(t, th->site, out);
}

void explain_thread(const struct world *w, const struct cols *c, uint16_t thread, struct buf *out) {
  const struct world_thread *th = world_thread(w, thread);
  explain_name(world_trace(w), thread, out);
  buf_putc(out, ' ');
  switch (th->status) {
  case STATUS_ABSENT: buf_puts(out, "does not exist yet"); break;
  case STATUS_READY:
    if (th->timed_out) {
      buf_puts(out, "can stop waiting, its time is over: ");
    } else {
      buf_puts(out, "can ");
    }
    add_next(w, c, thread, th, out);
    break;
  case STATUS_BLOCKED: add_blocked(w, c, thread, th, out); break;
  case STATUS_SLEEPING:
    buf_puts(out, "sleeps");
    if (th->deadline != UINT64_MAX) {
      buf_puts(out, " until ");
      explain_time(th->deadline, out);
    }
    break;
  case STATUS_SPINNING: add_spinning(w, th, out); break;
  case STATUS_OVER: add_over(w, th, out); break;
  }
}

void explain_pending(const struct world *w, const struct cols *c, uint16_t thread, struct buf *out) {
  const struct world_thread *th = world_thread(w, thread);
  if (th->status == STATUS_ABSENT || th->status == STATUS_OVER)
    buf_puts(out, "nothing");
  else
    add_next(w, c, thread, th, out);
}

/* -- the deadlock ------------------------------------------------------------------- */

/* Threads that wait for each other in a circle, in order; 0: there is none. */
static size_t find_circle(const struct world *w, uint16_t *out, size_t max) {
  size_t n = world_threads(w);
  for (size_t from = 0; from < n; from++) {
    size_t len = 0;
    int at = (int)from;
    do {
      if (len < max)
        out[len] = (uint16_t)at;
      len++;
      at = world_blocker(w, (uint16_t)at);
    } while (at >= 0 && at != (int)from && len <= n);
    if (at == (int)from && len <= max)
      return len;
  }
  return 0;
}

/* Each of THREADS with what it waits for: "T1 waits for b, held by T2 since step 5; T2 …". */
static void add_waiting(const struct world *w, const struct cols *c, const uint16_t *threads, size_t n, struct buf *out) {
  for (size_t i = 0; i < n; i++) {
    buf_puts(out, i ? "; " : "");
    explain_thread(w, c, threads[i], out);
  }
}

/* Those who moved after step SINCE. */
static void add_round(const struct trace *t, uint32_t since, struct buf *out) {
  uint16_t who[LISTED];
  size_t n = 0;
  for (size_t i = 0; i < trace_threads(t) && n < LISTED; i++)
    for (uint32_t k = since + 1; k <= trace_steps(t); k++)
      if (trace_step(t, k)->thread == i && trace_step(t, k)->op != OP_DEADLOCK) {
        who[n++] = (uint16_t)i;
        break;
      }
  buf_printf(out, "everything is as it was after step %" PRIu32 ", so ", since);
  explain_list(t, who, n, out);
  buf_puts(out, " may go in circles for ever");
}

/* Why nobody can move, without the word for it; returns the word. */
static const char *add_deadlock(const struct world *w, const struct cols *c, struct buf *out) {
  enum { MOST = 256 };
  uint16_t who[MOST];
  uint32_t since = trace_circle(world_trace(w));
  if (since) {
    add_round(world_trace(w), since, out);
    return "livelock";
  }
  size_t n = find_circle(w, who, MOST);
  if (n == 1) {
    explain_thread(w, c, who[0], out);
    buf_puts(out, ", and so for ever");
    return "deadlock";
  }
  if (n > 1) {
    explain_list(world_trace(w), who, n, out);
    buf_puts(out, n == 2 ? " wait for each other: " : " wait for each other in a circle: ");
    add_waiting(w, c, who, n, out);
    return "deadlock";
  }
  bool spins = false;
  for (size_t i = 0; i < world_threads(w); i++) {
    enum world_status s = world_thread(w, (uint16_t)i)->status;
    if ((s == STATUS_BLOCKED || s == STATUS_SPINNING) && n < MOST)
      who[n++] = (uint16_t)i;
    spins = spins || s == STATUS_SPINNING;
  }
  buf_puts(out, spins ? "nobody can get any further: " : "nobody can move: ");
  add_waiting(w, c, who, n, out);
  return spins ? "livelock" : "deadlock";
}

void explain_step(const struct trace *t, uint32_t step, struct buf *out) {
  if (trace_step(t, step)->op != OP_DEADLOCK) {
    explain_did(t, step, NULL, out);
    return;
  }
  struct world *w = world_new(t);
  world_seek(w, step);
  add_deadlock(w, NULL, out); /* where steps are listed, the word stands next to it */
  world_free(w);
}

/* -- what a step leads to -------------------------------------------------------------- */

/* Threads as they are named in a clause: the first few, and how many there are. */
struct group {
  uint16_t who[LISTED];
  size_t n;
};

static void group_add(struct group *g, size_t thread) {
  if (g->n < LISTED)
    g->who[g->n] = (uint16_t)thread;
  g->n++;
}

static void add_group(const struct world *w, const struct group *g, struct buf *out) {
  if (g->n <= LISTED)
    explain_list(world_trace(w), g->who, g->n, out);
  else
    buf_printf(out, "%zu threads", g->n);
}

/* Does S free something that others may have waited for? OBJECT: what. */
static bool frees(const struct trace_step *s, uint32_t *object) {
  *object = s->op == OP_COND_WAIT ? s->object2 : s->object;
  if (s->flags & (STEP_FAILED | STEP_TIMEOUT | STEP_NESTED))
    return false;
  switch (s->op) {
  case OP_MUTEX_UNLOCK:
  case OP_SPIN_UNLOCK:
  case OP_RWLOCK_UNLOCK:
  case OP_COND_WAIT:
  case OP_SEM_POST: return true;
  case OP_BARRIER_ARRIVE:
  case OP_ONCE: return s->flags & STEP_LAST;
  default: return false;
  }
}

/* Is it OBJECT that this thread, which can go on now, needed for that? */
static bool needed(const struct world_thread *th, uint32_t object) {
  switch (th->pending) {
  case OP_MUTEX_LOCK:
  case OP_MUTEX_TIMEDLOCK:
  case OP_SPIN_LOCK:
  case OP_RWLOCK_RDLOCK:
  case OP_RWLOCK_WRLOCK:
  case OP_SEM_WAIT:
  case OP_SEM_TIMEDWAIT:
  case OP_BARRIER_LEAVE:
  case OP_ONCE: return th->object == object;
  case OP_COND_WAKE: return th->object2 == object;
  default: return false;
  }
}

/* Those whom the step let go on; they had arrived before it. */
static struct group freed_by(const struct world *w, const struct trace_step *s, uint32_t step) {
  struct group g = {0};
  uint32_t object;
  bool releases = frees(s, &object);
  bool had_been_open = s->op == OP_SEM_POST && world_object(w, s->object)->permits > 1;
  for (size_t i = 0; i < world_threads(w); i++) {
    const struct world_thread *th = world_thread(w, (uint16_t)i);
    if (i == s->thread || th->status != STATUS_READY || th->last >= step)
      continue;
    if ((releases && !had_been_open && needed(th, object)) ||
        (s->op == OP_THREAD_EXIT && th->pending == OP_THREAD_JOIN && th->target == s->thread))
      group_add(&g, i);
  }
  return g;
}

static void add_freed(const struct world *w, const struct trace_step *s, uint32_t step, struct buf *out) {
  struct group g = freed_by(w, s, step);
  if (g.n == 0)
    return;
  bool race = g.n > 1 && s->op != OP_BARRIER_ARRIVE && s->op != OP_ONCE && s->op != OP_THREAD_EXIT;
  buf_puts(out, "; ");
  add_group(w, &g, out);
  buf_puts(out, race ? " can have it now, whoever moves first" : " can go on now");
}

/* Others who cannot move any more because of the step. */
static void add_stopped(const struct world *w, const struct trace_step *s, uint32_t step, struct buf *out) {
  struct group g = {0};
  for (size_t i = 0; i < world_threads(w); i++) {
    const struct world_thread *th = world_thread(w, (uint16_t)i);
    if (i != s->thread && th->status == STATUS_BLOCKED && th->since == step)
      group_add(&g, i);
  }
  if (g.n == 0)
    return;
  buf_puts(out, "; ");
  add_group(w, &g, out);
  buf_printf(out, " %s to wait for it", g.n == 1 ? "has" : "have");
}

/* A woken thread does not run yet: it needs the mutex first. */
static void add_still_waiting(const struct world *w, const struct trace_step *s, struct buf *out) {
  if (s->op != OP_COND_SIGNAL || (s->flags & STEP_VALUE ? s->value == 0 : s->other == 0))
    return;
  const struct world_thread *th = world_thread(w, s->other);
  if (th->status != STATUS_BLOCKED || th->pending != OP_COND_WAKE || !th->signalled)
    return;
  buf_puts(out, ", which now waits for ");
  add_held(w, s->other, th->object2, out);
}

/* The one who moved, when it cannot go on from here. */
static void add_mover(const struct world *w, const struct cols *c, const struct trace_step *s, uint32_t step, struct buf *out) {
  const struct world_thread *th = world_thread(w, s->thread);
  /* That a wait waits and a sleep sleeps is in the sentence already. */
  bool said = s->op == OP_COND_WAIT || s->op == OP_SLEEP || s->op == OP_BARRIER_ARRIVE;
  if ((th->status != STATUS_BLOCKED && th->status != STATUS_SPINNING) || th->since != step || said)
    return;
  buf_puts(out, ". Now ");
  explain_thread(w, c, s->thread, out);
}

/* Threads that still had something to do when the process ended. */
static void add_cut_off(const struct world *w, const struct trace_step *s, struct buf *out) {
  const struct trace *t = world_trace(w);
  struct group g = {0};
  for (size_t i = 0; i < world_threads(w); i++) {
    const struct world_thread *th = world_thread(w, (uint16_t)i);
    if (i != s->thread && th->status != STATUS_ABSENT && (!th->last || trace_step(t, th->last)->op != OP_THREAD_EXIT))
      group_add(&g, i);
  }
  if (g.n == 0)
    return;
  buf_puts(out, "; ");
  add_group(w, &g, out);
  buf_printf(out, " had not ended and %s cut off", g.n == 1 ? "is" : "are");
}

/* An execution that was stopped without a step that says so. */
static void add_end(const struct world *w, struct buf *out) {
  const struct trace *t = world_trace(w);
  const struct trace_end *e = trace_end(t);
  if (world_step(w) != trace_steps(t))
    return;
  if (e->kind == END_STEP_LIMIT || e->kind == END_STALL || e->kind == END_DIVERGED) {
    buf_puts(out, ". The execution was stopped here");
    if (e->text[0])
      buf_printf(out, ": %s", e->text);
  }
}

static void explain_start(const struct world *w, const struct cols *c, struct buf *out) {
  buf_puts(out, "nothing has happened yet");
  const struct world_thread *th = world_thread(w, 0);
  if (world_threads(w) == 0 || th->pending == OP_NONE || th->status != STATUS_READY)
    return;
  buf_puts(out, "; first ");
  explain_name(world_trace(w), 0, out);
  buf_puts(out, " will ");
  add_next(w, c, 0, th, out);
}

/* The switch model let nobody else move before this. */
static void add_kept(const struct trace *t, bool kept, struct buf *out) {
  uint8_t model = trace_meta(t)->model;
  if (kept)
    buf_printf(out, "; no switch was possible before it (%s)", plait_model_names[model < MODEL_COUNT ? model : MODEL_PREEMPTIVE]);
}

static void tell(const struct world *w, const struct cols *c, uint32_t step, struct buf *out) {
  if (step == 0) {
    explain_start(w, c, out);
    return;
  }
  const struct trace_step *s = trace_step(world_trace(w), step);
  if (s->op == OP_DEADLOCK) {
    struct buf body = {0};
    const char *word = add_deadlock(w, c, &body);
    buf_printf(out, "%s: %s", word, buf_str(&body));
    buf_fini(&body);
    return;
  }
  explain_did(world_trace(w), step, w, out);
  if (s->op == OP_EXIT) {
    add_cut_off(w, s, out);
    return;
  }
  add_still_waiting(w, s, out);
  add_freed(w, s, step, out);
  add_stopped(w, s, step, out);
  add_kept(world_trace(w), s->flags & STEP_HINT, out);
  add_mover(w, c, s, step, out);
  add_end(w, out);
  if (step == trace_steps(world_trace(w)) && trace_circle(world_trace(w))) {
    buf_puts(out, "; ");
    add_round(world_trace(w), trace_circle(world_trace(w)), out);
  }
}

void explain_world(const struct world *w, struct buf *out) { tell(w, NULL, world_step(w), out); }

/* -- a closed call ---------------------------------------------------------------------- */

/* What the call has done by the step that stands for it. */
static void add_call(const struct world *w, const struct cols *c, const struct span *s, uint32_t step, struct buf *out) {
  const struct trace *t = world_trace(w);
  enum world_status status = world_thread(w, s->thread)->status;
  bool failed = s->end && trace_step(t, s->end)->flags & STEP_FAILED;
  bool loop = s->object && trace_object(t, s->object)->kind == KIND_LOOP && s->end; /* its notes are about turns, the call is more */
  if (step != s->begin && trace_step(t, step)->op == OP_NOTE && !loop && (!failed || !(trace_step(t, step)->flags & STEP_FAILED))) {
    explain_did(t, step, w, out);
    return;
  }
  if (step == s->begin && status == STATUS_BLOCKED) {
    explain_thread(w, c, s->thread, out);
    return;
  }
  explain_name(t, s->thread, out);
  buf_putc(out, ' ');
  if (step == s->begin) {
    buf_puts(out, "begins to ");
    explain_call_will(t, s->begin, out);
  } else {
    explain_call_did(t, w, s->begin, s->end, out);
  }
}

void explain_column(struct world *w, const struct cols *c, uint32_t n, struct buf *out) {
  enum { MOST = 256 };
  uint32_t step = n ? cols_step(c, n) : 0;
  const struct span *s = step ? cols_closed(c, step) : NULL;
  const struct trace_step *e = step ? trace_step(c->trace, step) : NULL;
  if (!s || (step != s->begin && step != s->end && (e->op != OP_NOTE || !e->object))) {
    world_seek(w, step); /* not of the library: a step like any other */
    tell(w, c, step, out);
    return;
  }
  bool blocked[MOST] = {false};
  world_seek(w, cols_rest(c, n - 1));
  for (size_t i = 0; i < world_threads(w) && i < MOST; i++)
    blocked[i] = world_thread(w, (uint16_t)i)->status == STATUS_BLOCKED;
  world_seek(w, cols_rest(c, n));
  add_call(w, c, s, step, out);
  struct group freed = {0};
  for (size_t i = 0; i < world_threads(w) && i < MOST; i++)
    if (i != s->thread && blocked[i] && world_thread(w, (uint16_t)i)->status == STATUS_READY)
      group_add(&freed, i);
  if (freed.n) {
    buf_puts(out, "; ");
    add_group(w, &freed, out);
    buf_puts(out, " can go on now");
  }
  add_kept(c->trace, cols_joined(c, n), out);
  if (step != s->begin && world_thread(w, s->thread)->status == STATUS_BLOCKED && world_thread(w, s->thread)->span) {
    buf_puts(out, ". Now ");
    explain_thread(w, c, s->thread, out);
  }
  add_end(w, out);
}

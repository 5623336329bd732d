/* explain_call.c — the calls of plait/sync.h in words: what one would do, what it has done, what it waits for.
 *
 * A row per kind of object and verb says all that differs between calls; what an object says of itself (its notes,
 * include/plait.h) is a sentence per kind. In templates:
 *
 *   %o  the object          %v  " 7", the argument, or nothing
 *   %h  ", held by T1 since step 7 (bank.c:31)", or who else keeps a lock from being had
 *   %p  how many parties a barrier still wants
 *   %u  "3 are not done"    %r  ": T1 runs", whoever does a routine or runs a loop
 *   %b  " and its buffer is full", of a channel that has one
 *   %=  ": 7", the result
 *
 * A verb that is not in the table is used as it is, so that a library of somebody else's is told about as well. */
#include "view/explain.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

struct call_words {
  uint8_t kind;
  const char *verb; /* how it begins; "": any */
  const char *will; /* to … */
  const char *did;  /* when it is over and nothing has been noted; NULL: "has …" */
  const char *waits;
};

static const struct call_words call_table[] = {
    {KIND_QUEUE, "put", "put%v into %o", NULL, "to put%v into %o: it is full; a get frees it"},
    {KIND_QUEUE, "get", "get from %o", NULL, "to get from %o: it is empty; a put frees it"},
    {KIND_QUEUE, "task_done", "say that a task of %o is done", NULL, NULL},
    {KIND_QUEUE, "join", "wait until every task of %o is done", "goes on: every task of %o is done", "until every task of %o is done: %u"},
    {KIND_QUEUE, "close", "close %o", "closes %o", NULL},
    {KIND_SEM, "acquire", "take a permit of %o", NULL, "for a permit of %o: none is left; a release frees it"},
    {KIND_SEM, "release", "give a permit to %o", NULL, NULL},
    {KIND_RLOCK, "acquire", "take lock %o", NULL, "for lock %o%h"},
    {KIND_RLOCK, "release", "give lock %o back", NULL, NULL},
    {KIND_RWLOCK, "acquire_read", "lock %o for reading", NULL, "to read under %o%h"},
    {KIND_RWLOCK, "acquire_write", "lock %o for writing", NULL, "to write under %o%h"},
    {KIND_RWLOCK, "release_read", "unlock %o, done with reading", NULL, NULL},
    {KIND_RWLOCK, "release_write", "unlock %o, done with writing", NULL, NULL},
    {KIND_EVENT, "set", "set %o", NULL, NULL},
    {KIND_EVENT, "clear", "clear %o", NULL, NULL},
    {KIND_EVENT, "wait", "wait for %o", "goes on: %o is set", "for %o to be set"},
    {KIND_COND, "wait", "wait for a notification of %o", "goes on after a notification of %o", "for a notification of %o"},
    {KIND_COND, "notify_all", "notify all who wait for %o", "notifies all who wait for %o", NULL},
    {KIND_COND, "notify", "notify one who waits for %o", "notifies one who waits for %o", NULL},
    {KIND_BARRIER, "wait", "wait at %o", "goes on from %o", "at %o for %p more"},
    {KIND_BARRIER, "abort", "break %o", NULL, NULL},
    {KIND_BARRIER, "reset", "reset %o", NULL, NULL},
    {KIND_CHANNEL, "send", "send%v into %o", "goes on: what it sent into %o has been received", "to send%v into %o: nobody receives%b"},
    {KIND_CHANNEL, "receive", "receive from %o", "finds that %o is closed", "to receive from %o: nothing is there; a send frees it"},
    {KIND_CHANNEL, "select", "do what is possible first of a select", "goes on from its select", "in a select: nothing of it is possible"},
    {KIND_CHANNEL, "close", "close %o", NULL, NULL},
    {KIND_WAITGROUP, "add", "add%v to %o", NULL, NULL},
    {KIND_WAITGROUP, "done", "count %o down by one", NULL, NULL},
    {KIND_WAITGROUP, "wait", "wait for %o", "goes on: %o has come down to 0", "for %o to come down to 0: %u"},
    {KIND_ONCE, "do", "do %o if nobody has", "skips %o: it has been done", "until %o is done%r"},
    {KIND_POOL, "submit", "submit a job to %o", NULL, NULL},
    {KIND_POOL, "start", "start the threads of %o", "starts the threads of %o", NULL},
    {KIND_POOL, "take", "take a job of %o", "finds %o shut down", "for a job in %o: there is none"},
    {KIND_POOL, "shutdown", "shut down %o", "has shut down %o", "for %o to be shut down: %u"},
    {KIND_FUTURE, "result", "get the result of %o", "gets the result of %o%=", "for the result of %o"},
    {KIND_FUTURE, "await", "await %o", "goes on: %o is done%=", "for %o to be done"},
    {KIND_FUTURE, "set_result", "finish %o with%v", NULL, NULL},
    {KIND_FUTURE, "create", "create task %o", "creates task %o", NULL},
    {KIND_FUTURE, "begin", "begin as a task", "begins as a task", "to begin as a task"},
    {KIND_FUTURE, "cancel", "cancel %o", "cancels %o", NULL},
    {KIND_FUTURE, "free", "let go of %o", "lets go of %o", "to let go of %o"},
    {KIND_LOOP, "yield", "let other tasks run", "has let other tasks run and goes on", "for its turn%r"},
    {KIND_LOOP, "sleep", "sleep and let other tasks run", "goes on after its sleep", "for its sleep to be over"},
    {KIND_LOOP, "gather", "await all of its tasks", "goes on: all of its tasks are done", "for all of its tasks to be done"},
    {KIND_LOOP, "run", "run an event loop", "runs an event loop", "for its turn%r"},
    {KIND_LOOP, "close", "wait for the tasks that are left", "ends %o", "for the tasks that are left"},
};

/* `did` of a call that would have had to wait and need not. */
static const struct call_words at_once_table[] = {
    {KIND_QUEUE, "join", NULL, "goes on at once: every task of %o is done already", NULL},
    {KIND_EVENT, "wait", NULL, "goes on at once: %o is set already", NULL},
    {KIND_COND, "wait", NULL, "goes on at once: it need not wait for %o", NULL},
    {KIND_WAITGROUP, "wait", NULL, "goes on at once: %o is at 0 already", NULL},
    {KIND_FUTURE, "result", NULL, "goes on at once: the result of %o is there already%=", NULL},
    {KIND_FUTURE, "await", NULL, "goes on at once: %o is done already%=", NULL},
    {KIND_LOOP, "gather", NULL, "goes on at once: all of its tasks are done already", NULL},
};

struct call {
  const struct trace *t;
  const struct world *w; /* or NULL */
  uint32_t object;
  uint8_t kind;
  const char *verb;
  bool has_value;
  uint64_t value;
  uint16_t thread;
};

static const struct call_words *words_in(const struct call_words *table, size_t n, const struct call *c) {
  for (size_t i = 0; i < n; i++)
    if (table[i].kind == c->kind && !strncmp(c->verb, table[i].verb, strlen(table[i].verb)))
      return &table[i];
  return NULL;
}

static const struct call_words *call_words(const struct call *c) {
  return words_in(call_table, sizeof call_table / sizeof *call_table, c);
}

static struct call call_of(const struct trace *t, const struct world *w, uint32_t begin) {
  const struct trace_step *s = trace_step(t, begin);
  return (struct call){.t = t, .w = w, .object = s->object, .thread = s->thread, .verb = spans_verb(t, begin), .value = s->value,
                       .has_value = s->op == OP_SPAN_BEGIN && s->flags & STEP_VALUE,
                       .kind = s->object ? trace_object(t, s->object)->kind : KIND_NONE};
}

/* -- templates ---------------------------------------------------------------------- */

static void add_since(const struct call *c, uint32_t step, struct buf *out) {
  if (!step || step > trace_steps(c->t))
    return;
  buf_printf(out, " since step %u", step);
  explain_site(c->t, trace_step(c->t, step)->site, out);
}

static void add_held(const struct call *c, struct buf *out) {
  enum { MOST = 8 };
  if (!c->w)
    return;
  const struct world_object *o = world_object(c->w, c->object);
  uint16_t who[MOST];
  size_t n = world_holders(c->w, c->object, who, MOST);
  if (o->owner == c->thread) {
    buf_puts(out, ", which it holds itself");
    add_since(c, o->owner_since, out);
  } else if (o->owner >= 0) {
    buf_puts(out, c->kind == KIND_RWLOCK ? ": " : ", held by ");
    explain_name(c->t, (uint16_t)o->owner, out);
    buf_puts(out, c->kind == KIND_RWLOCK ? " writes" : "");
    add_since(c, o->owner_since, out);
  } else if (n && strstr(c->verb, "read")) {
    buf_puts(out, ": a writer waits and goes first");
  } else if (n) {
    buf_puts(out, ": ");
    explain_list(c->t, who, n < MOST ? n : MOST, out);
    buf_puts(out, n == 1 ? " reads" : " read");
    add_since(c, o->busy_since, out);
  }
}

static void add_count(uint64_t n, struct buf *out) { buf_printf(out, "%" PRIu64 " %s not done", n, n == 1 ? "is" : "are"); }

static void add_runner(const struct call *c, struct buf *out) {
  int owner = c->w ? world_object(c->w, c->object)->owner : -1;
  if (owner < 0 || owner == c->thread)
    return;
  buf_puts(out, ": ");
  explain_name(c->t, (uint16_t)owner, out);
  buf_puts(out, c->kind == KIND_LOOP ? " runs" : " is doing it");
}

static void fill(const struct call *c, const char *template, struct buf *out) {
  const struct world_object *o = c->w && c->object ? world_object(c->w, c->object) : NULL;
  for (const char *p = template; *p; p++) {
    if (*p != '%') {
      buf_putc(out, *p);
      continue;
    }
    switch (*++p) {
    case 'o': explain_object(c->t, c->object, out); break;
    case 'v':
      if (c->has_value)
        buf_printf(out, " %" PRId64, (int64_t)c->value);
      break;
    case 'h': add_held(c, out); break;
    case 'p': {
      int64_t more = o ? trace_object(c->t, c->object)->param - o->permits : 0;
      buf_printf(out, "%" PRId64, more > 0 ? more : 1);
      break;
    }
    case 'u':
      if (o && c->kind == KIND_POOL && !o->unfinished)
        buf_puts(out, "its threads are to end");
      else if (o)
        add_count(c->kind == KIND_WAITGROUP ? (uint64_t)o->permits : o->unfinished, out);
      break;
    case '=':
      if (o && o->has_value)
        buf_printf(out, ": %" PRId64, (int64_t)o->value);
      break;
    case 'r': add_runner(c, out); break;
    case 'b':
      if (c->object && trace_object(c->t, c->object)->param > 0)
        buf_puts(out, " and its buffer is full");
      break;
    default: break;
    }
  }
}

static void add_will(const struct call *c, struct buf *out) {
  const struct call_words *k = call_words(c);
  if (k) {
    fill(c, k->will, out);
    return;
  }
  buf_printf(out, "call %s of ", c->verb[0] ? c->verb : "something");
  explain_object(c->t, c->object, out);
}

void explain_call_will(const struct trace *t, uint32_t begin, struct buf *out) {
  struct call c = call_of(t, NULL, begin);
  add_will(&c, out);
}

void explain_call_pending(const struct trace *t, const struct trace_pending *p, struct buf *out) {
  struct call c = {.t = t, .object = p->object, .thread = p->thread, .verb = p->verb, .has_value = p->has_value, .value = p->value,
                   .kind = p->object ? trace_object(t, p->object)->kind : KIND_NONE};
  add_will(&c, out);
}

/* -- waiting --------------------------------------------------------------------------- */

/* Somebody else is inside the object's own lock: not its state keeps the thread waiting, but that moment. Or it is a task
 * that could go on if it were its turn. */
static bool add_busy(const struct call *c, const struct world_thread *th, struct buf *out) {
  uint32_t inner = th->pending == OP_COND_WAKE ? th->object2 : th->object;
  if (th->pending == OP_COND_WAKE && !th->signalled && !th->timed_out)
    return false;
  if (!inner || inner > trace_objects(c->t) || trace_object(c->t, inner)->kind != KIND_MUTEX)
    return false;
  int owner = world_object(c->w, inner)->owner;
  if (owner < 0 || owner == c->thread)
    return false;
  uint32_t whole = trace_object(c->t, inner)->whole, theirs = world_thread(c->w, (uint16_t)owner)->inner_span;
  if (whole && trace_object(c->t, whole)->kind == KIND_LOOP) {
    buf_puts(out, "waits for its turn: ");
    explain_name(c->t, (uint16_t)owner, out);
    buf_puts(out, " runs");
    return true;
  }
  buf_puts(out, "waits to ");
  add_will(c, out);
  buf_puts(out, ": ");
  explain_name(c->t, (uint16_t)owner, out);
  buf_printf(out, " is in the middle of its %s", theirs && spans_verb(c->t, theirs)[0] ? spans_verb(c->t, theirs) : "call");
  return true;
}

void explain_call_waits(const struct world *w, uint16_t thread, struct buf *out) {
  const struct world_thread *th = world_thread(w, thread);
  struct call c = call_of(world_trace(w), w, th->inner_span);
  const struct call_words *k = call_words(&c);
  c.thread = thread;
  if (!add_busy(&c, th, out)) {
    if (k && k->waits) {
      buf_puts(out, "waits ");
      fill(&c, k->waits, out);
    } else {
      buf_puts(out, "waits to ");
      add_will(&c, out);
    }
  }
  if (th->deadline != UINT64_MAX && !th->timed_out) {
    buf_puts(out, ", until ");
    explain_time(th->deadline, out);
    buf_puts(out, " at most");
  }
}

/* -- over ------------------------------------------------------------------------------ */

static const char *call_error(uint8_t kind, int error) {
  switch (error) {
  case EAGAIN: return "it would have to wait (EAGAIN)";
  case EPERM: return kind == KIND_RLOCK || kind == KIND_RWLOCK || kind == KIND_COND ? "it does not hold it (EPERM)" : "it has not taken it (EPERM)";
  case EOVERFLOW: return kind == KIND_QUEUE ? "more tasks done than were put (EOVERFLOW)" : "it was given back more often than taken (EOVERFLOW)";
  case ECANCELED: return kind == KIND_BARRIER ? "the barrier is broken (ECANCELED)" : "it was cancelled (ECANCELED)";
  case EPIPE: return "it is closed (EPIPE)";
  case EDEADLK: return "it would wait for itself (EDEADLK)";
  case EINVAL: return "that is not valid (EINVAL)";
  case EBUSY: return "somebody uses it (EBUSY)";
  default: return NULL;
  }
}

static void add_after(const struct trace *t, uint32_t begin, uint32_t end, struct buf *out) {
  uint64_t ns = trace_step(t, end)->time_ns - trace_step(t, begin)->time_ns;
  if (ns) {
    buf_puts(out, " after ");
    explain_time(ns, out);
  }
}

static void add_failed(const struct call *c, uint32_t begin, uint32_t end, struct buf *out) {
  int error = trace_step(c->t, end)->result;
  const char *why = call_error(c->kind, error);
  if (error == ETIMEDOUT) {
    buf_puts(out, "gives up");
    add_after(c->t, begin, end, out);
    buf_puts(out, ": it could not ");
    add_will(c, out);
    if (c->kind == KIND_BARRIER)
      buf_puts(out, ", and that breaks it for all");
    return;
  }
  if (error == ECANCELED && c->kind == KIND_BARRIER) {
    buf_puts(out, "leaves ");
    explain_object(c->t, c->object, out);
    buf_puts(out, ": the barrier is broken");
    return;
  }
  buf_puts(out, "cannot ");
  add_will(c, out);
  if (why)
    buf_printf(out, ": %s", why);
  else
    buf_printf(out, ": error %d", error);
}

/* The words for the call from BEGIN to END if it never had to wait, and others would have. */
static const struct call_words *at_once(const struct call *c, uint32_t begin, uint32_t end) {
  for (uint32_t i = trace_step(c->t, begin)->next; i && i <= end; i = trace_step(c->t, i)->next)
    if (cols_waited(trace_step(c->t, i)))
      return NULL;
  return words_in(at_once_table, sizeof at_once_table / sizeof *at_once_table, c);
}

void explain_call_did(const struct trace *t, const struct world *w, uint32_t begin, uint32_t end, struct buf *out) {
  struct call c = call_of(t, w, begin);
  const struct call_words *k = at_once(&c, begin, end);
  k = k ? k : call_words(&c);
  if (trace_step(t, end)->flags & STEP_FAILED) {
    add_failed(&c, begin, end, out);
  } else if (k && k->did) {
    fill(&c, k->did, out);
  } else {
    buf_puts(out, "has called ");
    buf_printf(out, "%s of ", c.verb[0] ? c.verb : "something");
    explain_object(t, c.object, out);
  }
}

/* -- what objects say of themselves ------------------------------------------------------ */

/* " (2 of 4)", " (1 left)" */
static void add_items(const struct call *c, bool put, struct buf *out) {
  int64_t capacity = trace_object(c->t, c->object)->param;
  if (!c->w)
    return;
  int64_t n = world_object(c->w, c->object)->permits;
  if (put && capacity > 0)
    buf_printf(out, " (%" PRId64 " of %" PRId64 ")", n, capacity);
  else if (put && c->kind != KIND_CHANNEL)
    buf_printf(out, " (%" PRId64 " in it)", n);
  else if (!put && (capacity > 0 || c->kind != KIND_CHANNEL))
    buf_printf(out, " (%" PRId64 " left)", n);
}

static void queue_did(const struct call *c, const struct trace_step *s, struct buf *out) {
  bool put = s->flags & STEP_PUT, get = s->flags & STEP_GET;
  const char *o = trace_object(c->t, c->object)->name;
  long long item = (long long)s->value;
  uint32_t unfinished = (uint32_t)s->value_hi;
  if (!put && !get) {
    if (s->flags & STEP_FAILED || c->kind == KIND_CHANNEL)
      buf_printf(out, "closes %s", o);
    else
      buf_printf(out, "is done with a task of %s (%" PRIu32 " %s not)", o, unfinished, unfinished == 1 ? "is" : "are");
    return;
  }
  if (c->kind == KIND_CHANNEL)
    buf_printf(out, put ? "sends %lld into %s" : "receives %lld from %s", item, o);
  else if (c->kind == KIND_POOL)
    buf_printf(out, put ? "submits job %lld to %s" : "begins job %lld of %s", item, o);
  else
    buf_printf(out, put ? "puts %lld into %s" : "gets %lld from %s", item, o);
  add_items(c, put, out);
}

static void lock_did(const struct call *c, const struct trace_step *s, struct buf *out) {
  const char *o = trace_object(c->t, c->object)->name;
  unsigned depth = (unsigned)s->value;
  if (c->kind == KIND_RWLOCK) {
    const char *what = s->flags & STEP_SHARED ? "reading" : "writing";
    buf_printf(out, s->flags & STEP_PUT ? "locks %s for %s" : "unlocks %s, done with %s", o, what);
    if (s->flags & STEP_SHARED && s->value)
      buf_printf(out, " (%u reader%s)", depth, depth == 1 ? "" : "s");
  } else if (s->flags & STEP_PUT) {
    buf_printf(out, "takes lock %s", o);
    if (depth > 1)
      buf_printf(out, " again (depth %u)", depth);
  } else {
    buf_printf(out, "gives lock %s back", o);
    if (depth)
      buf_printf(out, " once and still holds it (depth %u)", depth);
  }
}

static void barrier_did(const struct call *c, const struct trace_step *s, struct buf *out) {
  const char *o = trace_object(c->t, c->object)->name;
  int64_t parties = trace_object(c->t, c->object)->param;
  bool wait = !strncmp(c->verb, "wait", 4);
  if (s->flags & STEP_FAILED)
    buf_printf(out, wait ? "gives up at %s: the barrier is broken now" : "breaks %s: whoever waits there gives up", o);
  else if (s->flags & STEP_PUT)
    buf_printf(out, "arrives at %s, %" PRIu64 " of %" PRId64, o, s->value, parties);
  else if (wait)
    buf_printf(out, "arrives at %s, %" PRId64 " of %" PRId64 ": the barrier opens", o, parties, parties);
  else
    buf_printf(out, "resets %s", o);
}

void explain_effect(const struct trace *t, const struct world *w, uint32_t step, uint32_t begin, struct buf *out) {
  const struct trace_step *s = trace_step(t, step);
  struct call c = {.t = t, .w = w, .object = s->object, .kind = trace_object(t, s->object)->kind, .thread = s->thread,
                   .verb = begin ? spans_verb(t, begin) : ""};
  const char *o = trace_object(t, s->object)->name;
  bool put = s->flags & STEP_PUT;
  switch ((enum plait_kind)c.kind) {
  case KIND_QUEUE:
  case KIND_CHANNEL:
  case KIND_POOL: queue_did(&c, s, out); return;
  case KIND_SEM:
    buf_printf(out, put ? "gives a permit to %s, %" PRIu64 " there now" : "takes a permit of %s, %" PRIu64 " left", o, s->value);
    return;
  case KIND_RLOCK:
  case KIND_RWLOCK: lock_did(&c, s, out); return;
  case KIND_LOOP: buf_puts(out, put ? "has its turn" : "lets other tasks run"); return;
  case KIND_EVENT: buf_printf(out, put ? "sets %s" : "clears %s", o); return;
  case KIND_BARRIER: barrier_did(&c, s, out); return;
  case KIND_WAITGROUP:
    buf_printf(out, put ? "adds to %s: %" PRIu64 " to wait for" : "counts %s down: %" PRIu64 " to wait for", o, s->value);
    return;
  case KIND_ONCE: buf_printf(out, put ? "begins to do %s" : "has done %s", o); return;
  case KIND_FUTURE:
    if (strcmp(o, trace_thread(t, s->thread)->name) == 0) /* a task is called as its thread */
      buf_printf(out, "is done, with the result %" PRId64, (int64_t)s->value);
    else
      buf_printf(out, "gives %s its result: %" PRId64, o, (int64_t)s->value);
    return;
  default: buf_printf(out, "changes %s", o); return;
  }
}

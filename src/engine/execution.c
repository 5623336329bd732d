/* execution.c — follows one run; see execution.h.
 *
 * The order in execution_turn matters: the state is read before the ring is
 * emptied, and the child writes its records before its state, so that a run seen
 * to ask or to be over has no record left behind. While the state is still START
 * the ring is the server's, which sets it back to its beginning. */
#include "engine/execution.h"

#include "model/world.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MILLI INT64_C(1000000)

enum { PIECE = 1 << 13 }; /* records taken in before their room is given back */

/* ---- starting ------------------------------------------------------------------ */

static void execution_forget(struct wire_ctl *c) {
  /* What the run before left would otherwise be taken for news. */
  uint32_t n = c->threads < WIRE_THREADS ? c->threads : WIRE_THREADS;
  memset(c->thread, 0, n * sizeof c->thread[0]);
  c->threads = c->current = 0;
  c->child = 0;
  c->end = END_NONE;
  c->end_status = c->exit_status = 0;
  c->end_text[0] = '\0';
  c->steps = c->time_ns = c->used = c->diverged_at = 0;
  c->found_shared = 0;
  c->stall_done = 0;
}

bool execution_start(struct execution *e, const struct execution_plan *plan, struct plait_err *err) {
  struct channel *ch = &e->server->channel;
  struct wire_ctl *c = ch->ctl;
  if (plan->prefix_len > WIRE_PREFIX)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "the schedule has %zu choices; plait can follow %d", plan->prefix_len,
                         (int)WIRE_PREFIX);
  server_rewind(e->server);
  channel_discard(ch);
  execution_forget(c);
  if (plan->prefix_len)
    memcpy(wire_prefix(c), plan->prefix, plan->prefix_len * sizeof plan->prefix[0]);
  c->run_prefix = plan->prefix_len;
  c->run_policy = plan->policy;
  c->run_model = plan->model;
  c->run_flags = plan->flags;
  c->run_interval = plan->interval;
  c->run_generation = plan->generation;
  c->run_seed = plan->seed;
  c->run_max_steps = plan->max_steps;
  c->run_ask_from = 0;
  e->watched = plan->watched;
  e->take = plan->take;
  e->take_ctx = plan->take_ctx;
  e->stall = plan->stall;
  e->idle = e->looked = 0;
  e->progress = 0;
  e->records = 0;
  e->end = (struct trace_end){.text = ""};
  e->state = EXECUTION_RUNNING;
  if (e->watched) {
    trace_cut(e->trace, 0);
    ingest_reset(e->ingest);
  }
  channel_command(ch);
  return true;
}

/* ---- ending -------------------------------------------------------------------- */

static const char *execution_thread_name(const struct execution *e, uint32_t thread, char buf[16]) {
  if (e->watched && thread < trace_threads(e->trace))
    return trace_thread(e->trace, (uint16_t)thread)->name;
  if (thread == 0)
    return "main";
  snprintf(buf, 16, "T%u", thread);
  return buf;
}

static void execution_set_end(struct execution *e, enum plait_end kind, int status, const char *text) {
  snprintf(e->end_text, sizeof e->end_text, "%s", text);
  e->end = (struct trace_end){.kind = kind, .status = status, .text = e->end_text};
}

/* Why THREAD cannot move, as far as the trace tells: ", which waits for m, held by T1". */
static void execution_why_not(const struct execution *e, uint32_t thread, char *text, size_t size) {
  snprintf(text, size, "which cannot move");
  if (!e->watched)
    return;
  if (thread >= trace_threads(e->trace)) {
    snprintf(text, size, "which does not exist yet");
    return;
  }
  struct world *w = world_new(e->trace);
  world_seek(w, trace_steps(e->trace));
  const struct world_thread *t = world_thread(w, (uint16_t)thread);
  int blocker = world_blocker(w, (uint16_t)thread);
  const char *by = blocker >= 0 ? trace_thread(e->trace, (uint16_t)blocker)->name : NULL;
  bool waits = t->status == STATUS_BLOCKED;
  /* A wait that was signalled wants the mutex. */
  uint32_t object = t->pending == OP_COND_WAKE && (t->signalled || t->timed_out) ? t->object2 : t->object;
  if (t->status == STATUS_OVER)
    snprintf(text, size, "which has ended");
  else if (t->status == STATUS_ABSENT)
    snprintf(text, size, "which does not exist yet");
  else if (waits && t->pending == OP_THREAD_JOIN && by)
    snprintf(text, size, "which waits for %s to end", by);
  else if (waits && object && by)
    snprintf(text, size, "which waits for %s, held by %s", trace_object(e->trace, object)->name, by);
  else if (waits && object)
    snprintf(text, size, "which waits for %s", trace_object(e->trace, object)->name);
  else if (t->status == STATUS_SLEEPING)
    snprintf(text, size, "which sleeps");
  world_free(w);
}

/* What the schedule wanted where it could not be followed. */
static void execution_diverged(const struct execution *e, char *text, size_t size) {
  const struct wire_ctl *c = e->server->channel.ctl;
  if (!c->diverged_at || c->used >= c->run_prefix) {
    snprintf(text, size, "the program did not do what the schedule says");
    return;
  }
  char buf[16], why[256];
  uint32_t thread = WIRE_CHOICE_THREAD(wire_prefix(e->server->channel.ctl)[c->used]);
  if (c->stays) {
    char stays[16];
    const char *who = execution_thread_name(e, thread, buf);
    snprintf(text, size, "at step %llu the schedule says %s, but the model %s lets nobody but %s move there", (unsigned long long)c->diverged_at, who,
             c->run_model < MODEL_COUNT ? plait_model_names[c->run_model] : "", execution_thread_name(e, c->current, stays));
    return;
  }
  execution_why_not(e, thread, why, sizeof why);
  snprintf(text, size, "at step %llu the schedule says %s, %s", (unsigned long long)c->diverged_at,
           execution_thread_name(e, thread, buf), why);
}

/* The child is reaped: how did it end? */
static void execution_over(struct execution *e) {
  const struct wire_ctl *c = e->server->channel.ctl;
  char text[sizeof c->end_text];
  snprintf(text, sizeof text, "%.*s", (int)sizeof c->end_text - 1, c->end_text);
  if (e->watched && c->end != END_NONE)
    ingest_pending(e->ingest, c);
  if (c->end == END_DIVERGED && !*text)
    execution_diverged(e, text, sizeof text);
  if (c->end != END_NONE && c->end < END_COUNT) {
    /* libc's own last words ("double free detected") go past the runtime. */
    if (!*text && (c->end == END_ABORT || c->end == END_CRASH))
      server_said(e->server, text, sizeof text);
    execution_set_end(e, c->end, c->end_status, text);
  } else if (WIFSIGNALED(c->exit_status)) {
    int sig = WTERMSIG(c->exit_status);
    snprintf(text, sizeof text, "killed by signal %d (%s)", sig, strsignal(sig));
    execution_set_end(e, END_CRASH, sig, text);
  } else {
    /* It left past the runtime: the dynamic linker does that when it misses a symbol, and says so. */
    server_said(e->server, text, sizeof text);
    execution_set_end(e, END_EXIT, WEXITSTATUS(c->exit_status), text);
  }
  if (e->watched)
    trace_set_end(e->trace, &e->end);
  e->state = EXECUTION_OVER;
}

static enum execution_state execution_fail(struct execution *e, struct plait_err *err) {
  server_lost(e->server, err);
  return e->state = EXECUTION_LOST;
}

/* ---- the ring -------------------------------------------------------------------- */

static bool execution_drain(struct execution *e) {
  struct channel *ch = &e->server->channel;
  const union wire_record *at;
  size_t n;
  bool any = false;
  if (channel_state(ch) == WIRE_START)
    return false;
  while ((n = channel_peek(ch, &at, PIECE)) > 0) {
    if (e->watched)
      ingest_records(e->ingest, at, n);
    if (e->take)
      e->take(e->take_ctx, at, n);
    channel_consume(ch, n);
    e->records += n;
    any = true;
  }
  return any;
}

/* Waits until the server has reaped the child. */
static bool execution_reaped(struct execution *e) {
  struct channel *ch = &e->server->channel;
  for (;;) {
    uint32_t heard = channel_bell(ch);
    bool over = channel_state(ch) == WIRE_ENDED;
    execution_drain(e);
    if (over)
      return true;
    if (!server_alive(e->server))
      return false;
    channel_wait(ch, heard, 20 * MILLI);
  }
}

void execution_kill(struct execution *e, enum plait_end kind, const char *text) {
  if (e->state != EXECUTION_RUNNING && e->state != EXECUTION_ASKING)
    return;
  struct channel *ch = &e->server->channel;
  /* The child's number is there once it runs; before that there is nobody to kill yet. */
  for (;;) {
    uint32_t heard = channel_bell(ch);
    execution_drain(e);
    if (ch->ctl->child > 0 || channel_state(ch) == WIRE_ENDED || !server_alive(e->server))
      break;
    channel_wait(ch, heard, MILLI);
  }
  if (channel_state(ch) != WIRE_ENDED && ch->ctl->child > 0)
    kill(ch->ctl->child, SIGKILL);
  if (!execution_reaped(e)) {
    e->state = EXECUTION_LOST;
    return;
  }
  execution_set_end(e, kind, 0, text);
  if (e->watched)
    trace_set_end(e->trace, &e->end);
  e->state = EXECUTION_OVER;
}

/* ---- a run that gets nowhere --------------------------------------------------------- */

/* Asks the thread with kernel id TID where it is; false: it does not answer. */
static bool execution_ask_where(struct execution *e, int tid) {
  struct channel *ch = &e->server->channel;
  struct wire_ctl *c = ch->ctl;
  c->stall_done = 0;
  if (c->child <= 0 || syscall(SYS_tgkill, c->child, tid, WIRE_STALL_SIGNAL) != 0)
    return false;
  for (int64_t limit = channel_now() + 1000 * MILLI; channel_now() < limit;) {
    uint32_t heard = channel_bell(ch);
    if (*(volatile uint32_t *)&c->stall_done)
      return true;
    channel_wait(ch, heard, 20 * MILLI);
  }
  return false;
}

/* The same for the thread that holds the baton. Which one that is, is only published when somebody answers: main is
 * asked first. */
static bool execution_where(struct execution *e) {
  const struct wire_ctl *c = e->server->channel.ctl;
  int first = c->child;
  if (!execution_ask_where(e, first))
    return false;
  int tid = c->current < WIRE_THREADS ? c->thread[c->current].tid : 0;
  return tid <= 0 || tid == first || execution_ask_where(e, tid);
}

static void execution_stalled(struct execution *e) {
  const struct wire_ctl *c = e->server->channel.ctl;
  char buf[16], text[600];
  struct trace_site site = {.func = "", .file = ""};
  bool known = execution_where(e);
  execution_drain(e);
  if (known && e->watched)
    ingest_pending(e->ingest, c);
  /* Like every position in the log it is a return address: the instruction lies before it. */
  if (known && e->resolver && e->watched && c->stall_pc_module < trace_modules(e->trace))
    known = e->resolver->site(e->resolver->ctx, trace_module(e->trace, c->stall_pc_module), c->stall_pc_off - 1, &site);
  else
    known = false;
  int n = snprintf(text, sizeof text, "%s has not reached a scheduling point for %g s",
                   execution_thread_name(e, c->current, buf), (double)e->stall / 1e9);
  if (known && *site.file)
    snprintf(text + n, sizeof text - (size_t)n, "; it is in %s at %s:%u", *site.func ? site.func : "a function",
             site.file, site.line);
  execution_kill(e, END_STALL, text);
}

/* Time counts only while plait looks, so that a plait which was stopped or busy does not blame the program. */
static bool execution_is_stalled(struct execution *e, bool moved) {
  const struct wire_ctl *c = e->server->channel.ctl;
  int64_t now = channel_now(), passed = e->looked ? now - e->looked : 0;
  e->looked = now;
  uint64_t steps = *(volatile const uint64_t *)&c->steps;
  if (moved || steps != e->progress) {
    e->progress = steps;
    e->idle = 0;
    return false;
  }
  e->idle += passed < 250 * MILLI ? passed : 250 * MILLI;
  return e->idle >= e->stall;
}

/* ---- the turn ---------------------------------------------------------------------- */

/* Looks once, without waiting. */
static enum execution_state execution_look(struct execution *e, bool *moved, struct plait_err *err) {
  struct channel *ch = &e->server->channel;
  uint32_t state = channel_state(ch);
  *moved = execution_drain(e);
  if (state == WIRE_ENDED) {
    if (*ch->ctl->trouble)
      return execution_fail(e, err);
    execution_over(e);
  } else if (state == WIRE_ASK) {
    if (e->watched)
      ingest_pending(e->ingest, ch->ctl);
    e->state = EXECUTION_ASKING;
  }
  return e->state;
}

enum execution_state execution_turn(struct execution *e, int64_t ns, struct plait_err *err) {
  struct channel *ch = &e->server->channel;
  int64_t waited = 0;
  if (e->state == EXECUTION_ASKING) { /* somebody else may have ended what waits for us */
    bool moved;
    if (!server_alive(e->server))
      return execution_fail(e, err);
    if (channel_state(ch) == WIRE_ENDED)
      execution_look(e, &moved, err);
  }
  while (e->state == EXECUTION_RUNNING) {
    uint32_t heard = channel_bell(ch);
    bool moved;
    if (execution_look(e, &moved, err) != EXECUTION_RUNNING)
      break;
    if (execution_is_stalled(e, moved)) {
      execution_stalled(e);
      break;
    }
    if (moved || waited >= ns)
      break;
    /* In slices, because the end of the server does not ring. */
    int64_t slice = ns - waited < 50 * MILLI ? ns - waited : 50 * MILLI;
    channel_wait(ch, heard, slice);
    waited += slice;
    if (channel_bell(ch) == heard && !server_alive(e->server))
      return execution_fail(e, err);
  }
  return e->state;
}

void execution_answer(struct execution *e, uint32_t choice) {
  e->state = EXECUTION_RUNNING;
  e->idle = e->looked = 0;
  channel_answer(&e->server->channel, choice);
}

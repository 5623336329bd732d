/* choices.c — what may happen next and saying what shall; see session.h.
 *
 * The runtime publishes for each thread what it would do and whether it could;
 * that is turned into choices here, and a choice is checked against it before it
 * is sent, because the runtime has no way to explain a refusal. */
#include "engine/inner.h"

#include <stdio.h>

bool session_asking(const struct session *s) {
  return s->phase == PHASE_LIVE && s->run.state == EXECUTION_ASKING;
}

static bool choices_in_set(const struct wire_ctl *c, uint32_t thread) {
  return thread < WIRE_THREADS && (c->ask_set[thread / 64] >> (thread % 64) & 1);
}

static uint32_t choices_threads(const struct wire_ctl *c) { return c->threads < WIRE_THREADS ? c->threads : WIRE_THREADS; }

size_t session_choices(const struct session *s, uint32_t *out, size_t max) {
  const struct wire_ctl *c = s->server.channel.ctl;
  size_t n = 0;
  if (!session_asking(s))
    return 0;
  for (uint32_t i = 0; i < choices_threads(c); i++) {
    const struct wire_thread *t = &c->thread[i];
    bool stepping = c->ask == ASK_STEP && t->state == THREAD_LIVE;
    uint32_t kinds[3], k = 0;
    if (stepping && c->stays) { /* the switch model */
      if (i == c->current && n < max)
        out[n++] = WIRE_CHOICE(CHOICE_STEP, i);
      continue;
    }
    if (stepping && t->enabled)
      kinds[k++] = CHOICE_STEP;
    if (stepping && t->can_timeout)
      kinds[k++] = CHOICE_TIMEOUT;
    if (stepping && t->can_spurious && s->o.spurious)
      kinds[k++] = CHOICE_SPURIOUS;
    if (c->ask == ASK_WAITER && choices_in_set(c, i))
      kinds[k++] = CHOICE_COND;
    for (uint32_t j = 0; j < k && n < max; j++)
      out[n++] = WIRE_CHOICE(kinds[j], i);
  }
  return n;
}

static bool choices_refuse(const struct session *s, uint32_t choice, struct plait_err *err) {
  const struct wire_ctl *c = s->server.channel.ctl;
  uint32_t kind = WIRE_CHOICE_KIND(choice), thread = WIRE_CHOICE_THREAD(choice);
  if (thread >= trace_threads(s->trace) || thread >= choices_threads(c))
    return plait_err_set(err, PLAIT_EXIT_USAGE, "there is no thread %u", thread);
  const char *name = trace_thread(s->trace, (uint16_t)thread)->name;
  if (c->thread[thread].state != THREAD_LIVE)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "%s has ended", name);
  if (c->ask == ASK_WAITER && kind != CHOICE_COND)
    return plait_err_set(err, PLAIT_EXIT_USAGE, "first choose which of the waiting threads wakes up");
  if (c->stays && c->ask == ASK_STEP && c->thread[thread].enabled && c->current < trace_threads(s->trace))
    return plait_err_set(err, PLAIT_EXIT_USAGE, "model %s: no switch is possible here, only %s can move", plait_model_names[s->o.model],
                         trace_thread(s->trace, (uint16_t)c->current)->name);
  switch (kind) {
  case CHOICE_STEP: return plait_err_set(err, PLAIT_EXIT_USAGE, "%s is blocked", name);
  case CHOICE_TIMEOUT: return plait_err_set(err, PLAIT_EXIT_USAGE, "no timeout of %s can expire now", name);
  case CHOICE_SPURIOUS: return plait_err_set(err, PLAIT_EXIT_USAGE, "%s cannot wake up by itself now", name);
  default: return plait_err_set(err, PLAIT_EXIT_USAGE, "%s is not one of those that can be woken", name);
  }
}

/* Threads that look first: a yielding thread and one that repeats itself let others go before them. */
static bool choices_keen(const struct wire_thread *t) {
  return t->state == THREAD_LIVE && t->enabled && !t->spinning && t->op != OP_YIELD;
}

/* The running thread has just fallen asleep, and it can move only because the clock went on when nobody could. */
static bool choices_has_slept(const struct session *s, uint32_t thread) {
  const struct wire_thread *t = &s->server.channel.ctl->thread[thread];
  uint32_t n = trace_steps(s->trace);
  return t->op == OP_WAKE && !s->o.free_time && n && t->deadline > trace_step(s->trace, n)->time_ns;
}

/* What the default policy would choose: the running thread while it can move, else the next by number. */
static bool choices_default(const struct session *s, uint32_t *choice) {
  const struct wire_ctl *c = s->server.channel.ctl;
  uint32_t n = choices_threads(c);
  if (c->ask == ASK_STEP)
    for (uint32_t k = choices_has_slept(s, c->current); k <= n; k++) {
      uint32_t i = (c->current + k) % n;
      if (choices_keen(&c->thread[i])) {
        *choice = WIRE_CHOICE(CHOICE_STEP, i);
        return true;
      }
    }
  return session_choices(s, choice, 1) == 1;
}

static bool choices_wanted(const struct session *s, struct plait_err *err) {
  if (session_asking(s))
    return true;
  const char *why = s->run.state == EXECUTION_OVER ? "the execution is over" : "the program is still on its way";
  return plait_err_set(err, PLAIT_EXIT_USAGE, "%s", why);
}

bool session_step(struct session *s, uint32_t choice, struct plait_err *err) {
  if (!choices_wanted(s, err))
    return false;
  uint32_t possible[3 * WIRE_THREADS];
  size_t n = session_choices(s, possible, 3 * WIRE_THREADS);
  for (size_t i = 0; i < n; i++)
    if (possible[i] == choice) {
      s->server.channel.ctl->run_ask_from = 0;
      execution_answer(&s->run, choice);
      return true;
    }
  return choices_refuse(s, choice, err);
}

bool session_continue(struct session *s, uint32_t step, struct plait_err *err) {
  uint32_t choice;
  if (!choices_wanted(s, err))
    return false;
  if (!choices_default(s, &choice))
    return plait_err_set(err, PLAIT_EXIT_USAGE, "no thread can move");
  s->server.channel.ctl->run_ask_from = step ? (uint64_t)step + 1 : UINT64_MAX;
  execution_answer(&s->run, choice);
  return true;
}

void session_pause(struct session *s) {
  if (s->phase == PHASE_LIVE && s->run.state == EXECUTION_RUNNING)
    s->server.channel.ctl->run_ask_from = 0;
}

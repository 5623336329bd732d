/* choose.c — who moves next: the prefix, then the policy, then plait itself.
 *
 * Decisions are made here, in the target, whenever they can be, so that a search or
 * a recording does not pay a process switch per step. Everything is a pure
 * function of the execution so far, the prefix and the seed. */
#include "runtime/rt_circle.h"
#include "runtime/rt_model.h"

enum { MAX_OPTIONS = 3 * WIRE_THREADS };

/* Only the holder of the baton chooses, so one list serves all; on the stack it would touch fresh pages of each thread. */
static uint32_t options[MAX_OPTIONS];

static bool live(const struct rt_thread *t) { return t && t->state == THREAD_LIVE && t->wait; }

static bool acceptable(uint32_t choice) {
  uint32_t index = WIRE_CHOICE_THREAD(choice);
  const struct rt_thread *t = index < rt.threads ? rt.thread[index] : NULL;
  if (!live(t))
    return false;
  switch (WIRE_CHOICE_KIND(choice)) {
  case CHOICE_STEP: return rt_ready(t);
  case CHOICE_TIMEOUT: return rt_can_time_out(t);
  case CHOICE_SPURIOUS: return rt_can_be_spurious(t);
  default: return false;
  }
}

static unsigned gather(void) {
  unsigned n = 0;
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (!live(t))
      continue;
    if (rt_ready(t))
      options[n++] = WIRE_CHOICE(CHOICE_STEP, i);
    if (rt_can_time_out(t))
      options[n++] = WIRE_CHOICE(CHOICE_TIMEOUT, i);
  }
  /* Last, and never the only ones: a program that lives on such wakeups is deadlocked, and the clock must go on. */
  if (n == 0 || !(rt.ctl->run_flags & RUN_SPURIOUS))
    return n;
  for (uint16_t i = 0; i < rt.threads; i++)
    if (live(rt.thread[i]) && rt_can_be_spurious(rt.thread[i]))
      options[n++] = WIRE_CHOICE(CHOICE_SPURIOUS, i);
  return n;
}

bool rt_advance_clock(void) {
  uint64_t next = RT_NEVER;
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (live(t) && !t->parked && t->wait->deadline > rt.now && t->wait->deadline < next)
      next = t->wait->deadline;
  }
  if (next == RT_NEVER)
    return false;
  rt.now = next;
  if (!(rt.ctl->run_flags & RUN_FREE_TIME))
    rt.clock_nature |= NATURE_TICK;
  return true;
}

static void deadlock(void) {
  bool parked = rt.parked > 0;
  rt_end(END_DEADLOCK, OP_DEADLOCK, 0, NULL,
         parked ? "livelock: the threads that still run repeat the same reads, and nobody can write what they wait for"
                : "deadlock: no thread can move");
}

/* What may happen next; the clock moves when nothing can before. */
static unsigned gather_some(void) {
  unsigned n;
  while ((n = gather()) == 0)
    if (!rt_advance_clock() && !rt_spin_release() && !rt_io_wait())
      deadlock();
  return n;
}

/* Keeps the options of those who are not asleep. */
static unsigned leave_sleepers(unsigned n) {
  unsigned kept = 0;
  for (unsigned i = 0; i < n; i++)
    if (!rt.thread[WIRE_CHOICE_THREAD(options[i])]->asleep)
      options[kept++] = options[i];
  return kept;
}

void rt_end_redundant(void) {
  rt.ctl->asleep = 1;
  rt_end(END_DIVERGED, OP_NONE, 0, NULL, "every thread that could move has been tried here before");
}

/* The switch model, and nothing else, keeps others from moving now. */
static bool keeps_others(const struct rt_thread *self) {
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (t != self && live(t) && (rt_ready(t) || rt_can_time_out(t)))
      return true;
  }
  return false;
}

/* The first thread after SELF, by number and round again, whose step is an option; weary and yielding
 * threads only when there is nobody else; SELF last. */
static uint32_t next_by_number(const struct rt_thread *self) {
  for (int pass = 0; pass < 2; pass++)
    for (unsigned k = 1; k <= rt.threads; k++) {
      uint16_t i = (uint16_t)((self->index + k) % rt.threads);
      const struct rt_thread *t = rt.thread[i];
      if (live(t) && rt_ready(t) && !t->asleep && (pass == 1 || (!t->weary && t->wait->op != OP_YIELD)))
        return WIRE_CHOICE(CHOICE_STEP, i);
    }
  return options[0]; /* only timeouts are left */
}

static uint32_t ask(enum wire_ask kind, uint32_t object, bool stays) {
  struct wire_ctl *c = rt.ctl;
  c->stays = stays;
  rt_publish_pending();
  c->ask = kind;
  c->ask_object = object;
  uint32_t seq = atomic_load(&c->answer_seq);
  atomic_store(&c->state, WIRE_ASK);
  rt_bell();
  while (atomic_load(&c->answer_seq) == seq)
    rt_futex_wait_shared(&c->answer_seq, seq);
  atomic_store(&c->state, WIRE_RUNNING);
  return c->answer;
}

static bool goes_on(const struct rt_thread *self) {
  return live(self) && !self->weary && self->wait->op != OP_YIELD && rt_ready(self);
}

/* STAYS: no switch is possible here. */
static uint32_t by_policy(struct rt_thread *self, bool stays) {
  struct wire_ctl *c = rt.ctl;
  uint32_t policy = c->run_policy;
  if (policy == POLICY_ASK && rt.steps + 1 < c->run_ask_from)
    policy = POLICY_CONTINUE;
  if (policy == POLICY_CONTINUE && goes_on(self) && !self->asleep)
    return WIRE_CHOICE(CHOICE_STEP, self->index);
  if (stays && policy != POLICY_ASK)
    return WIRE_CHOICE(CHOICE_STEP, self->index);
  unsigned n = gather_some();
  if (c->run_sleepers && (n = leave_sleepers(n)) == 0)
    rt_end_redundant();
  if (policy == POLICY_ASK) {
    uint32_t answer;
    do
      answer = ask(ASK_STEP, 0, stays);
    while (!acceptable(answer) || (stays && answer != WIRE_CHOICE(CHOICE_STEP, self->index)));
    return answer;
  }
  if (policy == POLICY_RANDOM && !c->run_target)
    return options[prng_below(&rt.random, n)];
  if (policy == POLICY_RANDOM || policy == POLICY_PCT || policy == POLICY_POS)
    return rt_sample(options, n);
  return next_by_number(self);
}

/* CHOICE_ANY as what it stands for now; a spurious wakeup only where those are offered. */
static uint32_t whichever(uint32_t choice) {
  if (WIRE_CHOICE_KIND(choice) != CHOICE_ANY)
    return choice;
  uint32_t i = WIRE_CHOICE_THREAD(choice);
  static const uint32_t kinds[] = {CHOICE_STEP, CHOICE_TIMEOUT, CHOICE_SPURIOUS};
  for (unsigned k = 0; k < (rt.ctl->run_flags & RUN_SPURIOUS ? 3 : 2); k++)
    if (acceptable(WIRE_CHOICE(kinds[k], i)))
      return WIRE_CHOICE(kinds[k], i);
  return choice;
}

static _Noreturn void diverged(bool stays) {
  rt.ctl->stays = stays;
  rt.ctl->diverged_at = rt.steps + 1;
  rt_end(END_DIVERGED, OP_NONE, 0, NULL, NULL); /* plait knows the names */
}

static uint32_t decide(struct rt_thread *self, bool stays) {
  struct wire_ctl *c = rt.ctl;
  if (rt.used >= c->run_prefix)
    return by_policy(self, stays);
  if (live(self) && self->wait->unasked)
    return WIRE_CHOICE(CHOICE_STEP, self->index);
  uint32_t choice = whichever(wire_prefix(c)[rt.used]);
  if (!acceptable(choice)) {
    /* Only when nobody can move does the clock: the prefix may name the thread whose time has come. */
    gather_some();
    choice = whichever(choice);
    if (!acceptable(choice))
      diverged(false);
  }
  if (stays && choice != WIRE_CHOICE(CHOICE_STEP, self->index))
    diverged(true);
  rt.used++;
  return choice;
}

uint32_t rt_choose(struct rt_thread *self, unsigned *flags) {
  const struct wire_ctl *c = rt.ctl;
  if (c->run_sleepers)
    rt_sleepers_update();
  if (live(self))
    rt_circle_point(self);
  bool stays = rt_must_go_on(self);
  if (stays && keeps_others(self))
    *flags |= STEP_HINT;
  uint32_t choice = decide(self, stays);
  if (!(c->run_flags & RUN_OPTIONS))
    return choice;
  rt_log_options(stays ? &choice : options, stays ? 1 : gather(), choice);
  return choice;
}

static uint16_t decide_waiter(struct rt_obj *o, const uint64_t set[WIRE_THREADS / 64], const uint16_t *in, unsigned n, uint16_t first);

uint16_t rt_choose_waiter(struct rt_obj *o, const uint64_t set[WIRE_THREADS / 64]) {
  uint16_t in[WIRE_THREADS], n = 0, first = 0;
  for (uint16_t i = 0; i < rt.threads; i++)
    if (set[i / 64] >> (i % 64) & 1) {
      if (n == 0 || rt.thread[i]->cond_ticket < rt.thread[first]->cond_ticket)
        first = i;
      in[n++] = i;
    }
  rt_step_flags(STEP_CHOICE);
  uint16_t woken = decide_waiter(o, set, in, n, first);
  if (rt.ctl->run_flags & RUN_OPTIONS) {
    for (unsigned i = 0; i < n; i++)
      options[i] = WIRE_CHOICE(CHOICE_COND, in[i]);
    rt_log_options(options, n, WIRE_CHOICE(CHOICE_COND, woken));
  }
  return woken;
}

static uint16_t decide_waiter(struct rt_obj *o, const uint64_t set[WIRE_THREADS / 64], const uint16_t *in, unsigned n, uint16_t first) {
  struct wire_ctl *c = rt.ctl;
  if (rt.used < c->run_prefix) {
    /* A schedule typed by hand may leave this choice out: then the longest-waiting. */
    uint32_t choice = wire_prefix(c)[rt.used], i = WIRE_CHOICE_THREAD(choice);
    if (WIRE_CHOICE_KIND(choice) != CHOICE_COND)
      return first;
    if (i >= rt.threads || !(set[i / 64] >> (i % 64) & 1)) {
      c->diverged_at = rt.steps;
      rt_end(END_DIVERGED, OP_NONE, 0, NULL, "the schedule wakes a thread that does not wait there");
    }
    rt.used++;
    return (uint16_t)i;
  }
  if (c->run_policy == POLICY_RANDOM || c->run_policy == POLICY_PCT || c->run_policy == POLICY_POS)
    return in[prng_below(&rt.random, n)];
  if (c->run_policy != POLICY_ASK || rt.steps + 1 < c->run_ask_from)
    return first;
  for (size_t i = 0; i < WIRE_THREADS / 64; i++)
    c->ask_set[i] = set[i];
  for (;;) {
    uint32_t answer = ask(ASK_WAITER, o->id, false), i = WIRE_CHOICE_THREAD(answer);
    if (WIRE_CHOICE_KIND(answer) == CHOICE_COND && i < rt.threads && (set[i / 64] >> (i % 64) & 1))
      return (uint16_t)i;
  }
}

/* baton.c — scheduling points: stop, choose, hand over, go on.
 *
 * Handing over is two futex calls, a wake and a wait: what the kernel itself needs
 * to alternate two threads, and with all threads on one CPU about twice as fast as
 * across CPUs. The thread that stays pays no system call at all. */
#include "runtime/rt.h"

RT_HOT struct rt_state rt;
__thread struct rt_thread *rt_self __attribute__((tls_model("initial-exec")));

RT_HOT static uint8_t granted_why; /* of the choice being carried out; written and read by whoever holds the baton */
RT_HOT static unsigned granted_flags;

bool rt_ready(const struct rt_thread *t) {
  const struct rt_wait *w = t->wait;
  return !t->parked && (!w->ready || w->ready(t, w));
}

static bool may_give_up(const struct rt_thread *t) {
  return !t->wait->can_give_up || t->wait->can_give_up(t, t->wait);
}

bool rt_can_time_out(const struct rt_thread *t) {
  const struct rt_wait *w = t->wait;
  return w->may_time_out && w->deadline && w->deadline != RT_NEVER &&
         (rt.now >= w->deadline || (rt.ctl->run_flags & RUN_FREE_TIME)) && may_give_up(t);
}

bool rt_can_be_spurious(const struct rt_thread *t) { return t->wait->may_be_spurious && may_give_up(t); }

static uint8_t why(const struct rt_thread *next, uint32_t kind, const struct rt_thread *before) {
  if (kind == CHOICE_TIMEOUT || (next->wait->op == OP_WAKE && kind == CHOICE_STEP))
    return WHY_TIMEOUT;
  if (kind == CHOICE_SPURIOUS)
    return WHY_SPURIOUS;
  if (next == before || !before)
    return WHY_CHOSEN;
  if (before->state == THREAD_FINISHED)
    return WHY_EXITED;
  if (!before->wait || !rt_ready(before))
    return WHY_BLOCKED;
  return before->wait->op == OP_YIELD || before->wait->op == OP_AWAIT ? WHY_CHOSEN : WHY_PREEMPTED; /* they ask for it */
}

static void sleep_until_mine(struct rt_thread *self) {
  while (!atomic_exchange_explicit(&self->baton, 0, memory_order_acquire))
    rt_futex_wait(&self->baton, 0);
}

/* Lets the schedule decide and hands the baton over; returns whether SELF keeps it. */
static bool pass_on(struct rt_thread *self) {
  granted_flags = 0;
  uint32_t choice = rt_choose(self, &granted_flags);
  struct rt_thread *next = rt.thread[WIRE_CHOICE_THREAD(choice)];
  next->granted = (uint8_t)WIRE_CHOICE_KIND(choice);
  granted_why = why(next, next->granted, rt.thread[rt.current]);
  rt.since_switch = next->index == rt.current ? rt.since_switch + 1 : 0;
  rt.current = next->index;
  if (next != self)
    rt.ctl->current = next->index; /* for the stall watch */
  if (next == self)
    return true;
  atomic_store_explicit(&next->baton, 1, memory_order_release);
  rt_futex_wake(&next->baton, 1);
  return false;
}

/* The thread has been chosen: what it does from here on is its step. */
static void begin_step(struct rt_thread *self) {
  const struct rt_wait *w = self->wait;
  unsigned flags = granted_flags | (self->waited ? STEP_WAITED : 0);
  if (self->granted == CHOICE_TIMEOUT) {
    flags |= STEP_TIMEOUT;
    if (rt.now < w->deadline) /* --time=free: a deadline may pass at any point, but not before its time */
      rt.now = w->deadline;
  }
  if (self->granted == CHOICE_SPURIOUS)
    flags |= STEP_SPURIOUS;
  self->wait = NULL;
  self->clock_reads = self->quiet = 0;
  rt_open_step(w, granted_why, flags);
}

static __attribute__((noinline)) bool point(struct rt_wait *w, uintptr_t from) {
  struct rt_thread *self = rt_self;
  if (!rt.active || !self || rt.ending)
    return false;
  rt_close();
  if (rt.steps >= rt.ctl->run_max_steps)
    rt_end(END_STEP_LIMIT, OP_NONE, 0, w->pc, "the step limit is reached");
  self->wait = w;
  self->from = from;
  rt_spin_check(self, w);
  self->waited = !rt_ready(self);
  if (!pass_on(self))
    sleep_until_mine(self);
  begin_step(self);
  return true;
}

bool rt_point(struct rt_wait *w) {
  enum { SAVED = 5 * sizeof(uint64_t) }; /* registers that a call leaves alone, besides the frame pointer; they go below it */
  __builtin_unwind_init();
  return point(w, (uintptr_t)__builtin_frame_address(0) - SAVED);
}

void rt_begin_thread(struct rt_thread *self) {
  sleep_until_mine(self);
  begin_step(self);
}

void rt_leave(void) {
  rt_close();
  pass_on(rt_self);
}

/* spin.c — finds threads that wait by repeating the same reads.
 *
 * `while (!flag) ;` never blocks, so without this a schedule that keeps running it
 * would never end. A thread whose steps without effect (reads, failed tries, yields,
 * sleeps) repeat with the same values is *weary* after a while: the continuing policy
 * lets others go first. When its stack, from the scheduling point up to its start
 * function, is the same as one period before too (so no local counter has changed, and
 * the saved registers with it), and it has written no memory elsewhere, it would go
 * round for ever: it is *parked*, that is not enabled, until somebody changes one of the
 * places it reads.
 *
 * A loop that takes a lock, looks and gives it back, or waits on a condition for no time, comes back to where it
 * was too, but may hold the lock when it is looked at; it is never parked, only made weary, after many
 * rounds, and begins to count again when it has let others go.
 *
 * State inside libraries (rand) escapes this. So when nobody else can move, parked
 * threads are let go a number of times before it is called a livelock. */
#include "runtime/rt.h"

enum { WEARY = 24, FRUITLESS = 500, LONGEST = RT_HISTORY / 2, ROUNDS = 20, STACK_BYTES = 16384 };

bool rt_spin_only_looks(const struct wire_step *s) {
  switch (s->op) {
  case OP_READ: case OP_ATOMIC_LOAD: case OP_FENCE: case OP_YIELD: case OP_SLEEP: case OP_WAKE: return true;
  case OP_ATOMIC_CAS: case OP_MUTEX_TRYLOCK: case OP_RWLOCK_TRYRDLOCK: case OP_RWLOCK_TRYWRLOCK: case OP_SEM_TRYWAIT:
  case OP_MUTEX_TIMEDLOCK: case OP_SEM_TIMEDWAIT: case OP_SPIN_LOCK: case OP_RWLOCK_RDLOCK: case OP_RWLOCK_WRLOCK:
    return s->flags & STEP_FAILED;
  case OP_ATOMIC_RMW: return s->flags & STEP_SAME; /* while (atomic_flag_test_and_set(&lock)) ; */
  case OP_IO: return s->flags & STEP_FAILED || s->value[0] == 0;
  default: return false;
  }
}

/* Undone by the rest of the loop. */
static bool is_neutral(const struct wire_step *s) {
  switch (s->op) {
  case OP_MUTEX_LOCK: case OP_SPIN_LOCK: case OP_RWLOCK_RDLOCK: case OP_RWLOCK_WRLOCK: return !(s->flags & STEP_FAILED);
  case OP_MUTEX_UNLOCK: case OP_SPIN_UNLOCK: case OP_RWLOCK_UNLOCK: case OP_COND_WAIT: case OP_COND_WAKE: return true;
  default: return false;
  }
}

static void forget(struct rt_thread *t) {
  t->history_len = t->period = t->run = t->spins = 0;
  t->weary = false;
}

static void let_go(struct rt_thread *t) {
  if (t->parked) {
    t->parked = false;
    rt.parked--;
  }
}

static const struct rt_pure *back(const struct rt_thread *t, uint32_t n) { return &t->history[(t->history_len - n) % RT_HISTORY]; }

static bool same(const struct rt_pure *a, const struct rt_pure *b) {
  return a->pc == b->pc && a->addr == b->addr && a->value == b->value;
}

static bool reads(const struct rt_thread *t, uintptr_t addr) {
  for (uint32_t n = 1; n <= t->period; n++) {
    uintptr_t at = back(t, n)->addr;
    if (at < addr + 16 && addr < at + 16)
      return true;
  }
  return false;
}

enum { TURN = 0x100 }; /* in rt_pure.pc: the step is neutral */

/* The loop that T goes round in takes and gives back something. */
static bool takes_turns(const struct rt_thread *t) {
  for (uint32_t n = 1; n <= t->period; n++)
    if (back(t, n)->pc & TURN)
      return true;
  return false;
}

static void let_go_of(const struct rt_thread *self, uintptr_t addr) {
  for (uint16_t i = 0; i < rt.threads && rt.parked; i++) {
    struct rt_thread *t = rt.thread[i];
    if (t != self && t->parked && reads(t, addr)) {
      let_go(t);
      forget(t);
    }
  }
}

static void had_effect(struct rt_thread *self, uintptr_t addr) {
  forget(self);
  rt.rounds = 0;
  for (uint16_t i = 0; i < rt.threads; i++)
    if (rt.thread[i] != self && rt.thread[i]->period)
      rt.thread[i]->weary = false;
  let_go_of(self, addr);
}

void rt_spin_note(struct rt_thread *self, const struct wire_step *s, uintptr_t addr) {
  bool turn = is_neutral(s);
  if (!turn && !rt_spin_only_looks(s)) {
    if (self->history_len || rt.parked || rt.rounds)
      had_effect(self, addr);
    return;
  }
  if (turn)
    let_go_of(self, addr);
  if (self->weary && takes_turns(self))
    forget(self);
  struct rt_pure now = {(uintptr_t)s->pc_off << 16 | (turn ? TURN : 0) | s->op, addr, s->value[0]};
  self->history[self->history_len++ % RT_HISTORY] = now;
  if (self->period && same(back(self, 1 + self->period), &now)) {
    self->run++;
  } else {
    self->run = self->period = 0;
    for (uint32_t p = 1; p <= LONGEST && p < self->history_len && !self->period; p++)
      if (same(back(self, 1 + p), &now))
        self->period = p, self->run = 1;
  }
  self->spins = self->period ? self->run / self->period : 0;
  if (self->spins >= WEARY && (self->spins >= FRUITLESS || !takes_turns(self)))
    self->weary = true;
}

static uint64_t hash_stack(const struct rt_thread *t, uintptr_t from) {
  uint64_t h = 0xcbf29ce484222325u;
  uintptr_t to = t->base > from + STACK_BYTES ? from + STACK_BYTES : t->base;
  for (const uint64_t *p = (const uint64_t *)((from + 7) & ~(uintptr_t)7); (uintptr_t)(p + 1) <= to; p++)
    h = (h ^ *p) * 0x100000001b3u;
  return h;
}

void rt_spin_check(struct rt_thread *self, const struct rt_wait *w) {
  if (self->spins < 2 || self->run % self->period || rt_class(w->op) == CLASS_COND || takes_turns(self))
    return;
  uint64_t before = self->stack_hash;
  bool wrote = self->wrote;
  self->stack_hash = hash_stack(self, (uintptr_t)(w + 1));
  self->wrote = false;
  self->unparkable = wrote;
  if (self->spins > 2 && before == self->stack_hash && !wrote && !self->parked) {
    self->parked = true;
    rt.parked++;
  }
}

bool rt_spin_release(void) {
  if (rt.parked == 0 || rt.rounds++ >= ROUNDS)
    return false;
  for (uint16_t i = 0; i < rt.threads; i++)
    let_go(rt.thread[i]);
  return true;
}

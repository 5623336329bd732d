/* circle.c — finds out that everything is as it was some steps ago.
 *
 * Two polite people in a corridor, each stepping aside for the other: nobody waits, nobody
 * only looks (spin.c sees to those), and it need never end. When the whole state of the program
 * comes back, whatever can follow could have followed the first time, so a search has nothing
 * more to find behind it. Then
 *
 *   - when every thread that could move in between has moved, no scheduler, however fair, has to
 *     end it: that is a livelock, and not only long (fair termination as in Musuvathi, Qadeer,
 *     "Fair Stateless Model Checking", PLDI 2008); unless somebody waits for a time: then it is
 *     time that passes while they go round;
 *   - when a thread has been left out, it is only this schedule that goes round: those who do
 *     become *weary*, which lets others go first.
 *
 * The state is: of every thread what it is about to do, its registers and its stack; of every
 * synchronisation object and every word of memory that was changed since we began to look, what
 * it is now. A change of anything else makes what was seen before worthless. State inside
 * libraries that are not instrumented escapes this, so an execution that nobody searches has to
 * come round many times.
 *
 * It costs a look at the stack per step, so it begins only when a thread makes a step that it has
 * made lately, and pauses, ever longer, when that leads to nothing. */
#include "runtime/rt.h"
#include "runtime/rt_circle.h"

enum {
  VISITS = 512,       /* states remembered: the longest circle */
  WATCHED = 256,      /* objects and words */
  OWN = 16,           /* words changed between two steps */
  PATIENCE = 4 * VISITS, /* steps without finding anything */
  PAUSE = 1024,       /* then for so long, doubled each time */
  ROUNDS = 20,        /* that an execution which is no search has to make */
  OLD = 400,          /* states running that were there before, when the schedule is drawn */
  STACK_BYTES = 65536,
  SETS = WIRE_THREADS / 64,
};

/* A state that was there, at a scheduling point. */
struct visit {
  uint64_t state;
  uint64_t could[SETS]; /* who could have moved then */
  uint64_t now;
  uint32_t step;
  uint16_t mover;       /* whose step led there */
};

static struct visit visit[VISITS];
static uint32_t visits;  /* ever, since they last became worthless */

static struct { uint64_t key, print; } watched[WATCHED];
static uintptr_t own[OWN];  /* words that the step being made has changed besides what it is about */
static uint32_t own_len;    /* more than OWN: too many */
static uint32_t watched_len;
static uint64_t sum;     /* of the prints of all that is watched */

RT_HOT static bool gone;            /* memory that was written to may be there no more */
RT_HOT static uint64_t idle_from; /* step since which nothing was found */
RT_HOT static uint64_t quiet_until, pause = PAUSE;
RT_HOT static uint32_t only_looks;  /* steps running that had no effect */
RT_HOT static uint32_t old;         /* visits running to states that were there before */
RT_HOT static uint64_t used_before; /* choices of the prefix, at the visit before */
RT_HOT static uint64_t round_from, round_last; /* steps at which the circle being gone was first and last noticed */

static uint64_t mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9e3779b97f4a7c15u;
  return h ^ h >> 29;
}

/* ---- what is watched ------------------------------------------------------------------- */

/* Something has changed that we do not know: what was seen is worthless, and what each thing was, too. */
static void start_again(void) {
  visits = watched_len = 0;
  sum = 0;
  rt_fill(watched, 0, sizeof watched);
}

static void begin(void) {
  rt.looking = true;
  start_again();
  own_len = only_looks = 0;
  idle_from = rt.steps;
  for (uint16_t i = 0; i < rt.threads; i++)
    rt.thread[i]->print = 0;
}

static void stop(void) {
  rt.looking = false;
  quiet_until = rt.steps + pause;
  pause *= 2;
}

static void watch(uint64_t key, uint64_t print) {
  uint32_t i = (uint32_t)(mix(key, 0) % WATCHED);
  while (watched[i].key && watched[i].key != key)
    i = (i + 1) % WATCHED;
  if (!watched[i].key && ++watched_len > WATCHED / 2) {
    stop();
    return;
  }
  sum += print - watched[i].print;
  watched[i].key = key;
  watched[i].print = print;
}

static void watch_object(const struct rt_obj *o) {
  if (!o || o->composite)
    return;
  uint64_t h = mix(o->addr, o->kind);
  h = mix(h, (uint64_t)(uint32_t)o->owner << 32 | o->depth);
  h = mix(h, (uint64_t)o->permits);
  watch(mix(o->addr, o->kind) | 1, mix(mix(h, o->readers), o->generation << 1 | o->done));
}

/* As the aligned words that hold them: accesses of different sizes are seen alike. */
static void watch_memory(uintptr_t addr, size_t size) {
  for (uintptr_t at = addr & ~(uintptr_t)7; at < addr + size; at += 8)
    watch(at, mix(at, *(const volatile uint64_t *)at));
}

static void note_own(uintptr_t at) {
  for (uint32_t i = 0; i < own_len && i < OWN; i++)
    if (own[i] == at)
      return;
  if (own_len < OWN)
    own[own_len] = at;
  own_len++;
}

void rt_circle_wrote(uintptr_t addr, size_t size) {
  for (uintptr_t at = addr & ~(uintptr_t)7; at < addr + size && own_len <= OWN; at += 8)
    note_own(at);
}

void rt_circle_forget(void) { gone = true; }

/* What the step changes is not all in what is watched, or cannot be undone. */
static bool leaves_a_mark(const struct wire_step *s) {
  switch (rt_class((enum plait_op)s->op)) {
  case CLASS_THREAD: case CLASS_BARRIER: case CLASS_ONCE: case CLASS_END: return true;
  case CLASS_IO: return s->op == OP_OUTPUT || !(s->flags & STEP_FAILED || s->value[0] == 0);
  case CLASS_NOTE: return s->op == OP_NOTE;
  case CLASS_MEMORY: return s->size > 16 && s->op == OP_WRITE;
  default: return false;
  }
}

static bool is_search(void) { return rt.ctl->run_flags & RUN_SEARCH; }

/* Has the thread made this very step lately? */
static bool made_before(struct rt_thread *t, const struct wire_step *s, uintptr_t addr) {
  uint64_t h = mix(mix((uint64_t)s->pc_module << 32 | s->pc_off, addr), s->value[0]);
  h = mix(h, (uint64_t)s->op << 32 | (s->flags & (STEP_FAILED | STEP_TIMEOUT | STEP_SAME)));
  uint32_t name = (uint32_t)(h >> 32), found = 0;
  for (unsigned i = 0; i < RT_LATELY; i++)
    found |= t->lately[i] == name;
  t->lately[t->lately_at++ % RT_LATELY] = name;
  return found;
}

static void look_at_step(const struct wire_step *s, uintptr_t addr) {
  if (leaves_a_mark(s) || own_len > OWN || gone) {
    start_again();
    return;
  }
  for (uint32_t i = 0; i < own_len; i++)
    watch_memory(own[i], 1);
  if (rt.open_obj) {
    watch_object(rt.open_obj);
    watch_object(rt.open_obj2);
  } else if (rt.open_addr && s->op != OP_READ && s->op != OP_ATOMIC_LOAD && !(s->flags & STEP_FAILED)) {
    watch_memory(addr, s->size);
  }
}

void rt_circle_note(struct rt_thread *self, const struct wire_step *s, uintptr_t addr) {
  rt.circle = 0;
  if (rt.ending)
    return; /* perhaps because of the very memory it wrote to */
  bool again = made_before(self, s, addr);
  /* A search begins where what it has to take as given ends. */
  if (!rt.looking && again && rt.live > 1 && rt.steps >= quiet_until && (!is_search() || rt.used >= rt.ctl->run_given))
    begin();
  if (rt.looking) {
    look_at_step(s, addr);
    only_looks = rt_spin_only_looks(s) ? only_looks + 1 : 0;
    if (rt.steps - idle_from > PATIENCE)
      stop();
  }
  own_len = 0;
  gone = false;
}

/* ---- the state ------------------------------------------------------------------------------ */

/* Until its deadline, as far as that matters; the same number of two deadlines that mean the same. */
static uint64_t time_left(const struct rt_wait *w) {
  if (w->deadline == 0 || w->deadline == RT_NEVER || rt.ctl->run_flags & RUN_FREE_TIME)
    return w->deadline != 0;
  return w->deadline > rt.now ? w->deadline - rt.now + 2 : 2;
}

/* Of what only SELF changes. */
static uint64_t print_of(const struct rt_thread *self) {
  const struct rt_wait *w = self->wait;
  uintptr_t from = self->from;
  uint64_t h = mix(mix((uintptr_t)w->pc, w->op), w->obj ? w->obj->addr : (uintptr_t)w->addr);
  uint64_t deadline = w->deadline && w->deadline != RT_NEVER ? w->deadline : 0;
  if (from > self->base || self->base - from > STACK_BYTES)
    return mix(h, rt.steps); /* too much to look at: never the same */
  for (const uint64_t *p = (const uint64_t *)((from + 7) & ~(uintptr_t)7); (uintptr_t)(p + 1) <= self->base; p++)
    h = mix(h, deadline && *p == deadline ? 0 : *p);
  return mix(h, self->index);
}

static void add(uint64_t set[SETS], uint16_t thread) { set[thread / 64] |= 1ull << thread % 64; }

static uint64_t state_of_all(uint64_t could[SETS]) {
  uint64_t h = sum;
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (t->state != THREAD_LIVE || !t->wait)
      continue;
    bool late = t->cond && !t->signalled;
    h += mix(mix(t->print, time_left(t->wait)), (uint64_t)i << 1 | late);
    if (rt_ready(t) || rt_can_time_out(t))
      add(could, i);
  }
  /* Here it matters whose turn it is. */
  if (rt.ctl->run_model != MODEL_PREEMPTIVE)
    h = mix(h, (uint64_t)rt.current << 32 | rt.since_switch);
  return h;
}

static const struct visit *nth(uint32_t n) { return &visit[n % VISITS]; }

/* How many visits before number N it was the same the last time; 0: it never was. */
static uint32_t before(uint32_t n) {
  for (uint32_t m = n; m-- > 0 && visits - m <= VISITS;)
    if (nth(m)->state == nth(n)->state)
      return n - m;
  return 0;
}

/* ---- what follows ------------------------------------------------------------------------------ */

/* Somebody outside may still end it. */
static bool awaits_input(void) {
  for (uint16_t i = 0; i < rt.threads; i++) {
    const struct rt_thread *t = rt.thread[i];
    if (t->state == THREAD_LIVE && t->wait && t->wait->events)
      return true;
  }
  return false;
}

static bool in_prefix(void) { return rt.used < rt.ctl->run_prefix; }

/* A schedule by fixed rules goes on in the circle; one that is drawn leaves it soon if it can; who chooses by hand is left alone. */
static bool by_hand(void) { return rt.ctl->run_policy == POLICY_ASK && rt.steps + 1 >= rt.ctl->run_ask_from; }
static bool by_rule(void) { return rt.ctl->run_policy == POLICY_CONTINUE || rt.ctl->run_policy == POLICY_ROUND_ROBIN || rt.ctl->run_policy == POLICY_ASK; }

static _Noreturn void livelock(void) {
  rt_end(END_DEADLOCK, OP_DEADLOCK, 0, NULL, "livelock: all who can move have moved and everything is as it was before, so it may go on for ever");
}

/* Everybody who could move has moved. Busy waiting takes time: who sleeps wakes up, where no time has passed in the round. That must not depend on who chooses, so that a
 * schedule means the same at any time. */
static void fair(uint32_t round) {
  const struct visit *then = nth(visits - 1 - round);
  if (then->now == rt.now && !(rt.ctl->run_flags & RUN_FREE_TIME) && rt_advance_clock()) {
    visits = 0;
    return;
  }
  rt.circle = then->step;
  if (round_last + 1 != rt.steps)
    round_from = rt.steps;
  round_last = rt.steps;
  /* What a search has found ends with its last choice, so that it can be shown again. */
  bool shown = rt.ctl->run_policy == POLICY_CONTINUE && used_before < rt.used && rt.used == rt.ctl->run_prefix;
  bool long_enough = !in_prefix() && (rt.steps - round_from) / round + 1 >= ROUNDS;
  bool ends = by_rule() ? is_search() || shown || long_enough : old >= OLD;
  if (ends && !by_hand() && !awaits_input())
    livelock();
}

/* REST were left out. What others do after a round that search has seen, and what they do in the middle of one; not what they do
 * after a second one. */
static void unfair(struct rt_thread *self, uint32_t round, const uint64_t rest[SETS]) {
  if (in_prefix()) {
    if (rt.ctl->run_flags & RUN_ONCE || (is_search() && before(visits - 1 - round)))
      rt_end_redundant();
    return;
  }
  bool asleep = true;
  for (uint16_t i = 0; i < rt.threads; i++)
    if (rest[i / 64] >> (i % 64) & 1)
      asleep = asleep && rt.thread[i]->asleep;
  if (asleep)
    rt_end_redundant();
  self->weary = true;
}

static void came_round(struct rt_thread *self, uint32_t round) {
  uint64_t rest[SETS] = {0};
  for (uint32_t n = visits - round; n < visits; n++)
    for (unsigned k = 0; k < SETS; k++)
      rest[k] |= nth(n - 1)->could[k];
  bool parkable = round <= only_looks;
  for (uint32_t n = visits - round; n < visits; n++) {
    uint16_t mover = nth(n)->mover;
    rest[mover / 64] &= ~(1ull << mover % 64);
    parkable = parkable && !rt.thread[mover]->unparkable;
  }
  idle_from = rt.steps;
  if (parkable)
    return;
  for (unsigned k = 0; k < SETS; k++)
    if (rest[k]) {
      unfair(self, round, rest);
      return;
    }
  fair(round);
}

void rt_circle_point(struct rt_thread *self) {
  if (!rt.looking)
    return;
  self->print = print_of(self);
  struct visit *v = &visit[visits++ % VISITS];
  *v = (struct visit){.now = rt.now, .step = (uint32_t)rt.steps, .mover = self->index};
  v->state = state_of_all(v->could);
  uint32_t round = before(visits - 1);
  old = round ? old + 1 : 0;
  if (round)
    came_round(self, round);
  used_before = rt.used;
}

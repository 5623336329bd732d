/* test_model_seek.c — a world depends on the trace and the step, not on the way there.
 *
 * Random executions are made by a small simulator that only ever does what the
 * primitives allow, and that keeps its own account of owners, permits, arrivals
 * and items. The world is compared with that account after every step, and with a
 * fresh world that was only ever moved forward when it jumps about. */
#include "model/world.h"
#include "base/array.h"
#include "wire/prng.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { THREADS = 6, MUTEXES = 3, QUEUE = 4, VARS = 12 };
enum { RWLOCK = MUTEXES + 1, COND, COND2, SEM, BARRIER, ITEMS, VAR, LAST = VAR + VARS - 1 };

/* What a simulated thread is in the middle of. */
enum { FREE, IN_COND, AT_BARRIER, ASLEEP };

struct account {
  int owner[RWLOCK + 1], readers, arrived;
  int64_t permits, items;
  uint32_t generation;
};

struct sim {
  struct trace *t;
  uint64_t random;
  uint64_t time;
  struct account now;
  struct {
    int doing;
    uint32_t cond, generation;
    uint64_t until;
    bool signalled, reads, over;
    int mutex; /* the one it waits with */
  } th[THREADS];
  uint64_t item[QUEUE];
  ARRAY(struct account) book; /* book.at[n]: after step n */
};

static struct sim *sim_new(uint64_t seed) {
  struct sim *s = xcalloc(1, sizeof *s);
  s->t = trace_new();
  s->random = seed;
  trace_add_thread(s->t, "main", 0);
  for (int i = 1; i < THREADS; i++)
    trace_add_thread(s->t, "T", 0);
  for (uint32_t i = 1; i <= LAST; i++) {
    struct trace_object o = {.kind = KIND_VAR, .enc = ENC_SIGNED, .size = 4, .name = "o", .type = "int"};
    o.kind = i <= MUTEXES ? KIND_MUTEX : i == RWLOCK ? KIND_RWLOCK : i <= COND2 ? KIND_COND : i == SEM ? KIND_SEM
             : i == BARRIER ? KIND_BARRIER : i == ITEMS ? KIND_QUEUE : KIND_VAR;
    o.param = i == SEM ? 2 : i == BARRIER ? 3 : i == ITEMS ? QUEUE : 0;
    trace_add_object(s->t, &o);
  }
  for (int i = 0; i <= RWLOCK; i++)
    s->now.owner[i] = -1;
  s->now.permits = 2;
  *ARRAY_PUSH(&s->book) = s->now;
  return s;
}

static void sim_free(struct sim *s) {
  trace_free(s->t);
  ARRAY_FREE(&s->book);
  free(s);
}

static void log_step(struct sim *s, int thread, struct trace_step e) {
  e.thread = (uint16_t)thread;
  e.time_ns = s->time;
  trace_append(s->t, &e);
  *ARRAY_PUSH(&s->book) = s->now;
}

#define LOG(...) log_step(s, i, (struct trace_step){__VA_ARGS__})

static uint32_t draw(struct sim *s, uint32_t n) { return prng_below(&s->random, n); }

/* Goes on with what thread I is in the middle of; false when that is not possible now. */
static bool go_on(struct sim *s, int i) {
  int m = s->th[i].mutex;
  switch (s->th[i].doing) {
  case IN_COND: {
    bool timeout = !s->th[i].signalled && draw(s, 16) == 0, spurious = !s->th[i].signalled && !timeout && draw(s, 16) == 0;
    if ((!s->th[i].signalled && !timeout && !spurious) || s->now.owner[m] >= 0)
      return false;
    s->th[i].doing = FREE;
    s->now.owner[m] = i;
    LOG(.op = OP_COND_WAKE, .object = s->th[i].cond, .object2 = (uint32_t)m,
        .flags = (uint16_t)(STEP_WAITED | (timeout ? STEP_TIMEOUT | STEP_FAILED : spurious ? STEP_SPURIOUS : 0)));
    return true;
  }
  case AT_BARRIER:
    if (s->th[i].generation == s->now.generation)
      return false;
    s->th[i].doing = FREE;
    LOG(.op = OP_BARRIER_LEAVE, .object = BARRIER);
    return true;
  case ASLEEP:
    if (s->th[i].until > s->time && draw(s, 4))
      return false;
    if (s->time < s->th[i].until)
      s->time = s->th[i].until;
    s->th[i].doing = FREE;
    LOG(.op = OP_WAKE);
    return true;
  default: return false;
  }
}

static void signal_one(struct sim *s, int i, uint32_t cond) {
  for (int k = 0; k < THREADS; k++)
    if (s->th[k].doing == IN_COND && s->th[k].cond == cond && !s->th[k].signalled) {
      s->th[k].signalled = true;
      LOG(.op = OP_COND_SIGNAL, .object = cond, .other = (uint16_t)k, .value = 1, .flags = STEP_VALUE);
      return;
    }
  LOG(.op = OP_COND_SIGNAL, .object = cond, .flags = STEP_VALUE);
}

static void signal_all(struct sim *s, int i, uint32_t cond) {
  uint64_t n = 0;
  for (int k = 0; k < THREADS; k++)
    if (s->th[k].doing == IN_COND && s->th[k].cond == cond && !s->th[k].signalled)
      s->th[k].signalled = true, n++;
  LOG(.op = OP_COND_BROADCAST, .object = cond, .value = n, .flags = STEP_VALUE);
}

/* Waiting for others while they wait for one of its mutexes could leave nobody to go on. */
static bool holds_none_but(const struct sim *s, int i, int except) {
  for (int m = 1; m <= MUTEXES; m++)
    if (m != except && s->now.owner[m] == i)
      return false;
  return true;
}

static void use_mutex(struct sim *s, int i) {
  int m = 1 + (int)draw(s, MUTEXES);
  uint32_t cond = draw(s, 2) ? COND : COND2;
  if (s->now.owner[m] < 0) {
    s->now.owner[m] = i;
    LOG(.op = OP_MUTEX_LOCK, .object = (uint32_t)m);
  } else if (s->now.owner[m] != i) {
    LOG(.op = OP_MUTEX_TRYLOCK, .object = (uint32_t)m, .flags = STEP_FAILED, .result = 16);
  } else if (draw(s, 3) == 0 && holds_none_but(s, i, m)) {
    s->now.owner[m] = -1;
    s->th[i].doing = IN_COND;
    s->th[i].cond = cond;
    s->th[i].mutex = m;
    s->th[i].signalled = false;
    LOG(.op = OP_COND_WAIT, .object = cond, .object2 = (uint32_t)m);
  } else {
    s->now.owner[m] = -1;
    LOG(.op = OP_MUTEX_UNLOCK, .object = (uint32_t)m);
  }
}

static void use_rwlock(struct sim *s, int i) {
  bool taken = s->now.owner[RWLOCK] >= 0;
  if (s->now.owner[RWLOCK] == i || s->th[i].reads) {
    if (s->th[i].reads)
      s->now.readers--;
    else
      s->now.owner[RWLOCK] = -1;
    LOG(.op = OP_RWLOCK_UNLOCK, .object = RWLOCK, .flags = s->th[i].reads ? STEP_SHARED : 0);
    s->th[i].reads = false;
  } else if (!taken && s->now.readers == 0 && draw(s, 2)) {
    s->now.owner[RWLOCK] = i;
    LOG(.op = OP_RWLOCK_WRLOCK, .object = RWLOCK);
  } else if (!taken) {
    s->now.readers++;
    s->th[i].reads = true;
    LOG(.op = OP_RWLOCK_RDLOCK, .object = RWLOCK);
  } else {
    LOG(.op = OP_RWLOCK_TRYRDLOCK, .object = RWLOCK, .flags = STEP_FAILED);
  }
}

static void use_sem(struct sim *s, int i) {
  if (s->now.permits > 0 && draw(s, 2)) {
    s->now.permits--;
    LOG(.op = OP_SEM_WAIT, .object = SEM, .value = (uint64_t)s->now.permits, .flags = STEP_VALUE);
  } else {
    s->now.permits++;
    LOG(.op = OP_SEM_POST, .object = SEM, .value = (uint64_t)s->now.permits, .flags = STEP_VALUE);
  }
}

static void use_barrier(struct sim *s, int i) {
  if (!holds_none_but(s, i, 0))
    return;
  s->th[i].doing = AT_BARRIER;
  s->th[i].generation = s->now.generation;
  bool last = ++s->now.arrived == 3;
  if (last)
    s->now.arrived = 0, s->now.generation++;
  LOG(.op = OP_BARRIER_ARRIVE, .object = BARRIER, .value = last ? 3 : (uint64_t)s->now.arrived,
      .flags = (uint16_t)(STEP_VALUE | (last ? STEP_LAST : 0)));
}

static void use_queue(struct sim *s, int i) {
  if (s->now.items < QUEUE && draw(s, 2)) {
    uint64_t v = draw(s, 3);
    s->item[s->now.items++] = v;
    LOG(.op = OP_NOTE, .object = ITEMS, .value = v, .flags = STEP_VALUE | STEP_PUT);
  } else if (s->now.items) {
    uint64_t v = s->item[draw(s, (uint32_t)s->now.items)];
    int64_t at = 0;
    while (s->item[at] != v)
      at++;
    s->now.items--;
    memmove(s->item + at, s->item + at + 1, (size_t)(s->now.items - at) * sizeof *s->item);
    LOG(.op = OP_NOTE, .object = ITEMS, .value = v, .flags = STEP_VALUE | STEP_GET);
  }
}

static void use_memory(struct sim *s, int i) {
  static const uint8_t ops[] = {OP_READ, OP_WRITE, OP_ATOMIC_RMW, OP_ATOMIC_CAS};
  uint8_t op = ops[draw(s, 4)];
  LOG(.op = op, .object = VAR + draw(s, VARS), .value = draw(s, 100), .size = 4,
      .flags = (uint16_t)(STEP_VALUE | (op == OP_ATOMIC_CAS && draw(s, 2) ? STEP_FAILED : 0)));
}

static void sim_run(struct sim *s, uint32_t steps) {
  while (trace_steps(s->t) < steps) {
    int i = (int)draw(s, THREADS);
    if (s->th[i].doing != FREE) {
      go_on(s, i);
      continue;
    }
    switch (draw(s, 9)) {
    case 0:
    case 1: use_mutex(s, i); break;
    case 2: use_rwlock(s, i); break;
    case 3: use_sem(s, i); break;
    case 4: use_barrier(s, i); break;
    case 5: use_queue(s, i); break;
    case 6: signal_one(s, i, draw(s, 2) ? COND : COND2); break;
    case 7:
      if (draw(s, 4) == 0) {
        signal_all(s, i, draw(s, 2) ? COND : COND2);
      } else if (draw(s, 8) == 0) {
        s->th[i].doing = ASLEEP;
        s->th[i].until = s->time + 10;
        LOG(.op = OP_SLEEP, .value = 10, .flags = STEP_VALUE);
      }
      break;
    default: use_memory(s, i);
    }
  }
}

/* Digests of a fresh world that only ever goes forward, one step at a time. */
static uint64_t *digests(const struct trace *t) {
  uint32_t n = trace_steps(t);
  uint64_t *d = xcalloc(n + 1, sizeof *d);
  struct world *w = world_new(t);
  for (uint32_t i = 0; i <= n; i++) {
    world_seek(w, i);
    d[i] = world_digest(w);
  }
  world_free(w);
  return d;
}

static void same(struct world *w, uint32_t step, const uint64_t *want) {
  world_seek(w, step);
  assert_int_equal(world_step(w), step);
  if (world_digest(w) != want[step])
    fail_msg("the world after step %u depends on how it was reached", step);
}

static void agrees_with_the_account(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 20; seed++) {
    struct sim *s = sim_new(seed);
    sim_run(s, 2000);
    struct world *w = world_new(s->t);
    for (uint32_t n = 0; n <= trace_steps(s->t); n++) {
      const struct account *a = &s->book.at[n];
      world_seek(w, n);
      for (uint32_t m = 1; m <= RWLOCK; m++)
        assert_int_equal(world_object(w, m)->owner, a->owner[m]);
      assert_int_equal(world_object(w, RWLOCK)->readers, a->readers);
      assert_int_equal(world_object(w, SEM)->permits, a->permits);
      assert_int_equal(world_object(w, BARRIER)->permits, a->arrived);
      assert_int_equal(world_object(w, BARRIER)->generation, a->generation);
      assert_int_equal(world_items(w, ITEMS, NULL, 0), a->items);
    }
    world_free(w);
    sim_free(s);
  }
}

/* Whoever moves next must have been able to. */
static void whoever_moves_was_ready(void **state) {
  (void)state;
  for (uint64_t seed = 100; seed < 120; seed++) {
    struct sim *s = sim_new(seed);
    sim_run(s, 2000);
    struct world *w = world_new(s->t);
    for (uint32_t n = 0; n < trace_steps(s->t); n++) {
      const struct trace_step *e = trace_step(s->t, n + 1);
      world_seek(w, n);
      enum world_status st = world_thread(w, e->thread)->status;
      bool chose_to = e->flags & (STEP_TIMEOUT | STEP_SPURIOUS) || e->op == OP_WAKE;
      if (st != STATUS_READY && !chose_to && st != STATUS_ABSENT)
        fail_msg("seed %u: step %u was made by a thread in status %d", (unsigned)seed, n + 1, st);
    }
    world_free(w);
    sim_free(s);
  }
}

static void jumping_about_gives_the_same_world(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 3; seed++) {
    struct sim *s = sim_new(seed);
    sim_run(s, 30000);
    uint64_t *want = digests(s->t);
    struct world *w = world_new(s->t);
    for (int i = 0; i < 200; i++)
      same(w, draw(s, trace_steps(s->t) + 1), want);
    for (int i = 0; i < 2000; i++) { /* near by, back and forth */
      uint32_t at = world_step(w), far = draw(s, 12);
      same(w, draw(s, 2) ? at + far > trace_steps(s->t) ? at : at + far : at > far ? at - far : 0, want);
    }
    world_free(w);
    free(want);
    sim_free(s);
  }
}

static void walking_back_to_the_start(void **state) {
  (void)state;
  struct sim *s = sim_new(42);
  sim_run(s, 20000);
  uint64_t *want = digests(s->t);
  struct world *w = world_new(s->t);
  for (uint32_t n = trace_steps(s->t) + 1; n-- > 0;)
    same(w, n, want);
  world_free(w);
  free(want);
  sim_free(s);
}

static void a_trace_may_grow(void **state) {
  (void)state;
  struct sim *s = sim_new(7);
  struct world *w = world_new(s->t);
  for (uint32_t n = 1; n <= 9000; n += 1 + draw(s, 300)) {
    sim_run(s, n);
    if (draw(s, 2))
      world_seek(w, UINT32_MAX); /* clamps */
    else
      world_seek(w, draw(s, n));
  }
  uint64_t *want = digests(s->t);
  for (int i = 0; i < 100; i++)
    same(w, draw(s, trace_steps(s->t) + 1), want);
  world_free(w);
  free(want);
  sim_free(s);
}

/* Objects that the trace gets later are there in every state, also those reached by going back. */
static void objects_may_come_later(void **state) {
  (void)state;
  struct sim *s = sim_new(8);
  sim_run(s, 9000);
  struct world *w = world_new(s->t);
  world_seek(w, 9000);
  uint32_t sem = trace_add_object(s->t, &(struct trace_object){.kind = KIND_SEM, .name = "late", .type = "", .param = 5});
  uint16_t late = trace_add_thread(s->t, "late", 0);
  trace_append(s->t, &(struct trace_step){.op = OP_THREAD_CREATE, .other = late});
  trace_append(s->t, &(struct trace_step){.op = OP_SEM_POST, .thread = late, .object = sem});
  uint64_t *want = digests(s->t);
  same(w, 9002, want);
  assert_int_equal(world_object(w, sem)->permits, 6);
  same(w, 100, want);
  assert_int_equal(world_object(w, sem)->permits, 5);
  assert_int_equal(world_thread(w, late)->status, STATUS_ABSENT);
  world_free(w);
  free(want);
  sim_free(s);
}

static void a_trace_may_be_cut_and_go_on_differently(void **state) {
  (void)state;
  for (uint64_t seed = 50; seed < 56; seed++) {
    struct sim *s = sim_new(seed), *other = sim_new(seed);
    sim_run(s, 12000);
    struct world *w = world_new(s->t);
    world_seek(w, 5000 + draw(s, 7000));
    /* The same steps up to KEEP, then others. */
    uint32_t keep = 1 + draw(s, 9000);
    sim_run(other, keep);
    other->random += seed;
    sim_run(other, 12000);
    trace_cut(s->t, keep);
    world_invalidate(w, keep);
    assert_true(world_step(w) <= keep);
    for (uint32_t n = keep + 1; n <= 12000; n++)
      trace_append(s->t, trace_step(other->t, n));
    uint64_t *want = digests(other->t);
    same(w, keep, want);
    same(w, 12000, want);
    for (int i = 0; i < 50; i++)
      same(w, draw(s, 12001), want);
    world_free(w);
    free(want);
    sim_free(s);
    sim_free(other);
  }
}

/* Built again from nothing, with fewer threads and other objects. */
static void a_trace_may_start_over(void **state) {
  (void)state;
  struct sim *s = sim_new(60);
  sim_run(s, 6000);
  struct world *w = world_new(s->t);
  world_seek(w, 6000);
  trace_cut(s->t, 0);
  world_invalidate(w, 0);
  assert_int_equal(world_step(w), 0);
  trace_add_thread(s->t, "main", 0);
  uint32_t q = trace_add_object(s->t, &(struct trace_object){.kind = KIND_SEM, .name = "s", .type = "", .param = 3});
  trace_append(s->t, &(struct trace_step){.op = OP_SEM_WAIT, .object = q});
  uint64_t *want = digests(s->t);
  same(w, 1, want);
  assert_int_equal(world_object(w, q)->permits, 2);
  same(w, 0, want);
  assert_int_equal(world_object(w, q)->permits, 3);
  world_free(w);
  free(want);
  sim_free(s);
}

/* A recording from elsewhere may hold steps that cannot be: the world then ignores what makes no sense, but it is
 * still the same world from every side, and whatever is asked about it has an answer. */
static void impossible_traces_are_survived(void **state) {
  (void)state;
  enum { STEPS = 20000, OBJECTS = 40 };
  for (uint64_t seed = 1; seed <= 6; seed++) {
    uint64_t random = seed;
    struct trace *t = trace_new();
    for (int i = 0; i < THREADS; i++)
      trace_add_thread(t, "T", 0);
    for (uint32_t i = 0; i < OBJECTS; i++)
      trace_add_object(t, &(struct trace_object){.kind = (uint8_t)prng_below(&random, KIND_COUNT), .name = "o", .type = "",
                                                 .composite = prng_below(&random, 2), .whole = i && prng_below(&random, 3) == 0 ? prng_below(&random, i) : 0});
    for (uint32_t n = 0; n < STEPS; n++) {
      struct trace_step e = {.thread = (uint16_t)prng_below(&random, THREADS), .other = (uint16_t)prng_below(&random, 9),
                             .object = prng_below(&random, OBJECTS + 3), .object2 = prng_below(&random, OBJECTS + 3),
                             .flags = (uint16_t)prng_below(&random, 1 << 12), .value = prng_below(&random, 4),
                             .value_hi = (uint64_t)prng_below(&random, 4) << 32 | prng_below(&random, 4)};
      e.op = (uint8_t)prng_below(&random, n < STEPS / 2 ? OP_ASSERT_FAIL : OP_COUNT);
      if (e.op == OP_NOTE) /* some queues are first used late */
        e.object = 1 + prng_below(&random, n < STEPS / 2 ? OBJECTS / 2 : OBJECTS);
      if (e.op == OP_THREAD_EXIT && prng_below(&random, 200))
        e.op = OP_COND_WAKE;
      trace_append(t, &e);
    }
    uint64_t *want = digests(t);
    struct world *w = world_new(t);
    for (int i = 0; i < 150; i++) {
      same(w, prng_below(&random, STEPS + 1), want);
      for (uint32_t back = prng_below(&random, 30); back > 0 && world_step(w) > 0; back--)
        same(w, world_step(w) - 1, want);
      uint16_t holders[2];
      struct world_waiter waiters[2];
      uint32_t held[2];
      uint64_t items[2];
      for (uint32_t o = 0; o < OBJECTS + 3; o++) {
        world_holders(w, o, holders, 2);
        world_waiters(w, o, waiters, 2);
        world_items(w, o, items, 2);
      }
      for (uint16_t i2 = 0; i2 < THREADS + 2; i2++)
        assert_true(world_held(w, i2, held, 2) < STEPS && world_blocker(w, i2) < THREADS);
    }
    world_free(w);
    free(want);
    trace_free(t);
  }
}

/* More variables than keyframes may hold at the first spacing: they must be thinned and still be right. */
static void big_states_keep_their_keyframes_in_bounds(void **state) {
  (void)state;
  enum { MANY = 60000, STEPS = 120000 };
  struct trace *t = trace_new();
  trace_add_thread(t, "main", 0);
  for (int i = 0; i < MANY; i++)
    trace_add_object(t, &(struct trace_object){.kind = KIND_VAR, .size = 8, .name = "v", .type = ""});
  uint64_t random = 5;
  for (uint32_t n = 0; n < STEPS; n++)
    trace_append(t, &(struct trace_step){.op = OP_WRITE, .object = 1 + prng_below(&random, MANY), .value = n,
                                         .flags = STEP_VALUE});
  struct world *w = world_new(t);
  uint32_t *last = xcalloc(MANY + 1, sizeof *last);
  world_seek(w, STEPS);
  for (int i = 0; i < 6; i++) {
    uint32_t step = prng_below(&random, STEPS);
    memset(last, 0, (MANY + 1) * sizeof *last);
    for (uint32_t n = 1; n <= step; n++)
      last[trace_step(t, n)->object] = n;
    world_seek(w, step);
    for (uint32_t o = 1; o <= MANY; o++)
      if (world_object(w, o)->changed != last[o])
        fail_msg("after step %u variable %u changed at %u, expected %u", step, o, world_object(w, o)->changed, last[o]);
  }
  free(last);
  world_free(w);
  trace_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(agrees_with_the_account),
      cmocka_unit_test(whoever_moves_was_ready),
      cmocka_unit_test(jumping_about_gives_the_same_world),
      cmocka_unit_test(walking_back_to_the_start),
      cmocka_unit_test(a_trace_may_grow),
      cmocka_unit_test(objects_may_come_later),
      cmocka_unit_test(a_trace_may_be_cut_and_go_on_differently),
      cmocka_unit_test(a_trace_may_start_over),
      cmocka_unit_test(impossible_traces_are_survived),
      cmocka_unit_test(big_states_keep_their_keyframes_in_bounds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

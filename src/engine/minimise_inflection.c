/* minimise_inflection.c — the step after which it can only fail, and the nearest way not to.
 *
 * "Every continuation of these steps shows it" is monotone: once true of a beginning it is true of every longer one. So the
 * shortest such beginning is found by halving. Each question is answered the cheap way first: one passing continuation
 * refutes it (without preemptions, then a few at random); otherwise all of them are tried, one of each class, and when
 * there are too many for the time, a sample. A passing execution also says how far it went along: no shorter
 * beginning need be asked about. */
#include "engine/minimise_inner.h"

#include <stdlib.h>

enum { SAMPLE_FIRST = 8, SAMPLE = 200, MORE_PREEMPTIONS = 4 };

struct inflection {
  struct minimise *m;
  uint32_t *upto;   /* choices after each step of r->after */
  uint32_t passed;  /* steps of r->after that r->passing has in common */
  uint64_t tried;   /* continuations of the last question */
  bool exhaustive;
};

/* Steps of r->after that begin with the first CHOICES choices. */
static uint32_t inflection_steps(const struct inflection *f, size_t choices) {
  uint32_t step = 0;
  while (step < f->m->r->after.steps && f->upto[step + 1] <= choices)
    step++;
  return step;
}

/* The execution just run does not show it. */
static void inflection_passed(struct inflection *f) {
  struct minimise_result *r = f->m->r;
  struct minimise_way now = {0};
  way_take(&now, f->m->s->trace);
  uint32_t steps = inflection_steps(f, way_common(now.choices, now.len, r->after.choices, r->after.len));
  if (!r->passing.choices || steps > f->passed) {
    way_fini(&r->passing);
    r->passing = now;
    f->passed = steps;
  } else {
    way_fini(&now);
  }
}

static bool inflection_visit(struct minimise *m, void *ctx) {
  struct inflection *f = ctx;
  f->tried++;
  if (goal_met(&m->goal, m->s->trace))
    return true;
  inflection_passed(f);
  return false;
}

/* One continuation, or several drawn; false: one passes, or nothing more can be said. */
static bool inflection_draw(struct inflection *f, size_t len, uint64_t n, bool straight) {
  struct minimise *m = f->m;
  for (uint64_t i = 0; i < n; i++) {
    const uint32_t *c = m->r->after.choices;
    enum minimise_ran ran = straight ? minimise_try(m, c, len) : minimise_sample(m, c, len);
    if (ran == RAN_NOTHING)
      return false;
    if (ran == RAN_NOT) {
      inflection_passed(f);
      return false;
    }
    f->tried += ran == RAN_MET;
  }
  return true;
}

/* Does every continuation of the first STEP steps show it? */
static bool inflection_fails(struct inflection *f, uint32_t step) {
  struct minimise *m = f->m;
  size_t len = f->upto[step];
  f->tried = 0;
  f->exhaustive = false;
  if (!inflection_draw(f, len, 1, true) || !inflection_draw(f, len, SAMPLE_FIRST, false))
    return false;
  f->tried = 0;
  struct sweep w = {.strategy = m->s->o.model == MODEL_PREEMPTIVE ? &strategy_dpor : &strategy_dfs,
                    .root = m->r->after.choices, .root_len = len, .visit = inflection_visit, .ctx = f};
  sweep_run(m, &w);
  if (m->halt || w.enough)
    return false;
  f->exhaustive = w.complete;
  if (w.complete)
    return true;
  f->tried = w.seen;
  return w.seen >= SAMPLE || inflection_draw(f, len, SAMPLE - w.seen, false);
}

static unsigned inflection_questions(uint32_t n) {
  unsigned k = 2;
  for (; n > 1; n /= 2)
    k++;
  return k;
}

void inflection_search(struct minimise *m) {
  struct minimise_result *r = m->r;
  r->found = r->always = false;
  way_fini(&r->passing);
  if (minimise_try(m, r->after.choices, r->after.len) == RAN_NOTHING)
    return;
  struct inflection f = {.m = m, .upto = way_upto(m->s->trace)};
  /* LOW can still pass, HIGH cannot. */
  uint32_t low = 0, high = inflection_steps(&f, r->after.len);
  uint64_t tried = 1;
  bool exhaustive = true;
  unsigned questions = inflection_questions(high);
  minimise_share(m, 0.8 / questions);
  if (inflection_fails(&f, 0)) {
    r->always = true;
    high = 0;
    tried = f.tried;
    exhaustive = f.exhaustive;
  } else {
    low = f.passed;
  }
  while (!m->halt && high > low + 1) {
    uint32_t middle = low + (high - low) / 2;
    minimise_share(m, 0.8 / (double)(questions > 2 ? --questions : 2));
    if (inflection_fails(&f, middle)) {
      high = middle;
      tried = f.tried;
      exhaustive = f.exhaustive;
    } else if (!m->halt) {
      low = f.passed > middle ? f.passed : middle;
    }
  }
  if (!m->halt) {
    r->found = true;
    r->step = high;
    r->continuations = tried;
    r->exhaustive = exhaustive;
  }
  free(f.upto);
}

/* ---- the nearest that passes ---------------------------------------------------------- */

struct nearest {
  struct minimise *m;
  unsigned badness;
  bool found;
};

static bool nearest_visit(struct minimise *m, void *ctx) {
  struct nearest *n = ctx;
  struct minimise_way now = {0};
  if (trace_end(m->s->trace)->kind == END_NONE || goal_met(&m->goal, m->s->trace))
    return true;
  way_count(m->s->trace, &now);
  unsigned badness = minimise_badness(m);
  if (badness < n->badness || (badness == n->badness && (!n->found || way_less(&now, &m->r->passing)))) {
    way_take(&m->r->passing, m->s->trace);
    n->found = true;
    n->badness = badness;
  }
  return true;
}

/* Preemptions among the first CHOICES choices of r->after. */
static uint32_t nearest_spent(struct minimise *m, uint32_t step) {
  uint32_t n = 0;
  for (uint32_t i = 1; i <= step; i++)
    n += trace_step(m->s->trace, i)->why == WHY_PREEMPTED;
  return n;
}

void inflection_passing(struct minimise *m) {
  struct minimise_result *r = m->r;
  r->nearest = false;
  if (!r->found || r->always || !r->passing.choices || minimise_try(m, r->after.choices, r->after.len) == RAN_NOTHING)
    return;
  uint32_t *upto = way_upto(m->s->trace), spent = nearest_spent(m, r->step - 1);
  size_t root = upto[r->step - 1];
  free(upto);
  if (minimise_try(m, r->passing.choices, r->passing.len) == RAN_NOTHING)
    return;
  struct nearest n = {.m = m, .badness = minimise_badness(m)};
  bool below = true; /* everything with fewer preemptions has been gone through */
  for (uint32_t bound = spent; bound <= spent + MORE_PREEMPTIONS && below && !m->halt; bound++) {
    minimise_share(m, 0.4);
    struct sweep w = {.strategy = &strategy_preemption, .bound = bound, .root = r->after.choices, .root_len = root, .visit = nearest_visit, .ctx = &n};
    sweep_run(m, &w);
    below = w.complete;
    /* One that ends badly in another way is no way out, unless there is no other. */
    if (n.found && n.badness < MINIMISE_BAD) {
      r->nearest = below;
      break;
    }
  }
  minimise_share(m, 0.9);
  if (!r->nearest && !m->halt)
    turns_reduce(m, &r->passing, false, root);
  r->elsewhere = n.badness > MINIMISE_BAD;
}

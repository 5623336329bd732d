/* strategy_dfs.c — every schedule, one by one: brute force, and brute force within a bound.
 *
 * The runtime logs what each choice was made from; a stack holds the choices of the last execution with what has not
 * been tried yet. Nothing is left out because of what operations mean, so this is the yardstick for what is
 * cleverer; and it is right for every switch model.
 *
 * The bounded searches give each choice a cost and leave out what would exceed the bound. preemption-bound counts
 * switches away from a thread that could have gone on (Musuvathi, Qadeer, PLDI 2007); delay-bound counts the threads
 * passed over, starting from the one that a scheduler without preemption would take (Emmi, Qadeer, Rakamaric,
 * POPL 2011). */
#include "engine/strategy.h"

#include <stdlib.h>
#include <string.h>

struct dfs_point {
  uint32_t taken, cost;       /* spent before this point */
  uint32_t first, count;      /* what is left to try, in dfs.left */
};

struct dfs {
  ARRAY(struct dfs_point) points;
  ARRAY(uint32_t) left;       /* a stack: those of deeper points lie above */
  uint32_t kept;              /* points of the execution being run that are known already */
  bool started;
  uint32_t (*price)(const uint32_t *options, size_t n, uint32_t before, uint32_t choice);
  uint32_t bound;
  bool cut;                   /* something was left out */
};

/* ---- prices ------------------------------------------------------------------------------ */

static bool dfs_offers(const uint32_t *options, size_t n, uint32_t choice) {
  for (size_t i = 0; i < n; i++)
    if (options[i] == choice)
      return true;
  return false;
}

static uint32_t dfs_preemption(const uint32_t *options, size_t n, uint32_t before, uint32_t choice) {
  if (WIRE_CHOICE_KIND(choice) == CHOICE_COND || WIRE_CHOICE_THREAD(choice) == before)
    return 0;
  return dfs_offers(options, n, WIRE_CHOICE(CHOICE_STEP, before));
}

/* Options are in the order of threads: those between the one before and the chosen one are passed over. */
static uint32_t dfs_delay(const uint32_t *options, size_t n, uint32_t before, uint32_t choice) {
  uint32_t passed = 0;
  for (size_t i = 0; i < n; i++) {
    uint32_t t = WIRE_CHOICE_THREAD(options[i]), c = WIRE_CHOICE_THREAD(choice);
    if (options[i] == choice)
      continue;
    bool first = t == c ? options[i] < choice : c >= before ? t >= before && t < c : t >= before || t < c;
    passed += first;
  }
  return passed;
}

/* ---- the search ----------------------------------------------------------------------------- */

static struct dfs *dfs_new(uint32_t (*price)(const uint32_t *, size_t, uint32_t, uint32_t), uint32_t bound) {
  struct dfs *d = xcalloc(1, sizeof *d);
  d->price = price;
  d->bound = bound;
  return d;
}

static void *dfs_begin(const struct explore_options *o, const struct strategy_root *root) {
  (void)root;
  (void)o;
  return dfs_new(NULL, 0);
}

static void *dfs_begin_preemption(const struct explore_options *o, const struct strategy_root *root) {
  (void)root;
  return dfs_new(dfs_preemption, o->bound); }
static void *dfs_begin_delay(const struct explore_options *o, const struct strategy_root *root) {
  (void)root;
  return dfs_new(dfs_delay, o->bound); }

static void dfs_end(void *state) {
  struct dfs *d = state;
  ARRAY_FREE(&d->points);
  ARRAY_FREE(&d->left);
  free(d);
}

static bool dfs_next(void *state, struct strategy_plan *plan) {
  struct dfs *d = state;
  plan->policy = POLICY_CONTINUE;
  plan->flags = RUN_OPTIONS;
  if (!d->started) {
    d->started = true;
    return true;
  }
  while (d->points.len && d->points.at[d->points.len - 1].count == 0)
    d->points.len--;
  if (d->points.len == 0)
    return false;
  struct dfs_point *last = &d->points.at[d->points.len - 1];
  last->taken = d->left.at[last->first + --last->count];
  d->left.len = last->first + last->count;
  for (size_t i = 0; i < d->points.len; i++)
    *ARRAY_PUSH(&plan->prefix) = d->points.at[i].taken;
  d->kept = (uint32_t)d->points.len;
  return true;
}

static void dfs_learn(void *state, const struct explore_log *log) {
  struct dfs *d = state;
  const struct explore_run *r = &log->run;
  if (r->points.len < d->kept)
    return;
  uint32_t cost = 0, before = 0;
  for (size_t i = 0; i < r->points.len; i++) {
    const struct explore_point *p = &r->points.at[i];
    const uint32_t *options = r->options.at + p->first;
    if (i >= d->kept) {
      struct dfs_point *mine = ARRAY_PUSH(&d->points);
      *mine = (struct dfs_point){.taken = p->taken, .cost = cost, .first = (uint32_t)d->left.len};
      for (uint32_t k = p->count; k-- > 0;) {
        if (options[k] == p->taken)
          continue;
        if (d->price && cost + d->price(options, p->count, before, options[k]) > d->bound) {
          d->cut = true;
          continue;
        }
        *ARRAY_PUSH(&d->left) = options[k];
        mine->count++;
      }
    }
    if (d->price)
      cost += d->price(options, p->count, before, p->taken);
    if (WIRE_CHOICE_KIND(p->taken) != CHOICE_COND)
      before = WIRE_CHOICE_THREAD(p->taken);
  }
}

static const char *dfs_note(const void *state) {
  const struct dfs *d = state;
  return d->cut ? "only what the bound allows was tried, all of it" : NULL;
}

const struct strategy strategy_dfs = {
    .info = {"dfs", "every schedule, one by one", true},
    .begin = dfs_begin, .next = dfs_next, .learn = dfs_learn, .end = dfs_end,
};
const struct strategy strategy_preemption = {
    .info = {"preemption-bound", "every schedule with at most --bound preemptions", true},
    .begin = dfs_begin_preemption, .next = dfs_next, .learn = dfs_learn, .end = dfs_end, .note = dfs_note,
};
const struct strategy strategy_delay = {
    .info = {"delay-bound", "every schedule that passes over at most --bound threads whose turn it was", true},
    .begin = dfs_begin_delay, .next = dfs_next, .learn = dfs_learn, .end = dfs_end, .note = dfs_note,
};

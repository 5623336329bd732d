/* strategy_dfs.c — every schedule, one by one: brute force, and brute force within a bound.
 *
 * The runtime logs what each choice was made from; a stack holds the choices of the last execution with what has not
 * been tried yet. Nothing is left out because of what operations mean, so this is the yardstick for what is
 * cleverer; and it is right for every switch model.
 *
 * The bounded searches give each choice a price (explore_price.h) and leave out what would exceed the bound. */
#include "engine/explore_price.h"
#include "engine/explore_root.h"
#include "engine/strategy.h"

#include <stdlib.h>

struct dfs_point {
  uint32_t taken;
  uint32_t first, count;      /* what is left to try, in dfs.left */
  uint32_t all;               /* all that are to be tried here, with the one taken */
};

struct dfs {
  const struct strategy_root *root;
  ARRAY(struct dfs_point) points;
  ARRAY(uint32_t) left;       /* a stack: those of deeper points lie above */
  uint32_t kept;              /* points of the execution being run that are known already */
  bool started;
  explore_price *price;       /* NULL: nothing costs anything */
  uint32_t bound;
  bool cut;                   /* something was left out */
  bool over;                  /* there is no next one */
};

static struct dfs *dfs_new(const struct strategy_root *root, explore_price *price, uint32_t bound) {
  struct dfs *d = xcalloc(1, sizeof *d);
  d->root = root;
  d->price = price;
  d->bound = bound;
  return d;
}

static void *dfs_begin(const struct explore_options *o, const struct strategy_root *root) {
  (void)o;
  return dfs_new(root, NULL, 0);
}

static void *dfs_begin_preemption(const struct explore_options *o, const struct strategy_root *root) {
  return dfs_new(root, explore_price_preemption, o->bound);
}

static void *dfs_begin_delay(const struct explore_options *o, const struct strategy_root *root) {
  return dfs_new(root, explore_price_delay, o->bound);
}

static void dfs_end(void *state) {
  struct dfs *d = state;
  ARRAY_FREE(&d->points);
  ARRAY_FREE(&d->left);
  free(d);
}

static bool dfs_next(void *state, struct strategy_plan *plan) {
  struct dfs *d = state;
  plan->policy = POLICY_CONTINUE;
  plan->flags = RUN_OPTIONS | RUN_ONCE;
  if (!d->started) {
    d->started = true;
    explore_root_plan(d->root, plan);
    return true;
  }
  while (d->points.len && d->points.at[d->points.len - 1].count == 0)
    d->points.len--;
  if (d->points.len == 0) {
    d->over = true;
    return false;
  }
  struct dfs_point *last = &d->points.at[d->points.len - 1];
  last->taken = d->left.at[last->first + --last->count];
  d->left.len = last->first + last->count;
  for (size_t i = 0; i < d->points.len; i++)
    *ARRAY_PUSH(&plan->prefix) = d->points.at[i].taken;
  d->kept = (uint32_t)d->points.len;
  return true;
}

static bool dfs_ahead(void *state, size_t i, struct strategy_plan *plan) {
  struct dfs *d = state;
  for (size_t p = d->points.len; p-- > 0; i -= d->points.at[p].count) {
    const struct dfs_point *at = &d->points.at[p];
    if (i >= at->count)
      continue;
    plan->policy = POLICY_CONTINUE;
    plan->flags = RUN_OPTIONS | RUN_ONCE;
    for (size_t k = 0; k < p; k++)
      *ARRAY_PUSH(&plan->prefix) = d->points.at[k].taken;
    *ARRAY_PUSH(&plan->prefix) = d->left.at[at->first + at->count - 1 - i];
    return true;
  }
  return false;
}

/* What is to be tried at a point besides what was taken there. */
static void dfs_others(struct dfs *d, struct dfs_point *mine, const struct explore_point *p, const uint32_t *options, uint32_t before, uint32_t cost) {
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
  mine->all += mine->count;
}

static void dfs_learn(void *state, const struct explore_log *log) {
  struct dfs *d = state;
  const struct explore_run *r = &log->run;
  if ((r->asleep || r->circle) && r->points.len < d->points.len) {
    /* On the way everything became as it had been before: what lies behind that has been tried from there. */
    d->left.len = d->points.at[r->points.len].first;
    d->points.len = r->points.len;
  }
  if (r->points.len < d->kept || r->diverged)
    return;
  /* What the root has chosen is not for us to vary, but it has its price. */
  uint32_t root = d->kept ? 0 : explore_root_choices(r, d->root);
  uint32_t cost = 0, before = 0;
  for (uint32_t i = 0; i < r->points.len; i++) {
    const struct explore_point *p = &r->points.at[i];
    const uint32_t *options = r->options.at + p->first;
    if (i >= d->kept) {
      struct dfs_point *mine = ARRAY_PUSH(&d->points);
      *mine = (struct dfs_point){.taken = p->taken, .first = (uint32_t)d->left.len, .all = 1};
      if (i >= root)
        dfs_others(d, mine, p, options, before, cost);
    }
    if (d->price)
      cost += d->price(options, p->count, before, p->taken);
    if (WIRE_CHOICE_KIND(p->taken) != CHOICE_COND)
      before = WIRE_CHOICE_THREAD(p->taken);
  }
}

/* Were all subtrees of a point alike (Knuth, "Estimating the efficiency of backtrack programs", 1975). */
static double dfs_done(const void *state) {
  const struct dfs *d = state;
  double done = 0, share = 1;
  for (size_t i = 0; i < d->points.len; i++) {
    const struct dfs_point *p = &d->points.at[i];
    share /= p->all;
    done += share * (p->all - p->count - 1);
  }
  return d->over ? 1 : done;
}

static const char *dfs_note(const void *state) {
  const struct dfs *d = state;
  return d->cut && d->over ? "only what the bound allows was tried, all of it" : NULL;
}

const struct strategy strategy_dfs = {
    .info = {"dfs", "every schedule, one by one", true},
    .begin = dfs_begin, .next = dfs_next, .ahead = dfs_ahead, .learn = dfs_learn, .end = dfs_end, .done = dfs_done,
};
const struct strategy strategy_preemption = {
    .info = {"preemption-bound", "every schedule with at most --bound preemptions", true},
    .price = explore_price_preemption,
    .begin = dfs_begin_preemption, .next = dfs_next, .ahead = dfs_ahead, .learn = dfs_learn, .end = dfs_end, .done = dfs_done, .note = dfs_note,
};
const struct strategy strategy_delay = {
    .info = {"delay-bound", "every schedule that passes over at most --bound threads whose turn it was", true},
    .price = explore_price_delay,
    .begin = dfs_begin_delay, .next = dfs_next, .ahead = dfs_ahead, .learn = dfs_learn, .end = dfs_end, .done = dfs_done, .note = dfs_note,
};

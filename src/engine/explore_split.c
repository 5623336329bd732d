/* explore_split.c — see explore_split.h.
 *
 * A node is a state at which there is something to choose (or the end), reached by choices that all parts below it begin with.
 * Opening a node takes one execution for each of its branches: only when a move has been performed is it known what it is, and
 * so which moves sleep on after it. */
#include "engine/explore_split.h"

#include "engine/explore_root.h"

#include <stdlib.h>

struct split_branch {
  uint32_t choice, woken; /* woken: the signal's choice; or EXPLORE_NOBODY: whoever it is by default */
};

struct split_node {
  ARRAY(uint32_t) choices;
  ARRAY(struct explore_move) asleep;
  ARRAY(struct split_branch) branches; /* none: nothing to choose from here on */
  size_t parent;
  bool opened;
};

struct explore_split {
  struct explore_split_options o;
  const struct strategy_root *whole;
  ARRAY(struct split_node) nodes; /* in the order in which they are opened; the first is the whole */
  size_t head, branch;            /* the node being opened, and its branch that is being run */
  size_t open;                    /* nodes that could be opened and are not */
  ARRAY(size_t) parts;            /* those not opened */
  bool started, opening;
};

struct explore_split *explore_split_new(const struct strategy_root *whole, const struct explore_split_options *o) {
  struct explore_split *s = xcalloc(1, sizeof *s);
  s->o = *o;
  s->whole = whole;
  return s;
}

static void split_free_node(struct split_node *n) {
  ARRAY_FREE(&n->choices);
  ARRAY_FREE(&n->asleep);
  ARRAY_FREE(&n->branches);
}

void explore_split_free(struct explore_split *s) {
  for (size_t i = 0; i < s->nodes.len; i++)
    split_free_node(&s->nodes.at[i]);
  ARRAY_FREE(&s->nodes);
  ARRAY_FREE(&s->parts);
  free(s);
}

/* ---- planning ------------------------------------------------------------------------------- */

static void split_finish(struct explore_split *s) {
  for (size_t i = 0; i < s->nodes.len; i++)
    if (!s->nodes.at[i].opened)
      *ARRAY_PUSH(&s->parts) = i;
}

static void split_plan(struct strategy_plan *plan, const struct strategy_root *from) {
  plan->policy = POLICY_CONTINUE;
  plan->flags = RUN_OPTIONS;
  explore_root_plan(from, plan);
}

static struct strategy_root split_root(const struct split_node *n) {
  return (struct strategy_root){n->choices.at, n->choices.len, n->asleep.at, n->asleep.len};
}

/* The next node that can be opened, if there are not enough. */
static bool split_open(struct explore_split *s) {
  if (s->open == 0 || s->open >= s->o.parts)
    return false;
  while (s->nodes.at[s->head].opened || !s->nodes.at[s->head].branches.len)
    s->head++;
  s->nodes.at[s->head].opened = s->opening = true;
  s->open--;
  s->branch = 0;
  return true;
}

bool explore_split_next(struct explore_split *s, struct strategy_plan *plan) {
  if (!s->started) {
    s->started = true;
    split_plan(plan, s->whole);
    return true;
  }
  if (s->opening)
    s->opening = ++s->branch < s->nodes.at[s->head].branches.len;
  if (!s->opening && !split_open(s)) {
    split_finish(s);
    return false;
  }
  const struct split_node *n = &s->nodes.at[s->head];
  struct strategy_root root = split_root(n);
  split_plan(plan, &root);
  *ARRAY_PUSH(&plan->prefix) = n->branches.at[s->branch].choice;
  if (n->branches.at[s->branch].woken != EXPLORE_NOBODY)
    *ARRAY_PUSH(&plan->prefix) = n->branches.at[s->branch].woken;
  return true;
}

/* ---- learning --------------------------------------------------------------------------------- */

/* What has been spent, and who moved, before point P. */
static uint32_t split_spent(const struct explore_split *s, const struct explore_run *r, uint32_t p, uint32_t *before) {
  uint32_t cost = 0;
  *before = 0;
  for (uint32_t i = 0; i < p; i++) {
    const struct explore_point *at = &r->points.at[i];
    cost += s->o.price(r->options.at + at->first, at->count, *before, at->taken);
    if (WIRE_CHOICE_KIND(at->taken) != CHOICE_COND)
      *before = WIRE_CHOICE_THREAD(at->taken);
  }
  return cost;
}

/* May option K of point P be tried? */
static bool split_affords(const struct explore_split *s, const struct explore_run *r, uint32_t p, uint32_t k) {
  if (!s->o.price)
    return true;
  const struct explore_point *at = &r->points.at[p];
  const uint32_t *options = r->options.at + at->first;
  uint32_t before, cost = split_spent(s, r, p, &before);
  return cost + s->o.price(options, at->count, before, options[k]) <= s->o.bound;
}

/* After the branches of the same thread: a thread is asleep for later branches only when all its own have been tried. */
static void split_add(struct split_node *n, struct split_branch b) {
  size_t to = n->branches.len;
  for (size_t i = 0; i < n->branches.len; i++)
    if (WIRE_CHOICE_THREAD(n->branches.at[i].choice) == WIRE_CHOICE_THREAD(b.choice))
      to = i + 1;
  (void)ARRAY_PUSH(&n->branches);
  for (size_t i = n->branches.len - 1; i > to; i--)
    n->branches.at[i] = n->branches.at[i - 1];
  n->branches.at[to] = b;
}

static bool split_sleeps(const struct split_node *n, uint32_t wire) {
  for (size_t i = 0; i < n->asleep.len; i++)
    if (n->asleep.at[i].wire == wire)
      return true;
  return false;
}

/* What can be chosen at point P: what was taken, then what else is neither asleep nor too dear. */
static void split_branches(const struct explore_split *s, const struct explore_run *r, uint32_t p, struct split_node *n) {
  const struct explore_point *at = &r->points.at[p];
  n->branches.len = 0;
  split_add(n, (struct split_branch){at->taken, EXPLORE_NOBODY});
  for (uint32_t k = 0; k < at->count; k++) {
    uint32_t choice = r->options.at[at->first + k];
    if (choice != at->taken && !split_sleeps(n, WIRE_CHOICE_THREAD(choice)) && split_affords(s, r, p, k))
      split_add(n, (struct split_branch){choice, EXPLORE_NOBODY});
  }
}

/* The signal just made could have woken others. */
static void split_add_woken(struct explore_split *s, const struct explore_run *r, uint32_t p) {
  struct split_node *n = &s->nodes.at[s->head];
  const struct explore_point *at = &r->points.at[p];
  uint32_t step = n->branches.at[s->branch].choice;
  n->branches.at[s->branch].woken = at->taken;
  for (uint32_t k = 0; k < at->count; k++)
    if (r->options.at[at->first + k] != at->taken && split_affords(s, r, p, k))
      split_add(n, (struct split_branch){step, r->options.at[at->first + k]});
}

static void split_pass(struct split_node *n, const struct explore_event *e) {
  size_t kept = 0;
  for (size_t i = 0; i < n->asleep.len; i++)
    if (n->asleep.at[i].thread != e->thread && !depend(&n->asleep.at[i].effect, &e->effect))
      n->asleep.at[kept++] = n->asleep.at[i];
  n->asleep.len = kept;
}

/* Takes the node on from event I to where there is something to choose; or leaves it where it is and without branches. */
static void split_descend(const struct explore_split *s, const struct explore_run *r, uint32_t i, struct split_node *n) {
  struct split_node to = {.parent = n->parent};
  for (size_t k = 0; k < n->asleep.len; k++)
    *ARRAY_PUSH(&to.asleep) = n->asleep.at[k];
  for (; i < r->events.len; i++) {
    const struct explore_event *e = &r->events.at[i];
    split_branches(s, r, e->choice, &to);
    if (to.branches.len > 1 || e->rivals_len) {
      for (uint32_t k = 0; k < e->choice; k++)
        *ARRAY_PUSH(&to.choices) = r->choices.at[k];
      split_free_node(n);
      *n = to;
      return;
    }
    split_pass(&to, e);
  }
  split_free_node(&to);
}

static void split_keep(struct explore_split *s, const struct split_node *n) {
  *ARRAY_PUSH(&s->nodes) = *n;
  s->open += n->branches.len > 0;
}

static void split_learn_whole(struct explore_split *s, const struct explore_run *r) {
  struct split_node n = {.parent = 0};
  bool half;
  uint32_t first = explore_root_events(r, s->whole, &half);
  for (size_t i = 0; i < s->whole->len; i++)
    *ARRAY_PUSH(&n.choices) = s->whole->choices[i];
  for (size_t i = 0; i < s->whole->asleep_len; i++)
    *ARRAY_PUSH(&n.asleep) = s->whole->asleep[i];
  /* A root that ends within a signal is one part. */
  if (!half && !r->diverged)
    split_descend(s, r, first, &n);
  split_keep(s, &n);
}

void explore_split_learn(struct explore_split *s, const struct explore_log *log) {
  const struct explore_run *r = &log->run;
  if (!s->opening) {
    split_learn_whole(s, r);
    return;
  }
  struct split_node *parent = &s->nodes.at[s->head], n = {.parent = s->head};
  uint32_t at = 0;
  while (at < r->events.len && r->events.at[at].choice < parent->choices.len)
    at++;
  if (at == r->events.len)
    return; /* the program did not do the same again */
  const struct explore_event *e = &r->events.at[at];
  if (e->rivals_len && parent->branches.at[s->branch].woken == EXPLORE_NOBODY)
    split_add_woken(s, r, e->choice + 1);
  uint32_t end = at + 1 < r->events.len ? e[1].choice : (uint32_t)r->choices.len;
  for (uint32_t i = 0; i < end; i++)
    *ARRAY_PUSH(&n.choices) = r->choices.at[i];
  for (size_t i = 0; i < parent->asleep.len; i++)
    *ARRAY_PUSH(&n.asleep) = parent->asleep.at[i];
  split_pass(&n, e);
  if (s->o.sleeping)
    *ARRAY_PUSH(&parent->asleep) = explore_move_of(e);
  split_descend(s, r, at + 1, &n);
  split_keep(s, &n);
}

/* ---- the parts --------------------------------------------------------------------------------- */

size_t explore_split_parts(const struct explore_split *s) { return s->parts.len; }

struct strategy_root explore_split_part(const struct explore_split *s, size_t i) { return split_root(&s->nodes.at[s->parts.at[i]]); }

double explore_split_share(const struct explore_split *s, size_t i) {
  double share = 1;
  for (size_t n = s->parts.at[i]; n != 0; n = s->nodes.at[n].parent)
    share /= (double)s->nodes.at[s->nodes.at[n].parent].branches.len;
  return share;
}

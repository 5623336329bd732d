/* strategy_dpor.c — one execution of each class: optimal dynamic partial-order reduction.
 *
 * Abdulla, Aronis, Jonsson, Sagonas, "Source Sets: A Foundation for Optimal Dynamic Partial Order Reduction", JACM
 * 2017, algorithm 2, with its treatment of locks. The state of the search is the last execution and, for every event of
 * it, a level: which moves have been tried there (they are asleep) and which beginnings are still to be tried (a wakeup tree).
 *
 *   learn   every race of the new part of an execution asks for one in which the two happen the other way round: the
 *           events that do not follow from the first, then the second, to be tried where the first was made; unless
 *           what has been tried or is planned there leads to it already
 *   next    the deepest level with something planned: its events up to there, then one path of the tree down to a
 *           leaf, then whatever the policy does with those that are not asleep
 *
 * Besides by races executions branch where one thread's move has several outcomes: a signal may wake any of those
 * that wait. The alternatives of a move are tried right after it, so that a thread is asleep only when all of
 * them have been tried.
 *
 * The end of the process (exit, a crash) conflicts with everything: what the other threads had still to do would
 * have been possible before it.
 *
 * A search may begin further down (struct strategy_root). Then races whose first event lies above are for others to
 * reverse. Moves that are asleep at the root are *held*: this search does not begin with them because another does. That other
 * search does not report races to this one, so, unlike with moves that were tried here, nothing may be left out because it
 * could as well begin with a held one: it may be that a held move comes later, after something that conflicts with it. So
 * held threads are treated as blocked until then. What ends with everybody held belongs to the other search. */
#include "engine/explore_root.h"
#include "engine/explore_tree.h"
#include "engine/strategy.h"

#include <stdio.h>
#include <stdlib.h>

struct dpor_level {
  ARRAY(struct explore_move) sleep;
  uint32_t tried; /* branches explored to the end */
  struct explore_node *tree; /* what is planned here, besides the branch being explored */
};

struct dpor {
  const struct strategy_root *root;
  uint32_t first;                  /* level at which the search begins; nothing is planned above it */
  bool half;                       /* of the event there only whom it wakes is free */
  struct explore_order order;
  ARRAY(struct dpor_level) levels; /* of the last execution: one per event, by index */
  ARRAY(struct explore_node *) path; /* of the execution being run: nodes from level `branch` on, without their siblings */
  uint32_t branch;                 /* level at which it leaves the one before */
  bool started, over;
  uint32_t kept;                   /* events that all executions so far have in common with the first */
  char note[160];
  const struct explore_log *log;   /* of the last execution */
  struct explore_sequence v;       /* scratch */
};

static void *dpor_begin(const struct explore_options *o, const struct strategy_root *root) {
  (void)o;
  struct dpor *d = xcalloc(1, sizeof *d);
  d->root = root;
  d->kept = UINT32_MAX;
  return d;
}

static void dpor_free_level(struct dpor_level *l) {
  explore_tree_free(l->tree);
  ARRAY_FREE(&l->sleep);
}

/* With the siblings that dpor_levels has not taken over: when the search stops before the execution was run. */
static void dpor_free_path(struct dpor *d) {
  for (size_t k = 0; k < d->path.len; k++) {
    d->path.at[k]->child = NULL; /* the next of the path */
    explore_tree_free(d->path.at[k]);
  }
  d->path.len = 0;
}

static void dpor_end(void *state) {
  struct dpor *d = state;
  dpor_free_path(d);
  for (size_t i = 0; i < d->levels.len; i++)
    dpor_free_level(&d->levels.at[i]);
  ARRAY_FREE(&d->levels);
  ARRAY_FREE(&d->path);
  ARRAY_FREE(&d->v.at);
  explore_order_fini(&d->order);
  free(d);
}

/* ---- planning ------------------------------------------------------------------------ */

/* Numbers of threads that exist at a point, as the runtime will give them. */
struct dpor_numbers {
  uint32_t canon[WIRE_THREADS];
  uint32_t len;
};

static uint32_t dpor_number(const struct dpor_numbers *n, uint32_t canon) {
  for (uint32_t i = 0; i < n->len; i++)
    if (n->canon[i] == canon)
      return i;
  return 0;
}

/* The runtime numbers threads in the order in which they are created; a call that fails uses up a number. */
static void dpor_created(struct dpor_numbers *n, uint32_t canon) {
  if (n->len < WIRE_THREADS)
    n->canon[n->len++] = canon;
}

static struct dpor_numbers dpor_numbers_at(const struct explore_run *r, uint32_t level) {
  struct dpor_numbers n = {.canon = {0}, .len = 1};
  for (uint32_t i = 0; i < level; i++)
    if (r->events.at[i].op == OP_THREAD_CREATE)
      dpor_created(&n, r->events.at[i].flags & STEP_FAILED ? EXPLORE_NOBODY : r->events.at[i].other);
  return n;
}

static void dpor_plan_move(struct strategy_plan *plan, struct dpor_numbers *n, const struct explore_move *m, bool last) {
  /* What was last moved forward is not known to be possible in the same way. */
  uint32_t kind = last ? CHOICE_ANY : m->kind;
  *ARRAY_PUSH(&plan->prefix) = WIRE_CHOICE(kind, dpor_number(n, m->thread));
  if (m->woken != EXPLORE_NOBODY && m->woken != MOVE_ANY)
    *ARRAY_PUSH(&plan->prefix) = WIRE_CHOICE(CHOICE_COND, dpor_number(n, m->woken));
  if (m->created != EXPLORE_NOBODY)
    dpor_created(n, m->created);
}

static void dpor_plan_sleepers(const struct dpor *d, struct strategy_plan *plan, const struct dpor_numbers *n, uint32_t level) {
  const struct dpor_level *l = &d->levels.at[level];
  for (size_t i = 0; i < l->sleep.len; i++)
    explore_root_sleeper(plan, &l->sleep.at[i], dpor_number(n, l->sleep.at[i].thread));
}

/* The last execution's choices up to LEVEL, and who sleeps there. */
static void dpor_plan_level(const struct dpor *d, struct strategy_plan *plan, const struct dpor_numbers *n, uint32_t level) {
  const struct explore_run *r = &d->log->run;
  size_t choices = level < r->events.len ? r->events.at[level].choice : r->choices.len;
  for (size_t i = 0; i < choices; i++)
    *ARRAY_PUSH(&plan->prefix) = r->choices.at[i];
  plan->sleep_from = choices;
  dpor_plan_sleepers(d, plan, n, level);
}

/* Takes the first branch of the level's tree as what is run next. */
static void dpor_take(struct dpor *d, struct strategy_plan *plan, uint32_t level) {
  struct dpor_numbers n = dpor_numbers_at(&d->log->run, level);
  dpor_plan_level(d, plan, &n, level);
  struct explore_node *first = d->levels.at[level].tree;
  d->levels.at[level].tree = first->next;
  first->next = NULL;
  for (struct explore_node *at = first; at; at = at->child) {
    *ARRAY_PUSH(&d->path) = at;
    dpor_plan_move(plan, &n, &at->move, !at->child);
  }
  d->branch = level;
}

/* The execution now planned leaves the last one at LEVEL, so all that goes on there as the last one did has been tried; down
 * the path of the first execution that is something to tell. */
static void dpor_leave(struct dpor *d, uint32_t level) {
  if (level >= d->kept)
    return;
  d->kept = level;
  snprintf(d->note, sizeof d->note, "all that begins with the first %u steps of the default schedule was tried", level + 1);
}

static bool dpor_next(void *state, struct strategy_plan *plan) {
  struct dpor *d = state;
  plan->policy = POLICY_CONTINUE;
  if (!d->started) {
    d->started = true;
    explore_root_plan(d->root, plan);
    return true;
  }
  while (d->levels.len > d->first) {
    uint32_t level = (uint32_t)d->levels.len - 1;
    struct dpor_level *l = &d->levels.at[level];
    if (l->tree) {
      dpor_take(d, plan, level);
      dpor_leave(d, level);
      return true;
    }
    dpor_free_level(l);
    d->levels.len--;
    /* The move that led here has been explored to the end. */
    if (level > d->first) {
      *ARRAY_PUSH(&l[-1].sleep) = explore_move_of(&d->log->run.events.at[level - 1]);
      l[-1].tried++;
    }
  }
  d->over = true;
  return false;
}

/* Nothing that is found later comes before what is planned at a level, so a branch will be run as it stands there now: after
 * the one being explored there and the siblings before it, which then are asleep. A sibling that has not been performed
 * may turn out to be of another nature than was thought; then the plan will be another, and this one was for nothing. */
static bool dpor_ahead(void *state, size_t i, struct strategy_plan *plan) {
  struct dpor *d = state;
  for (uint32_t level = (uint32_t)d->levels.len; level-- > d->first;) {
    const struct explore_node *before = d->levels.at[level].tree, *node = before;
    while (node && i) {
      node = node->next;
      i--;
    }
    if (!node)
      continue;
    const struct explore_run *r = &d->log->run;
    struct dpor_numbers n = dpor_numbers_at(r, level), then = n;
    dpor_plan_level(d, plan, &n, level);
    if (level < r->events.len) {
      bool planned = d->path.len && level == d->branch; /* and not yet run: the last execution is the one before */
      struct explore_move m = planned ? d->path.at[0]->move : explore_move_of(&r->events.at[level]);
      explore_root_sleeper(plan, &m, dpor_number(&n, m.thread));
    }
    for (; before != node; before = before->next)
      explore_root_sleeper(plan, &before->move, dpor_number(&n, before->move.thread));
    for (; node; node = node->child)
      dpor_plan_move(plan, &then, &node->move, !node->child);
    plan->policy = POLICY_CONTINUE;
    return true;
  }
  return false;
}

/* ---- learning -------------------------------------------------------------------------- */

/* Those asleep before event I that sleep on after it. */
static void dpor_sleep_on(const struct dpor_level *from, const struct explore_event *e, struct dpor_level *to) {
  for (size_t i = 0; i < from->sleep.len; i++) {
    const struct explore_move *m = &from->sleep.at[i];
    if (m->thread != e->thread && !e->ends && !depend(&m->effect, &e->effect))
      *ARRAY_PUSH(&to->sleep) = *m;
  }
}

/* Levels for the new part: level I is before event I; the last is the end. */
static void dpor_levels(struct dpor *d, const struct explore_run *r) {
  for (uint32_t i = d->branch; i < r->events.len; i++) {
    struct dpor_level *next = ARRAY_PUSH(&d->levels);
    *next = (struct dpor_level){.tree = NULL};
    dpor_sleep_on(&d->levels.at[i], &r->events.at[i], next);
    size_t k = i - d->branch + 1;
    if (k < d->path.len && d->path.at[k]) {
      next->tree = d->path.at[k]->next;
      d->path.at[k]->next = NULL;
    }
  }
}

/* Levels down to where the search begins: those above are only there so that levels and events have the same numbers. */
static void dpor_levels_above(struct dpor *d, const struct explore_run *r) {
  d->first = explore_root_events(r, d->root, &d->half);
  d->branch = d->first;
  for (uint32_t i = 0; i <= d->first; i++)
    *ARRAY_PUSH(&d->levels) = (struct dpor_level){.tree = NULL};
  d->order.held_from = d->first;
  for (size_t i = 0; i < d->root->asleep_len; i++) {
    struct explore_move m = d->root->asleep[i];
    m.held = true;
    *ARRAY_PUSH(&d->levels.at[d->first].sleep) = m;
    *ARRAY_PUSH(&d->order.held) = (struct explore_held){.thread = m.thread, .effect = m.effect};
  }
}

/* Event I, or a pending operation, is to be tried before event J. */
static void dpor_reverse(struct dpor *d, uint32_t j, uint32_t i) {
  if (j < d->first + d->half)
    return;
  const struct explore_run *r = &d->log->run;
  struct dpor_level *l = &d->levels.at[j];
  d->v.order = &d->order;
  d->v.last = i;
  d->v.own = explore_order_own(&d->order, i);
  d->v.at.len = 0;
  for (uint32_t k = j + 1; k < r->events.len; k++)
    if (k != i && !explore_order_absent(&d->order, i, j, k))
      *ARRAY_PUSH(&d->v.at) = k;
  *ARRAY_PUSH(&d->v.at) = i;
  for (size_t k = 0; k < l->sleep.len; k++)
    if (!l->sleep.at[k].held && explore_begins(&d->v, &l->sleep.at[k]))
      return;
  explore_tree_insert(&l->tree, &d->v);
}

static bool dpor_planned(const struct dpor_level *l, uint32_t thread, uint32_t woken) {
  for (size_t k = 0; k < l->sleep.len; k++)
    if (l->sleep.at[k].thread == thread && (l->sleep.at[k].woken == woken || l->sleep.at[k].woken == MOVE_ANY))
      return true;
  for (const struct explore_node *n = l->tree; n; n = n->next)
    if (n->move.thread == thread && n->move.woken == woken)
      return true;
  return false;
}

/* The signal could have woken others. */
static void dpor_alternatives(struct dpor *d, uint32_t i) {
  const struct explore_run *r = &d->log->run;
  const struct explore_event *e = &r->events.at[i];
  struct dpor_level *l = &d->levels.at[i];
  for (uint32_t k = 0; k < e->rivals_len; k++) {
    struct explore_move m = explore_move_of(e);
    m.woken = r->rivals.at[e->rivals + k];
    if (dpor_planned(l, m.thread, m.woken))
      continue;
    struct explore_node *n = explore_node_new(&m);
    n->next = l->tree;
    l->tree = n;
  }
}

static void dpor_races(struct dpor *d, uint32_t i) {
  const uint32_t *partners;
  size_t n = explore_order_races(&d->order, i, &partners);
  for (size_t k = 0; k < n; k++)
    dpor_reverse(d, partners[k], i);
}

/* What the others would have done when the process ended or nobody could move. */
static void dpor_unfinished(struct dpor *d) {
  const struct explore_run *r = &d->log->run;
  uint32_t last = (uint32_t)r->events.len - 1;
  bool ended = r->events.len && r->events.at[last].ends;
  for (uint32_t i = 0; i < r->pending.len; i++) {
    const struct explore_pending *p = &r->pending.at[i];
    uint32_t item = (uint32_t)r->events.len + i;
    if (r->events.len && p->thread == r->events.at[last].thread && ended)
      continue;
    if ((p->enabled || p->can_time_out) && ended) {
      if (explore_order_freed(&d->order, item, last))
        dpor_reverse(d, last, item);
    } else if (!p->enabled && !p->spinning && !(p->op == OP_COND_WAKE && !p->woken))
      dpor_races(d, item);
  }
}

/* The branch could not be followed to its leaf: the rest of what was planned along it stays planned. */
static void dpor_give_up(struct dpor *d) {
  size_t n = d->path.len;
  while (n > 0) {
    struct explore_node *leaf = d->path.at[--n], *after = leaf->next;
    free(leaf);
    if (n == 0)
      break;
    d->path.at[n - 1]->child = after;
    if (after)
      break;
  }
  if (n > 0) {
    d->path.at[0]->next = d->levels.at[d->branch].tree;
    d->levels.at[d->branch].tree = d->path.at[0];
  }
  d->path.len = 0;
}

static void dpor_learn(void *state, const struct explore_log *log) {
  struct dpor *d = state;
  const struct explore_run *r = &log->run;
  if (r->diverged) {
    dpor_give_up(d);
    return;
  }
  d->log = log;
  bool first = d->levels.len == 0;
  if (first)
    dpor_levels_above(d, r);
  dpor_levels(d, r);
  dpor_free_path(d);
  explore_order_update(&d->order, log, first ? 0 : d->branch);
  for (uint32_t i = d->branch; i < r->events.len; i++) {
    if (r->events.at[i].rivals_len)
      dpor_alternatives(d, i);
    dpor_races(d, i);
  }
  dpor_unfinished(d);
}

/* ---- telling ------------------------------------------------------------------------------- */

/* Were all branches of a level alike (Knuth, "Estimating the efficiency of backtrack programs", 1975). More may be planned any
 * time, so this is too hopeful in the beginning. */
static double dpor_done(const void *state) {
  const struct dpor *d = state;
  double done = 0, share = 1;
  for (size_t i = d->first; i < d->levels.len; i++) {
    const struct dpor_level *l = &d->levels.at[i];
    uint32_t all = l->tried + 1;
    for (const struct explore_node *n = l->tree; n; n = n->next)
      all++;
    share /= all;
    done += share * l->tried;
  }
  return d->over ? 1 : done;
}

static const char *dpor_note(const void *state) {
  const struct dpor *d = state;
  if (d->over || d->kept == UINT32_MAX)
    return NULL;
  return d->note;
}

const struct strategy strategy_dpor = {
    .info = {"dpor", "every outcome, by one execution of each class that differs in the order of conflicting steps", true},
    .sleeping = true,
    .begin = dpor_begin,
    .next = dpor_next,
    .ahead = dpor_ahead,
    .learn = dpor_learn,
    .end = dpor_end,
    .done = dpor_done,
    .note = dpor_note,
};

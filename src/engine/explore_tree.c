/* explore_tree.c — see explore_tree.h. */
#include "engine/explore_tree.h"

#include <stdlib.h>

struct explore_node *explore_node_new(const struct explore_move *m) {
  struct explore_node *n = xcalloc(1, sizeof *n);
  n->move = *m;
  return n;
}

void explore_tree_free(struct explore_node *root) {
  while (root) {
    struct explore_node *next = root->next;
    explore_tree_free(root->child);
    free(root);
    root = next;
  }
}

struct explore_move explore_move_of(const struct explore_event *e) {
  return (struct explore_move){.effect = e->effect,
                               .thread = e->thread,
                               .woken = e->flags & STEP_CHOICE ? e->other : EXPLORE_NOBODY,
                               .created = e->op == OP_THREAD_CREATE ? e->other : EXPLORE_NOBODY,
                               .wire = e->wire,
                               .flags = e->flags,
                               .nature = e->nature,
                               .kind = e->kind};
}

/* In another state it may turn out otherwise (a try may fail): the mode that conflicts with most. */
static uint8_t tree_worst(uint8_t mode, uint8_t op) {
  switch (mode) {
  case MODE_READ: return op == OP_ATOMIC_CAS || op == OP_ATOMIC_RMW ? MODE_WRITE : MODE_READ;
  case MODE_LOOK: return MODE_TAKE;
  case MODE_SHARE: return op == OP_RWLOCK_TRYRDLOCK ? MODE_TAKE : MODE_SHARE;
  case MODE_SEM_LOOK: return MODE_SEM_TAKE;
  case MODE_LOST: return MODE_SIGNAL;
  case MODE_DONE: return MODE_RUN;
  default: return mode;
  }
}

static struct depend_effect tree_worst_effect(struct depend_effect e, uint8_t op) {
  for (int i = 0; i < 2; i++)
    e.touch[i].mode = tree_worst(e.touch[i].mode, op);
  return e;
}

struct explore_move explore_move_in(const struct explore_sequence *v, uint32_t i) {
  const struct explore_run *r = &v->order->log->run;
  if (i != v->last)
    return explore_move_of(&r->events.at[i]);
  if (i >= r->events.len) {
    const struct explore_pending *p = &r->pending.at[i - r->events.len];
    return (struct explore_move){.effect = tree_worst_effect(p->effect, p->op), .thread = p->thread, .woken = MOVE_ANY,
                                 .created = EXPLORE_NOBODY, .nature = p->nature, .kind = CHOICE_ANY};
  }
  struct explore_move m = explore_move_of(&r->events.at[i]);
  m.effect = tree_worst_effect(m.effect, r->events.at[i].op);
  m.kind = CHOICE_ANY;
  m.woken = MOVE_ANY;
  return m;
}

static uint32_t tree_thread(const struct explore_sequence *v, uint32_t i) {
  const struct explore_run *r = &v->order->log->run;
  return i < r->events.len ? r->events.at[i].thread : r->pending.at[i - r->events.len].thread;
}

/* Does nothing before the K-th of the sequence come before it in the order? M: what it is there. */
static bool tree_initial(const struct explore_sequence *v, size_t k, const struct explore_move *m) {
  bool last = v->at.at[k] == v->last;
  for (size_t l = 0; l < k; l++) {
    uint32_t i = v->at.at[l];
    if (last ? explore_order_in(v->order, v->own, i) || depend(&v->order->log->run.events.at[i].effect, &m->effect)
             : explore_order_before(v->order, i, v->at.at[k]))
      return false;
  }
  return true;
}

static bool tree_same(const struct explore_move *a, const struct explore_move *b) {
  bool kind = a->kind == b->kind || a->kind == CHOICE_ANY || b->kind == CHOICE_ANY;
  return kind && (a->woken == b->woken || a->woken == MOVE_ANY || b->woken == MOVE_ANY);
}

enum { TREE_NOT = -2, TREE_APART = -1 };

/* Where in V the move could be brought to the front; TREE_APART: it is not in V and independent of it; TREE_NOT: neither. */
static long tree_place(const struct explore_sequence *v, const struct explore_move *m) {
  for (size_t k = 0; k < v->at.len; k++)
    if (tree_thread(v, v->at.at[k]) == m->thread) {
      struct explore_move there = explore_move_in(v, v->at.at[k]);
      return tree_same(&there, m) && tree_initial(v, k, m) ? (long)k : TREE_NOT;
    }
  for (size_t k = 0; k < v->at.len; k++) {
    struct explore_move there = explore_move_in(v, v->at.at[k]);
    if (depend(&there.effect, &m->effect))
      return TREE_NOT;
  }
  return TREE_APART;
}

bool explore_begins(const struct explore_sequence *v, const struct explore_move *m) { return tree_place(v, m) != TREE_NOT; }

static void tree_remove(struct explore_sequence *v, size_t k) {
  for (v->at.len--; k < v->at.len; k++)
    v->at.at[k] = v->at.at[k + 1];
}

void explore_tree_insert(struct explore_node **root, struct explore_sequence *v) {
  struct explore_node **level = root;
  while (*level) {
    long at = TREE_NOT;
    struct explore_node **n = level;
    for (; *n; n = &(*n)->next)
      if ((at = tree_place(v, &(*n)->move)) != TREE_NOT)
        break;
    if (!*n) {
      level = n;
      break;
    }
    if (at >= 0)
      tree_remove(v, (size_t)at);
    if (!(*n)->child || v->at.len == 0)
      return;
    level = &(*n)->child;
  }
  for (size_t k = 0; k < v->at.len; k++) {
    struct explore_move m = explore_move_in(v, v->at.at[k]);
    *level = explore_node_new(&m);
    level = &(*level)->child;
  }
}

/* explore_order.c — vector clocks and races; see explore_order.h. */
#include "engine/explore_order.h"

#include <string.h>

void explore_order_fini(struct explore_order *o) {
  ARRAY_FREE(&o->held);
  ARRAY_FREE(&o->clock);
  ARRAY_FREE(&o->base);
  ARRAY_FREE(&o->own);
  ARRAY_FREE(&o->found);
}

/* An event, or an operation pending at the end, as far as order goes. */
struct order_item {
  const struct depend_effect *effect;
  uint32_t thread, enabler, before;
  uint8_t op, nature;
  bool ends;
};

static struct order_item order_item(const struct explore_order *o, uint32_t i) {
  const struct explore_run *r = &o->log->run;
  if (i < r->events.len) {
    const struct explore_event *e = &r->events.at[i];
    return (struct order_item){&e->effect, e->thread, e->enabler, e->before, e->op, e->nature, e->ends};
  }
  const struct explore_pending *p = &r->pending.at[i - r->events.len];
  return (struct order_item){&p->effect, p->thread, p->enabler, p->before, p->op, p->nature, false};
}

static uint32_t *order_row(const struct explore_order *o, uint32_t i) { return o->clock.at + (size_t)i * o->columns; }

static void order_join(const struct explore_order *o, uint32_t *row, uint32_t i) {
  const uint32_t *from = order_row(o, i);
  for (uint32_t t = 0; t < o->columns; t++)
    if (from[t] > row[t])
      row[t] = from[t];
}

/* What comes before the item whatever conflicts: its own thread, and what made it possible. */
static void order_base(const struct explore_order *o, const struct order_item *it, uint32_t *row) {
  memset(row, 0, o->columns * sizeof *row);
  if (it->before != EXPLORE_NONE)
    order_join(o, row, it->before);
  if (it->enabler != EXPLORE_NONE)
    order_join(o, row, it->enabler);
}

const uint32_t *explore_order_own(struct explore_order *o, uint32_t i) {
  struct order_item it = order_item(o, i);
  order_base(o, &it, o->own.at);
  return o->own.at;
}

static void order_event(struct explore_order *o, uint32_t i) {
  struct order_item it = order_item(o, i);
  const struct explore_run *r = &o->log->run;
  uint32_t *row = order_row(o, i);
  order_base(o, &it, row);
  bool touches = it.effect->touch[0].mode || it.effect->touch[1].mode || it.ends;
  uint32_t end = i < r->events.len ? i : (uint32_t)r->events.len;
  for (uint32_t j = end; touches && j-- > 0;)
    if (!explore_order_in(o, row, j) && (it.ends || depend(&r->events.at[j].effect, it.effect)))
      order_join(o, row, j);
  if (i < r->events.len)
    row[it.thread] = r->events.at[i].nth;
}

void explore_order_update(struct explore_order *o, const struct explore_log *log, uint32_t from) {
  o->log = log;
  if (log->thread_count > o->columns) {
    o->columns = (log->thread_count + 7) & ~7u;
    from = 0;
  }
  o->rows = (uint32_t)(log->run.events.len + log->run.pending.len);
  ARRAY_RESERVE(&o->clock, (size_t)o->rows * o->columns);
  ARRAY_RESERVE(&o->base, o->columns);
  ARRAY_RESERVE(&o->own, o->columns);
  for (uint32_t i = from; i < o->rows; i++)
    order_event(o, i);
}

/* ---- races ------------------------------------------------------------------------ */

static bool order_mode_blocks(unsigned mode) {
  return mode == MODE_TAKE || mode == MODE_SHARE || mode == MODE_SEM_TAKE || mode == MODE_RUN || mode == MODE_DONE;
}

/* Would the operation have had to wait in other states? */
static bool order_blocks(const struct order_item *it) {
  if (it->nature & NATURE_FREE)
    return false;
  if (it->nature & NATURE_TIMED && it->op != OP_COND_WAKE)
    return false; /* it would have given up instead */
  return order_mode_blocks(it->effect->touch[0].mode) || order_mode_blocks(it->effect->touch[1].mode);
}

/* What becomes of an object that operations can wait for. */
struct order_state {
  bool taken, running;
  int64_t readers, permits;
};

static void order_apply(struct order_state *s, unsigned mode) {
  switch (mode) {
  case MODE_TAKE: s->taken = true; break;
  case MODE_GIVE: s->taken = false; break;
  case MODE_SHARE: s->readers++; break;
  case MODE_UNSHARE: s->readers--; break;
  case MODE_SEM_TAKE: s->permits--; break;
  case MODE_SEM_GIVE: s->permits++; break;
  case MODE_RUN: s->running = true; break;
  case MODE_RAN: s->running = false; break;
  default: break;
  }
}

static bool order_possible(const struct order_state *s, unsigned mode) {
  switch (mode) {
  case MODE_TAKE: return !s->taken && s->readers <= 0;
  case MODE_SHARE: return !s->taken;
  case MODE_SEM_TAKE: return s->permits > 0;
  case MODE_RUN: case MODE_DONE: return !s->running;
  default: return true;
  }
}

/* Is TOUCH, by an item that comes after END events, possible when event WITHOUT and all that follows from it are left out? */
static bool order_possible_without(const struct explore_order *o, const struct depend_touch *touch, uint32_t end, uint32_t without) {
  const struct explore_run *r = &o->log->run;
  if (!order_mode_blocks(touch->mode))
    return true;
  struct order_state s = {.taken = false};
  size_t object = (size_t)(touch->object >> 8);
  if (touch->mode == MODE_SEM_TAKE && object < o->log->permits.len)
    s.permits = o->log->permits.at[object];
  for (uint32_t k = 0; k < end; k++) {
    if (k >= without && (k == without || explore_order_before(o, without, k)))
      continue;
    for (int t = 0; t < 2; t++) {
      const struct depend_touch *k_touch = &r->events.at[k].effect.touch[t];
      if (k_touch->mode && k_touch->object == touch->object)
        order_apply(&s, k_touch->mode);
    }
  }
  return order_possible(&s, touch->mode);
}

bool explore_order_freed(const struct explore_order *o, uint32_t i, uint32_t without) {
  const struct explore_run *r = &o->log->run;
  struct order_item it = order_item(o, i);
  const struct explore_held *h = NULL;
  for (size_t k = 0; k < o->held.len; k++)
    if (o->held.at[k].thread == it.thread && (it.before == EXPLORE_NONE || it.before < o->held_from))
      h = &o->held.at[k];
  if (!h)
    return true;
  uint32_t end = i < r->events.len ? i : (uint32_t)r->events.len;
  for (uint32_t k = o->held_from; k < end; k++)
    if (k != without && depend(&r->events.at[k].effect, &h->effect) && !(k > without && explore_order_before(o, without, k)))
      return true;
  return false;
}

size_t explore_order_races(struct explore_order *o, uint32_t i, const uint32_t **out) {
  const struct explore_run *r = &o->log->run;
  struct order_item it = order_item(o, i);
  o->found.len = 0;
  *out = o->found.at;
  if (!it.effect->touch[0].mode && !it.effect->touch[1].mode && !it.ends)
    return 0;
  uint32_t *base = o->base.at, end = i < r->events.len ? i : (uint32_t)r->events.len;
  bool blocks = order_blocks(&it);
  order_base(o, &it, base);
  for (uint32_t j = end; j-- > 0;) {
    if (explore_order_in(o, base, j) || !(it.ends || depend(&r->events.at[j].effect, it.effect)))
      continue;
    bool between = false;
    for (size_t k = 0; k < o->found.len && !between; k++)
      between = explore_order_before(o, j, o->found.at[k]);
    if (between)
      continue;
    if (blocks && !(order_possible_without(o, &it.effect->touch[0], end, j) && order_possible_without(o, &it.effect->touch[1], end, j)))
      continue;
    if (o->held.len && !explore_order_freed(o, i, j))
      continue;
    *ARRAY_PUSH(&o->found) = j;
  }
  *out = o->found.at;
  return o->found.len;
}

/* explore_order.c — vector clocks and races; see explore_order.h. */
#include "engine/explore_order.h"

#include <string.h>

void explore_order_fini(struct explore_order *o) {
  for (size_t i = 0; i < o->cells.len; i++) {
    ARRAY_FREE(&o->cells.at[i].accesses);
    ARRAY_FREE(&o->cells.at[i].lanes);
    ARRAY_FREE(&o->cells.at[i].overlaps);
  }
  intern_clear(&o->cell_of);
  ARRAY_FREE(&o->cells);
  ARRAY_FREE(&o->regions);
  ARRAY_FREE(&o->touched);
  ARRAY_FREE(&o->held);
  ARRAY_FREE(&o->clock);
  ARRAY_FREE(&o->partners);
  ARRAY_FREE(&o->partners_at);
  ARRAY_FREE(&o->base);
  ARRAY_FREE(&o->own);
  ARRAY_FREE(&o->cursors);
  ARRAY_FREE(&o->epoch);
  ARRAY_FREE(&o->absent);
}

/* An event, or an operation pending at the end, as far as order goes. */
struct order_item {
  const struct depend_effect *effect;
  uint32_t thread, enabler, before, epoch;
  uint8_t op, nature;
  bool ends;
};

static struct order_item order_item(const struct explore_order *o, uint32_t i) {
  const struct explore_run *r = &o->log->run;
  if (i < r->events.len) {
    const struct explore_event *e = &r->events.at[i];
    return (struct order_item){&e->effect, e->thread, e->enabler, e->before, e->epoch, e->op, e->nature, e->ends};
  }
  const struct explore_pending *p = &r->pending.at[i - r->events.len];
  uint32_t epoch = r->events.len ? r->events.at[r->events.len - 1].epoch : 0;
  return (struct order_item){&p->effect, p->thread, p->enabler, p->before, epoch, p->op, p->nature, false};
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

/* ---- cells -------------------------------------------------------------------------- */

/* The extents of one region are few, and a search meets them all in its first executions. */
static void order_overlaps(struct explore_order *o, uint32_t c) {
  struct order_cell *cell = &o->cells.at[c];
  *ARRAY_PUSH(&cell->overlaps) = c;
  if (cell->touch.size == 0)
    return;
  size_t region = (size_t)cell->touch.object;
  while (o->regions.len <= region)
    *ARRAY_PUSH(&o->regions) = 0;
  cell->next = o->regions.at[region];
  o->regions.at[region] = c + 1;
  for (uint32_t k = cell->next; k; k = o->cells.at[k - 1].next) {
    struct order_cell *other = &o->cells.at[k - 1];
    if (cell->touch.at < other->touch.at + other->touch.size && other->touch.at < cell->touch.at + cell->touch.size) {
      *ARRAY_PUSH(&cell->overlaps) = k - 1;
      *ARRAY_PUSH(&other->overlaps) = c;
    }
  }
}

/* Modes tell memory from other objects, which may have the same numbers: conflicts between cells of both kinds there are none. */
static uint32_t order_cell(struct explore_order *o, const struct depend_touch *t) {
  struct intern_key key = {.a = t->object, .b = t->at, .c = t->size};
  uint32_t n = intern_get(&o->cell_of, &key);
  if (n)
    return n - 1;
  *ARRAY_PUSH(&o->cells) = (struct order_cell){.touch = *t};
  n = (uint32_t)o->cells.len;
  intern_put(&o->cell_of, &key, n);
  order_overlaps(o, n - 1);
  return n - 1;
}

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

/* Before any event. */
static struct order_state order_initial(const struct explore_order *o, const struct depend_touch *t) {
  struct order_state s = {.taken = false};
  size_t object = (size_t)(t->object >> 8);
  if (object < o->log->permits.len)
    s.permits = (int32_t)o->log->permits.at[object];
  return s;
}

static uint32_t order_lane(struct order_cell *c, uint32_t thread, uint8_t mode) {
  for (uint32_t i = 0; i < c->lanes.len; i++)
    if (c->lanes.at[i].thread == thread && c->lanes.at[i].mode == mode)
      return i;
  *ARRAY_PUSH(&c->lanes) = (struct order_lane){.thread = thread, .mode = mode};
  return (uint32_t)c->lanes.len - 1;
}

/* Puts event I into the cells. */
static void order_enter(struct explore_order *o, uint32_t i) {
  const struct explore_event *e = &o->log->run.events.at[i];
  for (int t = 0; t < 2; t++) {
    const struct depend_touch *touch = &e->effect.touch[t];
    uint32_t n = touch->mode ? order_cell(o, touch) + 1 : 0;
    *ARRAY_PUSH(&o->touched) = n;
    if (!n)
      continue;
    struct order_cell *c = &o->cells.at[n - 1];
    uint32_t lane = order_lane(c, e->thread, touch->mode);
    struct order_access a = {.event = i, .lane = lane, .before = c->lanes.at[lane].last};
    a.state = c->accesses.len ? c->accesses.at[c->accesses.len - 1].state : order_initial(o, touch);
    order_apply(&a.state, touch->mode);
    *ARRAY_PUSH(&c->accesses) = a;
    c->lanes.at[lane].last = (uint32_t)c->accesses.len;
  }
}

/* Takes the events from FROM on, of the execution before, out of the cells. */
static void order_leave(struct explore_order *o, uint32_t from) {
  while (o->touched.len > 2 * (size_t)from) {
    uint32_t n = o->touched.at[--o->touched.len];
    if (!n)
      continue;
    struct order_cell *c = &o->cells.at[n - 1];
    const struct order_access *a = &c->accesses.at[--c->accesses.len];
    c->lanes.at[a->lane].last = a->before;
  }
}

/* ---- races ------------------------------------------------------------------------ */

static bool order_mode_blocks(unsigned mode) {
  return mode == MODE_TAKE || mode == MODE_SHARE || mode == MODE_SEM_TAKE || mode == MODE_RUN || mode == MODE_DONE;
}

/* What an operation that has given up waiting would have done to be spared that. */
static struct depend_touch order_wish(const struct order_item *it, int touch) {
  struct depend_touch t = it->effect->touch[touch];
  if (t.mode == MODE_LOOK)
    t.mode = it->op == OP_RWLOCK_RDLOCK ? MODE_SHARE : MODE_TAKE;
  if (t.mode == MODE_SEM_LOOK)
    t.mode = MODE_SEM_TAKE;
  return t;
}

/* Would the operation have had to wait in other states, before event J? */
static bool order_blocks(const struct order_item *it, const struct explore_event *j) {
  if (it->nature & NATURE_FREE)
    return false;
  /* It would have given up instead; but not before its time has come, and when that has come, no clock goes on before it moves. */
  if (it->nature & NATURE_TIMED && it->op != OP_COND_WAKE && it->epoch == j->epoch)
    return false;
  return order_mode_blocks(order_wish(it, 0).mode) || order_mode_blocks(order_wish(it, 1).mode);
}

/* Is the event left out with WITHOUT, or with what is absent besides? */
static bool order_absent(const struct explore_order *o, uint32_t event, uint32_t without) {
  bool absent = event == without || explore_order_before(o, without, event);
  for (size_t k = 0; k < o->absent.len && !absent; k++)
    absent = event == o->absent.at[k] || explore_order_before(o, o->absent.at[k], event);
  return absent;
}

/* Of the readers who come from access FROM on and do not leave again, the last is left out, too; false: there is none. */
static bool order_drop_reader(struct explore_order *o, const struct order_cell *c, size_t from, uint32_t without) {
  for (size_t k = c->accesses.len; k-- > from;) {
    const struct order_lane *lane = &c->lanes.at[c->accesses.at[k].lane];
    if (lane->mode != MODE_SHARE || order_absent(o, c->accesses.at[k].event, without))
      continue;
    int stays = 1;
    for (size_t l = k + 1; l < c->accesses.len; l++) {
      const struct order_lane *other = &c->lanes.at[c->accesses.at[l].lane];
      if (other->thread == lane->thread && !order_absent(o, c->accesses.at[l].event, without))
        stays += other->mode == MODE_SHARE ? 1 : other->mode == MODE_UNSHARE ? -1 : 0;
    }
    if (stays <= 0)
      continue;
    *ARRAY_PUSH(&o->absent) = c->accesses.at[k].event;
    return true;
  }
  return false;
}

/* Is TOUCH, by the item that comes next, possible when event WITHOUT and all that follows from it are left out? What came
 * before it stays as it was. Readers do not exclude each other, so a writer may have to come before several of them at once, when
 * none of them leaves before all have come: those are absent then. Of everything else only one can be in the way. */
static bool order_possible_without(struct explore_order *o, const struct depend_touch *touch, uint32_t without) {
  if (!order_mode_blocks(touch->mode))
    return true;
  const struct order_cell *c = &o->cells.at[order_cell(o, touch)];
  size_t from = c->accesses.len;
  while (from > 0 && c->accesses.at[from - 1].event >= without)
    from--;
  struct order_state s;
  do {
    s = from > 0 ? c->accesses.at[from - 1].state : order_initial(o, touch);
    for (size_t k = from; k < c->accesses.len; k++)
      if (!order_absent(o, c->accesses.at[k].event, without))
        order_apply(&s, c->lanes.at[c->accesses.at[k].lane].mode);
    if (order_possible(&s, touch->mode))
      return true;
  } while (touch->mode == MODE_TAKE && !s.taken && order_drop_reader(o, c, from, without));
  return false;
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

/* Could the item have been made before event J, were it not for what lies between? */
static bool order_reversible(struct explore_order *o, const struct order_item *it, uint32_t i, uint32_t j) {
  o->absent.len = 0;
  for (int t = 0; t < 2 && order_blocks(it, &o->log->run.events.at[j]); t++) {
    struct depend_touch touch = order_wish(it, t);
    if (!order_possible_without(o, &touch, j))
      return false;
  }
  return o->held.len == 0 || explore_order_freed(o, i, j);
}

/* Nothing of what was found comes after J. */
static bool order_last(const struct explore_order *o, size_t found, uint32_t j) {
  for (size_t k = found; k < o->partners.len; k++)
    if (explore_order_before(o, j, o->partners.at[k]))
      return false;
  return true;
}

/* The end of the process conflicts with everything; that happens once. */
static void order_races_of_end(struct explore_order *o, const struct order_item *it, uint32_t i) {
  size_t found = o->partners.len;
  for (uint32_t j = i; j-- > 0;)
    if (!explore_order_in(o, o->base.at, j) && order_last(o, found, j) && order_reversible(o, it, i, j))
      *ARRAY_PUSH(&o->partners) = j;
}

/* Every lane that conflicts is walked back from its last access on; always the latest event of all lanes is looked at next. */
static void order_races(struct explore_order *o, const struct order_item *it, uint32_t i) {
  size_t found = o->partners.len;
  while (o->cursors.len) {
    size_t at = 0;
    uint32_t j = 0;
    for (size_t k = 0; k < o->cursors.len; k++) {
      uint32_t event = o->cells.at[o->cursors.at[k] >> 32].accesses.at[(uint32_t)o->cursors.at[k] - 1].event;
      if (event >= j) {
        j = event;
        at = k;
      }
    }
    uint32_t before = o->cells.at[o->cursors.at[at] >> 32].accesses.at[(uint32_t)o->cursors.at[at] - 1].before;
    bool over = explore_order_in(o, o->base.at, j) || !order_last(o, found, j);
    if (!over && order_reversible(o, it, i, j)) {
      *ARRAY_PUSH(&o->partners) = j;
      over = true;
    }
    if (over || !before)
      o->cursors.at[at] = o->cursors.at[--o->cursors.len];
    else
      o->cursors.at[at] = (o->cursors.at[at] >> 32 << 32) | before;
  }
}

/* The lanes that conflict with the item, at their last access. */
static void order_conflicts(struct explore_order *o, const struct order_item *it) {
  o->cursors.len = 0;
  for (int t = 0; t < 2; t++) {
    const struct depend_touch *touch = &it->effect->touch[t];
    if (!touch->mode)
      continue;
    uint32_t mine = order_cell(o, touch), modes = depend_conflicts(touch->mode);
    for (size_t k = 0; k < o->cells.at[mine].overlaps.len; k++) {
      uint32_t n = o->cells.at[mine].overlaps.at[k];
      const struct order_cell *c = &o->cells.at[n];
      for (size_t l = 0; l < c->lanes.len; l++)
        if (c->lanes.at[l].last && c->lanes.at[l].thread != it->thread && modes >> c->lanes.at[l].mode & 1)
          *ARRAY_PUSH(&o->cursors) = (uint64_t)n << 32 | c->lanes.at[l].last;
    }
  }
}

bool explore_order_absent(struct explore_order *o, uint32_t i, uint32_t j, uint32_t k) {
  if (o->absent_of[0] != i || o->absent_of[1] != j) {
    struct order_item it = order_item(o, i);
    order_reversible(o, &it, i, j);
    o->absent_of[0] = i;
    o->absent_of[1] = j;
  }
  return order_absent(o, k, j);
}

/* ---- rows ------------------------------------------------------------------------------ */

/* Nobody could move when the clock went on, so all before that comes before all after it. */
static void order_after_tick(struct explore_order *o, uint32_t epoch, uint32_t *row) {
  const struct explore_run *r = &o->log->run;
  if (o->epoch_at != epoch) {
    memset(o->epoch.at, 0, o->columns * sizeof *row);
    for (uint32_t j = 0; j < epoch; j++)
      o->epoch.at[r->events.at[j].thread] = r->events.at[j].nth;
    o->epoch_at = epoch;
  }
  for (uint32_t t = 0; t < o->columns; t++)
    if (o->epoch.at[t] > row[t])
      row[t] = o->epoch.at[t];
}

static void order_row_of(struct explore_order *o, uint32_t i) {
  struct order_item it = order_item(o, i);
  const struct explore_run *r = &o->log->run;
  uint32_t *row = order_row(o, i);
  order_base(o, &it, row);
  memcpy(o->base.at, row, o->columns * sizeof *row);
  if (it.ends) {
    for (uint32_t j = i; j-- > 0;)
      if (!explore_order_in(o, row, j))
        order_join(o, row, j);
    order_races_of_end(o, &it, i);
  } else {
    order_conflicts(o, &it);
    for (size_t k = 0; k < o->cursors.len; k++)
      order_join(o, row, o->cells.at[o->cursors.at[k] >> 32].accesses.at[(uint32_t)o->cursors.at[k] - 1].event);
    order_races(o, &it, i);
  }
  if (it.epoch)
    order_after_tick(o, it.epoch, row);
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
  o->from = from;
  ARRAY_RESERVE(&o->clock, (size_t)o->rows * o->columns);
  ARRAY_RESERVE(&o->base, o->columns);
  ARRAY_RESERVE(&o->own, o->columns);
  ARRAY_RESERVE(&o->epoch, o->columns);
  o->epoch_at = 0;
  o->absent_of[0] = o->absent_of[1] = EXPLORE_NONE;
  o->partners.len = o->partners_at.len = 0;
  order_leave(o, from);
  for (uint32_t i = from; i < o->rows; i++) {
    *ARRAY_PUSH(&o->partners_at) = (uint32_t)o->partners.len;
    order_row_of(o, i);
    if (i < log->run.events.len)
      order_enter(o, i);
  }
  *ARRAY_PUSH(&o->partners_at) = (uint32_t)o->partners.len;
}

size_t explore_order_races(const struct explore_order *o, uint32_t i, const uint32_t **out) {
  const uint32_t *at = &o->partners_at.at[i - o->from];
  *out = o->partners.at + at[0];
  return at[1] - at[0];
}

/* explore_log.c — records in, events out; see explore_log.h. On the hot path of every search: a step costs one
 * lookup of its memory region and one append. */
#include "engine/explore_log.h"

#include "wire/name.h"

#include <string.h>

enum { WHOLE_REGION = 1 << 20 }; /* the runtime does not say how long an access of 255 bytes and more is */
#define MIDDLE (UINT64_C(1) << 62) /* offset 0 of a region, so that none is below 0 */

void explore_log_init(struct explore_log *l) { *l = (struct explore_log){0}; }

void explore_log_fini(struct explore_log *l) {
  ARRAY_FREE(&l->run.events);
  ARRAY_FREE(&l->run.pending);
  ARRAY_FREE(&l->run.choices);
  ARRAY_FREE(&l->run.rivals);
  ARRAY_FREE(&l->run.points);
  ARRAY_FREE(&l->run.options);
  ARRAY_FREE(&l->permits);
  ARRAY_FREE(&l->thread_names);
  ARRAY_FREE(&l->object_names);
  ARRAY_FREE(&l->region_names);
  ARRAY_FREE(&l->object_of);
  ARRAY_FREE(&l->declared);
  buf_fini(&l->run.out);
  buf_fini(&l->run.err);
  intern_clear(&l->threads);
  intern_clear(&l->objects);
  intern_clear(&l->regions);
}

/* The number of KEY from 0, given by *COUNT to new ones. */
static uint32_t log_number(struct intern *table, const struct intern_key *key, uint32_t *count) {
  uint32_t n = intern_get(table, key);
  if (!n) {
    n = ++*count;
    intern_put(table, key, n);
  }
  return n - 1;
}

static void log_thread(struct explore_log *l, uint32_t wire, uint32_t creator) {
  if (wire >= WIRE_THREADS || creator >= WIRE_THREADS)
    return;
  struct intern_key key = {.a = 0, .b = 0};
  if (wire != creator || wire != 0)
    key = (struct intern_key){.a = l->life[creator].canon + 1, .b = ++l->life[creator].children};
  struct explore_life *t = &l->life[wire];
  *t = (struct explore_life){.last = EXPLORE_NONE, .created = EXPLORE_NONE, .over = EXPLORE_NONE, .woken_by = EXPLORE_NONE, .released_by = EXPLORE_NONE};
  t->canon = log_number(&l->threads, &key, &l->thread_count);
  if (t->canon == l->thread_names.len) {
    uint64_t name = t->canon ? name_thread(l->thread_names.at[key.a - 1], (uint32_t)key.b) : 0;
    *ARRAY_PUSH(&l->thread_names) = name;
  }
  if (wire >= l->threads_here)
    l->threads_here = wire + 1;
}

void explore_log_begin(struct explore_log *l) {
  struct explore_run *r = &l->run;
  r->events.len = r->pending.len = r->choices.len = r->rivals.len = r->points.len = r->options.len = 0;
  buf_clear(&r->out);
  buf_clear(&r->err);
  r->preemptions = 0;
  r->hurried = r->circle = false;
  l->object_of.len = 0;
  if (l->declared.len)
    memset(l->declared.at, 0, l->declared.len);
  l->threads_here = 0;
  l->text_fd = 0;
  l->options_go_on = false;
  log_thread(l, 0, 0);
}

static uint32_t log_canon(const struct explore_log *l, uint32_t wire) {
  return wire < l->threads_here ? l->life[wire].canon : EXPLORE_NOBODY;
}

/* OWNER as it is the same in all executions. */
static uint64_t log_owner(const struct explore_log *l, uint8_t place, uint16_t owner) {
  return name_owned(place) ? log_canon(l, owner) : owner;
}

static uint64_t log_region_name(const struct explore_log *l, uint8_t place, uint64_t owner, uint32_t seq) {
  bool thread = name_owned(place) && owner < l->thread_names.len;
  return name_region(place, thread ? l->thread_names.at[owner] : owner, seq);
}

static void log_object(struct explore_log *l, const struct wire_decl *d) {
  struct intern_key key = {.a = d->place | (uint64_t)d->kind << 8 | (uint64_t)d->place_seq << 32,
                           .b = d->place_off,
                           .c = log_owner(l, d->place, d->place_owner)};
  uint32_t n = log_number(&l->objects, &key, &l->object_count);
  while (l->permits.len <= n) {
    *ARRAY_PUSH(&l->permits) = 0;
    *ARRAY_PUSH(&l->declared) = 0;
    *ARRAY_PUSH(&l->object_names) = name_place(log_region_name(l, d->place, key.c, d->place_seq), name_offset(d->place, d->place_off));
  }
  l->permits.at[n] = (int64_t)d->a;
  while (l->object_of.len <= d->id)
    *ARRAY_PUSH(&l->object_of) = 0;
  /* Initialised anew it is another object. */
  l->object_of.at[d->id] = (uint64_t)n << 8 | l->declared.at[n];
  if (l->declared.at[n] < UINT8_MAX)
    l->declared.at[n]++;
}

static uint64_t log_object_of(const struct explore_log *l, uint64_t id) {
  return id < l->object_of.len ? l->object_of.at[id] : UINT64_MAX;
}

struct log_place {
  uint8_t kind;
  uint16_t owner;
  uint32_t seq;
  uint64_t off;
};

static void log_memory(struct explore_log *l, const struct log_place *p, uint8_t size, struct depend_op *out) {
  struct intern_key key = {.a = p->kind | (uint64_t)p->seq << 32, .c = log_owner(l, p->kind, p->owner)};
  out->object = log_number(&l->regions, &key, &l->region_count);
  if (out->object == l->region_names.len)
    *ARRAY_PUSH(&l->region_names) = log_region_name(l, p->kind, key.c, p->seq);
  out->at = MIDDLE + (uint64_t)name_offset(p->kind, p->off);
  out->size = size == 0 ? 1 : size == UINT8_MAX ? WHOLE_REGION : size;
}

static void log_choice(struct explore_run *r, uint32_t choice) { *ARRAY_PUSH(&r->choices) = choice; }

/* Who could have been woken instead. */
static void log_rivals(struct explore_log *l, struct explore_event *e, uint64_t cond) {
  e->rivals = (uint32_t)l->run.rivals.len;
  for (uint32_t i = 0; i < l->threads_here; i++)
    if (l->life[i].cond == cond + 1 && i != e->wire_other)
      *ARRAY_PUSH(&l->run.rivals) = l->life[i].canon;
  e->rivals_len = (uint32_t)l->run.rivals.len - e->rivals;
}

/* What the step did to the sets of waiting threads, and which event has made it possible. */
static void log_waits(struct explore_log *l, struct explore_event *e, const struct wire_step *s, uint64_t object, uint32_t index) {
  struct explore_life *t = &l->life[s->thread];
  bool failed = s->flags & STEP_FAILED;
  switch (s->op) {
  case OP_THREAD_CREATE:
    if (!failed && s->other < l->threads_here)
      l->life[s->other].created = index;
    break;
  case OP_THREAD_START: e->enabler = t->created; break;
  case OP_THREAD_EXIT: t->over = index; break;
  case OP_THREAD_JOIN:
    if (!(s->nature & (NATURE_FREE | NATURE_TIMED)) && s->other < l->threads_here)
      e->enabler = l->life[s->other].over;
    break;
  case OP_COND_WAIT:
    if (!failed)
      t->cond = object + 1;
    break;
  case OP_COND_SIGNAL:
    if (s->flags & STEP_CHOICE)
      log_rivals(l, e, object);
    if (s->nature & NATURE_EFFECT && s->other < l->threads_here) {
      l->life[s->other].cond = 0;
      l->life[s->other].woken_by = index;
    }
    break;
  case OP_COND_BROADCAST:
    for (uint32_t i = 0; i < l->threads_here; i++)
      if (l->life[i].cond == object + 1) {
        l->life[i].cond = 0;
        l->life[i].woken_by = index;
      }
    break;
  case OP_COND_WAKE:
    if (!(s->nature & NATURE_TIMED))
      e->enabler = t->woken_by;
    t->cond = 0;
    t->woken_by = EXPLORE_NONE;
    break;
  case OP_BARRIER_ARRIVE:
    t->barrier = object + 1;
    for (uint32_t i = 0; s->flags & STEP_LAST && i < l->threads_here; i++)
      if (l->life[i].barrier == object + 1) {
        l->life[i].barrier = 0;
        l->life[i].released_by = index;
      }
    break;
  case OP_BARRIER_LEAVE: e->enabler = t->released_by; break;
  default: break;
  }
}

static void log_step(struct explore_log *l, const struct wire_step *s) {
  struct explore_run *r = &l->run;
  l->text_fd = s->op == OP_OUTPUT ? s->result : 0;
  if (s->thread >= l->threads_here)
    return;
  if (s->op == OP_ASSERT_FAIL || s->op == OP_CRASH || s->op == OP_DEADLOCK) {
    r->circle = s->op == OP_DEADLOCK && s->flags & STEP_VALUE;
    /* Nobody chose it: it is how the step before ended. */
    if (s->op != OP_DEADLOCK && r->events.len) {
      struct explore_event *last = &r->events.at[r->events.len - 1];
      last->ends = last->effect.ends = true;
      last->nature |= NATURE_ENDS;
    }
    return;
  }
  struct explore_life *t = &l->life[s->thread];
  uint32_t index = (uint32_t)r->events.len;
  struct explore_event e = {.thread = t->canon, .wire = s->thread, .wire_other = s->other, .op = s->op, .nature = s->nature, .flags = s->flags};
  e.epoch = s->nature & NATURE_TICK ? index : index ? r->events.at[index - 1].epoch : 0;
  struct depend_op op = {.op = s->op, .nature = s->nature, .flags = s->flags, .thread = t->canon, .other = log_canon(l, s->other), .fd = s->result};
  if (s->place) {
    struct log_place p = {s->place, s->place_owner, s->place_seq, s->place_off};
    log_memory(l, &p, s->size, &op);
  } else {
    op.object = log_object_of(l, s->object);
    op.object2 = log_object_of(l, s->place_off);
  }
  e.effect = depend_effect(&op);
  bool about = s->op == OP_THREAD_CREATE || s->op == OP_THREAD_JOIN || (s->op == OP_COND_SIGNAL && s->nature & NATURE_EFFECT);
  e.other = about ? op.other : EXPLORE_NOBODY;
  e.before = t->last;
  e.nth = ++t->count;
  e.enabler = EXPLORE_NONE;
  e.ends = s->op == OP_EXIT;
  e.kind = s->flags & STEP_TIMEOUT ? CHOICE_TIMEOUT : s->flags & STEP_SPURIOUS ? CHOICE_SPURIOUS : CHOICE_STEP;
  e.choice = (uint32_t)r->choices.len;
  log_choice(r, WIRE_CHOICE(e.kind, s->thread));
  if (s->flags & STEP_CHOICE)
    log_choice(r, WIRE_CHOICE(CHOICE_COND, s->other));
  log_waits(l, &e, s, op.object, index);
  t->last = index;
  r->preemptions += s->why == WHY_PREEMPTED;
  r->hurried |= (s->nature & NATURE_HURRY) != 0;
  *ARRAY_PUSH(&r->events) = e;
}

static void log_options(struct explore_log *l, const struct wire_options *o) {
  struct explore_run *r = &l->run;
  if (!l->options_go_on)
    *ARRAY_PUSH(&r->points) = (struct explore_point){.taken = o->taken, .first = (uint32_t)r->options.len};
  for (unsigned i = 0; i < o->count && i < WIRE_OPTIONS_MAX; i++)
    *ARRAY_PUSH(&r->options) = o->choice[i];
  r->points.at[r->points.len - 1].count += o->count;
  l->options_go_on = o->more;
}

static void log_text(struct explore_log *l, const struct wire_text *t) {
  size_t n = t->len < WIRE_TEXT_BYTES ? t->len : WIRE_TEXT_BYTES;
  if (l->text_fd)
    buf_add(l->text_fd == 1 ? &l->run.out : &l->run.err, t->bytes, n);
}

void explore_log_take(void *log, const union wire_record *at, size_t n) {
  struct explore_log *l = log;
  for (size_t i = 0; i < n; i++)
    switch (at[i].type) {
    case WIRE_STEP: log_step(l, &at[i].step); break;
    case WIRE_TEXT: log_text(l, &at[i].text); break;
    case WIRE_OPTIONS: log_options(l, &at[i].options); break;
    default:
      l->text_fd = 0;
      if (at[i].type == WIRE_OBJECT)
        log_object(l, &at[i].decl);
      else if (at[i].type == WIRE_THREAD && at[i].decl.id)
        log_thread(l, at[i].decl.id, at[i].decl.owner);
    }
}

static void log_pending(struct explore_log *l, const struct wire_ctl *c, uint32_t i) {
  const struct wire_thread *w = &c->thread[i];
  const struct explore_life *t = &l->life[i];
  struct depend_op op = {.op = w->op, .nature = (uint8_t)w->nature, .thread = t->canon, .other = log_canon(l, w->other)};
  if (w->place) {
    struct log_place p = {w->place, w->place_owner, w->place_seq, w->place_off};
    log_memory(l, &p, w->size, &op);
  } else {
    op.object = log_object_of(l, w->object);
    op.object2 = log_object_of(l, w->place_off);
  }
  /* Of what it may turn out to be, that which conflicts with most. */
  if (op.op == OP_COND_SIGNAL || op.op == OP_COND_BROADCAST || op.op == OP_ONCE)
    op.nature |= NATURE_EFFECT;
  struct explore_pending *p = ARRAY_PUSH(&l->run.pending);
  *p = (struct explore_pending){.effect = depend_effect(&op), .thread = t->canon, .other = op.other, .enabler = EXPLORE_NONE, .before = t->last,
                                .wire = (uint16_t)i, .op = w->op, .nature = op.nature, .enabled = w->enabled,
                                .can_time_out = w->can_timeout, .spinning = w->spinning};
  if (w->op == OP_THREAD_START)
    p->enabler = t->created;
  if (w->op == OP_COND_WAKE) {
    p->woken = t->woken_by != EXPLORE_NONE;
    p->enabler = t->woken_by;
  }
}

void explore_log_end(struct explore_log *l, const struct wire_ctl *c, enum plait_end end, int32_t status) {
  struct explore_run *r = &l->run;
  r->end = end;
  r->status = status;
  r->steps = c->steps;
  r->used = c->used;
  r->asleep = end == END_DIVERGED && c->asleep;
  r->diverged = c->used < c->run_prefix && !r->circle;
  memcpy(r->end_text, c->end_text, sizeof r->end_text);
  r->end_text[sizeof r->end_text - 1] = '\0';
  for (uint32_t i = 0; i < c->threads && i < l->threads_here; i++)
    if (c->thread[i].state == THREAD_LIVE && c->thread[i].op != OP_NONE)
      log_pending(l, c, i);
}

uint32_t explore_log_wire(const struct explore_log *l, uint32_t thread) {
  for (uint32_t i = 0; i < l->threads_here; i++)
    if (l->life[i].canon == thread)
      return i;
  return EXPLORE_NOBODY;
}

uint64_t explore_log_name(const struct explore_log *l, const struct explore_event *e, int touch) {
  const struct depend_touch *t = &e->effect.touch[touch];
  enum plait_class class = plait_op_table[e->op].cls;
  if (t->mode == MODE_NONE || class == CLASS_THREAD || class == CLASS_IO)
    return 0;
  if (class == CLASS_MEMORY)
    return t->object < l->region_names.len ? name_place(l->region_names.at[t->object], (int64_t)(t->at - MIDDLE)) : 0;
  uint64_t number = t->object >> 8;
  return number < l->object_names.len ? l->object_names.at[number] : 0;
}

/* race.c — data races: two accesses to the same bytes, one of them a write, one of them plain, and nothing between
 * them that orders them.
 *
 * FastTrack (Flanagan and Freund, PLDI 2009): a write is remembered as one epoch,
 * because all writes so far are ordered or have been reported; reads as one epoch
 * while each comes after the one before, and as one per thread when not. An epoch
 * is a step (see vclock.h), so the other side of a race needs no storage of its own.
 *
 * Where the switch model lets one thread run at a time (gil, await) there are none: see lost_update.c.
 *
 * Besides, per variable: which lock its accesses held so far. Not to find anything
 * (a discipline may change for good reasons) but to say where a race broke it. */
#include "analysis/detect.h"
#include "wire/wire.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* Steps of threads, none of which comes before another. */
struct race_epochs {
  uint32_t step; /* the only one, 0: none; UINT32_MAX: see all */
  uint16_t thread;
  uint16_t len;  /* of all */
  uint32_t *all; /* by thread */
};
#define RACE_MANY UINT32_MAX
enum {
  LOOK_BACK = 1000, /* steps, for what only explains */
  GUARDS = 3,       /* locks remembered for a variable */
};

/* A lock that some access held; as long as all have, it may be the variable's own. */
struct race_guard {
  uint32_t lock;    /* 0: none */
  uint32_t held;    /* accesses that held it (a writer: not only as a reader) */
  uint32_t without; /* the first that did not; 0: all have */
};

struct race_var {
  struct race_epochs read, update, load; /* plain reads; atomic writes; atomic reads */
  uint32_t write;                        /* plain */
  uint16_t writer;
  uint16_t overlaps; /* 0: none, else index into race.overlaps */
  uint32_t accesses, first; /* how many, and the first of them */
  struct race_guard guard[GUARDS];
};

struct race_overlap {
  ARRAY(uint32_t) with;
};

struct race {
  ARRAY(struct race_var) vars; /* by object number */
  ARRAY(struct race_overlap) overlaps; /* [0] is not used */
  uint32_t known; /* objects looked at for overlaps */
  struct seen seen;
};

/* -- epochs -------------------------------------------------------------------- */

static void epochs_add(struct race_epochs *e, const struct analysis_state *st, uint16_t thread, uint32_t step) {
  if (e->step != RACE_MANY) {
    if (!e->step || e->thread == thread || order_knows(&st->hb, thread, e->thread, e->step)) {
      e->step = step;
      e->thread = thread;
      return;
    }
    uint16_t first = e->thread;
    uint32_t was = e->step;
    e->step = RACE_MANY;
    e->len = (uint16_t)((first > thread ? first : thread) + 1);
    e->all = realloc(e->all, e->len * sizeof *e->all);
    if (!e->all)
      abort();
    memset(e->all, 0, e->len * sizeof *e->all);
    e->all[first] = was;
  }
  if (thread >= e->len) {
    uint16_t len = (uint16_t)(thread + 1);
    e->all = realloc(e->all, len * sizeof *e->all);
    if (!e->all)
      abort();
    memset(e->all + e->len, 0, (len - e->len) * sizeof *e->all);
    e->len = len;
  }
  e->all[thread] = step;
}

static void epochs_clear(struct race_epochs *e) { e->step = 0; }

/* A step in E that does not come before what THREAD does now; 0: all do. */
static uint32_t epochs_race(const struct race_epochs *e, const struct analysis_state *st, uint16_t thread) {
  if (e->step != RACE_MANY)
    return e->step && e->thread != thread && !order_knows(&st->hb, thread, e->thread, e->step) ? e->step : 0;
  for (uint16_t i = 0; i < e->len; i++)
    if (e->all[i] && i != thread && !order_knows(&st->hb, thread, i, e->all[i]))
      return e->all[i];
  return 0;
}

/* -- the same bytes under two names ------------------------------------------------ */

static bool overlap(const struct trace_object *a, const struct trace_object *b) {
  if (a->place.kind != b->place.kind || a->place.owner != b->place.owner || a->place.seq != b->place.seq)
    return false;
  bool down = a->place.kind == PLACE_STACK || a->place.kind == PLACE_TLS; /* stack, thread-local: counted downwards */
  uint64_t from = down ? -a->place.off : a->place.off, other = down ? -b->place.off : b->place.off;
  return from < other + b->size && other < from + a->size;
}

static void add_overlap(struct race *r, uint32_t object, uint32_t with) {
  struct race_var *v = &r->vars.at[object];
  if (!v->overlaps) {
    if (r->overlaps.len > UINT16_MAX)
      return;
    v->overlaps = (uint16_t)r->overlaps.len;
    *ARRAY_PUSH(&r->overlaps) = (struct race_overlap){0};
  }
  *ARRAY_PUSH(&r->overlaps.at[v->overlaps].with) = with;
}

struct race_at {
  uint64_t where;
  uint32_t object;
};

static int by_where(const void *a, const void *b) {
  const struct race_at *x = a, *y = b;
  return x->where < y->where ? -1 : x->where > y->where ? 1 : x->object < y->object ? -1 : x->object > y->object;
}

static uint64_t start_of(const struct trace_object *o) {
  return o->place.kind == PLACE_STACK || o->place.kind == PLACE_TLS ? -o->place.off : o->place.off;
}

/* Takes in objects that the trace has got since: sorted by where they begin, those that overlap are near each other. */
static void find_overlaps(struct race *r, const struct trace *t) {
  uint32_t n = (uint32_t)trace_objects(t);
  while (r->vars.len <= n)
    *ARRAY_PUSH(&r->vars) = (struct race_var){0};
  if (!r->overlaps.len)
    *ARRAY_PUSH(&r->overlaps) = (struct race_overlap){0};
  struct race_at *at = xmalloc((n + 1) * sizeof *at);
  size_t len = 0;
  for (uint32_t i = 1; i <= n; i++)
    if (trace_object(t, i)->kind == KIND_VAR && trace_object(t, i)->place.kind)
      at[len++] = (struct race_at){start_of(trace_object(t, i)), i};
  qsort(at, len, sizeof *at, by_where);
  for (size_t i = 0; i < len; i++) {
    const struct trace_object *a = trace_object(t, at[i].object);
    for (size_t k = i + 1; k < len && at[k].where - at[i].where < a->size; k++) {
      bool is_new = at[i].object > r->known || at[k].object > r->known;
      if (is_new && overlap(a, trace_object(t, at[k].object))) {
        add_overlap(r, at[i].object, at[k].object);
        add_overlap(r, at[k].object, at[i].object);
      }
    }
  }
  free(at);
  r->known = n;
}

/* -- reporting ------------------------------------------------------------------------ */

static const char *verb(const struct trace_step *s) {
  switch (s->op) {
  case OP_READ: return "reads";
  case OP_WRITE: return "writes";
  case OP_ATOMIC_LOAD: return "atomically loads";
  case OP_ATOMIC_STORE: return "atomically stores";
  default: return "atomically updates";
  }
}

/* The lock that most accesses held. */
static const struct race_guard *best_guard(const struct race_var *v) {
  const struct race_guard *best = &v->guard[0];
  for (size_t i = 1; i < GUARDS; i++)
    if (v->guard[i].held > best->held)
      best = &v->guard[i];
  return best;
}

static void add_guard(const struct race_var *v, const struct trace *t, const char *name, struct buf *out) {
  const struct race_guard *g = best_guard(v);
  if (!g->lock) {
    buf_printf(out, "no access to %s so far has held a lock\n", name);
    return;
  }
  if (!g->without) {
    buf_printf(out, "every access to %s so far has held %s\n", name, words_object(t, g->lock));
    return;
  }
  const struct trace_step *s = trace_step(t, g->without);
  buf_printf(out, "%s was held in %" PRIu32 " of the %" PRIu32 " accesses to %s so far; the first without it is step %" PRIu32,
             words_object(t, g->lock), g->held, v->accesses, name, g->without);
  words_site(t, s->site, out);
  buf_printf(out, " of %s\n", words_thread(t, s->thread));
}

/* The reader saw an atomic that the other thread had stored after its access, yet nothing is ordered by that. */
static void add_orders(const struct analysis_state *st, uint32_t before, uint32_t step, struct buf *out) {
  const struct trace *t = st->trace;
  uint16_t from = trace_step(t, before)->thread, to = trace_step(t, step)->thread;
  for (uint32_t i = step - 1; i > before && step - i < LOOK_BACK; i--) {
    const struct trace_step *load = trace_step(t, i);
    if (load->thread != to || (load->op != OP_ATOMIC_LOAD && load->op != OP_ATOMIC_RMW && load->op != OP_ATOMIC_CAS))
      continue;
    for (uint32_t k = i - 1; k > before; k--) {
      const struct trace_step *s = trace_step(t, k);
      bool writes = s->op == OP_WRITE || s->op == OP_ATOMIC_STORE || s->op == OP_ATOMIC_RMW || (s->op == OP_ATOMIC_CAS && !(s->flags & STEP_FAILED));
      if (s->object != load->object || !writes)
        continue;
      if (s->thread == from && s->op != OP_WRITE) {
        buf_printf(out, "%s saw in step %" PRIu32 " (%s) what %s stored into %s in step %" PRIu32 " (%s), but that orders nothing: "
                        "it takes a release store and an acquire load, or fences\n",
                   words_thread(t, to), i, plait_order_names[plait_order_of(load->flags)], words_thread(t, from),
                   words_object(t, s->object), k, plait_order_names[plait_order_of(s->flags)]);
        return;
      }
      if (s->op != OP_ATOMIC_RMW && s->op != OP_ATOMIC_CAS)
        break;
    }
  }
}

static void report(struct race *r, const struct analysis_state *st, const struct race_var *v, uint32_t before, uint32_t step,
                   const struct trace_step *s) {
  const struct trace *t = st->trace;
  const struct trace_step *b = trace_step(t, before);
  uint32_t lo = b->site < s->site ? b->site : s->site, hi = b->site < s->site ? s->site : b->site;
  uint64_t key = ((uint64_t)lo << 32 | hi) * 0x9e3779b97f4a7c15u + s->object;
  if (!seen_add(&r->seen, key))
    return;
  const char *name = words_object(t, s->object);
  struct report f;
  report_init(&f, FINDING_RACE, SEVERITY_ERROR, s->object, step);
  if (b->object != s->object) { /* the same bytes under two names: the whole is what it is about */
    size_t was = trace_object(t, b->object)->size, is = trace_object(t, s->object)->size;
    f.f.object = was == is ? words_first(t, b->object, s->object) : was > is ? b->object : s->object;
  }
  buf_printf(&f.message, "%s %s %s in step %" PRIu32 " and %s %s it in step %" PRIu32 ", and nothing orders the two",
             words_thread(t, b->thread), verb(b), name, before, words_thread(t, s->thread), verb(s), step);
  struct buf now = {0}, then = {0};
  words_held(st, s->thread, 0, &now);
  words_held_at(t, b->thread, before, &then);
  report_place(&f, step, s->site, s->thread, "%s %s, %s", verb(s), name, buf_str(&now));
  report_place(&f, before, b->site, b->thread, "%s %s, %s", verb(b), words_object(t, b->object), buf_str(&then));
  add_guard(v, t, name, &f.detail);
  add_orders(st, before, step, &f.detail);
  report_done(&f, st);
  buf_fini(&now);
  buf_fini(&then);
}

/* -- the steps ------------------------------------------------------------------------- */

struct race_access {
  bool writes, plain;
};

static struct race_access access_of(const struct trace_step *s) {
  switch (s->op) {
  case OP_READ: return (struct race_access){.plain = true};
  case OP_WRITE: return (struct race_access){.plain = true, .writes = true};
  case OP_ATOMIC_STORE:
  case OP_ATOMIC_RMW: return (struct race_access){.writes = true};
  case OP_ATOMIC_CAS: return (struct race_access){.writes = !(s->flags & STEP_FAILED)};
  default: return (struct race_access){0};
  }
}

/* What access A of THREAD races with in V; 0: nothing. */
static uint32_t check(const struct race_var *v, const struct analysis_state *st, struct race_access a, uint16_t thread) {
  if (v->write && v->writer != thread && !order_knows(&st->hb, thread, v->writer, v->write))
    return v->write;
  uint32_t with = a.writes ? epochs_race(&v->read, st, thread) : 0;
  if (!with && a.plain)
    with = epochs_race(&v->update, st, thread);
  if (!with && a.plain && a.writes)
    with = epochs_race(&v->load, st, thread);
  return with;
}

static void count_guard(struct race_var *v, const struct analysis_state *st, uint16_t thread, uint32_t step, bool writes) {
  const struct locks_thread *th = locks_thread(&st->locks, thread);
  if (!v->accesses++)
    v->first = step;
  uint32_t held = 0; /* a bit for each guard */
  for (size_t i = th->held.len; i-- > 0;) { /* the innermost first: it was taken for this */
    const struct locks_held *h = &th->held.at[i];
    if (h->shared && writes)
      continue;
    size_t k = 0;
    while (k < GUARDS && v->guard[k].lock && v->guard[k].lock != h->object)
      k++;
    if (k == GUARDS)
      continue;
    if (!v->guard[k].lock)
      v->guard[k] = (struct race_guard){.lock = h->object, .without = v->first < step ? v->first : 0};
    v->guard[k].held++;
    held |= 1u << k;
  }
  for (size_t k = 0; k < GUARDS; k++)
    if (v->guard[k].lock && !(held & 1u << k) && !v->guard[k].without)
      v->guard[k].without = step;
}

static void race_step(void *self, const struct analysis_state *st, uint32_t step, const struct trace_step *s) {
  struct race *r = self;
  if (!s->object || s->op == OP_FENCE || detect_one_at_a_time(st->trace))
    return;
  if (s->object > r->known)
    find_overlaps(r, st->trace);
  struct race_var *v = &r->vars.at[s->object];
  struct race_access a = access_of(s);
  count_guard(v, st, s->thread, step, a.writes);
  uint32_t with = check(v, st, a, s->thread);
  if (with)
    report(r, st, v, with, step, s);
  if (v->overlaps) {
    const struct race_overlap *o = &r->overlaps.at[v->overlaps];
    for (size_t i = 0; i < o->with.len && !with; i++)
      if ((with = check(&r->vars.at[o->with.at[i]], st, a, s->thread)))
        report(r, st, v, with, step, s);
  }
  if (!a.plain) {
    epochs_add(a.writes ? &v->update : &v->load, st, s->thread, step);
  } else if (!a.writes) {
    epochs_add(&v->read, st, s->thread, step);
  } else {
    v->write = step;
    v->writer = s->thread;
    epochs_clear(&v->read);
    epochs_clear(&v->update);
    epochs_clear(&v->load);
  }
}

static void race_fini(void *self) {
  struct race *r = self;
  for (size_t i = 0; i < r->vars.len; i++) {
    free(r->vars.at[i].read.all);
    free(r->vars.at[i].update.all);
    free(r->vars.at[i].load.all);
  }
  for (size_t i = 0; i < r->overlaps.len; i++)
    ARRAY_FREE(&r->overlaps.at[i].with);
  ARRAY_FREE(&r->vars);
  ARRAY_FREE(&r->overlaps);
  seen_fini(&r->seen);
}

const struct detector race_detector = {
    .name = "race",
    .size = sizeof(struct race),
    .classes = CLASS_BIT(CLASS_MEMORY),
    .step = race_step,
    .fini = race_fini,
};

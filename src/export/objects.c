/* objects.c — what every object holds after a step: one line each, in words.
 *
 * Synchronisation first, then queues, then variables: the order in which one
 * looks when something is stuck; what lies inside an object stands below it, indented, if it is asked for. Streams and
 * threads are not listed, their state is in the table of steps. */
#include "export/export.h"

#include "model/world.h"
#include "view/grid.h"
#include "view/index.h"
#include "view/view.h"

#include <inttypes.h>
#include <string.h>

enum { MANY = 256 };

static void names(const struct world *w, const uint16_t *threads, size_t n, struct buf *out) {
  for (size_t i = 0; i < n; i++)
    buf_printf(out, "%s%s", i ? " " : "", trace_thread(world_trace(w), threads[i])->name);
}

/* "; T2 T3 wait" */
static void waiters(const struct world *w, uint32_t object, struct buf *out) {
  struct world_waiter at[MANY];
  uint16_t who[MANY];
  size_t n = world_waiters(w, object, at, MANY);
  for (size_t i = 0; i < n; i++)
    who[i] = at[i].thread;
  if (!n)
    return;
  buf_puts(out, out->len ? "; " : "");
  names(w, who, n, out);
  buf_puts(out, n == 1 ? " waits" : " wait");
}

static void lock(const struct world *w, uint32_t object, const struct world_object *s, struct buf *out) {
  uint16_t who[MANY];
  if (s->readers) {
    buf_puts(out, "read by ");
    names(w, who, world_holders(w, object, who, MANY), out);
  } else if (s->owner >= 0) {
    buf_printf(out, "held by %s since step %" PRIu32, trace_thread(world_trace(w), (uint16_t)s->owner)->name,
               s->owner_since);
    if (s->depth > 1)
      buf_printf(out, ", %" PRIu32 " times", s->depth);
  } else {
    buf_puts(out, "free");
  }
}

static void slots(const struct world *w, uint32_t object, int64_t capacity, struct buf *out) {
  uint64_t item[MANY];
  size_t n = world_items(w, object, item, MANY);
  buf_putc(out, '[');
  for (size_t i = 0; i < n; i++)
    buf_printf(out, "%s%" PRId64, i ? " " : "", (int64_t)item[i]);
  for (int64_t i = (int64_t)n; i < capacity && i < MANY; i++)
    buf_puts(out, i ? " ." : ".");
  buf_printf(out, "] %zu", n);
  if (capacity)
    buf_printf(out, " of %" PRId64, capacity);
}

static void queue(const struct world *w, const struct view_index *ix, uint32_t object, const struct world_object *s, struct buf *out) {
  const struct trace_object *o = trace_object(world_trace(w), object);
  bool pool = o->kind == KIND_POOL, channel = o->kind == KIND_CHANNEL;
  slots(w, object, pool ? 0 : o->param, out);
  if (pool)
    buf_puts(out, s->permits == 1 ? " job waits" : " jobs wait");
  if (channel && !o->param)
    buf_puts(out, ", unbuffered");
  if (pool || (o->composite && index_has_tasks(ix, object)))
    buf_printf(out, ", %" PRIu32 " unfinished", s->unfinished);
  if (s->broken)
    buf_puts(out, pool ? ", shut down" : ", closed");
}

static void barrier(const struct trace_object *o, const struct world_object *s, struct buf *out) {
  buf_printf(out, "%" PRId64 " of %" PRId64 " arrived, ", s->permits, o->param);
  if (o->composite)
    buf_printf(out, "generation %" PRIu32 "%s", s->generation, s->broken ? ", broken" : "");
  else
    buf_printf(out, "opened %" PRIu32 " time%s", s->generation, s->generation == 1 ? "" : "s");
}

static void state(const struct world *w, const struct view_index *ix, uint32_t object, struct buf *out) {
  const struct trace *t = world_trace(w);
  const struct trace_object *o = trace_object(t, object);
  const struct world_object *s = world_object(w, object);
  switch ((enum plait_kind)o->kind) {
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_SPIN:
  case KIND_RLOCK:
  case KIND_LOOP:
    lock(w, object, s, out);
    break;
  case KIND_EVENT:
    buf_puts(out, s->permits ? "set" : "not set");
    break;
  case KIND_WAITGROUP:
    buf_printf(out, "counts %" PRId64, s->permits);
    break;
  case KIND_FUTURE:
    buf_puts(out, s->generation ? "result " : "no result yet");
    if (s->generation)
      buf_printf(out, "%" PRId64, (int64_t)s->value);
    break;
  case KIND_SEM:
    buf_printf(out, "%" PRId64 " of %" PRId64 " permits left", s->permits, o->param);
    break;
  case KIND_BARRIER:
    barrier(o, s, out);
    break;
  case KIND_ONCE:
    buf_puts(out, s->generation ? "done" : s->owner >= 0 ? "run by " : "not run yet");
    if (!s->generation && s->owner >= 0)
      buf_puts(out, trace_thread(t, (uint16_t)s->owner)->name);
    break;
  case KIND_QUEUE:
  case KIND_CHANNEL:
  case KIND_POOL:
    queue(w, ix, object, s, out);
    break;
  case KIND_VAR:
    if (s->has_value)
      explain_value(o, s->value, s->value_hi, out);
    else
      buf_puts(out, "not touched yet");
    if (s->changed)
      buf_printf(out, ", written by %s in step %" PRIu32, trace_thread(t, s->changed_by)->name, s->changed);
    break;
  case KIND_COND:
  case KIND_NONE:
  case KIND_THREAD:
  case KIND_STREAM:
  case KIND_FILE:
  case KIND_SPAN:
  case KIND_COUNT:
    break;
  }
  waiters(w, object, out);
  if (!out->len)
    buf_puts(out, "nobody waits");
}

static int rank(const struct trace_object *o) {
  switch ((enum plait_kind)o->kind) {
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_SPIN:
  case KIND_COND:
  case KIND_SEM:
  case KIND_BARRIER:
  case KIND_ONCE:
  case KIND_RLOCK:
  case KIND_EVENT:
  case KIND_WAITGROUP:
  case KIND_LOOP:
    return 0;
  case KIND_QUEUE:
  case KIND_CHANNEL:
  case KIND_POOL:
  case KIND_FUTURE:
    return 1;
  case KIND_VAR:
    return 2;
  default:
    return -1;
  }
}

/* What an object is called in its line: what lies inside another, by the rest of its name, "  .lock". */
static void title(const struct trace *t, uint32_t object, struct buf *out) {
  const struct trace_object *o = trace_object(t, object);
  const char *whole = o->whole ? trace_object(t, o->whole)->name : "";
  size_t n = strlen(whole);
  bool short_name = o->whole && strncmp(o->name, whole, n) == 0 && o->name[n] == '.';
  buf_printf(out, "%s%s", o->whole ? "  " : "", short_name ? o->name + n : o->name);
}

static void pad(struct buf *out, const char *text, int width) {
  buf_puts(out, text);
  for (int used = grid_width(text); used < width; used++)
    buf_putc(out, ' ');
}

struct widths {
  int name, kind;
};

static void line(const struct world *w, const struct view_index *ix, uint32_t object, const struct widths *wide, struct buf *out) {
  struct buf s = {0};
  title(world_trace(w), object, &s);
  pad(out, buf_str(&s), wide->name);
  buf_puts(out, "  ");
  pad(out, plait_kind_names[trace_object(world_trace(w), object)->kind], wide->kind);
  buf_clear(&s);
  state(w, ix, object, &s);
  buf_printf(out, "  %s\n", buf_str(&s));
  buf_fini(&s);
}

static struct widths measure(const struct trace *t, bool open) {
  struct widths wide = {6, 9};
  struct buf s = {0};
  for (uint32_t i = 1; i <= trace_objects(t); i++) {
    if (rank(trace_object(t, i)) < 0 || (trace_object(t, i)->whole && !open))
      continue;
    buf_clear(&s);
    title(t, i, &s);
    int name = grid_width(buf_str(&s)), kind = grid_width(plait_kind_names[trace_object(t, i)->kind]);
    wide.name = name > wide.name && name <= 40 ? name : wide.name;
    wide.kind = kind > wide.kind ? kind : wide.kind;
  }
  buf_fini(&s);
  return wide;
}

void export_objects(const struct trace *t, uint32_t step, bool open, struct buf *out) {
  struct view_index *ix = index_new();
  index_update(ix, t);
  struct world *w = world_new(t);
  world_seek(w, step);
  size_t n = trace_objects(t);
  struct widths wide = measure(t, open);
  buf_printf(out, "after step %" PRIu32 " of %" PRIu32 "\n", world_step(w), trace_steps(t));
  buf_printf(out, "%-*s  %-*s  %s\n", wide.name, "object", wide.kind, "kind", "state");
  for (int r = 0; r <= 2; r++)
    for (uint32_t i = 1; i <= n; i++) {
      if (rank(trace_object(t, i)) != r || trace_object(t, i)->whole)
        continue;
      line(w, ix, i, &wide, out);
      for (uint32_t k = 1; open && k <= n; k++)
        if (trace_object(t, k)->whole == i)
          line(w, ix, k, &wide, out);
    }
  index_free(ix);
  world_free(w);
}

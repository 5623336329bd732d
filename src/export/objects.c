/* objects.c — what every object holds after a step: one line each, in words.
 *
 * Synchronisation first, then queues, then variables: the order in which one
 * looks when something is stuck. Streams and threads are not listed, their state
 * is in the table of steps. */
#include "export/export.h"

#include "model/world.h"
#include "view/grid.h"
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

static void queue(const struct world *w, uint32_t object, const struct trace_object *o, struct buf *out) {
  uint64_t item[MANY];
  size_t n = world_items(w, object, item, MANY);
  buf_putc(out, '[');
  for (size_t i = 0; i < n; i++)
    buf_printf(out, "%s%" PRId64, i ? " " : "", (int64_t)item[i]);
  for (int64_t i = (int64_t)n; i < o->param && i < MANY; i++)
    buf_puts(out, i ? " ." : ".");
  buf_printf(out, "] %zu", n);
  if (o->param)
    buf_printf(out, " of %" PRId64, o->param);
}

static void state(const struct world *w, uint32_t object, struct buf *out) {
  const struct trace *t = world_trace(w);
  const struct trace_object *o = trace_object(t, object);
  const struct world_object *s = world_object(w, object);
  switch ((enum plait_kind)o->kind) {
  case KIND_MUTEX:
  case KIND_RWLOCK:
  case KIND_SPIN:
    lock(w, object, s, out);
    break;
  case KIND_SEM:
    buf_printf(out, "%" PRId64 " of %" PRId64 " permits left", s->permits, o->param);
    break;
  case KIND_BARRIER:
    buf_printf(out, "%" PRId64 " of %" PRId64 " arrived, opened %" PRIu32 " time%s", s->permits, o->param,
               s->generation, s->generation == 1 ? "" : "s");
    break;
  case KIND_ONCE:
    buf_puts(out, s->generation ? "done" : s->owner >= 0 ? "run by " : "not run yet");
    if (!s->generation && s->owner >= 0)
      buf_puts(out, trace_thread(t, (uint16_t)s->owner)->name);
    break;
  case KIND_QUEUE:
    queue(w, object, o, out);
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
  case KIND_RLOCK:
  case KIND_EVENT:
  case KIND_CHANNEL:
  case KIND_WAITGROUP:
  case KIND_POOL:
  case KIND_FUTURE:
  case KIND_LOOP:
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
    return 0;
  case KIND_QUEUE:
    return 1;
  case KIND_VAR:
    return 2;
  default:
    return -1;
  }
}

void export_objects(const struct trace *t, uint32_t step, struct buf *out) {
  struct world *w = world_new(t);
  world_seek(w, step);
  size_t n = trace_objects(t);
  int widest = 6;
  for (uint32_t i = 1; i <= n; i++) {
    int width = rank(trace_object(t, i)) < 0 ? 0 : grid_width(trace_object(t, i)->name);
    widest = width > widest && width <= 40 ? width : widest;
  }
  buf_printf(out, "after step %" PRIu32 " of %" PRIu32 "\n", world_step(w), trace_steps(t));
  buf_printf(out, "%-*s  %-9s  %s\n", widest, "object", "kind", "state");
  for (int r = 0; r <= 2; r++)
    for (uint32_t i = 1; i <= n; i++) {
      const struct trace_object *o = trace_object(t, i);
      if (rank(o) != r)
        continue;
      struct buf s = {0};
      state(w, i, &s);
      buf_puts(out, o->name);
      for (int used = grid_width(o->name); used < widest; used++)
        buf_putc(out, ' ');
      buf_printf(out, "  %-9s  %s\n", plait_kind_names[o->kind], buf_str(&s));
      buf_fini(&s);
    }
  world_free(w);
}

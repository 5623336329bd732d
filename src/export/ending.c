/* ending.c — the finding that an ending is by itself: deadlock, crash, failed assertion.
 *
 * Its first place is the one an editor should jump to: the step that crashed or
 * failed, or the first thread that is stuck. What is wrong in executions that end
 * well is for src/analysis to say, not for this file. */
#include "export/export.h"

#include "model/world.h"
#include "view/view.h"

#include <inttypes.h>
#include <string.h>

static void add_place(struct ending *e, uint16_t thread, uint32_t site) {
  struct ending_place *p = ARRAY_PUSH(&e->places);
  *p = (struct ending_place){.thread = thread, .site = site};
}

/* Those in the circle first, if there is one: the others only wait for them. */
static void add_stuck(struct ending *e, const struct world *w) {
  size_t n = world_threads(w);
  for (int circle = 1; circle >= 0; circle--)
    for (size_t i = 0; i < n; i++) {
      const struct world_thread *th = world_thread(w, (uint16_t)i);
      if (th->status != STATUS_BLOCKED)
        continue;
      int at = world_blocker(w, (uint16_t)i);
      for (size_t hops = 0; hops < n && at >= 0 && at != (int)i; hops++)
        at = world_blocker(w, (uint16_t)at);
      if ((at == (int)i) == circle)
        add_place(e, (uint16_t)i, th->site);
    }
}

/* The last step of kind OP, where the others are irrelevant; 0: none. */
static uint32_t last_step(const struct trace *t, enum plait_op op) {
  for (uint32_t i = trace_steps(t); i; i--)
    if (trace_step(t, i)->op == op)
      return i;
  return 0;
}

static void from_step(struct ending *e, const struct trace *t, uint32_t step) {
  const struct trace_step *s = trace_step(t, step);
  explain_step(t, step, &e->message);
  add_place(e, s->thread, s->site);
}

void ending_init(struct ending *e, const struct trace *t) {
  memset(e, 0, sizeof *e);
  const struct trace_end *end = trace_end(t);
  uint32_t step = 0;
  switch (end->kind) {
  case END_DEADLOCK: {
    e->kind = "deadlock";
    step = last_step(t, OP_DEADLOCK);
    if (step)
      explain_step(t, step, &e->message);
    struct world *w = world_new(t);
    world_seek(w, trace_steps(t));
    add_stuck(e, w);
    world_free(w);
    break;
  }
  case END_ASSERT:
    e->kind = "assert";
    step = last_step(t, OP_ASSERT_FAIL);
    break;
  case END_CRASH:
  case END_ABORT:
    e->kind = "crash";
    step = last_step(t, OP_CRASH);
    break;
  case END_NONE:
  case END_EXIT:
  case END_STEP_LIMIT:
  case END_STALL:
  case END_DIVERGED:
  case END_COUNT:
    return;
  }
  if (step && end->kind != END_DEADLOCK)
    from_step(e, t, step);
  if (!e->message.len)
    buf_puts(&e->message, *end->text                 ? end->text
                          : end->kind == END_ABORT   ? "the program called abort()"
                          : end->kind == END_ASSERT  ? "an assertion failed"
                          : end->kind == END_DEADLOCK ? "no thread can go on"
                                                     : "the program crashed");
}

void ending_fini(struct ending *e) {
  buf_fini(&e->message);
  ARRAY_FREE(&e->places);
}

void ending_text(const struct ending *e, const struct trace *t, struct buf *out) {
  if (!e->kind)
    return;
  for (size_t i = 0; i < e->places.len; i++) {
    const struct trace_site *s = trace_site(t, e->places.at[i].site);
    if (!*s->file || !s->line)
      continue;
    buf_printf(out, "%s:%" PRIu32 ": ", s->file, s->line);
    break;
  }
  buf_printf(out, "%s: %s\n", e->kind, buf_str(&e->message));
}

void ending_json(const struct ending *e, const struct trace *t, struct buf *out) {
  if (!e->kind)
    return;
  buf_printf(out, "{\"kind\":\"%s\",\"severity\":\"error\",\"message\":\"", e->kind);
  buf_json(out, buf_str(&e->message), e->message.len);
  buf_puts(out, "\",\"locations\":[");
  for (size_t i = 0; i < e->places.len; i++) {
    const struct trace_site *s = trace_site(t, e->places.at[i].site);
    const char *name = trace_thread(t, e->places.at[i].thread)->name;
    buf_puts(out, i ? ",{\"thread\":\"" : "{\"thread\":\"");
    buf_json(out, name, strlen(name));
    buf_putc(out, '"');
    if (*s->file) {
      buf_puts(out, ",\"file\":\"");
      buf_json(out, s->file, strlen(s->file));
      buf_printf(out, "\",\"line\":%" PRIu32, s->line);
    }
    if (*s->func) {
      buf_puts(out, ",\"func\":\"");
      buf_json(out, s->func, strlen(s->func));
      buf_putc(out, '"');
    }
    buf_putc(out, '}');
  }
  buf_puts(out, "]}");
}

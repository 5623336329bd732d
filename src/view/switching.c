/* switching.c — the switch model, as the screen tells it: what it means, whom it lets move here, why nobody else. */
#include "view/view.h"

static const struct {
  const char *means, *brief, *needs;
} switching_models[MODEL_COUNT] = {
    [MODEL_PREEMPTIVE] = {"a switch may come before any step", "a switch before any step", "nothing"},
    [MODEL_GIL] = {"a switch only when a thread blocks, sleeps or does I/O", "a switch only on blocking", "a call that blocks, a sleep or I/O"},
    [MODEL_AWAIT] = {"a switch only at an await or when a thread blocks", "a switch only at await", "an await or a call that blocks"},
    [MODEL_SYNC] = {"a switch only at sync operations", "a switch only at sync", "a sync operation"},
};

static uint8_t switching_model(const struct trace *t) {
  uint8_t model = trace_meta(t)->model;
  return model < MODEL_COUNT ? model : MODEL_PREEMPTIVE;
}

const char *view_model(const struct trace *t, bool brief) {
  uint8_t model = switching_model(t);
  return brief ? switching_models[model].brief : switching_models[model].means;
}

uint16_t view_only(const struct view *v) {
  const struct trace *t = v->trace;
  if (v->cursor < trace_steps(t)) {
    const struct trace_step *s = trace_step(t, v->cursor + 1);
    return s->flags & STEP_HINT ? (uint16_t)(s->thread + 1) : 0;
  }
  size_t n;
  const struct trace_pending *p = trace_pending(t, &n);
  uint16_t only = 0;
  bool kept = false;
  for (size_t i = 0; i < n; i++) {
    kept |= p[i].kept && p[i].enabled;
    if (!p[i].kept)
      only = (uint16_t)(p[i].thread + 1);
  }
  return kept ? only : 0;
}

void explain_only(const struct view *v, uint16_t thread, struct buf *out) {
  uint8_t model = switching_model(v->trace);
  uint16_t only = view_only(v);
  buf_printf(out, "%s cannot move here: under %s a switch needs %s", trace_thread(v->trace, thread)->name, plait_model_names[model],
             switching_models[model].needs);
  if (only)
    buf_printf(out, "; %s goes on", trace_thread(v->trace, (uint16_t)(only - 1))->name);
}

/* annotate.c — the runtime's side of include/plait.h. */
#include "runtime/rt.h"
#include "runtime/rt_life.h"

#include <plait.h>

static bool here(void) { return rt.active && rt_self && !rt.ending; }

RT_EXPORT void plait_rt_name_thread(const char *name) {
  if (here())
    rt_log_name(KIND_THREAD, rt_self->index, NULL, 0, name);
}

/* A name for whatever lies there: variable, mutex, condition, … */
RT_EXPORT void plait_rt_name(const volatile void *object, unsigned long size, const char *name) {
  if (here())
    rt_log_name(KIND_NONE, 0, object, size, name);
}

static void step(struct rt_wait w) {
  if (rt_point(&w))
    rt_close(); /* the text is the caller's */
}

RT_EXPORT void plait_rt_note(const char *text) {
  step((struct rt_wait){.op = OP_NOTE, .pc = RT_PC, .text = text, .text_len = rt_length(text)});
}

RT_EXPORT void plait_rt_show_queue(const volatile void *queue, const char *name, unsigned long capacity) {
  if (!here())
    return;
  struct rt_obj *o = rt_obj_reset(queue, KIND_QUEUE);
  o->param = capacity;
  o->name = name;
  rt_declare(o);
  o->name = NULL; /* the string is the caller's and now in the log */
}

static void item(const volatile void *queue, long long value, unsigned flag, void *pc) {
  if (!here())
    return;
  struct rt_wait w = {.op = OP_NOTE, .obj = rt_obj(queue, KIND_QUEUE), .flags = (uint16_t)flag, .pc = pc};
  if (rt_point(&w))
    rt_step_value((uint64_t)value);
}

RT_EXPORT void plait_rt_show_put(const volatile void *queue, long long value) { item(queue, value, STEP_PUT, RT_PC); }
RT_EXPORT void plait_rt_show_get(const volatile void *queue, long long value) { item(queue, value, STEP_GET, RT_PC); }

RT_EXPORT void plait_rt_assert_fail(const char *expr, const char *file, int line, const char *func) {
  if (here())
    rt_assert_failed(expr, file, (unsigned)line, func, RT_PC);
}

RT_EXPORT void plait_rt_await(void) { step((struct rt_wait){.op = OP_AWAIT, .pc = RT_PC}); }

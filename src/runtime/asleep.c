/* asleep.c — threads that a search wants left alone (sleep sets).
 *
 * After a search has tried everything that begins with a thread's step, it need not try that step again until
 * some other step conflicts with it: until then the outcome would be one already seen. The search can tell the
 * beginning of an execution step by step, but not what the policy does after that; so it hands over who is asleep,
 * and here each step performed wakes those with whose pending operation it conflicts (wire/depend.h). */
#include "runtime/rt.h"

#include "wire/depend.h"

RT_HOT static bool begun;
RT_HOT static unsigned left;

static struct depend_op of_step(void) {
  const struct wire_step *s = &rt.open;
  struct depend_op o = {.op = s->op, .nature = s->nature, .flags = s->flags, .thread = s->thread, .other = s->other, .fd = s->result};
  o.object = (uintptr_t)rt.open_obj;
  o.object2 = (uintptr_t)rt.open_obj2;
  if (!rt.open_obj && rt.open_addr) {
    o.at = (uintptr_t)rt.open_addr;
    o.size = s->size;
  }
  return o;
}

static struct depend_op of_wait(const struct rt_thread *t, const struct wire_sleeper *z) {
  const struct rt_wait *w = t->wait;
  struct depend_op o = {.op = (uint8_t)w->op, .nature = (uint8_t)(rt_nature(w) | z->nature), .flags = z->flags, .thread = t->index,
                        .other = w->other, .fd = w->result};
  o.object = (uintptr_t)w->obj;
  o.object2 = (uintptr_t)w->obj2;
  if (!w->obj && w->addr) {
    o.at = (uintptr_t)w->addr;
    o.size = w->size;
  }
  return o;
}

static void wake_by_step(void) {
  struct wire_sleeper *sleeper = rt.ctl->run_sleeper;
  struct depend_op done = of_step();
  struct depend_effect effect = depend_effect(&done);
  for (unsigned i = 0; i < left;) {
    struct rt_thread *t = rt.thread[sleeper[i].thread];
    bool wake = t->index == rt.open.thread || !t->wait;
    if (!wake) {
      struct depend_op next = of_wait(t, &sleeper[i]);
      struct depend_effect its = depend_effect(&next);
      wake = depend(&effect, &its);
    }
    if (wake) {
      t->asleep = false;
      sleeper[i] = sleeper[--left];
    } else {
      i++;
    }
  }
}

void rt_sleepers_update(void) {
  struct wire_ctl *c = rt.ctl;
  if (begun) {
    if (left)
      wake_by_step();
    return;
  }
  if (rt.used < c->run_sleep_from)
    return;
  begun = true;
  for (unsigned i = 0; i < c->run_sleepers && i < WIRE_THREADS; i++)
    if (c->run_sleeper[i].thread < rt.threads) {
      rt.thread[c->run_sleeper[i].thread]->asleep = true;
      c->run_sleeper[left++] = c->run_sleeper[i];
    }
}

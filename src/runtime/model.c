/* model.c — where a switch may happen: the four switch models.
 *
 * A thread that cannot go on always lets another one go: it is blocked, it sleeps, it has ended, or it repeats
 * itself in vain (spin.c). Besides that
 *
 *   preemptive  before every step: threads of C, Java, Go, and of Python without its interpreter lock
 *   gil         where CPython gives its interpreter lock up, whether or not anything has to be waited for: around
 *               I/O, what is printed included (before it and after it); while it sleeps, be it for no time at all, or
 *               yields; in Thread.start(), which waits until the new thread has begun; and at an await. After
 *               run_interval steps in a row, if that is not 0, it may be taken away before every further step. A lock
 *               that is free is taken without giving it up, and so is a permit that is there; the call that would have to
 *               wait is the one that lets others go.
 *   await       at plait_await(), when it yields or sleeps, and where the call has to wait: tasks of one event loop. Printing,
 *               creating a task and taking a lock that is free go on, as in asyncio.
 *   sync        before every operation by which threads synchronise: all but plain accesses to memory and notes. Atomics and
 *               fences are such operations (C11 5.1.2.4, paragraph 5).
 *
 * A switch *at* an operation happens before it. Where the original gives control up in the middle of a call, the step that
 * stands for the middle is meant: between `sleep` and `wake`, before and after `output`.
 *
 * Everything here is a function of the execution so far, so every way to choose (prefix, policy, plait) meets the same
 * answer. */
#include "runtime/rt_model.h"

/* CPython runs the call without its interpreter lock. */
static bool lets_go(enum plait_op op) {
  switch (op) {
  case OP_WAKE: case OP_YIELD: case OP_AWAIT: case OP_OUTPUT: case OP_IO: return true;
  default: return false;
  }
}

/* What SELF has just done ended with taking it again, so that others may have been there in between. */
static bool has_let_go(enum plait_op op) { return op == OP_OUTPUT || op == OP_IO || op == OP_THREAD_CREATE; }

static bool at_switch(enum plait_op next) {
  enum plait_op last = (enum plait_op)rt.open.op; /* who comes to a scheduling point has made the last step */
  uint32_t interval = rt.ctl->run_interval;
  enum plait_class cls = rt_class(next);
  switch (rt.ctl->run_model) {
  case MODEL_GIL: return lets_go(next) || has_let_go(last) || (interval && rt.since_switch + 1 >= interval);
  case MODEL_AWAIT: return next == OP_AWAIT || next == OP_WAKE || next == OP_YIELD;
  case MODEL_SYNC: return next != OP_READ && next != OP_WRITE && cls != CLASS_NOTE;
  default: return true;
  }
}

bool rt_must_go_on(const struct rt_thread *self) {
  if (rt.ctl->run_model == MODEL_PREEMPTIVE || !self || self->state != THREAD_LIVE || !self->wait)
    return false;
  return !self->weary && rt_ready(self) && !at_switch(self->wait->op);
}

/* puppet.h — a program that can be moved, for tests of the screen's actions: main creates
 * T1 and T2, each writes x and prints, main joins both and exits. It has no
 * processes, so it does what it is told within the call, and says so at the next poll. */
#ifndef PLAIT_TESTS_PUPPET_H
#define PLAIT_TESTS_PUPPET_H

#include "tracegen.h"
#include "view/actions.h"
#include "wire/wire.h"

#include <string.h>

enum { PUPPET_MAIN = 5, PUPPET_WORKER = 4 }; /* steps of each */

struct puppet {
  struct trace *trace;
  struct view_live live;
  uint32_t x;       /* the variable */
  uint32_t done[3]; /* steps that each thread has made */
  bool moved;       /* to be reported by poll */
  uint32_t epoch, restarts, paused;
  uint32_t generation, restarted_at; /* of the choices last followed */
  uint32_t *again; /* choices still to be followed after a restart */
  size_t again_len, again_at;
};

static uint8_t puppet_op(const struct puppet *p, uint32_t thread) {
  static const uint8_t of_main[PUPPET_MAIN + 1] = {OP_THREAD_CREATE, OP_THREAD_CREATE, OP_THREAD_JOIN, OP_THREAD_JOIN, OP_EXIT, OP_NONE};
  static const uint8_t of_worker[PUPPET_WORKER + 1] = {OP_THREAD_START, OP_WRITE, OP_OUTPUT, OP_THREAD_EXIT, OP_NONE};
  return thread ? of_worker[p->done[thread]] : of_main[p->done[0]];
}

static bool puppet_enabled(const struct puppet *p, uint32_t thread) {
  if (trace_end(p->trace)->kind != END_NONE || puppet_op(p, thread) == OP_NONE) return false;
  if (thread) return p->done[0] >= thread;
  return p->done[0] < 2 || p->done[0] > 3 || p->done[p->done[0] - 1] == PUPPET_WORKER;
}

static uint16_t puppet_other(const struct puppet *p, uint32_t thread) {
  return thread ? 0 : (uint16_t)(p->done[0] < 2 ? p->done[0] + 1 : p->done[0] < 4 ? p->done[0] - 1 : 0);
}

/* A trace that was cut to nothing has no threads and no objects. */
static void puppet_declare(struct puppet *p) {
  if (!trace_threads(p->trace)) trace_add_thread(p->trace, "main", 0);
  p->x = trace_add_object(p->trace, &(struct trace_object){.kind = KIND_VAR, .enc = ENC_SIGNED, .size = 4, .name = "x", .type = "int"});
}

static void puppet_pending(struct puppet *p) {
  struct trace_pending pending[3];
  size_t n = 0;
  for (uint32_t i = 0; i < trace_threads(p->trace); i++)
    if (puppet_op(p, i) != OP_NONE)
      pending[n++] = (struct trace_pending){.thread = (uint16_t)i, .op = puppet_op(p, i), .other = puppet_other(p, i),
                                            .enabled = puppet_enabled(p, i), .deadline = UINT64_MAX};
  trace_set_pending(p->trace, pending, n);
}

static void puppet_move(struct puppet *p, uint32_t thread) {
  uint8_t op = puppet_op(p, thread);
  struct trace_step s = {.thread = (uint16_t)thread, .op = op, .other = puppet_other(p, thread)};
  if (op == OP_THREAD_CREATE && trace_threads(p->trace) <= s.other) trace_add_thread(p->trace, s.other == 1 ? "T1" : "T2", 0);
  if (op == OP_WRITE) {
    s.object = p->x;
    s.value = thread;
    s.flags = STEP_VALUE;
    s.size = 4;
  }
  if (op == OP_OUTPUT) {
    s.text = trace_add_text(p->trace, thread == 1 ? "one\n" : "two\n", 4);
    s.result = 1;
  }
  p->done[thread]++;
  trace_append(p->trace, &s);
  if (op == OP_EXIT) trace_set_end(p->trace, &(struct trace_end){.kind = END_EXIT, .text = ""});
  puppet_pending(p);
  p->moved = true;
}

static size_t puppet_choices(void *ctx, uint32_t *out, size_t max) {
  const struct puppet *p = ctx;
  size_t n = 0;
  for (uint32_t i = 0; i < 3; i++)
    if (n < max && puppet_enabled(p, i)) out[n++] = WIRE_CHOICE(CHOICE_STEP, i);
  return n;
}

static bool puppet_step(void *ctx, uint32_t choice, struct plait_err *err) {
  struct puppet *p = ctx;
  uint32_t thread = WIRE_CHOICE_THREAD(choice);
  if (!puppet_enabled(p, thread)) return plait_err_set(err, PLAIT_EXIT_USAGE, "thread %u cannot move", thread);
  puppet_move(p, thread);
  return true;
}

/* Like POLICY_CONTINUE: the lowest enabled is close enough, for it is deterministic. */
static bool puppet_advance(void *ctx, uint32_t step, struct plait_err *err) {
  struct puppet *p = ctx;
  (void)err;
  uint32_t c[3];
  while ((!step || trace_steps(p->trace) < step) && puppet_choices(p, c, 3)) puppet_move(p, WIRE_CHOICE_THREAD(c[0]));
  return true;
}

static bool puppet_restart(void *ctx, const uint32_t *choices, size_t n, uint32_t generation, struct plait_err *err) {
  struct puppet *p = ctx;
  trace_cut(p->trace, 0);
  memset(p->done, 0, sizeof p->done);
  p->epoch++;
  p->restarts++;
  p->restarted_at = generation;
  puppet_declare(p);
  puppet_pending(p);
  (void)err;
  free(p->again);
  p->again = xmalloc((n + 1) * sizeof *choices);
  memcpy(p->again, choices, n * sizeof *choices);
  p->again_len = n;
  p->again_at = 0;
  return true;
}

static enum live_event puppet_poll(void *ctx, int timeout_ms, struct plait_err *err) {
  struct puppet *p = ctx;
  (void)timeout_ms;
  if (p->again) { /* one step at a poll: what is between is seen too */
    if (p->again_at < p->again_len) return puppet_step(p, p->again[p->again_at++], err) ? LIVE_STEPPED : LIVE_FAILED;
    free(p->again);
    p->again = NULL;
    p->moved = true;
  }
  if (!p->moved) return LIVE_QUIET;
  p->moved = false;
  return trace_end(p->trace)->kind != END_NONE ? LIVE_ENDED : LIVE_ASK;
}

static void puppet_pause(void *ctx) { ((struct puppet *)ctx)->paused++; }
static uint32_t puppet_epoch(void *ctx) { return ((struct puppet *)ctx)->epoch; }
static uint32_t puppet_generation(void *ctx) { return ((struct puppet *)ctx)->generation; }

static void puppet_init(struct puppet *p) {
  *p = (struct puppet){.trace = trace_new()};
  puppet_declare(p);
  p->live = (struct view_live){p, puppet_choices, puppet_step, puppet_advance, puppet_pause, puppet_restart, puppet_poll, puppet_epoch,
                               puppet_generation, NULL};
  puppet_pending(p);
}

static void puppet_fini(struct puppet *p) {
  trace_free(p->trace);
  free(p->again);
}

#endif

/* schedule_print.c — choices as the text of schedule.h.
 *
 * Consecutive steps of one thread become one word with a count. What was a
 * preemption is known only with a trace at hand, so a schedule printed from bare
 * choices has no `!`; both parse to the same choices. */
#include "trace/schedule.h"

#include "base/array.h"
#include "trace/schedule_names.h"
#include "trace/store.h"
#include "wire/wire.h"

#include <inttypes.h>
#include <stdlib.h>

/* A word being counted. */
struct turn {
  const struct schedule_names *names;
  struct buf *out;
  uint32_t choice;
  uint32_t count; /* 0: none yet */
  bool preempts;
  bool any;                      /* something was printed */
  bool introduced[WIRE_THREADS]; /* the thread's own name was explained as T2=name */
};

static void print_kind(struct buf *out, uint32_t choice) {
  static const char *const kinds[] = {[CHOICE_STEP] = "",
                                      [CHOICE_TIMEOUT] = "timeout:",
                                      [CHOICE_SPURIOUS] = "spurious:",
                                      [CHOICE_COND] = "cond:",
                                      [CHOICE_SEM] = "sem:"};
  uint32_t kind = WIRE_CHOICE_KIND(choice);
  buf_puts(out, kind <= CHOICE_SEM ? kinds[kind] : "?:");
}

/* The canonical name and '=', once for each thread that is called otherwise. */
static void introduce(struct turn *t, uint32_t thread) {
  if (thread >= WIRE_THREADS || t->introduced[thread])
    return;
  t->introduced[thread] = true;
  if (!schedule_name_is_own(t->names, thread))
    return;
  schedule_name_add(NULL, thread, t->out);
  buf_putc(t->out, '=');
}

static void turn_end(struct turn *t) {
  if (t->count == 0)
    return;
  if (t->any)
    buf_putc(t->out, ' ');
  t->any = true;
  print_kind(t->out, t->choice);
  introduce(t, WIRE_CHOICE_THREAD(t->choice));
  schedule_name_add(t->names, WIRE_CHOICE_THREAD(t->choice), t->out);
  if (t->count > 1)
    buf_printf(t->out, "*%" PRIu32, t->count);
  if (t->preempts)
    buf_putc(t->out, '!');
  t->count = 0;
}

static void turn_add(struct turn *t, uint32_t choice, bool preempts) {
  if (t->count && t->choice == choice && WIRE_CHOICE_KIND(choice) == CHOICE_STEP && !preempts) {
    t->count++;
    return;
  }
  turn_end(t);
  t->choice = choice;
  t->count = 1;
  t->preempts = preempts;
}

void schedule_print_choices(const uint32_t *choices, size_t n, const struct schedule_names *names, struct buf *out) {
  struct turn turn = {.names = names, .out = out};
  for (size_t i = 0; i < n; i++)
    turn_add(&turn, choices[i], false);
  turn_end(&turn);
}

struct schedule_names schedule_names_of(const struct trace *t) {
  size_t n = trace_threads(t);
  const char **at = xcalloc(n, sizeof *at);
  for (size_t i = 0; i < n; i++)
    at[i] = trace_thread(t, (uint16_t)i)->name;
  return (struct schedule_names){at, n};
}

void schedule_print_range(const struct trace *t, uint32_t from, uint32_t to, struct buf *out) {
  struct schedule_names names = schedule_names_of(t);
  struct turn turn = {.names = &names, .out = out};
  if (to > trace_steps(t))
    to = trace_steps(t);
  for (uint32_t n = from < 1 ? 1 : from; n <= to; n++) {
    const struct trace_step *s = trace_step(t, n);
    uint32_t choices[2];
    size_t k = trace_step_choices(s, choices);
    for (size_t i = 0; i < k; i++)
      turn_add(&turn, choices[i], i == 0 && s->why == WHY_PREEMPTED);
  }
  turn_end(&turn);
  free((void *)(uintptr_t)names.at);
}

void schedule_print(const struct trace *t, struct buf *out) { schedule_print_range(t, 1, trace_steps(t), out); }

void schedule_print_choice(const struct trace *t, uint32_t choice, struct buf *out) {
  struct schedule_names names = schedule_names_of(t);
  print_kind(out, choice);
  schedule_name_add(&names, WIRE_CHOICE_THREAD(choice), out);
  free((void *)(uintptr_t)names.at);
}

void schedule_print_thread(const struct trace *t, uint16_t thread, struct buf *out) {
  schedule_print_choice(t, WIRE_CHOICE(CHOICE_STEP, thread), out);
}

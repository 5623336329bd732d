/* moves.c — what a move is: one column, be it a step or a whole closed call.
 *
 * One key, one move: → shows the next column, and a thread that is told to move does the call that it stands before, to
 * its end or until it has to wait. The program still makes single steps; this file says where the cursor may rest
 * between them and, live, asks for the next one as long as the call is not over. */
#include "view/actions.h"

#include "view/index.h"
#include "wire/wire.h"

#include <stdio.h>

enum { MOVES_CHOICES = WIRE_THREADS * 3 };

static struct cols *moves_cols(struct actions *a) { return &index_of(&a->view)->columns; }

uint32_t moves_rest(struct actions *a, uint32_t step) {
  const struct cols *c = moves_cols(a);
  return step < trace_steps(a->view.trace) ? cols_rest(c, cols_of(c, step)) : trace_steps(a->view.trace);
}

uint32_t moves_to(struct actions *a, int columns) {
  const struct cols *c = moves_cols(a);
  int64_t n = (int64_t)cols_before(c, a->view.cursor) + columns;
  return cols_rest(c, n < 0 ? 0 : n > cols_count(c) ? cols_count(c) : (uint32_t)n);
}

bool moves_single(struct actions *a, uint32_t from, uint32_t to) {
  const struct cols *c = moves_cols(a);
  return cols_before(c, to) == cols_before(c, from) + 1;
}

bool moves_next(struct actions *a, uint16_t thread) {
  const struct trace *t = a->view.trace;
  uint32_t to = moves_to(a, 1);
  for (uint32_t i = a->view.cursor + 1; i <= to; i++)
    if (trace_step(t, i)->thread != thread)
      return false;
  return to > a->view.cursor;
}

/* -- live ------------------------------------------------------------------------------ */

/* What the program does itself within a call, in a function that it has handed over, has columns of its own. */
static bool moves_of_library(const struct trace_pending *p) {
  enum plait_class class = plait_op_table[p->op].cls;
  return class != CLASS_MEMORY && class != CLASS_IO && class != CLASS_END && p->op != OP_THREAD_CREATE;
}

/* The choice with which the call of a->mover goes on. */
static bool moves_choice(struct actions *a, uint32_t *choice) {
  uint32_t c[MOVES_CHOICES];
  size_t n = a->live->choices(a->live->ctx, c, MOVES_CHOICES);
  if (n == 1 && WIRE_CHOICE_KIND(c[0]) != CHOICE_STEP && WIRE_CHOICE_KIND(c[0]) != CHOICE_TIMEOUT &&
      WIRE_CHOICE_KIND(c[0]) != CHOICE_SPURIOUS) {
    *choice = c[0]; /* whom a signal wakes, when there is only one */
    return true;
  }
  for (size_t i = 0; i < n; i++)
    if ((int)WIRE_CHOICE_THREAD(c[i]) == a->mover && WIRE_CHOICE_KIND(c[i]) == CHOICE_STEP) {
      *choice = c[i];
      return true;
    }
  return false;
}

/* Somebody must say which waiter is woken: the call goes on after that. */
static bool moves_asked(struct actions *a) {
  uint32_t c[MOVES_CHOICES];
  size_t n = a->live->choices(a->live->ctx, c, MOVES_CHOICES);
  return n > 1 && (WIRE_CHOICE_KIND(c[0]) == CHOICE_COND || WIRE_CHOICE_KIND(c[0]) == CHOICE_SEM);
}

bool moves_on(struct actions *a) {
  const struct trace *t = a->view.trace;
  uint32_t choice;
  if (a->mover < 0 || (size_t)a->mover >= trace_threads(t) || trace_end(t)->kind != END_NONE) {
    a->mover = -1;
    return false;
  }
  if (moves_asked(a))
    return false;
  const struct span *s = cols_closed(moves_cols(a), trace_thread(t, (uint16_t)a->mover)->last);
  const struct trace_pending *p = trace_pending_of(t, (uint16_t)a->mover);
  bool goes_on = s && !s->end && p && moves_of_library(p) && moves_choice(a, &choice);
  if (!goes_on || !a->live->step(a->live->ctx, choice, &(struct plait_err){0})) {
    a->mover = -1;
    return false;
  }
  a->view.running = true;
  return true;
}

/* -- opening and closing ---------------------------------------------------------------- */

void moves_turn(struct actions *a, bool all) {
  struct view *v = &a->view;
  struct cols *c = moves_cols(a);
  const struct span *s = c->base ? spans_outer(c->spans, view_step(v)) : NULL;
  const char *what = "every call", *verb = "";
  char text[160];
  if (!c->base) {
    snprintf(v->message, sizeof v->message, "there is no call of plait/sync.h so far: every step is shown");
    return;
  }
  bool open;
  if (s && !all) {
    open = cols_closed(c, s->begin) != NULL;
    verb = spans_verb(v->trace, s->begin);
    snprintf(text, sizeof text, "this %.60s of %.60s", verb[0] ? verb : "call", s->object ? trace_object(v->trace, s->object)->name : "?");
    what = text;
    cols_turn(c, s->begin);
  } else {
    cols_turn_all(c);
    open = c->open;
  }
  index_turned(v->index, v->trace);
  if (open)
    snprintf(v->message, sizeof v->message, "%s is open: every step inside is shown; %s closes %s", what, s && !all ? "x" : "X",
             s && !all ? "it" : "them");
  else
    snprintf(v->message, sizeof v->message, "%s is closed: one column for the whole call", what);
  actions_seek(a, v->cursor);
}

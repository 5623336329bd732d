/* branches.c — the futures that were chosen once: keeping them, going back to them, listing them.
 *
 * A branch that is not in the trace is only its list of choices: the program is
 * deterministic, so executing them again gives the same steps, and a thousand
 * branches cost a few kilobytes. Branches are shared by their beginning, not
 * copied as a tree; how long two agree is counted when it is needed. */
#include "view/actions.h"

#include "trace/schedule.h"
#include "wire/wire.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void branches_label(struct actions *a) {
  a->branch_text[0] = 0;
  if (a->branches.len > 1)
    snprintf(a->branch_text, sizeof a->branch_text, "branch %zu of %zu", a->branch + 1, a->branches.len);
  a->view.branch = a->branch_text;
}

void branches_save(struct actions *a) {
  const struct trace *t = a->view.trace;
  if (!a->branches.len) {
    *ARRAY_PUSH(&a->branches) = (struct actions_branch){0};
    a->branch = 0;
  }
  struct actions_branch *b = &a->branches.at[a->branch];
  if (trace_steps(t) < b->steps) return; /* being executed again */
  struct buf text = {0};
  free(b->choices);
  free(b->schedule);
  b->choices = NULL;
  b->steps = trace_steps(t);
  b->choice_count = trace_choices(t, 1, b->steps, &b->choices);
  b->generation = a->live ? a->live->generation(a->live->ctx) : 0;
  b->end = trace_end(t)->kind;
  b->status = trace_end(t)->status;
  schedule_print(t, &text);
  b->schedule = xstrdup(buf_str(&text));
  buf_fini(&text);
}

void branches_free(struct actions *a) {
  for (size_t i = 0; i < a->branches.len; i++) {
    free(a->branches.at[i].choices);
    free(a->branches.at[i].schedule);
  }
  ARRAY_FREE(&a->branches);
}

static void branches_complain(struct actions *a, const char *text) {
  snprintf(a->view.message, sizeof a->view.message, "%.*s", (int)sizeof a->view.message - 1, text);
  a->view.message_bad = true;
}

static bool branches_restart(struct actions *a, const struct actions_branch *b, uint32_t goal) {
  struct plait_err err = {0};
  if (!a->live->restart(a->live->ctx, b->choices, b->choice_count, b->generation, &err)) {
    branches_complain(a, err.text);
    return false;
  }
  a->view.running = true;
  a->view.playing = false;
  a->goal = goal;
  actions_sync(a); /* the steps shown are gone until they have been made again */
  branches_label(a);
  return true;
}

/* Do two branches begin with the same N choices? */
static bool branches_agree(const struct actions_branch *x, const struct actions_branch *y, size_t n) {
  return x->generation == y->generation && (n == 0 || memcmp(x->choices, y->choices, n * sizeof *x->choices) == 0);
}

/* How many steps two lists of choices have in common. Choices that follow a step are not steps. */
static uint32_t branches_common(const struct actions_branch *x, const struct actions_branch *y) {
  uint32_t steps = 0;
  for (size_t i = 0; i < x->choice_count && i < y->choice_count && x->choices[i] == y->choices[i]; i++) {
    uint32_t kind = WIRE_CHOICE_KIND(x->choices[i]);
    steps += kind != CHOICE_COND && kind != CHOICE_SEM;
  }
  return steps;
}

void branches_switch(struct actions *a, size_t to) {
  if (!a->live) {
    branches_complain(a, "a recording has one future; plait run lets you choose others");
    return;
  }
  if (a->view.running) return;
  if (a->branches.len < 2) {
    branches_complain(a, "one future so far: go back and press a thread's number to open another");
    return;
  }
  branches_save(a);
  size_t n = a->branches.len;
  size_t from = a->branch;
  to = to == SIZE_MAX ? n - 1 : to % n;
  if (to == from) return;
  a->branch = to;
  const struct actions_branch *b = &a->branches.at[to];
  uint32_t common = branches_common(b, &a->branches.at[from]);
  /* Where they part is what one wants to compare: show the first step that differs. */
  if (!branches_restart(a, b, common < b->steps ? common + 1 : b->steps)) a->branch = from;
}

bool branches_fork(struct actions *a, uint32_t choice) {
  struct view *v = &a->view;
  branches_save(a);
  struct actions_branch fork = {0};
  uint32_t *before = NULL;
  size_t n = trace_choices(v->trace, 1, v->cursor, &before);
  fork.choices = xmalloc((n + 1) * sizeof *fork.choices);
  if (n) memcpy(fork.choices, before, n * sizeof *before);
  free(before);
  fork.choices[n++] = choice;
  fork.choice_count = n;
  fork.generation = a->live->generation(a->live->ctx);
  /* Chosen before? Then it is that branch. */
  for (size_t i = 0; i < a->branches.len; i++)
    if (i != a->branch && a->branches.at[i].choice_count >= n && branches_agree(&a->branches.at[i], &fork, n)) {
      free(fork.choices);
      branches_switch(a, i);
      return true;
    }
  size_t from = a->branch;
  *ARRAY_PUSH(&a->branches) = fork;
  a->branch = a->branches.len - 1;
  if (branches_restart(a, &fork, GOAL_END)) return true;
  a->branches.len--;
  a->branch = from;
  free(fork.choices);
  return false;
}

/* The branch that is the future of WAY, or that stops on the way there; their number when there is none. */
static size_t branches_on(const struct actions *a, const struct actions_branch *way) {
  size_t i = 0;
  for (; i < a->branches.len; i++) {
    const struct actions_branch *b = &a->branches.at[i];
    bool whole = b->choice_count == way->choice_count;
    bool open = b->choice_count < way->choice_count && b->end == END_NONE;
    if ((whole || open) && branches_agree(b, way, b->choice_count)) break;
  }
  return i;
}

bool branches_take(struct actions *a, struct view_way *way) {
  struct actions_branch take = {.choices = way->choices, .choice_count = way->n, .generation = way->generation};
  branches_save(a);
  size_t from = a->branch, to = branches_on(a, &take);
  bool fresh = to == a->branches.len;
  if (fresh) *ARRAY_PUSH(&a->branches) = (struct actions_branch){0};
  struct actions_branch *b = &a->branches.at[to], before = *b;
  a->branch = to;
  *b = take;
  b->steps = before.steps;
  b->end = before.end;
  b->status = before.status;
  b->schedule = before.schedule;
  if (branches_restart(a, b, way->from)) {
    free(before.choices);
    return true;
  }
  free(take.choices);
  *b = before;
  a->branch = from;
  if (fresh) a->branches.len--;
  return false;
}

void branches_key(struct actions *a, uint32_t key) {
  switch (keymap_action(key)) {
  case ACTION_UP: case ACTION_BRANCH_PREV: if (a->branch_marked) a->branch_marked--; return;
  case ACTION_DOWN: case ACTION_BRANCH_NEXT: if (a->branch_marked + 1 < a->branches.len) a->branch_marked++; return;
  case ACTION_SUSPEND: a->suspend = true; return;
  case ACTION_REDRAW: a->redraw = true; return;
  default: break;
  }
  a->branches_open = false;
  if (key == VKEY_ENTER && a->branch_marked != a->branch) branches_switch(a, a->branch_marked);
}

static void branches_line(const struct actions *a, size_t i, struct buf *out) {
  const struct actions_branch *b = &a->branches.at[i];
  buf_printf(out, "%c%2zu  %5u step%c  ", i == a->branch ? '*' : ' ', i + 1, b->steps, b->steps == 1 ? ' ' : 's');
  if (b->end == END_EXIT)
    buf_printf(out, "exit %-5d", b->status);
  else
    buf_printf(out, "%-10s", b->end == END_NONE ? "open" : plait_end_names[b->end]);
  buf_printf(out, "  %s", b->schedule ? b->schedule : "");
}

void branches_draw(const struct actions *a, struct grid *g) {
  static const char title[] = " branches ";
  const char *foot = a->branches.len > 1 ? " * this one   up, down, Enter: go there   Esc: close "
                                         : " go back and press a thread's number to open another   Esc: close ";
  int rows = (int)a->branches.len, room = g->rows - 6;
  if (rows > room) rows = room < 1 ? 1 : room;
  struct rect r = {0, (g->rows - rows - 4) / 2, g->cols, rows + 4};
  size_t first = a->branch_marked >= (size_t)rows ? a->branch_marked - (size_t)rows + 1 : 0;
  bool ascii = a->view.ascii;
  if (r.w < 20 || r.y < 0) return;
  grid_fill(g, r, EL_TEXT, " ");
  grid_fill(g, (struct rect){r.x, r.y, r.w, 1}, EL_BORDER_FOCUS, ascii ? "-" : "─");
  grid_fill(g, (struct rect){r.x, r.y + r.h - 1, r.w, 1}, EL_BORDER_FOCUS, ascii ? "-" : "─");
  grid_text(g, r.x + 2, r.y, r.w - 4, EL_STRONG, title);
  grid_text(g, r.x + 2, r.y + r.h - 1, r.w - 4, EL_KEY, foot);
  struct buf b = {0};
  for (int i = 0; i < rows && first + (size_t)i < a->branches.len; i++) {
    size_t at = first + (size_t)i;
    buf_clear(&b);
    branches_line(a, at, &b);
    grid_text(g, r.x + 2, r.y + 2 + i, r.w - 4, at == a->branch ? EL_STRONG : EL_TEXT, buf_str(&b));
    if (at == a->branch_marked) grid_reverse(g, (struct rect){r.x + 1, r.y + 2 + i, r.w - 2, 1});
  }
  buf_fini(&b);
}

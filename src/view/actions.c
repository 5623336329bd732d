/* actions.c — see actions.h: the state transitions behind the keys. */
#include "view/actions.h"

#include "view/causal.h"
#include "view/index.h"
#include "wire/wire.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  ACTIONS_CHOICES = WIRE_THREADS * 3,
  HELP_LINES = 64, /* about as many as the help has */
};

static const int actions_speeds[] = {1, 2, 3, 5, 8, 12, 20, 40, 100, 400};
enum { ACTIONS_SPEEDS = sizeof actions_speeds / sizeof *actions_speeds };

__attribute__((format(printf, 3, 4))) static void actions_say(struct actions *a, bool bad, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(a->view.message, sizeof a->view.message, fmt, ap);
  va_end(ap);
  a->view.message_bad = bad;
}

void actions_init(struct actions *a, const struct trace *trace, const struct view_live *live, const char *title) {
  *a = (struct actions){.live = live, .page = 10, .goal = GOAL_END, .mover = -1};
  a->view.trace = trace;
  a->view.world = world_new(trace);
  a->view.live = live != NULL;
  a->view.speed = 3;
  a->view.anim_phase = 1;
  a->view.title = title;
  a->view.branch = "";
  a->view.key_hint = "";
  if (live) a->epoch = live->epoch(live->ctx);
}

void actions_fini(struct actions *a) {
  endings_fini(a);
  branches_free(a);
  view_release(&a->view);
  world_free(a->view.world);
  if (a->scan) world_free(a->scan);
}

static void actions_end_text(enum plait_end end, int32_t status, const char *text, struct buf *out) {
  switch (end) {
  case END_NONE: buf_puts(out, "not over yet"); return;
  case END_EXIT: buf_printf(out, "ended with exit status %d", status); return;
  case END_DEADLOCK: buf_printf(out, "ended in a %s", plait_end_word(end, text ? text : "")); return;
  case END_CRASH: buf_printf(out, "crashed (%s)", strsignal(status)); break;
  case END_ASSERT: buf_puts(out, "ended by a failed assertion"); break;
  case END_ABORT: buf_puts(out, "aborted"); break;
  case END_STEP_LIMIT: buf_puts(out, "stopped at the step limit (--max-steps)"); break;
  case END_STALL: buf_puts(out, "stalled: no thread reached a scheduling point"); break;
  case END_DIVERGED: buf_puts(out, "left the schedule it was to follow"); break;
  case END_COUNT: return;
  }
  if (text && *text) buf_printf(out, ": %s", text);
}

void actions_ending(const struct actions *a, struct buf *out) {
  const struct trace_end *e = trace_end(a->view.trace);
  actions_end_text(e->kind, e->status, e->text, out);
}

static bool actions_over(const struct actions *a) {
  return a->failed || trace_end(a->view.trace)->kind != END_NONE;
}

static void actions_move(struct actions *a, uint32_t step, bool animate) {
  struct view *v = &a->view;
  step = moves_rest(a, step);
  uint32_t from = v->cursor;
  v->cursor = step;
  world_seek(v->world, step);
  if (step != from) memset(v->scroll, 0, sizeof v->scroll);
  v->anim_from = from;
  v->anim_phase = animate && a->animate && moves_single(a, from, step) ? 0 : 1;
}

void actions_seek(struct actions *a, uint32_t step) { actions_move(a, step, false); }

void actions_look(struct actions *a, uint32_t step) {
  struct view *v = &a->view;
  v->playing = a->hunting = false;
  v->message[0] = 0;
  actions_move(a, step, false);
  if (v->running) a->goal = step;
}

/* The trace has grown, been cut or been rebuilt: makes everything derived from it true again. */
void actions_sync(struct actions *a) {
  struct view *v = &a->view;
  uint32_t epoch = a->live ? a->live->epoch(a->live->ctx) : a->epoch;
  if (epoch != a->epoch) {
    a->epoch = epoch;
    view_forget(v, 0);
    if (a->scan) world_invalidate(a->scan, 0);
  }
  uint32_t steps = trace_steps(v->trace);
  uint32_t want = a->goal < steps ? a->goal : steps;
  actions_move(a, want, true);
}

bool actions_default(const struct actions *a, uint32_t *choice) {
  uint32_t c[ACTIONS_CHOICES];
  size_t n = a->live ? a->live->choices(a->live->ctx, c, ACTIONS_CHOICES) : 0;
  uint32_t steps = trace_steps(a->view.trace);
  uint32_t threads = (uint32_t)trace_threads(a->view.trace);
  uint32_t last = steps ? trace_step(a->view.trace, steps)->thread : 0;
  uint32_t best = UINT32_MAX;
  /* The one that ran first, then the others in turn; giving up or waking for no reason only when nothing else is left. */
  for (size_t i = 0; i < n; i++) {
    uint32_t kind = WIRE_CHOICE_KIND(c[i]), t = WIRE_CHOICE_THREAD(c[i]);
    uint32_t turn = threads ? (t + threads - last) % threads : t;
    uint32_t rank = kind == CHOICE_STEP ? turn : kind == CHOICE_COND || kind == CHOICE_SEM ? (uint32_t)i
                    : kind == CHOICE_TIMEOUT ? 0x10000 + turn : 0x20000 + turn;
    if (rank < best) {
      best = rank;
      *choice = c[i];
    }
  }
  return n > 0;
}

static bool actions_attempt(struct actions *a, bool ok, struct plait_err *err) {
  if (!ok) {
    a->mover = -1;
    actions_say(a, true, "%s", err->text);
    a->view.playing = false;
    return false;
  }
  a->view.running = true;
  a->goal = GOAL_END;
  return true;
}

/* Makes the program do CHOICE, and what belongs to the same move. */
static bool actions_step(struct actions *a, uint32_t choice) {
  struct plait_err err = {0};
  uint32_t kind = WIRE_CHOICE_KIND(choice);
  if (kind != CHOICE_COND && kind != CHOICE_SEM) a->mover = (int)WIRE_CHOICE_THREAD(choice);
  return actions_attempt(a, a->live->step(a->live->ctx, choice, &err), &err);
}

static void actions_forward(struct actions *a) {
  struct view *v = &a->view;
  if (v->cursor < trace_steps(v->trace)) {
    actions_move(a, moves_to(a, 1), true);
    return;
  }
  uint32_t choice;
  if (v->running) return;
  if (actions_over(a) || !a->live) {
    struct buf b = {0};
    actions_ending(a, &b);
    if (a->live)
      actions_say(a, false, "the program %s; go back and press a thread's number to choose differently", buf_str(&b));
    else if (actions_over(a))
      actions_say(a, false, "the program %s", buf_str(&b));
    else
      actions_say(a, false, "the recording ends here");
    buf_fini(&b);
    v->playing = false;
  } else if (actions_default(a, &choice)) {
    actions_step(a, choice);
  }
}

static void actions_why_not(struct actions *a, uint16_t thread) {
  struct buf b = {0};
  if (view_only(&a->view) && world_thread(a->view.world, thread)->status == STATUS_READY)
    explain_only(&a->view, thread, &b);
  else
    explain_thread(a->view.world, &index_of(&a->view)->columns, thread, &b);
  actions_say(a, true, "%s", buf_str(&b));
  buf_fini(&b);
}

/* At the end of a live trace. */
static void actions_choose_now(struct actions *a, uint16_t thread) {
  uint32_t c[ACTIONS_CHOICES];
  size_t n = a->live->choices(a->live->ctx, c, ACTIONS_CHOICES), pick = n;
  for (size_t i = 0; i < n; i++) {
    if (WIRE_CHOICE_THREAD(c[i]) != thread) continue;
    if (pick == n || WIRE_CHOICE_KIND(c[i]) == CHOICE_STEP) pick = i;
  }
  if (pick < n)
    actions_step(a, c[pick]);
  else if (actions_over(a))
    actions_forward(a); /* says that it is over */
  else
    actions_why_not(a, thread);
}

/* Before the end: the recorded step, or another future. */
static void actions_choose_then(struct actions *a, uint16_t thread) {
  struct view *v = &a->view;
  uint16_t next = trace_step(v->trace, v->cursor + 1)->thread;
  const struct world_thread *t = world_thread(v->world, thread);
  if (moves_next(a, thread))
    actions_move(a, moves_to(a, 1), true);
  else if (next != thread && view_only(v))
    actions_why_not(a, thread);
  else if (next == thread && !a->live)
    actions_say(a, true, "%s is interrupted in the middle of its call in this recording; → shows who moves", trace_thread(v->trace, next)->name);
  else if (t->status != STATUS_READY && t->status != STATUS_SPINNING)
    actions_why_not(a, thread);
  else if (!a->live)
    actions_say(a, true, "%s moves next in this recording; plait run lets you choose otherwise",
                trace_thread(v->trace, next)->name);
  else {
    a->mover = thread;
    branches_fork(a, WIRE_CHOICE(CHOICE_STEP, thread));
  }
}

void actions_choose(struct actions *a, uint16_t thread) {
  struct view *v = &a->view;
  if (v->running) return;
  v->playing = false;
  if (thread >= trace_threads(v->trace) || world_thread(v->world, thread)->status == STATUS_ABSENT)
    actions_say(a, true, "there is no thread %d yet", thread + 1);
  else if (v->cursor < trace_steps(v->trace))
    actions_choose_then(a, thread);
  else if (!a->live)
    actions_forward(a); /* says that it is over */
  else
    actions_choose_now(a, thread);
}

static void actions_to_end(struct actions *a, uint32_t step) {
  struct view *v = &a->view;
  uint32_t steps = trace_steps(v->trace);
  struct plait_err err = {0};
  if (step && step <= steps)
    actions_move(a, step, false);
  else if (!step && v->cursor < steps)
    actions_move(a, steps, false);
  else if (a->live && !actions_over(a) && !v->running)
    actions_attempt(a, a->live->advance(a->live->ctx, step, &err), &err);
  else {
    actions_move(a, steps, false);
    if (step)
      actions_say(a, true, "the last step is %u", steps);
    else
      actions_forward(a);
  }
}

/* Nothing of interest is known: the program makes steps until there is. */
static void actions_hunt(struct actions *a) {
  uint32_t choice, steps = trace_steps(a->view.trace);
  if (a->view.running || !actions_default(a, &choice)) return;
  actions_move(a, steps, false);
  a->hunted_from = steps;
  a->hunting = actions_step(a, choice);
}

/* The program has stopped again: is there something now? */
static void actions_hunt_on(struct actions *a) {
  uint32_t choice, step, cursor = a->view.cursor;
  a->view.cursor = a->hunted_from;
  bool found = find_event(a, 1, &step);
  a->view.cursor = cursor;
  if (found) actions_move(a, step, false);
  a->hunted_from = trace_steps(a->view.trace);
  a->hunting = !found && !actions_over(a) && actions_default(a, &choice) && actions_step(a, choice);
}

static void actions_event(struct actions *a, int direction) {
  struct view *v = &a->view;
  uint32_t step;
  bool text = v->search[0];
  if (text ? find_text(a, v->search, direction, &step) : find_event(a, direction, &step))
    actions_move(a, step, false);
  else if (text)
    actions_say(a, true, "no step %s this one says “%s”", direction > 0 ? "after" : "before", v->search);
  else if (direction > 0 && a->live && !actions_over(a))
    actions_hunt(a);
  else
    actions_say(a, false, "nothing of interest %s this step", direction > 0 ? "after" : "before");
}

static void actions_speed(struct actions *a, int direction) {
  int i = 0;
  while (i < ACTIONS_SPEEDS - 1 && actions_speeds[i] < a->view.speed) i++;
  i += direction;
  i = i < 0 ? 0 : i >= ACTIONS_SPEEDS ? ACTIONS_SPEEDS - 1 : i;
  a->view.speed = actions_speeds[i];
  actions_say(a, false, "%d step%s a second", a->view.speed, a->view.speed == 1 ? "" : "s");
}

static void actions_play(struct actions *a) {
  struct view *v = &a->view;
  v->playing = !v->playing;
  if (!v->playing && v->running) a->live->pause(a->live->ctx);
  if (v->playing && v->cursor == trace_steps(v->trace) && (actions_over(a) || !a->live)) actions_move(a, 0, false);
}

static void actions_scroll(struct actions *a, int rows) { a->view.scroll[a->view.focus] += rows; }

static void actions_page(struct actions *a, int direction) {
  struct view *v = &a->view;
  if (v->focus != PANE_LANES) {
    actions_scroll(a, direction * a->page);
    return;
  }
  if (direction > 0 && v->cursor == trace_steps(v->trace))
    actions_forward(a);
  else
    actions_move(a, moves_to(a, direction * 10), false);
}

static void actions_cancel(struct actions *a) {
  struct view *v = &a->view;
  if (v->running) a->live->pause(a->live->ctx);
  a->ahead_len = 0;
  v->playing = a->hunting = false;
  v->search[0] = 0;
  v->zoomed = false;
}

static void actions_prompt(struct actions *a, char kind) {
  a->view.prompt = kind;
  a->view.input[0] = 0;
}

static void actions_focus(struct actions *a, int direction) {
  a->view.focus = (enum view_pane)((a->view.focus + PANE_COUNT + direction) % PANE_COUNT);
}

/* The pane must be there for its face to change: a zoomed other one gives way. */
static void actions_listing(struct actions *a) {
  a->view.listing_turned = !a->view.listing_turned;
  if (!a->view.listing) actions_say(a, false, "nothing stands beside this program: it is no scene from another language");
}

static void actions_contention(struct view *v) {
  bool hidden = v->zoomed && v->focus != PANE_OBJECTS;
  v->contention = hidden || !v->contention;
  v->focus = PANE_OBJECTS;
  v->scroll[PANE_OBJECTS] = 0;
}

static void actions_causality(struct actions *a) {
  struct view *v = &a->view;
  static const char *const says[CAUSAL_FACES] = {
      [CAUSAL_OFF] = "the order of the steps again",
      [CAUSAL_MARKS] = "< comes before the step at the cursor, > after it, | is concurrent with it; c again: columns of causes",
      [CAUSAL_LAYOUT] = "a step stands one column behind all that it comes after; what is concurrent can stand in one; c again: steps"};
  v->causal = (uint8_t)((v->causal + 1) % CAUSAL_FACES);
  v->causal_first = 0;
  if (v->zoomed && v->causal) v->focus = PANE_LANES;
  actions_say(a, false, "%s", says[v->causal]);
}

void actions_do(struct actions *a, enum keymap_action action) {
  struct view *v = &a->view;
  v->message[0] = 0;
  v->message_bad = false;
  switch (action) {
  case ACTION_FORWARD: v->playing = false; actions_forward(a); break;
  case ACTION_BACK: v->playing = false; actions_move(a, moves_to(a, -1), false); break;
  case ACTION_PLAY: actions_play(a); break;
  case ACTION_FASTER: actions_speed(a, 1); break;
  case ACTION_SLOWER: actions_speed(a, -1); break;
  case ACTION_START: v->playing = false; actions_move(a, 0, false); break;
  case ACTION_END: v->playing = false; actions_to_end(a, 0); break;
  case ACTION_GOTO: actions_prompt(a, ':'); break;
  case ACTION_SEARCH: actions_prompt(a, '/'); break;
  case ACTION_EXPLORE: endings_open(a); break;
  case ACTION_EVENT_NEXT: v->playing = false; actions_event(a, 1); break;
  case ACTION_EVENT_PREV: v->playing = false; actions_event(a, -1); break;
  case ACTION_BRANCHES: branches_save(a); a->branches_open = true; a->branch_marked = a->branch; break;
  case ACTION_BRANCH_PREV: branches_switch(a, a->branch - 1); break;
  case ACTION_BRANCH_NEXT: branches_switch(a, a->branch + 1); break;
  case ACTION_PANE_NEXT: actions_focus(a, 1); break;
  case ACTION_PANE_PREV: actions_focus(a, -1); break;
  case ACTION_SPAN: moves_turn(a, false); break;
  case ACTION_SPANS: moves_turn(a, true); break;
  case ACTION_ZOOM: v->zoomed = !v->zoomed; break;
  case ACTION_LISTING: actions_listing(a); break;
  case ACTION_CONTENTION: actions_contention(v); break;
  case ACTION_CAUSALITY: actions_causality(a); break;
  case ACTION_UP: actions_scroll(a, -1); break;
  case ACTION_DOWN: actions_scroll(a, 1); break;
  case ACTION_PAGE_UP: actions_page(a, -1); break;
  case ACTION_PAGE_DOWN: actions_page(a, 1); break;
  case ACTION_FINDINGS: v->findings = true; v->finding_marked = 0; v->playing = false; break;
  case ACTION_HELP: v->help = true; v->help_scroll = 0; v->playing = false; break;
  case ACTION_CANCEL: actions_cancel(a); break;
  case ACTION_REDRAW: a->redraw = true; break;
  case ACTION_SUSPEND: a->suspend = true; break;
  case ACTION_QUIT: a->quit = true; break;
  case ACTION_CHOOSE: case ACTION_CLICK: /* need to know which: actions_key, the front-end */
  case ACTION_NONE: case ACTION_COUNT: break;
  }
}

/* ---- a line being typed ---------------------------------------------------- */

static void actions_accept(struct actions *a) {
  struct view *v = &a->view;
  char kind = v->prompt;
  v->prompt = 0;
  if (kind == '/') {
    memcpy(v->search, v->input, sizeof v->search);
    if (v->search[0]) actions_event(a, 1);
    return;
  }
  if (!v->input[0]) return;
  char *rest;
  unsigned long n = strtoul(v->input, &rest, 10);
  if (*rest || v->input[0] == '-' || n > UINT32_MAX - 1)
    actions_say(a, true, "“%s” is not the number of a step", v->input);
  else if (n == 0)
    actions_move(a, 0, false);
  else
    actions_to_end(a, (uint32_t)n);
}

static void actions_type(struct actions *a, uint32_t key) {
  struct view *v = &a->view;
  size_t len = strlen(v->input);
  if (key == VKEY_ESC || key == 3 || key == 7) {
    v->prompt = 0;
  } else if (key == VKEY_ENTER || key == '\r') {
    actions_accept(a);
  } else if (key == 'U' - '@') {
    v->input[0] = 0;
  } else if (key == VKEY_BACKSPACE || key == 8) {
    if (!len) v->prompt = 0;
    while (len && ((unsigned char)v->input[--len] & 0xc0) == 0x80) {}
    v->input[len] = 0;
  } else if (key >= ' ' && key < VKEY_FIRST_) {
    char one[16];
    if (key == ' ') strcpy(one, " "); else keymap_key_name(key, one);
    if (len + strlen(one) < sizeof v->input) strcat(v->input, one);
  }
}

static void actions_help_key(struct actions *a, uint32_t key) {
  struct view *v = &a->view;
  switch (keymap_action(key)) {
  case ACTION_UP: v->help_scroll--; break;
  case ACTION_DOWN: v->help_scroll++; break;
  case ACTION_PAGE_UP: v->help_scroll -= a->page; break;
  case ACTION_PAGE_DOWN: case ACTION_PLAY: v->help_scroll += a->page; break;
  case ACTION_START: v->help_scroll = 0; break;
  case ACTION_SUSPEND: a->suspend = true; break;
  case ACTION_REDRAW: a->redraw = true; break;
  default: v->help = false; break;
  }
  if (v->help_scroll < 0) v->help_scroll = 0;
  if (v->help_scroll > HELP_LINES) v->help_scroll = HELP_LINES;
}

static void actions_findings_key(struct actions *a, uint32_t key) {
  struct view *v = &a->view;
  size_t n = analysis_findings(findings_of(v));
  switch (keymap_action(key)) {
  case ACTION_UP: v->finding_marked -= v->finding_marked > 0; return;
  case ACTION_DOWN: v->finding_marked += v->finding_marked + 1 < n; return;
  case ACTION_SUSPEND: a->suspend = true; return;
  case ACTION_REDRAW: a->redraw = true; return;
  default: break;
  }
  v->findings = false;
  if (key == VKEY_ENTER && v->finding_marked < n)
    actions_move(a, analysis_finding(findings_of(v), v->finding_marked)->step, false);
}

/* Keys that want the program to move while it is moving are kept until it stops: nobody has to wait to be heard. */
static bool actions_early(struct actions *a, enum keymap_action action, uint32_t key) {
  const struct view *v = &a->view;
  bool moves = action == ACTION_CHOOSE || action == ACTION_BRANCH_PREV || action == ACTION_BRANCH_NEXT || action == ACTION_EXPLORE ||
               ((action == ACTION_FORWARD || action == ACTION_END) &&
                (a->goal == GOAL_END || v->cursor == trace_steps(v->trace))); /* not who looks around meanwhile */
  if (!v->running || !moves) return false;
  if (a->ahead_len < (int)(sizeof a->ahead / sizeof *a->ahead)) a->ahead[a->ahead_len++] = key;
  return true;
}

void actions_key(struct actions *a, uint32_t key) {
  struct view *v = &a->view;
  uint32_t cursor = v->cursor;
  bool running = v->running;
  v->anim_phase = 1; /* any key skips an animation */
  a->hunting = false;
  enum keymap_action action = keymap_action(key);
  a->offered = a->offered && action == ACTION_EXPLORE;
  if (v->prompt) {
    v->message[0] = 0;
    actions_type(a, key);
  } else if (v->help) {
    actions_help_key(a, key);
  } else if (v->findings) {
    actions_findings_key(a, key);
  } else if (a->branches_open) {
    branches_key(a, key);
  } else if (a->endings.open) {
    endings_key(a, key);
  } else if (actions_early(a, action, key)) {
    return;
  } else if (action == ACTION_CHOOSE) {
    v->message[0] = 0;
    actions_choose(a, (uint16_t)(key - '1'));
  } else {
    actions_do(a, action);
  }
  if (running && v->cursor != cursor) a->goal = v->cursor; /* do not run away from who looks around */
}

bool actions_watched(const struct actions *a) { return a->live && !actions_over(a); }

/* ---- the program --------------------------------------------------------------- */

bool actions_poll(struct actions *a, int timeout_ms) {
  struct view *v = &a->view;
  if (!a->live || a->failed) return false;
  enum live_event e = a->live->poll(a->live->ctx, timeout_ms, &a->err);
  if (e == LIVE_ASK && !v->running) return false;
  if (e == LIVE_QUIET && a->live->epoch(a->live->ctx) == a->epoch) return false;
  switch (e) {
  case LIVE_QUIET: case LIVE_STEPPED: break;
  case LIVE_FAILED:
    a->failed = true;
    v->running = v->playing = v->live = false;
    actions_say(a, true, "%s", a->err.text);
    break;
  case LIVE_REDRAWN:
    actions_say(a, false, "memory newly found to be shared: its accesses are steps now");
    /* fall through */
  case LIVE_ASK:
    v->running = false;
    if (a->live->epoch(a->live->ctx) == a->epoch && moves_on(a)) return false; /* shown when it is over */
    break;
  case LIVE_ENDED: {
    struct buf b = {0};
    v->running = v->playing = false;
    const struct trace_end *end = trace_end(v->trace);
    actions_end_text(end->kind, end->status, end->kind == END_DEADLOCK ? end->text : "", &b); /* the explanation says more */
    if (a->goal >= trace_steps(v->trace)) /* not to who is shown a step long before */
      actions_say(a, trace_end(v->trace)->kind != END_EXIT, "the program %s", buf_str(&b));
    buf_fini(&b);
    break;
  }
  }
  actions_sync(a);
  if (a->hunting && !v->running && !a->failed) actions_hunt_on(a);
  if (!v->running) a->goal = v->cursor;
  while (!v->running && !a->failed && a->ahead_len) {
    uint32_t key = a->ahead[0];
    memmove(a->ahead, a->ahead + 1, (size_t)--a->ahead_len * sizeof key);
    actions_key(a, key);
  }
  return true;
}

void actions_tick(struct actions *a) {
  struct view *v = &a->view;
  if (!v->playing || v->running) return;
  v->message[0] = 0;
  actions_forward(a);
}

void actions_draw(struct actions *a, struct grid *g) {
  screen_draw(&a->view, g);
  if (a->branches_open) branches_draw(a, g);
  if (a->endings.open) endings_draw(a, g);
}

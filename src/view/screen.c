/* screen.c — the whole screen: the panes in their places, and the lines around them.
 *
 * Title, rules, explanation and status are drawn here; everything else is a
 * pane's own business. What is drawn for which size is layout.c's. */
#include "view/causal.h"
#include "view/glyphs.h"
#include "view/index.h"
#include "view/layout.h"
#include "view/listing.h"

#include <stdio.h>
#include <string.h>

/* Who gets a lock that is freed. */
static const char *const screen_wake_up = "any thread may take a freed lock";
static const char *const screen_wake_up_all = "any thread may take a freed lock, a signal wakes any waiter";

static void screen_end(const struct trace_end *e, char *out, size_t size) {
  switch (e->kind) {
  case END_NONE: out[0] = 0; return;
  case END_EXIT: snprintf(out, size, "exit %d", e->status); return;
  case END_CRASH: snprintf(out, size, "crash, signal %d", e->status); return;
  case END_ASSERT: snprintf(out, size, "assertion failed"); return;
  case END_STEP_LIMIT: snprintf(out, size, "step limit"); return;
  default: snprintf(out, size, "%s", plait_end_word(e->kind, e->text)); return;
  }
}

static void screen_title(struct view *v, struct grid *g, struct rect r) {
  char right[128], end[48] = "", found[32];
  uint32_t steps = trace_steps(v->trace), here = view_step(v);
  const struct trace_end *e = trace_end(v->trace);
  if (v->cursor == steps)
    screen_end(e, end, sizeof end);
  const char *dot = glyph_str(GLYPH_DOT, v->ascii);
  findings_count(v, found);
  if (end[0])
    snprintf(right, sizeof right, "step %u of %u %s %s ", here, steps, dot, end);
  else if (v->live && e->kind == END_NONE && v->cursor == steps)
    snprintf(right, sizeof right, "step %u ", here);
  else
    snprintf(right, sizeof right, "step %u of %u ", here, steps);
  if (found[0]) {
    char with[sizeof right + 48];
    snprintf(with, sizeof with, "f: %s %s %s", found, dot, right); /* the key that lists them */
    if (grid_width(with) < r.w / 2)
      snprintf(right, sizeof right, "%.*s", (int)sizeof right - 1, with);
  }
  grid_fill(g, r, EL_TITLE, " ");
  int room = r.w - grid_width(right) - 2;
  int x = grid_text(g, r.x + 1, r.y, room, EL_TITLE, v->title && v->title[0] ? v->title : "plait") + 1;
  const struct trace_meta *m = trace_meta(v->trace);
  const char *name = plait_model_names[m->model < MODEL_COUNT ? m->model : MODEL_PREEMPTIVE];
  char policy[4][192]; /* the most that fits */
  bool plain = m->model == MODEL_PREEMPTIVE; /* that anything may happen is not worth as much room as that it may not */
  snprintf(policy[0], sizeof policy[0], "   %s: %s %s %s", name, view_model(v->trace, false), dot, screen_wake_up_all);
  snprintf(policy[1], sizeof policy[1], plain ? "   %s %s %s" : "   %s: %s", name, plain ? dot : view_model(v->trace, false), screen_wake_up);
  snprintf(policy[2], sizeof policy[2], plain ? "   %s" : "   %s: %s", plain ? screen_wake_up : name, view_model(v->trace, true));
  snprintf(policy[3], sizeof policy[3], "   %s", name);
  int which = 0;
  while (which < 3 && x + grid_width(policy[which]) > room)
    which++;
  if (x + grid_width(policy[which]) <= room)
    grid_text(g, r.x + x, r.y, room - x, EL_STATUS, policy[which]);
  grid_text(g, r.x + r.w - grid_width(right), r.y, grid_width(right), EL_TITLE, right);
}

/* The rule above a pane, with its name; WIDTH may be more than the pane's, to meet the next one. */
static void screen_rule(const struct view *v, struct grid *g, struct rect pane, int width, const char *name,
                        bool focus) {
  struct rect rule = {pane.x, pane.y - 1, width, 1};
  if (pane.h <= 0)
    return;
  grid_fill(g, rule, focus ? EL_BORDER_FOCUS : EL_BORDER, glyph_str(focus ? GLYPH_RULE_FOCUS : GLYPH_RULE, v->ascii));
  char label[80];
  snprintf(label, sizeof label, " %s ", name);
  grid_text(g, rule.x + 1, rule.y, rule.w - 2, focus ? EL_BORDER_FOCUS : EL_STRONG, label);
}

static void screen_divide(const struct view *v, struct grid *g, int x, int y, int h) {
  grid_fill(g, (struct rect){x, y, 1, h}, EL_BORDER, glyph_str(GLYPH_VERTICAL, v->ascii));
}

void screen_wrap(struct grid *g, struct rect r, enum grid_element e, const char *text) {
  for (int y = 0; y < r.h && *text; y++) {
    size_t n = strlen(text), fit = 0;
    char line[1024];
    for (size_t i = 0; i <= n && i < sizeof line; i++) { /* the longest prefix of whole words */
      if (text[i] && text[i] != ' ')
        continue;
      snprintf(line, sizeof line, "%.*s", (int)i, text);
      if (grid_width(line) > r.w)
        break;
      fit = i;
    }
    if (y == r.h - 1 || !fit)
      fit = n; /* the rest; grid_text clips it */
    snprintf(line, sizeof line, "%.*s", (int)fit, text);
    int used = grid_text(g, r.x, r.y + y, r.w, e, line);
    if (used < grid_width(line))
      grid_text(g, r.x + r.w - 1, r.y + y, 1, e, glyph_str(GLYPH_ELLIPSIS, g->ascii));
    text += fit;
    text += strspn(text, " ");
  }
}

/* Where threads wait for what nobody will do, that each of them waits is the effect; what was missed is the cause. */
static bool screen_stuck(struct view *v, uint32_t step, struct buf *out) {
  struct buf why = {0};
  bool stuck = step && trace_step(v->trace, step)->op == OP_DEADLOCK && !trace_circle(v->trace) && !coffman_rows(v) && findings_stuck(v, &why);
  if (stuck)
    buf_printf(out, "deadlock: nobody can move: %s", buf_str(&why));
  buf_fini(&why);
  return stuck;
}

static void screen_explain(struct view *v, struct grid *g, struct rect r) {
  const struct cols *c = &v->index->columns;
  struct buf b = {0};
  uint32_t step = view_step(v);
  if (!screen_stuck(v, step, &b))
    explain_column(v->world, c, cols_before(c, v->cursor), &b);
  world_seek(v->world, v->cursor);
  causal_words(v, &b);
  uint8_t op = step ? trace_step(v->trace, step)->op : OP_NONE;
  screen_wrap(g, r, op == OP_DEADLOCK || op == OP_CRASH || op == OP_ASSERT_FAIL ? EL_ERROR : EL_STRONG, buf_str(&b));
  buf_fini(&b);
}

/* What the person types, else what plait has to say; false when there is neither. */
static bool screen_feedback(const struct view *v, struct grid *g, struct rect r) {
  if (v->prompt) {
    grid_fill(g, r, EL_STRONG, " ");
    int x = grid_printf(g, r.x, r.y, r.w - 1, EL_STRONG, "%c%s", v->prompt, v->input);
    grid_text(g, r.x + x, r.y, 1, EL_STRONG, " ");
    grid_reverse(g, (struct rect){r.x + x, r.y, 1, 1});
    return true;
  }
  if (v->message[0]) {
    grid_fill(g, r, EL_TEXT, " ");
    grid_text(g, r.x, r.y, r.w, v->message_bad ? EL_ERROR : EL_GOOD, v->message);
    return true;
  }
  return false;
}

/* What stands at the right of the last line; returns its width. */
static int screen_state(const struct view *v, char out[96]) {
  char play[32] = "";
  if (v->playing)
    snprintf(play, sizeof play, "%s %d/s  ", glyph_str(GLYPH_PLAY, v->ascii), v->speed);
  snprintf(out, 96, " %s%s%s%s", play, v->branch ? v->branch : "", v->branch && v->branch[0] ? "  " : "",
           v->running ? "running" : v->live ? "live" : "recording");
  return grid_width(out);
}

int screen_hint_room(const struct view *v, int cols) {
  char right[96];
  return cols - screen_state(v, right) - 1;
}

static void screen_status(const struct view *v, struct grid *g, struct rect r) {
  char right[96];
  int w = screen_state(v, right);
  struct rect left = {r.x, r.y, r.w - w - 1, 1};
  grid_text(g, r.x + r.w - w, r.y, w, v->running ? EL_WARN : EL_DIM, right);
  if (!screen_feedback(v, g, left))
    grid_text(g, left.x, left.y, left.w, EL_DIM, v->key_hint ? v->key_hint : "");
}

static void screen_too_small(struct grid *g) {
  char size[80];
  snprintf(size, sizeof size, "this window has %d x %d.", g->cols, g->rows);
  const char *const lines[] = {"plait needs a larger window:", "at least 40 x 10;", size, "q quits."};
  int n = (int)(sizeof lines / sizeof *lines), y = g->rows > n ? (g->rows - n) / 2 : 0;
  for (int i = 0; i < n; i++)
    grid_text(g, g->cols > 30 ? 2 : 0, y + i, g->cols, i ? EL_TEXT : EL_STRONG, lines[i]);
}

/* On the rule above the source: the language of the listing beside it, or the key that shows it. */
static void screen_listing_name(const struct view *v, struct grid *g, struct rect r, enum view_listing_place place, int used) {
  if (!v->listing || r.h <= 0 || place == LISTING_INSTEAD)
    return;
  if (place == LISTING_BESIDE) {
    int x = r.x + source_listing_split(r.w);
    screen_rule(v, g, (struct rect){x, r.y, 0, r.h}, r.x + r.w + 1 - x, v->listing->language, v->focus == PANE_SOURCE);
    return;
  }
  char hint[48];
  snprintf(hint, sizeof hint, " L: %s ", v->listing->language);
  int w = grid_width(hint);
  if (used + w + 6 < r.w)
    grid_text(g, r.x + r.w - w - 1, r.y - 1, w, EL_KEY, hint);
}

static void screen_panes(struct view *v, struct grid *g, const struct layout *l) {
  const struct rect *p = l->pane;
  char source[80] = "source";
  uint32_t site = view_step(v) ? cols_site(&v->index->columns, view_step(v)) : 0;
  if (site && trace_site(v->trace, site)->file[0])
    snprintf(source, sizeof source, "source %s %s", glyph_str(GLYPH_DOT, v->ascii), trace_site(v->trace, site)->file);
  enum view_listing_place listing = source_listing_place(v, p[PANE_SOURCE].w);
  if (listing == LISTING_INSTEAD)
    snprintf(source, sizeof source, "%s %s L: C", v->listing->language, glyph_str(GLYPH_DOT, v->ascii));
  screen_rule(v, g, p[PANE_SOURCE], p[PANE_SOURCE].w + 1, source, v->focus == PANE_SOURCE);
  screen_listing_name(v, g, p[PANE_SOURCE], listing, grid_width(source));
  screen_rule(v, g, p[PANE_OBJECTS], p[PANE_OBJECTS].w + 1, v->contention ? "contention" : "objects",
              v->focus == PANE_OBJECTS);
  char next[96];
  uint16_t only = view_only(v);
  snprintf(next, sizeof next, "%s", v->live ? "who moves next" : "what each would do next");
  if (only)
    snprintf(next, sizeof next, "%s: only %.24s can move here", plait_model_names[trace_meta(v->trace)->model % MODEL_COUNT],
             trace_thread(v->trace, (uint16_t)(only - 1))->name);
  if (coffman_rows(v))
    snprintf(next, sizeof next, "deadlock: all four conditions hold");
  screen_rule(v, g, l->choices, l->choices.w + 1, next, false);
  screen_rule(v, g, p[PANE_OUTPUT], p[PANE_OUTPUT].w, "output", v->focus == PANE_OUTPUT);
  for (int i = 1; i < PANE_COUNT; i++)
    if (p[i].h > 0 && p[i].x > 0)
      screen_divide(v, g, p[i].x - 1, p[i].y, p[i].h);
  if (l->choices.x > 0)
    screen_divide(v, g, l->choices.x - 1, l->choices.y, l->choices.h);
  if (p[PANE_SOURCE].h > 0)
    source_draw(v, g, p[PANE_SOURCE]);
  if (p[PANE_OBJECTS].h > 0 && v->contention)
    contention_draw(v, g, p[PANE_OBJECTS]);
  else if (p[PANE_OBJECTS].h > 0)
    objects_draw(v, g, p[PANE_OBJECTS]);
  if (p[PANE_OUTPUT].h > 0)
    output_draw(v, g, p[PANE_OUTPUT]);
  if (l->choices.h > 0 && coffman_rows(v))
    coffman_draw(v, g, l->choices);
  else if (l->choices.h > 0)
    choices_draw(v, g, l->choices);
}

void screen_draw(struct view *v, struct grid *g) {
  grid_clear(g);
  g->ascii = v->ascii;
  index_of(v); /* the layout depends on what is in it */
  struct layout l = layout_of(v, g->cols, g->rows);
  if (l.size == LAYOUT_TOO_SMALL) {
    screen_too_small(g);
    return;
  }
  if (l.lanes.h > 0)
    lanes_draw(v, g, l.lanes);
  if (l.overview.h > 0)
    overview_draw(v, g, l.overview);
  if (l.size == LAYOUT_FULL) {
    screen_title(v, g, l.title);
    screen_panes(v, g, &l);
    screen_explain(v, g, l.explain);
    screen_status(v, g, l.status);
  } else if (!screen_feedback(v, g, l.explain)) {
    screen_explain(v, g, l.explain);
  }
  if (v->findings)
    findings_draw(v, g, (struct rect){0, 0, g->cols, g->rows});
  if (v->help)
    help_draw(v, g, (struct rect){0, 0, g->cols, g->rows});
}

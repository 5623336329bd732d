/* endings.c — see endings.h: what keys do to the list, and how it is drawn.
 *
 * Read from the back of a lecture hall: one line says how many, then a bar, a count and a few words per ending, with
 * the evidence below it. Only as wide and as dense as it must be. */
#include "view/endings.h"

#include "view/actions.h"
#include "view/glyphs.h"
#include "view/layout.h"
#include "wire/wire.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ENDINGS_QUOTE = 60 }; /* of what was printed */

static const struct view_search *endings_search(const struct actions *a) { return a->live ? a->live->search : NULL; }

__attribute__((format(printf, 3, 4))) static void endings_say(struct actions *a, bool bad, const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(a->view.message, sizeof a->view.message, fmt, ap);
  va_end(ap);
  a->view.message_bad = bad;
}

/* ---- searching ---------------------------------------------------------------------- */

static void endings_stop(struct actions *a) {
  struct endings *e = &a->endings;
  if (!e->searching) return;
  endings_search(a)->stop(endings_search(a)->ctx);
  e->searching = false;
  free(e->root); /* half a list is not shown again as if it were whole */
  e->root = NULL;
}

void endings_fini(struct actions *a) {
  endings_stop(a);
  free(a->endings.root);
  a->endings.root = NULL;
}

static bool endings_same_place(const struct actions *a, const uint32_t *choices, size_t n) {
  const struct endings *e = &a->endings;
  return e->root && e->generation == a->live->generation(a->live->ctx) && e->root_len == n &&
         (n == 0 || memcmp(e->root, choices, n * sizeof *choices) == 0);
}

static void endings_start(struct actions *a, uint32_t *choices, size_t n) {
  struct endings *e = &a->endings;
  const struct view_search *search = endings_search(a);
  struct plait_err err = {0};
  endings_fini(a);
  if (!search->start(search->ctx, choices, n, &err)) {
    endings_say(a, true, "%s", err.text);
    free(choices);
    return;
  }
  *e = (struct endings){.open = true,
                        .searching = true,
                        .root = choices,
                        .root_len = n,
                        .generation = a->live->generation(a->live->ctx),
                        .from = a->view.cursor,
                        .known = search->look(search->ctx)};
}

/* The recording's program is started, when it is asked for twice: to look at a file must not run what it names. */
static bool endings_attach(struct actions *a) {
  struct view *v = &a->view;
  struct plait_err err = {0};
  const struct view_live *live;
  const struct trace *trace;
  if (!a->attach || !a->attach->program[0]) {
    endings_say(a, true, "a recording has one ending; plait explore PROGRAM finds the others");
    return false;
  }
  if (!a->offered) {
    endings_say(a, false, "only one is recorded; e again starts %s to find others", a->attach->program);
    a->offered = true;
    return false;
  }
  a->offered = false;
  if (!a->attach->open(a->attach->ctx, &live, &trace, &err)) {
    endings_say(a, true, "%s", err.text);
    return false;
  }
  view_release(v);
  world_free(v->world);
  if (a->scan) world_free(a->scan);
  a->scan = NULL;
  v->trace = trace;
  v->world = world_new(trace);
  v->live = true;
  a->live = live;
  a->epoch = live->epoch(live->ctx);
  actions_seek(a, v->cursor);
  return true;
}

void endings_open(struct actions *a) {
  struct view *v = &a->view;
  v->playing = false;
  if (!a->live && !endings_attach(a)) return;
  if (!endings_search(a)) {
    endings_say(a, true, "endings cannot be searched for here");
    return;
  }
  if (v->cursor == trace_steps(v->trace) && trace_end(v->trace)->kind != END_NONE) {
    endings_say(a, false, "here it has ended; go back to where things could still go another way");
    return;
  }
  uint32_t *choices = NULL;
  size_t n = trace_choices(v->trace, 1, v->cursor, &choices);
  if (endings_same_place(a, choices, n)) {
    a->endings.open = true;
    free(choices);
  } else {
    endings_start(a, choices, n);
  }
}

int endings_fd(const struct actions *a) {
  return a->endings.searching ? endings_search(a)->fd(endings_search(a)->ctx) : -1;
}

bool endings_searching(const struct actions *a) { return a->endings.searching; }

bool endings_poll(struct actions *a) {
  struct endings *e = &a->endings;
  if (!e->searching) return false;
  e->known = endings_search(a)->look(endings_search(a)->ctx);
  if (e->known->over) e->searching = false;
  if (e->marked >= e->known->len) e->marked = e->known->len ? e->known->len - 1 : 0;
  return e->open;
}

/* ---- words ------------------------------------------------------------------------------ */

/* exit 0  "2\n" */
static void endings_words(const struct view_ending *e, struct buf *out) {
  switch (e->end) {
  case END_EXIT: buf_printf(out, "exit %d", (int)e->status); break;
  case END_CRASH: buf_printf(out, "crash: %s", strsignal(e->status)); break;
  case END_ASSERT: buf_puts(out, "failed assertion"); break;
  case END_STEP_LIMIT: buf_puts(out, "goes on beyond the step limit"); break;
  case END_STALL: buf_puts(out, "stalls"); break;
  default: buf_puts(out, plait_end_word(e->end, e->text)); break;
  }
  if (!e->output_len) return;
  struct buf all = {0};
  buf_json(&all, e->output, e->output_len);
  size_t n = all.len;
  if (n > ENDINGS_QUOTE)
    for (n = ENDINGS_QUOTE; n && ((unsigned char)all.at[n] & 0xc0) == 0x80;) n--;
  buf_puts(out, "  \"");
  buf_add(out, buf_str(&all), n);
  buf_puts(out, n < all.len ? "..." : "\"");
  buf_fini(&all);
}

/* "race on counter, self deadlock on m": kinds and objects as sentences would say it. What the ending is called already is
 * not said again: a deadlock is "on m", a crash nothing more. */
static void endings_errors(const struct view_ending *e, struct buf *out) {
  for (const char *p = e->errors; *p;) {
    size_t n = strcspn(p, ","), kind = strcspn(p, " ,");
    const char *end = plait_end_word(e->end, e->text);
    bool told = e->end != END_EXIT && (kind == n || (strlen(end) == kind && strncmp(p, end, kind) == 0));
    if (out->len && (!told || kind < n)) buf_puts(out, ", ");
    for (size_t i = 0; i < kind && !told; i++) buf_putc(out, p[i] == '_' ? ' ' : p[i]);
    if (kind < n) buf_printf(out, "%son%.*s", told ? "" : " ", (int)(n - kind), p + kind);
    p += n;
    p += strspn(p, ", ");
  }
}

/* What was printed in the trace on the screen. */
static void endings_output(const struct trace *t, struct buf *out) {
  for (int32_t fd = 1; fd <= 2; fd++)
    for (uint32_t i = 1; i <= trace_steps(t); i++) {
      const struct trace_step *s = trace_step(t, i);
      size_t len;
      const char *text = trace_text(t, s->text, &len);
      if (s->op == OP_OUTPUT && s->result == fd) buf_add(out, text, len);
    }
}

/* Is NAME one of LIST, "a x, b y"? */
static bool endings_lists(const char *list, const char *name) {
  size_t n = strlen(name);
  for (const char *p = list; n && (p = strstr(p, name)); p++)
    if ((p == list || p[-1] == ' ') && (p[n] == 0 || p[n] == ',')) return true;
  return false;
}

/* Are the errors found in the trace on the screen those of E? */
static bool endings_errs_alike(struct actions *a, const struct view_ending *e) {
  const struct analysis *found = findings_of(&a->view);
  struct buf names = {0};
  bool alike = true;
  for (size_t i = 0; i < analysis_findings(found) && alike; i++) {
    const struct finding *f = analysis_finding(found, i);
    struct buf name = {0};
    if (f->severity == SEVERITY_ERROR) finding_name(a->view.trace, f, &name);
    alike = !name.len || endings_lists(e->errors, buf_str(&name));
    if (name.len && !endings_lists(buf_str(&names), buf_str(&name))) buf_printf(&names, "%s%s", names.len ? ", " : "", buf_str(&name));
    buf_fini(&name);
  }
  alike = alike && names.len == strlen(e->errors); /* and no other */
  buf_fini(&names);
  return alike;
}

/* The ending that the branch on the screen comes to; the number of endings when it has none of them, or none yet. */
static size_t endings_here(struct actions *a) {
  const struct view_endings *k = a->endings.known;
  const struct trace *t = a->view.trace;
  const struct trace_end *end = trace_end(t);
  struct buf out = {0};
  size_t i = k->len;
  if (end->kind != END_NONE) {
    endings_output(t, &out);
    for (i = 0; i < k->len; i++) {
      const struct view_ending *e = &k->at[i];
      if (e->end == end->kind && e->status == end->status && e->output_len == out.len &&
          (out.len == 0 || memcmp(e->output, out.at, out.len) == 0) && endings_errs_alike(a, e))
        break;
    }
  }
  buf_fini(&out);
  return i;
}

/* 34 567 */
static void endings_number(uint64_t n, struct buf *out) {
  if (n >= 1000) {
    endings_number(n / 1000, out);
    buf_printf(out, " %03u", (unsigned)(n % 1000));
  } else {
    buf_printf(out, "%u", (unsigned)n);
  }
}

static void endings_count(uint64_t n, const char *what, struct buf *out) {
  endings_number(n, out);
  buf_printf(out, " %s%s", what, n == 1 ? "" : "s");
}

static void endings_headline(const struct endings *e, struct buf *out) {
  const struct view_endings *k = e->known;
  if (e->from)
    buf_printf(out, "From step %u: ", e->from);
  else
    buf_puts(out, "From the start: ");
  if (!k->executions && !k->over) {
    buf_puts(out, "searching");
    return;
  }
  endings_count(k->all, "ending", out);
  buf_puts(out, " in ");
  endings_count(k->executions, "execution", out);
  if (k->complete)
    buf_puts(out, " (all)");
  else if (k->over)
    buf_puts(out, " (there may be more)");
  else
    buf_puts(out, " so far, searching");
}

static const char *endings_note(const struct view_endings *k) { return k->failed ? k->failed : k->note; }

/* ---- drawing ------------------------------------------------------------------------------- */

struct endings_layout {
  struct rect frame;
  int note;   /* rows of what is said below the headline */
  int top;    /* row of the first ending */
  int rows;   /* rows for endings */
  int height; /* rows of an ending: 1 to 3 */
  size_t first, shown;
};

static struct endings_layout endings_layout(const struct actions *a, int cols, int rows) {
  struct layout l = layout_of(&a->view, cols, rows);
  const struct view_endings *k = a->endings.known;
  int y = l.size == LAYOUT_FULL ? l.overview.y + l.overview.h : 0;
  if (l.size == LAYOUT_FULL && l.overview.h == 0) y = l.lanes.y + l.lanes.h;
  int want = 5 + 3 * (int)k->len;
  if (rows - y < want) y = rows - want > 1 ? rows - want : l.size == LAYOUT_FULL; /* over the lanes, but not the title */
  if (rows - y < 10) y = 0;
  struct endings_layout m = {.frame = {0, y, cols, rows - y}};
  m.note = endings_note(k)[0] ? grid_width(endings_note(k)) > cols - 4 ? 2 : 1 : 0;
  m.top = y + 3 + m.note;
  m.rows = rows - 1 - m.top;
  if (m.rows < 1) m.rows = 1;
  int n = (int)k->len;
  m.height = n * 3 - 1 <= m.rows ? 3 : n * 2 <= m.rows ? 2 : 1;
  size_t fit = (size_t)((m.rows + (m.height == 3)) / m.height);
  m.first = a->endings.marked >= fit ? a->endings.marked - fit + 1 : 0;
  m.shown = k->len - m.first < fit ? k->len - m.first : fit;
  return m;
}

struct endings_columns {
  int bar, count; /* widths */
  uint64_t most;
  size_t here;
};

static enum grid_element endings_colour(const struct view_ending *e) {
  return e->end != END_EXIT ? EL_ERROR : e->errors[0] ? EL_WARN : EL_GOOD;
}

static void endings_row(const struct actions *a, struct grid *g, const struct endings_layout *m,
                        const struct endings_columns *c, size_t i, int y) {
  const struct view_ending *e = &a->endings.known->at[i];
  bool ascii = a->view.ascii;
  struct buf words = {0}, errors = {0}, count = {0};
  int x = m->frame.x + 2, end = m->frame.x + m->frame.w - 2;
  int bar = (int)((e->count * (uint64_t)c->bar + c->most - 1) / c->most);
  if (i == a->endings.marked) grid_text(g, x - 1, y, 1, EL_STRONG, glyph_str(GLYPH_CURRENT, ascii));
  if (i < 9) grid_printf(g, x, y, 1, EL_KEY, "%zu", i + 1);
  grid_fill(g, (struct rect){x + 3, y, bar, 1}, endings_colour(e), glyph_str(GLYPH_BAR, ascii));
  endings_number(e->count, &count);
  x += 3 + c->bar + 2;
  grid_text(g, x + c->count - grid_width(buf_str(&count)), y, c->count, EL_STRONG, buf_str(&count));
  x += c->count + 2;
  endings_words(e, &words);
  endings_errors(e, &errors);
  int used = grid_text(g, x, y, end - x, endings_colour(e), buf_str(&words));
  if (i == a->endings.marked) grid_reverse(g, (struct rect){x - 1, y, used + 2, 1});
  if (i == c->here) {
    char mark[32];
    snprintf(mark, sizeof mark, "  %s this branch", glyph_str(GLYPH_ARROW_LEFT, ascii));
    if (x + used + grid_width(mark) <= end) used += grid_text(g, x + used, y, end - x - used, EL_STRONG, mark);
  }
  if (m->height > 1)
    grid_text(g, x, y + 1, end - x, EL_TEXT, buf_str(&errors));
  else if (errors.len && x + used + 3 < end)
    grid_text(g, x + used + 3, y, end - x - used - 3, EL_TEXT, buf_str(&errors));
  buf_fini(&words);
  buf_fini(&errors);
  buf_fini(&count);
}

static void endings_frame(const struct actions *a, struct grid *g, struct rect r) {
  bool ascii = a->view.ascii;
  const char *rule = glyph_str(GLYPH_RULE, ascii);
  const char *move = ascii ? "Up, Down," : "↑ ↓";
  grid_fill(g, r, EL_TEXT, " ");
  grid_fill(g, (struct rect){r.x, r.y, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_fill(g, (struct rect){r.x, r.y + r.h - 1, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_text(g, r.x + 2, r.y, r.w - 4, EL_STRONG, " how it can end ");
  grid_printf(g, r.x + 2, r.y + r.h - 1, r.w - 4, EL_KEY,
              a->endings.known->len ? " %s Enter or its number: show it   Esc: close " : " Esc: close ", move);
}

void endings_draw(struct actions *a, struct grid *g) {
  const struct endings *e = &a->endings;
  if (!e->open || !e->known || g->cols < 40 || g->rows < 10) return;
  const struct view_endings *k = e->known;
  struct endings_layout m = endings_layout(a, g->cols, g->rows);
  struct endings_columns c = {.bar = g->cols >= 110 ? 32 : g->cols >= 70 ? 16 : 8, .most = 1, .here = endings_here(a)};
  struct buf b = {0};
  endings_frame(a, g, m.frame);
  endings_headline(e, &b);
  if (!k->over) buf_puts(&b, a->view.ascii ? " ..." : " …");
  grid_text(g, m.frame.x + 2, m.frame.y + 1, m.frame.w - 4, EL_STRONG, buf_str(&b));
  screen_wrap(g, (struct rect){m.frame.x + 2, m.frame.y + 2, m.frame.w - 4, m.note}, k->failed ? EL_ERROR : EL_DIM, endings_note(k));
  for (size_t i = 0; i < k->len; i++) {
    buf_clear(&b);
    endings_number(k->at[i].count, &b);
    c.count = grid_width(buf_str(&b)) > c.count ? grid_width(buf_str(&b)) : c.count;
    c.most = k->at[i].count > c.most ? k->at[i].count : c.most;
  }
  for (size_t i = 0; i < m.shown; i++) endings_row(a, g, &m, &c, m.first + i, m.top + (int)i * m.height);
  buf_clear(&b);
  if (m.first + m.shown < k->all) {
    buf_printf(&b, " %zu more ", k->all - m.first - m.shown);
    grid_text(g, m.frame.x + m.frame.w - 2 - (int)b.len, m.frame.y + m.frame.h - 1, (int)b.len, EL_KEY, buf_str(&b));
  }
  buf_fini(&b);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static void endings_close(struct actions *a) {
  endings_stop(a);
  a->endings.open = false;
}

static void endings_choose(struct actions *a, size_t i) {
  const struct view_search *search = endings_search(a);
  const struct view_endings *k = a->endings.known;
  struct view_way way = {0};
  struct plait_err err = {0};
  if (i >= k->len) return;
  a->endings.marked = i;
  struct buf words = {0};
  endings_words(&k->at[i], &words);
  if (a->view.running) {
    endings_say(a, true, "the program is still moving");
  } else if (!search->take(search->ctx, i, &way, &err)) {
    endings_say(a, true, "%s", err.text);
  } else if (branches_take(a, &way)) {
    endings_say(a, false, "this branch ends with: %s", buf_str(&words));
    endings_close(a);
  } else {
    endings_close(a);
  }
  buf_fini(&words);
}

void endings_key(struct actions *a, uint32_t key) {
  struct endings *e = &a->endings;
  size_t n = e->known->len;
  a->view.message[0] = 0;
  if (key == VKEY_ENTER) {
    endings_choose(a, e->marked);
    return;
  }
  switch (keymap_action(key)) {
  case ACTION_UP: e->marked -= e->marked > 0; return;
  case ACTION_DOWN: e->marked += e->marked + 1 < n; return;
  case ACTION_START: case ACTION_PAGE_UP: e->marked = 0; return;
  case ACTION_END: case ACTION_PAGE_DOWN: e->marked = n ? n - 1 : 0; return;
  case ACTION_CHOOSE: endings_choose(a, (size_t)(key - '1')); return;
  case ACTION_SUSPEND: a->suspend = true; return;
  case ACTION_REDRAW: a->redraw = true; return;
  default: endings_close(a);
  }
}

void endings_click(struct actions *a, int cols, int rows, int y) {
  struct endings_layout m = endings_layout(a, cols, rows);
  size_t i = y >= m.top ? (size_t)((y - m.top) / m.height) : SIZE_MAX;
  if (y >= m.top && i < m.shown)
    endings_choose(a, m.first + i);
  else if (y < m.frame.y)
    endings_close(a);
}

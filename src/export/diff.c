/* diff.c — two executions side by side as text: a column each, a row per step.
 *
 * What they have in common is folded, because what matters is where they part. The swap that decides is marked where it
 * stands in the columns, and told in words below them. A call of a library is one row, unless open, and the line is that of
 * the program. */
#include "export/diff.h"

#include "export/ending.h"
#include "export/inside.h"
#include "view/grid.h"
#include "view/view.h"

#include <inttypes.h>
#include <string.h>

enum { CONTEXT = 2, FOLD = 4, WIDEST_PLACE = 24 };

/* ---- what is compared --------------------------------------------------------------------- */

void diff_init(struct diff *d, const struct trace *a, const char *name_a, const struct trace *b, const char *name_b) {
  *d = (struct diff){.name = {name_a, name_b}};
  compare_init(&d->c, a, b);
  d->same = d->c.same;
  for (int side = 0; side < 2; side++) {
    d->found[side] = analysis_new(d->c.t[side]);
    analysis_update(d->found[side]);
    d->spans[side] = spans_new(d->c.t[side]);
  }
}

void diff_fini(struct diff *d) {
  analysis_free(d->found[0]);
  analysis_free(d->found[1]);
  spans_free(d->spans[0]);
  spans_free(d->spans[1]);
  compare_fini(&d->c);
}

bool diff_shared(const struct diff *d, int side, const struct finding *f) {
  struct buf mine = {0}, other = {0};
  bool found = false;
  finding_key(d->c.t[side], f, &mine);
  for (size_t i = 0; i < analysis_findings(d->found[!side]) && !found; i++) {
    buf_clear(&other);
    finding_key(d->c.t[!side], analysis_finding(d->found[!side], i), &other);
    found = strcmp(buf_str(&mine), buf_str(&other)) == 0;
  }
  buf_fini(&mine);
  buf_fini(&other);
  return found;
}

bool diff_related(const struct diff *d) {
  const struct trace_meta *a = trace_meta(d->c.t[0]), *b = trace_meta(d->c.t[1]);
  bool same = strcmp(a->program, b->program) == 0 && a->arg_count == b->arg_count;
  for (size_t i = 0; same && i < a->arg_count; i++)
    same = strcmp(a->args[i], b->args[i]) == 0;
  return same;
}

/* "T1 writes counter = 2 (was 1)" without what is in brackets, "T1 signals c: wakes T2" without what comes of it; not what
 * was printed. */
static void words_shorten(struct buf *b) {
  const char *s = buf_str(b);
  if (strchr(s, '"'))
    return;
  size_t bracket = strstr(s, " (") ? (size_t)(strstr(s, " (") - s) : b->len, colon = strstr(s, ": ") ? (size_t)(strstr(s, ": ") - s) : b->len;
  size_t n = bracket < colon ? bracket : colon;
  if (n < b->len)
    b->at[b->len = n] = 0;
}

/* ---- columns ---------------------------------------------------------------------------------- */

struct columns {
  const struct diff *d;
  struct buf *out;
  struct grid g; /* one row */
  bool ascii, open, one_file;
  int width, number, thread, place; /* of a column and of what is in it */
  ARRAY(struct compare_row) rows;   /* those shown behind the place where they part */
};

static const struct trace_site *columns_site(const struct columns *c, const struct trace *t, uint32_t step) {
  const struct spans *spans = c->d->spans[t != c->d->c.t[0]];
  return c->open ? trace_site(t, trace_step(t, step)->site) : inside_site(t, spans, step);
}

static void columns_place(const struct columns *c, const struct trace *t, uint32_t step, struct buf *out) {
  const struct trace_site *s = columns_site(c, t, step);
  buf_clear(out);
  const char *slash = strrchr(s->file, '/');
  if (*s->file && s->line)
    buf_printf(out, "%s:%" PRIu32, c->one_file ? "" : slash ? slash + 1 : s->file, s->line);
}

/* Do all steps lie in one source file? Then its name need not be repeated. */
static bool columns_one_file(const struct columns *c) {
  const struct diff *d = c->d;
  const char *file = NULL;
  for (int side = 0; side < 2; side++)
    for (uint32_t i = 1; i <= trace_steps(d->c.t[side]); i++) {
      const char *f = columns_site(c, d->c.t[side], i)->file;
      if (*f && file && strcmp(f, file) != 0)
        return false;
      file = *f ? f : file;
    }
  return true;
}

static void columns_measure(struct columns *c, int width) {
  struct buf b = {0};
  c->width = (width - 3) / 2;
  c->number = 3;
  c->thread = 2;
  c->one_file = columns_one_file(c);
  for (int side = 0; side < 2; side++) {
    const struct trace *t = c->d->c.t[side];
    for (uint32_t n = trace_steps(t), k = 0; n; n /= 10)
      c->number = (int)++k > c->number ? (int)k : c->number;
    for (uint16_t i = 0; i < trace_threads(t); i++) {
      int w = grid_width(trace_thread(t, i)->name);
      c->thread = w > c->thread && w <= 10 ? w : c->thread;
    }
    for (size_t i = 0; i < c->rows.len; i++)
      if (c->rows.at[i].step[side]) {
        columns_place(c, t, c->rows.at[i].step[side], &b);
        int w = grid_width(buf_str(&b));
        c->place = w > c->place ? w : c->place;
      }
  }
  int most = c->width / 3 < WIDEST_PLACE ? c->width / 3 : WIDEST_PLACE;
  c->place = c->place > most ? most : c->place;
  buf_fini(&b);
}

static void columns_line(struct columns *c) {
  grid_line(&c->g, 0, c->out);
  grid_clear(&c->g);
}

/* The last MAX columns of S. */
static const char *columns_tail(const char *s, int max) {
  while (grid_width(s) > max)
    do
      s++;
    while (((unsigned char)*s & 0xc0) == 0x80);
  return s;
}

static bool columns_is_swap(const struct columns *c, int side, uint32_t step) {
  return c->d->c.swapped && (step == c->d->c.first.step[side] || step == c->d->c.second.step[side]);
}

/* "* 7 T2 reads counter = 0    :18" */
static void columns_step(struct columns *c, int side, uint32_t step) {
  const struct trace *t = c->d->c.t[side];
  const char *name = trace_thread(t, trace_step(t, step)->thread)->name;
  int x = side ? c->width + 3 : 0, at = x + 1 + c->number + 1, room = c->width - (1 + c->number + 1);
  struct buf b = {0};
  if (columns_is_swap(c, side, step))
    grid_put(&c->g, x, 0, EL_STRONG, c->ascii ? "*" : "◆");
  grid_printf(&c->g, x + 1, 0, c->number, EL_DIM, "%*" PRIu32, c->number, step);
  grid_text(&c->g, at, 0, c->thread, EL_NAME, name);
  columns_place(c, t, step, &b);
  int where = at + room - c->place;
  if (grid_width(buf_str(&b)) > c->place) {
    grid_put(&c->g, where, 0, EL_DIM, c->ascii ? "~" : "…");
    grid_text(&c->g, where + 1, 0, c->place - 1, EL_DIM, columns_tail(buf_str(&b), c->place - 1));
  } else {
    grid_text(&c->g, where, 0, c->place, EL_DIM, buf_str(&b));
  }
  at += c->thread + 1;
  room = where - at - 1;
  buf_clear(&b);
  explain_step(t, step, &b);
  if (grid_width(buf_str(&b)) > room + grid_width(name) + 1)
    words_shorten(&b);
  size_t n = strlen(name);
  const char *what = strncmp(buf_str(&b), name, n) == 0 && b.at[n] == ' ' ? b.at + n + 1 : buf_str(&b);
  bool cut = grid_width(what) > room && room > 1;
  grid_text(&c->g, at, 0, cut ? room - 1 : room, EL_TEXT, what);
  if (cut)
    grid_put(&c->g, at + room - 1, 0, EL_DIM, c->ascii ? "~" : "…");
  buf_fini(&b);
}

static void columns_row(struct columns *c, const struct compare_row *r) {
  const char *between = !r->step[0] ? ">" : !r->step[1] ? "<" : r->same ? (c->ascii ? ":" : "│") : (c->ascii ? "!" : "≠");
  for (int side = 0; side < 2; side++)
    if (r->step[side])
      columns_step(c, side, r->step[side]);
  grid_put(&c->g, c->width + 1, 0, EL_BORDER, between);
  columns_line(c);
}

static void columns_folded(struct columns *c, uint64_t steps) {
  grid_printf(&c->g, 1, 0, c->g.cols, EL_DIM, "%s %" PRIu64 " step%s the same", c->ascii ? "..." : "…", steps, steps == 1 ? "" : "s");
  columns_line(c);
}

static void columns_rule(struct columns *c) {
  static const char words[] = " here they part ";
  grid_fill(&c->g, (struct rect){0, 0, 2 * c->width + 3, 1}, EL_BORDER, c->ascii ? "-" : "─");
  grid_text(&c->g, 3, 0, (int)sizeof words - 1, EL_STRONG, words);
  columns_line(c);
}

static void columns_head(struct columns *c) {
  for (int side = 0; side < 2; side++)
    grid_printf(&c->g, side ? c->width + 3 : 0, 0, c->width, EL_TITLE, "%c: %s", 'A' + side, c->d->name[side]);
  columns_line(c);
}

/* What a library does inside a call is a row only where it decides. */
static bool columns_hides(const struct columns *c, const struct compare_row *r) {
  for (int side = 0; side < 2; side++)
    if (r->step[side] && (c->open || columns_is_swap(c, side, r->step[side]) || !spans_hidden(c->d->spans[side], r->step[side])))
      return false;
  return true;
}

static void columns_collect(struct columns *c) {
  const struct comparison *k = &c->d->c;
  for (size_t i = 0; i < k->rows.len; i++)
    if (!columns_hides(c, &k->rows.at[i]))
      *ARRAY_PUSH(&c->rows) = k->rows.at[i];
}

static void columns_common(struct columns *c) {
  ARRAY(struct compare_row) rows = {0};
  for (uint32_t i = 1; i <= c->d->c.common; i++) {
    struct compare_row r = {.step = {i, i}, .same = true};
    if (!columns_hides(c, &r))
      *ARRAY_PUSH(&rows) = r;
  }
  size_t folded = rows.len > FOLD ? rows.len - CONTEXT : 0;
  if (folded)
    columns_folded(c, folded);
  for (size_t i = folded; i < rows.len; i++)
    columns_row(c, &rows.at[i]);
  ARRAY_FREE(&rows);
}

static bool columns_plain(const struct columns *c, const struct compare_row *r) {
  return r->same && !columns_is_swap(c, 0, r->step[0]) && !columns_is_swap(c, 1, r->step[1]);
}

static void columns_rows(struct columns *c) {
  const struct comparison *k = &c->d->c;
  for (size_t i = 0; i < c->rows.len;) {
    size_t n = 0;
    while (i + n < c->rows.len && columns_plain(c, &c->rows.at[i + n]))
      n++;
    if (n > FOLD) {
      columns_folded(c, n);
      i += n;
      continue;
    }
    columns_row(c, &c->rows.at[i++]);
  }
  if (k->unaligned[0] || k->unaligned[1]) {
    grid_printf(&c->g, 1, 0, c->g.cols, EL_DIM, "%s %" PRIu32 " and %" PRIu32 " more steps", c->ascii ? "..." : "…", k->unaligned[0], k->unaligned[1]);
    columns_line(c);
  }
}

/* ---- in words ----------------------------------------------------------------------------------- */

/* "T2 reads counter = 0 (lost.c:9)" */
static void words_step(const struct trace *t, const struct spans *spans, uint32_t step, struct buf *out) {
  const struct trace_site *s = inside_site(t, spans, step);
  struct buf b = {0};
  explain_step(t, step, &b);
  words_shorten(&b);
  inside_words(t, spans, step, &b);
  buf_puts(out, buf_str(&b));
  buf_fini(&b);
  if (*s->file && s->line)
    buf_printf(out, " (%s:%" PRIu32 ")", s->file, s->line);
}

/* What EVENT would have been where it did not happen. */
static void words_never(const struct diff *d, int side, const struct compare_event *e, struct buf *out) {
  const struct trace *other = d->c.t[!side], *t = d->c.t[side];
  const struct trace_step *s = trace_step(other, e->step[!side]);
  uint16_t thread = e->thread[side];
  bool here = thread < trace_threads(t);
  buf_printf(out, "%s never comes to %s", here ? trace_thread(t, thread)->name : trace_thread(other, s->thread)->name, plait_op_table[s->op].verb);
  if (s->object && s->object <= trace_objects(other))
    buf_printf(out, " %s", trace_object(other, s->object)->name);
}

static void words_order(const struct diff *d, int side, struct buf *out) {
  const struct compare_event *x = side ? &d->c.second : &d->c.first, *y = side ? &d->c.first : &d->c.second;
  words_step(d->c.t[side], d->spans[side], x->step[side], out);
  if (y->step[side]) {
    buf_puts(out, "\n        before ");
    words_step(d->c.t[side], d->spans[side], y->step[side], out);
  } else {
    buf_puts(out, ",\n        and ");
    words_never(d, side, y, out);
  }
  buf_putc(out, '\n');
}

static void words_decides(const struct diff *d, struct buf *out) {
  const struct comparison *c = &d->c;
  if (c->swapped) {
    buf_puts(out, "\nThe swap that decides:\n");
    for (int side = 0; side < 2; side++) {
      buf_printf(out, "  %c:    ", 'A' + side);
      words_order(d, side, out);
    }
    return;
  }
  uint32_t step = c->common + 1;
  if (step > trace_steps(c->t[0]) || step > trace_steps(c->t[1]))
    return;
  const struct trace_step *a = trace_step(c->t[0], step), *b = trace_step(c->t[1], step);
  bool choice = a->thread == b->thread && a->op == b->op && (a->flags | b->flags) & (STEP_CHOICE | STEP_TIMEOUT | STEP_SPURIOUS);
  if (choice)
    buf_printf(out, "\nWhat decides is a choice in step %" PRIu32 ", not an order.\n", step);
  else
    buf_puts(out, "\nNo two steps that depend on each other come in another order.\n");
}

static void words_endings(const struct diff *d, struct buf *out) {
  for (int side = 0; side < 2; side++) {
    const struct trace *t = d->c.t[side];
    uint32_t preemptions = 0;
    for (uint32_t i = 1; i <= trace_steps(t); i++)
      preemptions += trace_step(t, i)->why == WHY_PREEMPTED;
    buf_printf(out, "  %c:    ", 'A' + side);
    ending_text(t, out);
    buf_printf(out, ", %" PRIu32 " step%s, %" PRIu32 " preemption%s\n", trace_steps(t), trace_steps(t) == 1 ? "" : "s", preemptions, preemptions == 1 ? "" : "s");
  }
}

static void words_findings(const struct diff *d, struct buf *out) {
  bool any = false;
  for (int side = 0; side < 2; side++)
    for (size_t i = 0; i < analysis_findings(d->found[side]); i++) {
      const struct finding *f = analysis_finding(d->found[side], i);
      bool shared = diff_shared(d, side, f);
      if (f->severity == SEVERITY_NOTE || (side && shared))
        continue;
      struct buf text = {0};
      buf_puts(out, any ? "" : "\nWhat is found:\n");
      any = true;
      finding_print(d->c.t[side], f, &text);
      buf_printf(out, "  %-5s %.*s\n", shared ? "both:" : side ? "B:" : "A:", (int)strcspn(buf_str(&text), "\n"), buf_str(&text));
      buf_fini(&text);
    }
}

void diff_text(const struct diff *d, int width, bool ascii, bool open, struct buf *out) {
  const struct comparison *k = &d->c;
  if (!diff_related(d))
    buf_printf(out, "These are recordings of different programs, %s and %s; steps are compared by thread and by name.\n\n",
               trace_meta(k->t[0])->program, trace_meta(k->t[1])->program);
  if (d->same) {
    buf_printf(out, "%s and %s are the same: %" PRIu32 " steps, ", d->name[0], d->name[1], trace_steps(k->t[0]));
    ending_text(k->t[0], out);
    buf_putc(out, '\n');
    return;
  }
  struct columns c = {.d = d, .out = out, .ascii = ascii, .open = open};
  columns_collect(&c);
  columns_measure(&c, width);
  grid_init(&c.g, 2 * c.width + 3, 1);
  c.g.ascii = ascii;
  columns_head(&c);
  columns_common(&c);
  columns_rule(&c);
  columns_rows(&c);
  grid_fini(&c.g);
  ARRAY_FREE(&c.rows);
  words_decides(d, out);
  buf_puts(out, "\nHow they end:\n");
  words_endings(d, out);
  words_findings(d, out);
}

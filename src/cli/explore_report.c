/* explore_report.c — a search as text; see explore_report.h. Fills buffers; cmd_explore.c prints them. */
#include "cli/explore_report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { BAR = 16, SHOWN = 40 };

void report_fini(struct report *r) {
  for (size_t i = 0; i < r->findings.len; i++) {
    free(r->findings.at[i].key);
    free(r->findings.at[i].text);
    free(r->findings.at[i].json);
    free(r->findings.at[i].schedule);
  }
  for (size_t i = 0; i < r->schedules.len; i++)
    free(r->schedules.at[i]);
  ARRAY_FREE(&r->findings);
  ARRAY_FREE(&r->schedules);
  free(r->program);
}

bool report_counts(const struct report *r, bool strict) {
  for (size_t i = 0; i < r->findings.len; i++)
    if (r->findings.at[i].severity == SEVERITY_ERROR || (strict && r->findings.at[i].severity == SEVERITY_WARNING))
      return true;
  return false;
}

/* ---- the summary ------------------------------------------------------------------------------- */

static void report_number(uint64_t n, const char *what, struct buf *out) { buf_printf(out, "%" PRIu64 " %s%s", n, what, n == 1 ? "" : "s"); }

static void report_summary(const struct report *r, struct buf *out) {
  const struct explore_result *x = r->result;
  buf_printf(out, "%s: ", r->program);
  report_number(x->outcomes_len, "outcome", out);
  buf_puts(out, " in ");
  report_number(x->executions, "execution", out);
  if (x->sampled)
    buf_printf(out, " and %" PRIu64 " drawn ones", x->sampled);
  buf_printf(out, " (%s, %.2f s", x->strategy, x->elapsed_s);
  if (r->shards)
    buf_printf(out, ", part %" PRIu32 " of %" PRIu32, r->shard, r->shards);
  buf_puts(out, r->begun ? ", after the schedule given)" : ")");
  if (x->complete && r->shards)
    buf_puts(out, "; this part is complete\n");
  else if (x->complete)
    buf_printf(out, "; %s\n", *x->note ? x->note : r->begun ? "complete: from there it cannot end in any other way" : "complete: it cannot end in any other way");
  else
    buf_printf(out, "; not complete%s%s\n", *x->note ? ": " : "", x->note);
}

/* ---- the table of outcomes -------------------------------------------------------------------------- */

/* What it printed, in quotes and cut to what fits on a line. */
static void report_quote(const struct buf *output, struct buf *out) {
  struct buf all = {0};
  buf_json(&all, output->at ? output->at : "", output->len);
  buf_putc(out, '"');
  if (all.len <= SHOWN) {
    buf_puts(out, buf_str(&all));
    buf_putc(out, '"');
  } else {
    size_t n = SHOWN - 3;
    while (n && ((unsigned char)all.at[n] & 0xc0) == 0x80)
      n--;
    buf_add(out, all.at, n);
    buf_puts(out, "...\"");
  }
  buf_fini(&all);
}

static void report_ending(const struct explore_outcome *o, struct buf *out) {
  switch (o->end) {
  case END_EXIT: buf_printf(out, "exit %d", (int)o->status); break;
  case END_CRASH: buf_printf(out, "crash (signal %d)", (int)o->status); break;
  case END_STEP_LIMIT: buf_puts(out, "stopped at --max-steps"); break;
  default: buf_puts(out, plait_end_word(o->end, o->end_text)); break;
  }
  if (o->output.len) {
    buf_putc(out, ' ');
    report_quote(&o->output, out);
  }
}

/* Columns, each as wide as what is in it; one without content is left out. */
enum { COLUMN_COUNT, COLUMN_BAR, COLUMN_ENDING, COLUMN_WRONG, COLUMN_SCHEDULES, COLUMN_WAY, COLUMNS };

/* How the table is drawn: as wide as it likes, or so that no row of it is wrapped by a terminal. */
struct table {
  const struct report *r;
  size_t width[COLUMNS];
  size_t bar;       /* of the most frequent outcome */
  uint64_t most;
  unsigned columns; /* of the terminal; 0: no limit */
  bool ascii;
  bool below;       /* a schedule has a line of its own, below its outcome */
  bool brief;       /* of all schedules, only the percentage */
};

/* Neither all nor none is said of what is only nearly so. */
static void report_share(uint64_t part, uint64_t all, struct buf *out) {
  double percent = 100.0 * (double)part / (double)all, off = percent < 50 ? percent : 100 - percent;
  bool whole = part == all || !part;
  if (whole || off >= 0.0001)
    buf_printf(out, "%.*f %%", whole || off >= 1 ? 0 : off >= 0.1 ? 1 : off >= 0.01 ? 2 : 4, percent);
  else
    buf_puts(out, percent < 50 ? "< 0.0001 %" : "> 99.9999 %");
}

static void report_cell(const struct table *t, size_t i, int column, struct buf *out) {
  const struct explore_result *x = t->r->result;
  const struct explore_outcome *o = &x->outcomes[i];
  uint64_t n = o->count + o->sampled;
  switch (column) {
  case COLUMN_COUNT: buf_printf(out, "%" PRIu64, n); break;
  case COLUMN_BAR:
    for (size_t k = 0; k < (n * t->bar + t->most - 1) / t->most; k++)
      buf_puts(out, t->ascii ? "#" : "█");
    break;
  case COLUMN_ENDING: report_ending(o, out); break;
  case COLUMN_WRONG: buf_add(out, o->errors.at, o->errors.len); break;
  case COLUMN_SCHEDULES:
    if (!x->interleavings)
      break;
    if (!t->brief)
      buf_printf(out, "%" PRIu64 " of %" PRIu64 " (", o->interleavings, x->interleavings);
    report_share(o->interleavings, x->interleavings, out);
    buf_puts(out, t->brief ? "" : ")");
    break;
  case COLUMN_WAY: buf_puts(out, i < t->r->schedules.len ? t->r->schedules.at[i] : ""); break;
  default: break;
  }
}

static const char *report_title(const struct table *t, int column) {
  static const char *const titles[COLUMNS] = {"times", "", "ending", "wrong", "of all schedules", "e.g."};
  return column == COLUMN_SCHEDULES && t->brief ? "of all" : titles[column];
}

static size_t report_glyphs(const struct buf *b) {
  size_t n = 0;
  for (size_t i = 0; i < b->len; i++)
    n += ((unsigned char)b->at[i] & 0xc0) != 0x80;
  return n;
}

/* CELL, cut after a word so that it has at most WIDTH columns with the sign that says so. */
static void report_cut(struct buf *cell, size_t width, bool ascii) {
  size_t sign = ascii ? 3 : 1, n = 0, at = 0;
  if (report_glyphs(cell) <= width)
    return;
  while (at < cell->len && n + sign < width) {
    at++;
    while (at < cell->len && ((unsigned char)cell->at[at] & 0xc0) == 0x80)
      at++;
    n++;
  }
  size_t word = at;
  while (word && cell->at[word - 1] != ' ')
    word--;
  at = word > at / 2 ? word : at;
  struct buf cut = {0};
  buf_add(&cut, cell->at, at);
  buf_puts(&cut, ascii ? "..." : "…");
  buf_fini(cell);
  *cell = cut;
}

/* How wide each column wants to be; returns the width of a row. */
static size_t report_measure(struct table *t) {
  size_t all = 0;
  for (int c = 0; c < COLUMNS; c++) {
    t->width[c] = 0;
    for (size_t i = 0; i < t->r->result->outcomes_len; i++) {
      struct buf cell = {0};
      report_cell(t, i, c, &cell);
      size_t n = report_glyphs(&cell);
      t->width[c] = n > t->width[c] ? n : t->width[c];
      buf_fini(&cell);
    }
    size_t title = strlen(report_title(t, c));
    if (t->width[c] && title > t->width[c])
      t->width[c] = title;
    if (t->width[c] && !(c == COLUMN_WAY && t->below))
      all += t->width[c] + (all ? 2 : 0);
  }
  return all;
}

/* What matters least gives way first. */
static void report_fit(struct table *t) {
  size_t wide = report_measure(t);
  if (!t->columns || wide <= t->columns)
    return;
  t->below = true;
  wide = report_measure(t);
  for (; wide > t->columns && t->bar > 4; wide = report_measure(t))
    t->bar /= 2;
  if (wide > t->columns) {
    t->brief = true;
    wide = report_measure(t);
  }
  size_t over = wide > t->columns ? wide - t->columns : 0, least = 12;
  if (over && t->width[COLUMN_WRONG] > least)
    t->width[COLUMN_WRONG] = t->width[COLUMN_WRONG] > over + least ? t->width[COLUMN_WRONG] - over : least;
}

static void report_row(const struct table *t, size_t i, struct buf *out) {
  enum { INDENT = 7 };
  for (int c = 0; c < COLUMNS; c++) {
    struct buf cell = {0};
    if (!t->width[c])
      continue;
    report_cell(t, i, c, &cell);
    bool right = c == COLUMN_COUNT || c == COLUMN_SCHEDULES, last = c == COLUMN_WAY;
    if (last && t->below) {
      report_cut(&cell, t->columns > INDENT + 10 ? t->columns - INDENT : 10, t->ascii);
      while (out->len && out->at[out->len - 1] == ' ')
        out->len--;
      buf_printf(out, "\n%*s", INDENT, "");
    } else {
      report_cut(&cell, t->width[c], t->ascii);
      buf_puts(out, c ? "  " : "");
    }
    size_t n = report_glyphs(&cell);
    int pad = last || n > t->width[c] ? 0 : (int)(t->width[c] - n);
    buf_printf(out, "%*s", right ? pad : 0, "");
    buf_add(out, cell.at, cell.len);
    buf_printf(out, "%*s", right ? 0 : pad, "");
    buf_fini(&cell);
  }
  buf_putc(out, '\n');
}

static void report_outcomes(const struct report *r, bool ascii, unsigned columns, struct buf *out) {
  const struct explore_result *x = r->result;
  struct table t = {.r = r, .bar = BAR, .most = 1, .columns = columns, .ascii = ascii};
  for (size_t i = 0; i < x->outcomes_len; i++) {
    uint64_t n = x->outcomes[i].count + x->outcomes[i].sampled;
    t.most = n > t.most ? n : t.most;
  }
  report_fit(&t);
  buf_putc(out, '\n');
  for (int c = 0; c < COLUMNS; c++) {
    if (!t.width[c] || (c == COLUMN_WAY && t.below))
      continue;
    bool right = c == COLUMN_COUNT || c == COLUMN_SCHEDULES;
    buf_printf(out, "%s%*s", c ? "  " : "", c == COLUMN_WAY ? 0 : right ? (int)t.width[c] : -(int)t.width[c], report_title(&t, c));
  }
  buf_putc(out, '\n');
  for (size_t i = 0; i < x->outcomes_len; i++)
    report_row(&t, i, out);
}

/* ---- the findings --------------------------------------------------------------------------------- */

static void report_finding(const struct report *r, const struct report_finding *f, struct buf *out) {
  const struct explore_result *x = r->result;
  buf_puts(out, f->text);
  buf_printf(out, "  in %" PRIu64 " of %" PRIu64 " executions, e.g. %s\n", f->count, x->executions + x->sampled, f->schedule);
  if (!f->verdict)
    return;
  if (strcmp(f->verdict, "confirmed") == 0)
    buf_puts(out, "  confirmed: there is a schedule with this very deadlock, see above\n");
  else if (strcmp(f->verdict, "refuted") == 0)
    buf_puts(out, "  refuted: every schedule was tried, and none deadlocks here\n");
  else
    buf_puts(out, "  neither confirmed nor refuted: not every schedule was tried\n");
}

void report_text(const struct report *r, bool ascii, unsigned columns, struct buf *out) {
  report_summary(r, out);
  if (r->result->outcomes_len)
    report_outcomes(r, ascii, columns, out);
  for (int s = SEVERITY_ERROR; s <= SEVERITY_NOTE; s++)
    for (size_t i = 0; i < r->findings.len; i++)
      if ((int)r->findings.at[i].severity == s) {
        buf_putc(out, '\n');
        report_finding(r, &r->findings.at[i], out);
      }
}

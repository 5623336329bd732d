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
  buf_puts(out, ")");
  if (x->complete && r->shards)
    buf_puts(out, "; this part is complete\n");
  else if (x->complete)
    buf_printf(out, "; %s\n", *x->note ? x->note : "complete: it cannot end in any other way");
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
  bool livelock = o->end == END_DEADLOCK && strncmp(o->end_text, "livelock", 8) == 0;
  switch (o->end) {
  case END_EXIT: buf_printf(out, "exit %d", (int)o->status); break;
  case END_CRASH: buf_printf(out, "crash (signal %d)", (int)o->status); break;
  case END_STEP_LIMIT: buf_puts(out, "stopped at --max-steps"); break;
  default: buf_puts(out, livelock ? "livelock" : plait_end_names[o->end]); break;
  }
  if (o->output.len) {
    buf_putc(out, ' ');
    report_quote(&o->output, out);
  }
}

/* Columns, each as wide as what is in it; one without content is left out. */
enum { COLUMN_COUNT, COLUMN_BAR, COLUMN_ENDING, COLUMN_WRONG, COLUMN_SCHEDULES, COLUMN_WAY, COLUMNS };

static void report_cell(const struct report *r, size_t i, int column, uint64_t most, bool ascii, struct buf *out) {
  const struct explore_result *x = r->result;
  const struct explore_outcome *o = &x->outcomes[i];
  uint64_t n = o->count + o->sampled;
  switch (column) {
  case COLUMN_COUNT: buf_printf(out, "%" PRIu64, n); break;
  case COLUMN_BAR:
    for (unsigned k = 0; k < (unsigned)((n * BAR + most - 1) / most); k++)
      buf_puts(out, ascii ? "#" : "█");
    break;
  case COLUMN_ENDING: report_ending(o, out); break;
  case COLUMN_WRONG: buf_add(out, o->errors.at, o->errors.len); break;
  case COLUMN_SCHEDULES:
    if (x->interleavings) {
      double percent = 100.0 * (double)o->interleavings / (double)x->interleavings;
      buf_printf(out, "%" PRIu64 " of %" PRIu64 " (%.*f %%)", o->interleavings, x->interleavings, percent >= 1 ? 0 : percent >= 0.1 ? 1 : percent >= 0.01 ? 2 : 4, percent);
    }
    break;
  case COLUMN_WAY: buf_puts(out, i < r->schedules.len ? r->schedules.at[i] : ""); break;
  default: break;
  }
}

static size_t report_width(int column, const struct buf *cell) {
  if (column != COLUMN_BAR)
    return cell->len;
  size_t n = 0; /* a block is three bytes */
  for (size_t i = 0; i < cell->len; i++)
    n += ((unsigned char)cell->at[i] & 0xc0) != 0x80;
  return n;
}

static void report_row(const struct report *r, size_t i, const size_t *width, uint64_t most, bool ascii, struct buf *out) {
  for (int c = 0; c < COLUMNS; c++) {
    struct buf cell = {0};
    if (!width[c])
      continue;
    report_cell(r, i, c, most, ascii, &cell);
    size_t pad = width[c] - report_width(c, &cell);
    bool right = c == COLUMN_COUNT || c == COLUMN_SCHEDULES;
    buf_puts(out, c ? "  " : "");
    buf_printf(out, "%*s", right ? (int)pad : 0, "");
    buf_add(out, cell.at, cell.len);
    buf_printf(out, "%*s", right || c == COLUMN_WAY ? 0 : (int)pad, "");
    buf_fini(&cell);
  }
  buf_putc(out, '\n');
}

static void report_outcomes(const struct report *r, bool ascii, struct buf *out) {
  static const char *const titles[COLUMNS] = {"times", "", "ending", "wrong", "of all schedules", "e.g."};
  const struct explore_result *x = r->result;
  size_t width[COLUMNS] = {0};
  uint64_t most = 1;
  for (size_t i = 0; i < x->outcomes_len; i++) {
    uint64_t n = x->outcomes[i].count + x->outcomes[i].sampled;
    most = n > most ? n : most;
  }
  for (size_t i = 0; i < x->outcomes_len; i++)
    for (int c = 0; c < COLUMNS; c++) {
      struct buf cell = {0};
      report_cell(r, i, c, most, ascii, &cell);
      size_t n = report_width(c, &cell);
      width[c] = n > width[c] ? n : width[c];
      buf_fini(&cell);
    }
  buf_putc(out, '\n');
  for (int c = 0; c < COLUMNS; c++) {
    if (!width[c])
      continue;
    width[c] = strlen(titles[c]) > width[c] ? strlen(titles[c]) : width[c];
    bool right = c == COLUMN_COUNT || c == COLUMN_SCHEDULES;
    buf_printf(out, "%s%*s", c ? "  " : "", c == COLUMN_WAY ? 0 : right ? (int)width[c] : -(int)width[c], titles[c]);
  }
  buf_putc(out, '\n');
  for (size_t i = 0; i < x->outcomes_len; i++)
    report_row(r, i, width, most, ascii, out);
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

void report_text(const struct report *r, bool ascii, struct buf *out) {
  report_summary(r, out);
  if (r->result->outcomes_len)
    report_outcomes(r, ascii, out);
  for (int s = SEVERITY_ERROR; s <= SEVERITY_NOTE; s++)
    for (size_t i = 0; i < r->findings.len; i++)
      if ((int)r->findings.at[i].severity == s) {
        buf_putc(out, '\n');
        report_finding(r, &r->findings.at[i], out);
      }
}

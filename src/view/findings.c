/* findings.c — what is wrong, as a list over the screen; below it the evidence of the one that is marked.
 *
 * The list is of the whole trace, whatever step is shown: whoever asks wants to get
 * there. Sentences are those of src/analysis; here they are only laid out. */
#include "view/glyphs.h"
#include "view/view.h"

#include <stdio.h>
#include <string.h>

const struct analysis *findings_of(struct view *v) {
  if (!v->found)
    v->found = analysis_new(v->trace);
  analysis_update(v->found);
  return v->found;
}

void findings_count(struct view *v, char out[32]) {
  const struct analysis *a = findings_of(v);
  size_t n = 0;
  for (size_t i = 0; i < analysis_findings(a); i++)
    n += analysis_finding(a, i)->severity != SEVERITY_NOTE;
  out[0] = 0;
  if (n)
    snprintf(out, 32, "%zu finding%s", n, n == 1 ? "" : "s");
}

bool findings_stuck(struct view *v, struct buf *out) {
  const struct analysis *a = findings_of(v);
  size_t said = 0;
  for (size_t i = 0; i < analysis_findings(a); i++) {
    const struct finding *f = analysis_finding(a, i);
    if (f->severity == SEVERITY_ERROR && (f->kind == FINDING_LOST_WAKEUP || f->kind == FINDING_BLOCKED_FOREVER))
      buf_printf(out, "%s%s", said++ ? "; " : "", f->message);
  }
  return said > 0;
}

static enum grid_element colour(const struct finding *f) {
  return f->severity == SEVERITY_ERROR ? EL_ERROR : f->severity == SEVERITY_WARNING ? EL_WARN : EL_TEXT;
}

static void row(struct grid *g, struct rect r, const struct finding *f, bool marked) {
  struct buf b = {0};
  buf_printf(&b, "%6u  %-7s  %s: %s", f->step, finding_severity_names[f->severity], finding_kind_names[f->kind], f->message);
  if (grid_text(g, r.x, r.y, r.w, colour(f), buf_str(&b)) < grid_width(buf_str(&b)))
    grid_text(g, r.x + r.w - 1, r.y, 1, colour(f), glyph_str(GLYPH_ELLIPSIS, g->ascii));
  buf_fini(&b);
  if (marked)
    grid_reverse(g, (struct rect){r.x - 1, r.y, r.w + 2, 1});
}

/* TEXT from row Y on, a line after the other, each broken between words; returns the row after the last. */
static int lines(struct grid *g, struct rect r, int y, const char *text) {
  while (*text && y < r.y + r.h) {
    size_t n = strcspn(text, "\n"), fit = n;
    char line[512];
    for (;;) {
      snprintf(line, sizeof line, "%.*s", (int)fit, text);
      if (grid_width(line) <= r.w)
        break;
      size_t shorter = fit - 1;
      while (shorter && text[shorter] != ' ')
        shorter--;
      if (!shorter)
        break; /* a word that is too long is cut */
      fit = shorter;
    }
    grid_text(g, r.x, y++, r.w, EL_TEXT, line);
    text += fit;
    text += *text == ' ' || *text == '\n';
  }
  return y;
}

void findings_draw(struct view *v, struct grid *g, struct rect r) {
  const struct analysis *a = findings_of(v);
  int n = (int)analysis_findings(a), room = (r.h - 4) / 2, rows = n < room ? n : room;
  const char *rule = v->ascii ? "-" : "─";
  if (r.w < 20 || r.h < 8)
    return;
  rows = rows < 1 ? 1 : rows;
  grid_fill(g, r, EL_TEXT, " ");
  grid_fill(g, (struct rect){r.x, r.y, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_fill(g, (struct rect){r.x, r.y + r.h - 1, r.w, 1}, EL_BORDER_FOCUS, rule);
  grid_text(g, r.x + 2, r.y, r.w - 4, EL_STRONG, " findings ");
  grid_text(g, r.x + 2, r.y + r.h - 1, r.w - 4, EL_KEY, n ? " up, down, Enter: go to its step   Esc: close " : " Esc: close ");
  struct rect list = {r.x + 2, r.y + 2, r.w - 4, 1};
  if (!n) {
    grid_text(g, list.x, list.y, list.w, EL_GOOD, "nothing wrong has been found so far in this execution");
    return;
  }
  size_t marked = v->finding_marked < (size_t)n ? v->finding_marked : (size_t)n - 1;
  size_t first = marked >= (size_t)rows ? marked - (size_t)rows + 1 : 0;
  for (int i = 0; i < rows; i++, list.y++)
    row(g, list, analysis_finding(a, first + (size_t)i), first + (size_t)i == marked);
  struct buf b = {0};
  finding_print(v->trace, analysis_finding(a, marked), &b);
  grid_fill(g, (struct rect){r.x + 2, list.y, r.w - 4, 1}, EL_BORDER, rule);
  lines(g, (struct rect){r.x + 2, list.y + 1, r.w - 4, r.y + r.h - 2 - list.y}, list.y + 1, buf_str(&b));
  buf_fini(&b);
}

/* output.c — what the program has printed up to the step shown.
 *
 * Reads back from the cursor only as far as the pane is high; where things were printed
 * is in the index. Lines of the two streams are never mixed: a change of stream ends the line. */
#include "view/glyphs.h"
#include "view/index.h"

#include <stdio.h>
#include <string.h>

struct output_line {
  struct buf text;
  uint32_t step; /* the last one that added to it */
  bool err;      /* stderr */
};
typedef ARRAY(struct output_line) output_lines;

/* Adds what STEP printed; *OPEN: the last line goes on. */
static void output_add(const struct view *v, uint32_t step, output_lines *lines, bool *open) {
  const struct trace_step *s = trace_step(v->trace, step);
  size_t len;
  const char *text = trace_text(v->trace, s->text, &len);
  bool err = s->result == 2;
  for (size_t i = 0; i < len; i++) {
    if (!*open || lines->at[lines->len - 1].err != err) {
      *ARRAY_PUSH(lines) = (struct output_line){.err = err};
      *open = true;
    }
    struct output_line *l = &lines->at[lines->len - 1];
    l->step = step;
    if (text[i] == '\n') {
      *open = false;
    } else if (text[i] == '\t') {
      do
        buf_putc(&l->text, ' ');
      while (l->text.len % 8);
    } else if (text[i] != '\r') {
      buf_putc(&l->text, text[i]);
    }
  }
}

void output_draw(struct view *v, struct grid *g, struct rect r) {
  const struct view_index *ix = index_of(v);
  size_t until = index_outputs_until(ix, v->cursor), from = until, len;
  int want = r.h + (v->scroll[PANE_OUTPUT] < 0 ? -v->scroll[PANE_OUTPUT] : 0) + 1, newlines = 0;
  while (from > 0 && newlines <= want) {
    const struct trace_step *s = trace_step(v->trace, ix->outputs.at[--from]);
    const char *text = trace_text(v->trace, s->text, &len);
    for (size_t i = 0; i < len; i++)
      newlines += text[i] == '\n';
  }
  output_lines lines = {0};
  bool open = false;
  for (size_t i = from; i < until; i++)
    output_add(v, ix->outputs.at[i], &lines, &open);
  int n = (int)lines.len, last = n + (v->scroll[PANE_OUTPUT] < 0 ? v->scroll[PANE_OUTPUT] : 0);
  last = last < r.h ? (n < r.h ? n : r.h) : last;
  int first = last > r.h ? last - r.h : 0;
  for (int i = first; i < last; i++) {
    const struct output_line *l = &lines.at[i];
    int y = r.y + i - first, x = r.x + 2;
    if (l->step == view_step(v))
      grid_text(g, r.x, y, 1, EL_LANE_CURRENT, glyph_str(GLYPH_CURRENT, v->ascii));
    if (l->err)
      x += grid_text(g, x, y, 3, EL_WARN, "2> ");
    grid_text(g, x, y, r.x + r.w - x, l->err ? EL_WARN : l->step == view_step(v) ? EL_STRONG : EL_TEXT, buf_str(&l->text));
  }
  if (!n && r.h > 0)
    grid_text(g, r.x + 1, r.y, r.w - 1, EL_DIM, "nothing printed yet");
  for (size_t i = 0; i < lines.len; i++)
    buf_fini(&lines.at[i].text);
  ARRAY_FREE(&lines);
}

/* source.c — the program text: what has just been done, and where each thread stands.
 *
 * The pane follows the thread that moves. The bright line is the step shown; the names in the
 * margin stand at the line each thread is about to run. Text comes from the trace only, never
 * from the file system: a recording brings its own sources. */
#include "view/glyphs.h"
#include "view/index.h"
#include "view/listing.h"
#include "view/names.h"
#include "view/view.h"

#include "base/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SOURCE_MARGIN_MAX = 10, SOURCE_TAB = 4, SOURCE_THREADS = 256, SOURCE_BACK = 64, SOURCE_BESIDE = 72 };

/* Where each thread is, gathered once per frame. */
struct source_mark {
  uint16_t thread;
  uint32_t line;
};

/* Where T is; in a closed call of a library: where the program calls it. */
static const struct trace_site *source_of(const struct view *v, const struct world_thread *t) {
  bool inside = t->span && v->index && cols_closed(&v->index->columns, t->span);
  return trace_site(v->trace, inside ? trace_step(v->trace, t->span)->site : t->site);
}

/* Where STEP was made, likewise. */
static uint32_t source_step_site(const struct view *v, uint32_t step) {
  return v->index ? cols_site(&v->index->columns, step) : trace_step(v->trace, step)->site;
}

static size_t source_marks(const struct view *v, const char *file, struct source_mark *out) {
  size_t n = 0;
  for (size_t i = 0; i < world_threads(v->world) && n < SOURCE_THREADS; i++) {
    const struct world_thread *t = world_thread(v->world, (uint16_t)i);
    const struct trace_site *s = source_of(v, t);
    if (t->status != STATUS_ABSENT && t->status != STATUS_OVER && t->site && s->line && !strcmp(s->file, file))
      out[n++] = (struct source_mark){(uint16_t)i, s->line};
  }
  return n;
}

/* The names of the threads at LINE into the margin: all, shorter if need be, or as many as have room and how many more. */
static void source_margin(const struct view *v, struct grid *g, int x, int y, int width, uint32_t line,
                          const struct source_mark *marks, size_t n) {
  uint16_t here[SOURCE_THREADS];
  size_t count = 0, shown;
  int most = 0, used = 0;
  char more[32] = "", name[NAMES_FULL * 4 + 1];
  for (size_t i = 0; i < n; i++)
    if (marks[i].line == line)
      here[count++] = marks[i].thread;
  for (shown = count; shown; shown--) {
    if (shown < count)
      snprintf(more, sizeof more, "+%zu", count - shown);
    most = names_fit(v->trace, here, shown, width + 1 - (int)strlen(more)); /* the first has no blank before it */
    if (most)
      break;
  }
  for (size_t i = 0; i < shown; i++) {
    names_short(trace_thread(v->trace, here[i])->name, most, name);
    used += grid_text(g, x + used, y, width - used, EL_TEXT, i ? " " : "");
    used += grid_text(g, x + used, y, width - used, (enum grid_element)(EL_THREAD0 + here[i] % GRID_THREADS), name);
  }
  grid_text(g, x + used, y, width - used, EL_DIM, more);
}

static void source_line(struct grid *g, int x, int y, int width, enum grid_element e, const char *s, size_t len) {
  char text[1024];
  size_t n = 0, column = 0;
  for (size_t i = 0; i < len && n + SOURCE_TAB < sizeof text - 1; i++) {
    if (s[i] == '\t') {
      do {
        text[n++] = ' ';
        column++;
      } while (column % SOURCE_TAB);
    } else if (s[i] != '\r') {
      text[n++] = s[i];
      column++;
    }
  }
  text[n] = 0;
  int used = grid_text(g, x, y, width, e, text);
  if (used < grid_width(text) && width > 0)
    grid_text(g, x + width - 1, y, 1, EL_DIM, glyph_str(GLYPH_ELLIPSIS, g->ascii));
}

/* Is there a text to be shown? A library brings none. */
static bool source_known(const struct view *v, const struct trace_site *site) {
  return site->line && trace_source_find(v->trace, site->file);
}

/* The place the pane is about: the step shown. A step without a line (the end of a thread) must not blank the pane:
 * then where its thread is, else the last place that has one; nor must a step in a library whose text is not there. */
static const struct trace_site *source_site(const struct view *v) {
  const struct trace_step *s = view_step(v) ? trace_step(v->trace, view_step(v)) : NULL;
  const struct trace_site *site = trace_site(v->trace, s ? source_step_site(v, view_step(v)) : 0);
  if (!site->line && world_threads(v->world))
    site = source_of(v, world_thread(v->world, s ? s->thread : 0));
  const struct trace_site *first = site; /* that has a line, when nothing near has a text */
  for (uint32_t back = 1; !source_known(v, site) && back < v->cursor && back <= SOURCE_BACK; back++) {
    site = trace_site(v->trace, source_step_site(v, v->cursor - back));
    first = first->line ? first : site;
  }
  return source_known(v, site) ? site : first;
}

static void source_unknown(const struct view *v, const struct trace_site *site, struct grid *g, struct rect r) {
  char text[512];
  if (site->line)
    snprintf(text, sizeof text, "%s:%u: the text of this file is not known", site->file, site->line);
  else if (site->func[0])
    snprintf(text, sizeof text, "in %s: no line numbers (was it built with -g?)", site->func);
  else if (v->cursor)
    snprintf(text, sizeof text, "no source is known for this step");
  else
    snprintf(text, sizeof text, "the program has not moved yet");
  if (r.h > 0)
    grid_text(g, r.x + 1, r.y, r.w - 1, EL_DIM, text);
}

/* Text to be shown, and which of its lines are about the step and the threads. */
struct source_page {
  const char *text;
  size_t len;
  int64_t centre;          /* the line to be kept in the middle */
  const uint32_t *here;    /* the lines of the step shown */
  size_t here_len;
  struct source_mark *marks;
  size_t marks_len;
};

static bool source_here(const struct source_page *p, uint32_t line) {
  for (size_t i = 0; i < p->here_len; i++)
    if (p->here[i] == line)
      return true;
  return false;
}

static int source_margin_width(const struct view *v, int width) {
  int margin = 5; /* two short names */
  for (size_t i = 0; i < world_threads(v->world); i++) {
    int w = grid_width(trace_thread(v->trace, (uint16_t)i)->name);
    margin = w > margin ? w : margin;
  }
  margin = margin > SOURCE_MARGIN_MAX ? SOURCE_MARGIN_MAX : margin;
  return margin > width / 4 ? width / 4 : margin;
}

static void source_page(const struct view *v, struct grid *g, struct rect r, const struct source_page *page) {
  uint32_t lines = 1;
  for (size_t i = 0; i + 1 < page->len; i++)
    lines += page->text[i] == '\n';
  int margin = source_margin_width(v, r.w);
  int digits = snprintf(NULL, 0, "%u", lines), text_x = r.x + margin + digits + 4;
  int64_t top = page->centre - r.h / 2 + v->scroll[PANE_SOURCE];
  top = top + r.h - 1 > lines ? (int64_t)lines - r.h + 1 : top;
  top = top < 1 ? 1 : top;
  const char *p = page->text, *end = page->text + page->len;
  for (uint32_t line = 1; line < top + r.h && p < end; line++) {
    const char *nl = memchr(p, '\n', (size_t)(end - p));
    size_t len = (size_t)((nl ? nl : end) - p);
    if (line >= top) {
      int y = r.y + (int)(line - top);
      bool here = source_here(page, line);
      source_margin(v, g, r.x, y, margin, line, page->marks, page->marks_len);
      if (here)
        grid_fill(g, (struct rect){r.x + margin + 1, y, r.w - margin - 1, 1}, EL_SOURCE_HERE, " ");
      grid_text(g, r.x + margin, y, 1, EL_LANE_CURRENT, here ? glyph_str(GLYPH_CURRENT, v->ascii) : " ");
      grid_printf(g, r.x + margin + 1, y, digits, here ? EL_SOURCE_HERE : EL_SOURCE_LINE, "%*u", digits, line);
      grid_text(g, text_x - 2, y, 1, here ? EL_SOURCE_HERE : EL_BORDER, glyph_str(GLYPH_GUTTER, v->ascii));
      source_line(g, text_x, y, r.x + r.w - text_x, here ? EL_SOURCE_HERE : EL_SOURCE, p, len);
    }
    p = nl ? nl + 1 : end;
  }
}

/* The same page of the listing: everything about a C line goes to the lines that stand for it. */
static void source_listing(const struct view *v, struct grid *g, struct rect r, const struct source_page *c) {
  const struct view_listing *l = v->listing;
  struct source_page page = {.text = l->text, .len = l->len};
  ARRAY(uint32_t) here = {0};
  struct source_mark *marks = xcalloc(c->marks_len + 1, sizeof *marks);
  int64_t nearest = 0;
  for (size_t k = 0; k < l->links.len; k++) {
    const struct listing_link *link = &l->links.at[k];
    if (source_here(c, link->c))
      *ARRAY_PUSH(&here) = link->line;
    if (!page.centre || llabs((int64_t)link->c - c->centre) < llabs(nearest - c->centre)) {
      page.centre = link->line;
      nearest = link->c;
    }
  }
  for (size_t i = 0; i < c->marks_len; i++)
    for (size_t k = 0; k < l->links.len; k++)
      if (l->links.at[k].c == c->marks[i].line) {
        marks[page.marks_len++] = (struct source_mark){c->marks[i].thread, l->links.at[k].line};
        break;
      }
  page.here = here.at;
  page.here_len = here.len;
  page.marks = marks;
  source_page(v, g, r, &page);
  ARRAY_FREE(&here);
  free(marks);
}

int source_listing_split(int width) { return width * 53 / 100; }

enum view_listing_place source_listing_place(const struct view *v, int width) {
  const struct trace_site *site = source_site(v);
  if (!site->line || !listing_is_of(v->listing, site->file))
    return LISTING_NOWHERE;
  if (width >= SOURCE_BESIDE)
    return v->listing_turned ? LISTING_NOWHERE : LISTING_BESIDE;
  return v->listing_turned ? LISTING_INSTEAD : LISTING_NOWHERE;
}

void source_draw(struct view *v, struct grid *g, struct rect r) {
  index_of(v); /* which calls are closed */
  const struct trace_site *site = source_site(v);
  const struct trace_source *src = site->line ? trace_source_find(v->trace, site->file) : NULL;
  if (!src) {
    source_unknown(v, site, g, r);
    return;
  }
  const struct trace_site *at = trace_site(v->trace, view_step(v) ? source_step_site(v, view_step(v)) : 0);
  uint32_t now = strcmp(at->file, site->file) == 0 ? at->line : 0;
  struct source_page page = {.text = src->text, .len = src->len, .centre = site->line, .here = &now, .here_len = 1};
  page.marks = xmalloc(SOURCE_THREADS * sizeof *page.marks);
  page.marks_len = source_marks(v, site->file, page.marks);
  enum view_listing_place place = source_listing_place(v, r.w);
  struct rect left = r, right = r;
  if (place == LISTING_BESIDE) {
    left.w = source_listing_split(r.w);
    right = (struct rect){r.x + left.w + 1, r.y, r.w - left.w - 1, r.h};
    grid_fill(g, (struct rect){r.x + left.w, r.y, 1, r.h}, EL_BORDER, glyph_str(GLYPH_VERTICAL, v->ascii));
  }
  if (place != LISTING_INSTEAD)
    source_page(v, g, left, &page);
  if (place != LISTING_NOWHERE)
    source_listing(v, g, right, &page);
  free(page.marks);
}

/* screens.h — a view on a trace made from text, for tests of what is drawn. */
#ifndef PLAIT_TESTS_SCREENS_H
#define PLAIT_TESTS_SCREENS_H

#include "tracegen.h"
#include "view/index.h"
#include "view/theme.h"

#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <cmocka.h>

struct screens {
  struct trace *trace;
  struct view view;
  struct grid grid;
};

static inline void screens_open(struct screens *s, struct trace *t, uint32_t cursor, int cols, int rows, bool ascii) {
  *s = (struct screens){.trace = t};
  s->view = (struct view){.trace = t,
                          .world = world_new(t),
                          .cursor = cursor,
                          .ascii = ascii,
                          .anim_phase = 1,
                          .speed = 4,
                          .title = trace_meta(t)->program,
                          .key_hint = "1-9 move  space play  ? help  q quit",
                          .branch = ""};
  world_seek(s->view.world, cursor);
  grid_init(&s->grid, cols, rows);
}

static inline void screens_seek(struct screens *s, uint32_t cursor) {
  s->view.cursor = cursor;
  world_seek(s->view.world, cursor);
}

static inline void screens_close(struct screens *s) {
  view_release(&s->view);
  world_free(s->view.world);
  trace_free(s->trace);
  grid_fini(&s->grid);
}

/* The characters of a row without trailing blanks. */
static inline void screens_row(const struct grid *g, int y, struct buf *out) {
  size_t keep = out->len;
  for (int x = 0; x < g->cols; x++) {
    const char *ch = grid_at(g, x, y)->ch;
    buf_puts(out, ch);
    if (strcmp(ch, " "))
      keep = out->len;
  }
  if (out->at) {
    out->len = keep;
    out->at[keep] = 0;
  }
}

/* The whole grid: the characters of each row, and under a row with reversed cells a line of ^. */
static inline void screens_text(const struct grid *g, struct buf *out) {
  for (int y = 0; y < g->rows; y++) {
    struct buf marks = {0};
    size_t keep = 0;
    screens_row(g, y, out);
    buf_putc(out, '\n');
    for (int x = 0; x < g->cols; x++) {
      buf_putc(&marks, grid_at(g, x, y)->reverse ? '^' : ' ');
      keep = grid_at(g, x, y)->reverse ? marks.len : keep;
    }
    if (keep)
      buf_printf(out, "%.*s\n", (int)keep, buf_str(&marks));
    buf_fini(&marks);
  }
}

static inline char *screens_file(const char *path) {
  struct buf b = {0};
  char chunk[4096];
  FILE *f = fopen(path, "r");
  if (!f)
    return NULL;
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(&b, chunk, n);
  fclose(f);
  char *text = xstrdup(buf_str(&b));
  buf_fini(&b);
  return text;
}

/* Compares with tests/screens/NAME.txt, or writes it when PLAIT_REFRESH is set. PROGRAM: what to run for that. */
static inline void screens_compare(const char *program, const char *name, const char *got) {
  char path[256];
  snprintf(path, sizeof path, "tests/screens/%s.txt", name);
  if (getenv("PLAIT_REFRESH")) {
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(got, f);
    assert_int_equal(fclose(f), 0);
    return;
  }
  char *want = screens_file(path);
  if (!want || strcmp(want, got)) {
    print_message("%s differs. expected:\n%s\ngot:\n%s\nif the new one is right: PLAIT_REFRESH=1 %s\n", path,
                  want ? want : "(no such file)", got, program);
    free(want);
    fail_msg("%s differs; if the new one is right: PLAIT_REFRESH=1 %s", path, program);
  }
  free(want);
}

#endif

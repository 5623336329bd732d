/* test_view_screens.c — golden screens: whole frames, cell by cell, against tests/screens.
 *
 * A frame is a pure function of a trace and the view's state, so no terminal is
 * needed. With PLAIT_REFRESH=1 the files are written anew; look at the difference before committing it. */
#include "screens.h"
#include "view/listing.h"

#include "view/layout.h"

struct golden {
  const char *name, *trace; /* files NAME.txt and TRACE.trace */
  int cols, rows;
  uint32_t cursor;
  bool ascii;
  uint32_t from; /* the step before, when between two steps: */
  float phase;
  enum view_pane zoom; /* PANE_LANES: none */
  const char *message; /* a message; ":text" is a line being typed */
};

static const struct golden goldens[] = {
    {"counter-80x24", "counter", 80, 24, 7, false, 0, 1, 0, NULL},
    {"counter-80x24-ascii", "counter", 80, 24, 7, true, 0, 1, 0, NULL},
    {"counter-start", "counter", 80, 24, 0, false, 0, 1, 0, NULL},
    {"counter-end", "counter", 80, 24, 18, false, 0, 1, 0, NULL},
    {"counter-120x40", "counter", 120, 40, 10, false, 0, 1, 0, NULL},
    {"counter-120x40-ascii", "counter", 120, 40, 10, true, 0, 1, 0, NULL},
    {"counter-source", "counter", 80, 24, 10, false, 0, 1, PANE_SOURCE, NULL},
    {"counter-message", "counter", 80, 24, 5, false, 0, 1, 0, "T2 cannot move: it waits for m, held by T1"},
    {"counter-prompt-60x15", "counter", 60, 15, 5, true, 0, 1, 0, ":12"},
    {"objects-80x24", "objects", 80, 24, 29, false, 0, 1, 0, NULL},
    {"objects-80x24-ascii", "objects", 80, 24, 29, true, 0, 1, 0, NULL},
    {"objects-120x40", "objects", 120, 40, 26, false, 0, 1, 0, NULL},
    {"objects-200x60", "objects", 200, 60, 31, false, 0, 1, 0, NULL},
    {"objects-200x60-ascii", "objects", 200, 60, 31, true, 0, 1, 0, NULL},
    {"objects-60x15", "objects", 60, 15, 29, false, 0, 1, 0, NULL},
    {"objects-60x15-ascii", "objects", 60, 15, 29, true, 0, 1, 0, NULL},
    {"objects-40x10", "objects", 40, 10, 29, true, 0, 1, 0, NULL},
    {"objects-30x8", "objects", 30, 8, 29, false, 0, 1, 0, NULL},
    {"sync-120x40", "sync", 120, 40, 92, false, 0, 1, 0, NULL},
    {"sync-120x40-ascii", "sync", 120, 40, 92, true, 0, 1, 0, NULL},
    {"sync-200x60", "sync", 200, 60, 1000, false, 0, 1, 0, NULL},
    {"sync-80x24", "sync", 80, 24, 74, false, 0, 1, PANE_OBJECTS, NULL},
    {"sync-open-120x40", "sync", 120, 40, 20, false, 0, 1, 0, "open"},
    {"readers-120x40", "readers", 120, 40, 1000, false, 0, 1, 0, NULL},
    {"readers-80x24", "readers", 80, 24, 1000, false, 0, 1, PANE_OBJECTS, NULL},
    {"gil-80x24", "gil", 80, 24, 5, false, 0, 1, 0, NULL},
    {"gil-120x40-ascii", "gil", 120, 40, 5, true, 0, 1, 0, NULL},
    {"deadlock-80x24", "deadlock", 80, 24, 7, false, 0, 1, 0, NULL},
    {"deadlock-80x24-ascii", "deadlock", 80, 24, 7, true, 0, 1, 0, NULL},
};

/* Frames between two steps: only what moves is compared. */
static const struct golden moves[] = {
    {"move-enter-section", "counter", 80, 24, 4, false, 3, 0, 0, NULL},
    {"move-leave-section", "counter", 80, 24, 8, true, 7, 0, 0, NULL},
    {"move-new-owner", "counter", 80, 24, 9, false, 8, 0, 0, NULL},
    {"move-back", "counter", 80, 24, 3, false, 4, 0, 0, NULL},
    {"move-queue-put", "objects", 120, 40, 18, false, 17, 0, 0, NULL},
    {"move-queue-get", "objects", 120, 40, 25, true, 24, 0, 0, NULL},
    {"move-barrier-arrive", "objects", 120, 40, 11, false, 10, 0, 0, NULL},
    {"move-barrier-release", "objects", 120, 40, 12, true, 11, 0, 0, NULL},
};

static const char *golden_program;

static void golden_open(const struct golden *c, struct screens *s) {
  char path[256];
  snprintf(path, sizeof path, "tests/screens/%s.trace", c->trace);
  char *text = screens_file(path);
  if (!text)
    fail_msg("cannot read %s: run from the top of the source tree", path);
  screens_open(s, tracegen(text), c->cursor, c->cols, c->rows, c->ascii);
  free(text);
  uint32_t steps = trace_steps(s->trace), cursor = c->cursor < steps ? c->cursor : steps;
  struct cols *columns = &index_of(&s->view)->columns;
  columns->open = c->message && !strcmp(c->message, "open");
  if (columns->open) {
    cols_cut(columns, 0);
    index_turned(s->view.index, s->trace);
  }
  screens_seek(s, cols_rest(columns, cols_of(columns, cursor)));
  s->view.focus = c->zoom;
  s->view.zoomed = c->zoom != PANE_LANES;
  if (c->message && c->message[0] == ':') {
    s->view.prompt = ':';
    snprintf(s->view.input, sizeof s->view.input, "%s", c->message + 1);
  } else if (c->message && !columns->open) {
    snprintf(s->view.message, sizeof s->view.message, "%s", c->message);
    s->view.message_bad = true;
  }
}

static void golden_screen(void **state) {
  const struct golden *c = *state;
  struct screens s;
  struct buf b = {0};
  golden_open(c, &s);
  screen_draw(&s.view, &s.grid);
  screens_text(&s.grid, &b);
  screens_compare(golden_program, c->name, buf_str(&b));
  buf_fini(&b);
  screens_close(&s);
}

/* The lanes and the object rows that a step is about, at five moments from one step to the next; flashing cells,
 * which have no character of their own, are underlined with ^. */
static void golden_move(void **state) {
  const struct golden *c = *state;
  struct screens s;
  struct buf b = {0};
  golden_open(c, &s);
  for (int i = 0; i <= 4; i++) {
    s.view.anim_from = c->from;
    s.view.anim_phase = (float)i / 4;
    screen_draw(&s.view, &s.grid);
    struct layout l = layout_of(&s.view, c->cols, c->rows);
    buf_printf(&b, "-- %d/4\n", i);
    for (int p = PANE_LANES; p <= PANE_OBJECTS; p++) {
      struct rect r = l.pane[p];
      for (int y = r.y + (p == PANE_LANES ? 2 : 0); y < r.y + r.h; y++) {
        struct grid row;
        grid_init(&row, r.w, 1);
        bool flash = false, blank = true;
        for (int x = 0; x < r.w; x++) {
          *grid_at(&row, x, 0) = *grid_at(&s.grid, r.x + x, y);
          grid_at(&row, x, 0)->reverse = grid_at(&row, x, 0)->element == EL_FLASH;
          flash |= grid_at(&row, x, 0)->reverse;
          blank &= !strcmp(grid_at(&row, x, 0)->ch, " ");
        }
        if (!blank || flash)
          screens_text(&row, &b);
        grid_fini(&row);
      }
    }
  }
  screens_compare(golden_program, c->name, buf_str(&b));
  buf_fini(&b);
  screens_close(&s);
}

/* An ASCII screen has only ASCII cells, whatever the program calls its things and prints. */
static void ascii_is_ascii(void **state) {
  (void)state;
  struct screens s;
  struct trace *t = tracegen("main create T1; T1 start; T1 lock m; T1 write x 1; T1 print \"gr\xc3\xbc\xc3\x9f\xe6\xbc\xa2\\n\"");
  trace_name_thread(t, 1, "f\xc3\xa4" "den");
  trace_name_object(t, 1, "schl\xc3\xb6sser", "", ENC_UNKNOWN);
  screens_open(&s, t, 5, 120, 40, true);
  for (uint32_t step = 0; step <= 5; step++) {
    screens_seek(&s, step);
    screen_draw(&s.view, &s.grid);
    for (int i = 0; i < s.grid.cols * s.grid.rows; i++)
      for (const char *p = s.grid.cells[i].ch; *p; p++)
        assert_in_range((unsigned char)*p, 0x20, 0x7e);
  }
  screens_close(&s);
}

/* The objects pane's other face; made anew when the trace is. */
static void contention(void **state) {
  (void)state;
  static const int sizes[][2] = {{80, 24}, {160, 44}};
  char *text = screens_file("tests/screens/objects.trace");
  assert_non_null(text);
  for (int i = 0; i < 2; i++) {
    struct screens s;
    struct buf b = {0};
    char name[32];
    screens_open(&s, tracegen(text), 30, sizes[i][0], sizes[i][1], i == 0);
    s.view.contention = true;
    s.view.focus = PANE_OBJECTS;
    screen_draw(&s.view, &s.grid);
    screens_text(&s.grid, &b);
    snprintf(name, sizeof name, "contention-%dx%d", sizes[i][0], sizes[i][1]);
    screens_compare("$O/unit/test_view_screens", name, buf_str(&b));
    buf_fini(&b);
    screens_close(&s);
  }
  free(text);
}

/* Every size draws without touching anything outside, and where lanes are shown the cursor is. */
static void all_sizes(void **state) {
  (void)state;
  char *text = screens_file("tests/screens/objects.trace");
  assert_non_null(text);
  for (int cols = 1; cols <= 220; cols += cols < 90 ? 7 : 31)
    for (int rows = 1; rows <= 70; rows += rows < 26 ? 1 : 11) {
      struct screens s;
      screens_open(&s, tracegen(text), 0, cols, rows, (cols + rows) % 2);
      s.view.contention = rows % 2;
      for (uint32_t step = 1; step <= trace_steps(s.trace); step += 13) {
        screens_seek(&s, step);
        screen_draw(&s.view, &s.grid);
        bool reversed = false;
        for (int i = 0; i < cols * rows; i++)
          reversed |= s.grid.cells[i].reverse;
        assert_int_equal(reversed, cols >= 40 && rows >= 10);
        assert_int_equal(world_step(s.view.world), step); /* drawing leaves the world where it was */
      }
      screens_close(&s);
    }
  free(text);
}

/* A click on what is drawn finds the thread whose name is drawn there. */
static void clicks(void **state) {
  (void)state;
  char *text = screens_file("tests/screens/objects.trace");
  struct screens s;
  assert_non_null(text);
  screens_open(&s, tracegen(text), 20, 120, 40, false);
  free(text);
  screen_draw(&s.view, &s.grid);
  int found = 0;
  for (int y = 0; y < 40; y++) {
    int thread = screen_thread_at(&s.view, 120, 40, y);
    if (thread < 0)
      continue;
    struct buf b = {0};
    screens_row(&s.grid, y, &b);
    assert_non_null(strstr(buf_str(&b), trace_thread(s.trace, (uint16_t)thread)->name));
    buf_fini(&b);
    found++;
  }
  assert_int_equal(found, 4);
  assert_int_equal(screen_pane_at(&s.view, 120, 40, 5, 3), PANE_LANES);
  assert_int_equal(screen_pane_at(&s.view, 120, 40, 5, 20), PANE_SOURCE);
  assert_int_equal(screen_pane_at(&s.view, 120, 40, 100, 20), PANE_OBJECTS);
  assert_int_equal(screen_pane_at(&s.view, 120, 40, 100, 35), PANE_OUTPUT);
  assert_int_equal(screen_pane_at(&s.view, 120, 40, 5, 0), PANE_COUNT);
  screens_close(&s);
}

/* A click on the cursor's column, in the lanes or in the overview, is a click on its step; on a name it is not. */
static void clicks_on_steps(void **state) {
  (void)state;
  static const int sizes[][2] = {{120, 40}, {60, 15}};
  for (int size = 0; size < 2; size++) {
    char *text = screens_file("tests/screens/objects.trace");
    int cols = sizes[size][0], rows = sizes[size][1], lanes = 0, strip = 0;
    struct screens s;
    assert_non_null(text);
    screens_open(&s, tracegen(text), 20, cols, rows, false);
    free(text);
    screen_draw(&s.view, &s.grid);
    for (int y = 0; y < rows; y++)
      for (int x = 0; x < cols; x++) {
        uint32_t step = screen_step_at(&s.view, cols, rows, x, y);
        bool lane = screen_thread_at(&s.view, cols, rows, y) >= 0, bar = grid_at(&s.grid, x, y)->reverse;
        if (lane && step) {
          assert_int_equal(step == 20, bar);
          lanes += bar;
        } else if (step && bar) {
          strip += step == 20 && screen_pane_at(&s.view, cols, rows, x, y) == PANE_COUNT;
        }
        if (lane && x < 4) assert_int_equal(step, 0);
      }
    assert_true(lanes >= 4);
    assert_int_equal(strip, 1);
    screens_close(&s);
  }
}

/* What the panes remember never shows: a view that has seen a longer, different execution draws
 * what a fresh one draws. */
static void forget(void **state) {
  (void)state;
  struct screens s, fresh;
  struct buf a = {0}, b = {0};
  const char *start = "main create T1; T1 start chosen; T1 lock m; T1 print \"one\\n\"; ";
  const char *other = "main create T1; T1 start chosen; T1 lock m; T1 print \"one\\n\"; T1 unlock m; main print \"three\\n\"";
  char text[512];
  snprintf(text, sizeof text, "%sT1 print \"two\\n\"; T1 print \"four\\n\"", start);
  screens_open(&s, tracegen(text), 6, 80, 24, false);
  screen_draw(&s.view, &s.grid);
  trace_cut(s.trace, 4);
  view_forget(&s.view, 4);
  struct trace *o = tracegen(other);
  for (uint32_t i = 5; i <= trace_steps(o); i++) {
    struct trace_step step = *trace_step(o, i);
    if (step.text) {
      size_t len;
      const char *bytes = trace_text(o, step.text, &len);
      step.text = trace_add_text(s.trace, bytes, len);
    }
    trace_append(s.trace, &step);
  }
  screens_seek(&s, 6);
  screen_draw(&s.view, &s.grid);
  screens_open(&fresh, o, 6, 80, 24, false);
  screen_draw(&fresh.view, &fresh.grid);
  screens_text(&s.grid, &a);
  screens_text(&fresh.grid, &b);
  assert_string_equal(buf_str(&a), buf_str(&b));
  assert_non_null(strstr(buf_str(&a), "three"));
  assert_null(strstr(buf_str(&a), "two"));
  buf_fini(&a);
  buf_fini(&b);
  screens_close(&s);
  screens_close(&fresh);
}

/* A step that has no line, such as a thread's end, leaves the source where it was, without a line of its own. */
static void source_stays(void **state) {
  (void)state;
  struct screens s;
  struct buf with = {0}, without = {0};
  screens_open(&s, tracegen("file p.c; source \"one\\ntwo\\nthree\\n\"; main create T1 @main:2; T1 start @f:3; T1 done"), 2, 40, 3, true);
  source_draw(&s.view, &s.grid, (struct rect){0, 0, 40, 3});
  screens_text(&s.grid, &with);
  assert_non_null(strstr(buf_str(&with), ">3 | three"));
  grid_clear(&s.grid);
  screens_seek(&s, 3);
  source_draw(&s.view, &s.grid, (struct rect){0, 0, 40, 3});
  screens_text(&s.grid, &without);
  assert_non_null(strstr(buf_str(&without), " 3 | three"));
  assert_null(strstr(buf_str(&without), ">"));
  buf_fini(&with);
  buf_fini(&without);
  screens_close(&s);
}

/* A step in a library, whose text is not there, leaves the program's text where it was, and nothing in it is marked. */
static void source_of_a_library(void **state) {
  (void)state;
  struct screens s;
  struct buf b = {0};
  screens_open(&s, tracegen("file p.c; source \"one\\ntwo\\nthree\\n\"; main write x 1 @main:2; file lib.c; main write x 2 @inner:3"), 2, 40, 3, true);
  source_draw(&s.view, &s.grid, (struct rect){0, 0, 40, 3});
  screens_text(&s.grid, &b);
  assert_non_null(strstr(buf_str(&b), " 3 | three"));
  assert_null(strstr(buf_str(&b), ">"));
  buf_fini(&b);
  screens_close(&s);
}

/* Who waits inside a closed call stands in the program's text, where it calls; in an open one, in the library's. */
static void source_of_a_call(void **state) {
  (void)state;
  struct screens s;
  struct buf closed = {0}, open = {0};
  screens_open(&s, tracegen("file lib.c; source \"a\\nb\\nlib waits\\n\"; file p.c; source \"one\\ntwo\\nput\\n\"; "
                            "made queue q 1; part mutex q.lock q; part cond q.room q; main create T1 @main:1; T1 start @main:2; "
                            "T1 call q put 7 @main:3; file lib.c; T1 lock q.lock @put:1; T1 wait q.room q.lock @put:3; T1 deadlock"),
               6, 40, 3, true);
  source_draw(&s.view, &s.grid, (struct rect){0, 0, 40, 3});
  screens_text(&s.grid, &closed);
  assert_non_null(strstr(buf_str(&closed), "T1    3 | put"));
  cols_turn_all(&s.view.index->columns);
  grid_clear(&s.grid);
  source_draw(&s.view, &s.grid, (struct rect){0, 0, 40, 3});
  screens_text(&s.grid, &open);
  assert_non_null(strstr(buf_str(&open), "T1    3 | lib waits"));
  buf_fini(&closed);
  buf_fini(&open);
  screens_close(&s);
}

/* Who waits for a signal that came too early is told so, where it all stops; who waits in a circle reads of the circle. */
static void why_nobody_moves(void **state) {
  (void)state;
  struct screens s;
  struct buf b = {0};
  screens_open(&s, tracegen("main create T1; main create T2; T2 start; T2 lock m; T2 signal c; T2 unlock m; T2 done; T1 start; T1 lock m; T1 wait c m; "
                            "T1 deadlock; T1 next wake c m blocked; main next join T1 blocked"),
               11, 120, 40, true);
  screen_draw(&s.view, &s.grid);
  screens_text(&s.grid, &b);
  assert_non_null(strstr(buf_str(&b), "\ndeadlock: nobody can move: T1 waits for a signal on c since step 10"));
  assert_non_null(strstr(buf_str(&b), "it was sent by T2 in step 5, when nobody waited"));
  buf_fini(&b);
  screens_close(&s);
}

/* On a wide screen two programs side by side get most of it, and the other panes stand below each other beside them. */
static void room_for_a_listing(void **state) {
  (void)state;
  struct screens s;
  struct view_listing l = {0};
  struct plait_err err = {0};
  screens_open(&s, tracegen("main create T1; T1 start; main create T2; T2 start"), 4, 200, 50, true);
  assert_true(listing_parse("p.py", "x = 1 #| int x\n", "p.c", "int x;\n", &l, &err));
  int alone = layout_of(&s.view, 200, 50).pane[PANE_SOURCE].w;
  s.view.listing = &l;
  for (int rows = 24; rows <= 60; rows += 4) {
    struct layout two = layout_of(&s.view, 200, rows);
    const struct rect *p = two.pane;
    assert_true(p[PANE_SOURCE].w > alone + 30);
    assert_int_equal(p[PANE_OBJECTS].x, p[PANE_SOURCE].x + p[PANE_SOURCE].w + 1);
    assert_int_equal(p[PANE_OBJECTS].x + p[PANE_OBJECTS].w, 200);
    assert_true(p[PANE_OBJECTS].h > 0 && two.choices.h > 0 && p[PANE_OUTPUT].h > 0);
    assert_int_equal(two.choices.y, p[PANE_OBJECTS].y + p[PANE_OBJECTS].h + 1);
    assert_int_equal(p[PANE_OUTPUT].y, two.choices.y + two.choices.h + 1);
    assert_int_equal(p[PANE_OUTPUT].y + p[PANE_OUTPUT].h, p[PANE_SOURCE].y + p[PANE_SOURCE].h);
  }
  s.view.listing_turned = true;
  assert_int_equal(layout_of(&s.view, 200, 50).pane[PANE_SOURCE].w, alone);
  s.view.listing = NULL;
  listing_fini(&l);
  screens_close(&s);
}

int main(int argc, char **argv) {
  (void)argc;
  golden_program = argv[0];
  enum { GOLDENS = sizeof goldens / sizeof *goldens, MOVES = sizeof moves / sizeof *moves };
  struct CMUnitTest tests[GOLDENS + MOVES + 16];
  size_t n = 0;
  for (size_t i = 0; i < GOLDENS; i++)
    tests[n++] = (struct CMUnitTest){goldens[i].name, golden_screen, NULL, NULL, (void *)(uintptr_t)&goldens[i]};
  for (size_t i = 0; i < MOVES; i++)
    tests[n++] = (struct CMUnitTest){moves[i].name, golden_move, NULL, NULL, (void *)(uintptr_t)&moves[i]};
  const struct CMUnitTest rest[] = {cmocka_unit_test(ascii_is_ascii), cmocka_unit_test(contention),
      cmocka_unit_test(all_sizes),
                                    cmocka_unit_test(clicks),
      cmocka_unit_test(clicks_on_steps), cmocka_unit_test(forget),
                                    cmocka_unit_test(source_stays), cmocka_unit_test(source_of_a_library),
                                    cmocka_unit_test(source_of_a_call), cmocka_unit_test(why_nobody_moves), cmocka_unit_test(room_for_a_listing)};
  for (size_t i = 0; i < sizeof rest / sizeof *rest; i++)
    tests[n++] = rest[i];
  return _cmocka_run_group_tests("screens", tests, n, NULL, NULL);
}

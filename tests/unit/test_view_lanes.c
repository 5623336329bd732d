/* test_view_lanes.c — the timeline: its notation, and how it scrolls. */
#include "screens.h"

#include "view/lanes.h"
#include "wire/prng.h"

static const char *lanes_program;

/* The text form of an execution, compared as a whole. */
static void check(const char *text, int width, bool ascii, const char *want) {
  struct trace *t = tracegen(text);
  struct buf b = {0};
  lanes_text(t, 1, trace_steps(t), width, ascii, false, &b);
  assert_string_equal(buf_str(&b), want);
  buf_fini(&b);
  trace_free(t);
}

/* The picture on plait's first page: two threads add one to a counter. */
static void without_lock(void **state) {
  (void)state;
  const char *text = "main create T1; main create T2; T1 start; T1 read c 0; T2 start; T2 read c 0; T1 write c 1; "
                     "T2 write c 1; T1 done; T2 done; main join T1; main join T2; main exit 0";
  check(text, 80, true,
        "       1           5              10\n"
        "                   !     !  !  !\n"
        "main  -&--&....wait T1.........------j--j--#\n"
        "T1     ------>--R--------W-----#\n"
        "T2        --------->--R-----W-----#\n");
  check(text, 80, false,
        "       1           5              10\n"
        "                   ↯     ↯  ↯  ↯\n"
        "main  ─&──&┄┄┄ wait T1 ┄┄┄┄┄┄┄┄──────j──j──■\n"
        "T1     ──────▸──R────────W─────■\n"
        "T2        ─────────▸──R─────W─────■\n");
}

static void with_lock(void **state) {
  (void)state;
  const char *text = "main create T1; main create T2; T1 start; T1 lock m; T2 start; T1 read c 0; T1 write c 1; "
                     "T1 unlock m; T2 lock m; T2 read c 1; T2 write c 2; T2 unlock m; T1 done; T2 done; main join T1";
  check(text, 80, true,
        "       1           5              10             15\n"
        "                   !  !        !           !\n"
        "main  -&--&....wait T1.....................------j-\n"
        "T1     ------>--[-----R--W--]--------------#\n"
        "T2        --------->...wait....[--R--W--]-----#\n");
  check(text, 80, false,
        "       1           5              10             15\n"
        "                   ↯  ↯        ↯           ↯\n"
        "main  ─&──&┄┄┄ wait T1 ┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄┄──────j─\n"
        "T1     ──────▸──┣━━━━━R━━W━━┫──────────────■\n"
        "T2        ─────────▸┄┄ wait ┄┄┄┣━━R━━W━━┫─────■\n");
}

/* Everything else of the notation, in one golden file that reads as a catalogue. */
static const struct {
  const char *name, *text;
  int width;
} catalogue[] = {
    {"two locks, opposite order",
     "main create T1; main create T2; T1 start; T1 lock left; T2 start; T2 lock right; T1 next lock right blocked; "
     "T2 next lock left blocked; main next join T1 blocked; T2 deadlock",
     80},
    {"nested locks",
     "main create T1; T1 start; T1 lock a; T1 lock b; T1 read x 1; T1 unlock b; main lock b; T1 write x 2; T1 unlock a; "
     "main unlock b",
     80},
    {"a recursive lock", "mutex r recursive; main lock r; main lock r nested; main write x 1; main unlock r nested; "
                         "main unlock r",
     80},
    {"tries", "main create T1; T1 start; main trylock m; T1 trylock m fail; main unlock m; T1 trylock m; T1 unlock m", 80},
    {"readers and a writer",
     "rwlock rw; main create T1; main create T2; T1 start; T2 start; T1 rdlock rw; T2 rdlock rw; T1 read x 0; T2 read x 0; "
     "T1 rwunlock rw; T2 rwunlock rw; main wrlock rw; main write x 1; main rwunlock rw",
     80},
    {"a condition",
     "main create T1; T1 start; T1 lock m; T1 wait c m; main lock m; main write ready 1; main signal c T1; main unlock m; "
     "T1 wake c m; T1 read ready 1; T1 unlock m; main broadcast c",
     80},
    {"a semaphore",
     "sem s 1; main create T1; T1 start; main semwait s; T1 semtry s fail; main write x 1; main post s; T1 semwait s; "
     "T1 post s",
     80},
    {"a semaphore that is waited for",
     "sem s 0; main create T1; T1 start; main write x 1; main write y 1; main write z 1; main post s; T1 semwait s", 80},
    {"a barrier",
     "barrier b 3; main create T1; main create T2; T1 start; T2 start; T1 arrive b; T2 write x 1; main arrive b; "
     "T2 arrive b; T1 leave b; main leave b; T2 leave b",
     80},
    {"a queue", "queue q 2; main put q 1; main put q 2; main get q 1; main get q 2", 80},
    {"atomics", "main load a 0; main rmw a 1; main cas a 2; main store a 3; main fence", 80},
    {"output and notes", "main print \"hello\\n\"; main note \"here\"; main yield", 80},
    {"sleeping",
     "main create T1; T1 start; time 5; main sleep 1000000; T1 write x 1; T1 write x 2; T1 write x 3; T1 write x 4; "
     "T1 sleep 5; time 1000005; main wake; T1 wake",
     80},
    {"spinning", "main create T1; T1 start; T1 load go 0; T1 load go 0; main write x 1; main write x 2; main write x 3; "
                 "main write x 4; T1 next load go spinning spins=37",
     80},
    {"a crash", "main create T1; T1 start; T1 write x 1; T1 crash 11", 80},
    {"a failed assertion", "main read x 1; main assert \"x == 0\"", 80},
    {"several blocks",
     "main create T1; T1 start; T1 lock m; T1 write x 1; T1 write x 2; T1 write x 3; T1 write x 4; T1 write x 5; "
     "T1 write x 6; T1 write x 7; T1 unlock m; main lock m; main unlock m; T1 done; main join T1; main read x 7; "
     "main exit 0",
     40},
};

static void notation(void **state) {
  (void)state;
  struct buf b = {0};
  for (size_t i = 0; i < sizeof catalogue / sizeof *catalogue; i++) {
    struct trace *t = tracegen(catalogue[i].text);
    buf_printf(&b, "== %s ==\n", catalogue[i].name);
    for (int ascii = 1; ascii >= 0; ascii--) {
      lanes_text(t, 1, trace_steps(t), catalogue[i].width, ascii, false, &b);
      buf_putc(&b, '\n');
    }
    trace_free(t);
  }
  screens_compare(lanes_program, "lanes", buf_str(&b));
  buf_fini(&b);
}

static void legend(void **state) {
  (void)state;
  struct buf b = {0};
  legend_text(true, &b);
  buf_putc(&b, '\n');
  legend_text(false, &b);
  screens_compare(lanes_program, "legend", buf_str(&b));
  /* every symbol of an operation is in it */
  for (int op = 1; op < OP_COUNT; op++) {
    char want[8];
    snprintf(want, sizeof want, "%c  ", plait_op_table[op].glyph);
    if (!strchr("dc{}", plait_op_table[op].glyph) && !strstr(buf_str(&b), want))
      fail_msg("the legend does not have '%c' (%s)", plait_op_table[op].glyph, plait_op_table[op].name);
  }
  buf_fini(&b);
}

/* A part of an execution shows the same columns as the whole. */
static void parts(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; T1 start; T1 lock m; T1 write x 1; main write y 1; T1 unlock m; main lock m; "
                             "main unlock m");
  struct buf b = {0};
  lanes_text(t, 4, 6, 80, true, false, &b);
  assert_string_equal(buf_str(&b), "       4  5\n"
                                   "          !  !\n"
                                   "main  ----W..--\n"
                                   "T1    -W-----]-\n");
  buf_fini(&b);
  trace_free(t);
}

/* -- the pane -------------------------------------------------------------------- */

/* A long execution of several threads that take turns under one lock. */
static struct trace *turns(int threads, uint32_t steps, uint64_t seed) {
  struct trace *t = trace_new();
  uint64_t r;
  r = seed;
  trace_add_thread(t, "main", 0);
  for (int i = 1; i < threads; i++) {
    char name[16];
    snprintf(name, sizeof name, "T%d", i);
    trace_add_thread(t, name, 0);
  }
  struct trace_object m = {.kind = KIND_MUTEX, .name = "m", .type = ""};
  struct trace_object x = {.kind = KIND_VAR, .name = "x", .type = "int", .enc = ENC_SIGNED, .size = 4};
  uint32_t mutex = trace_add_object(t, &m), var = trace_add_object(t, &x);
  for (int i = 1; i < threads; i++)
    trace_append(t, &(struct trace_step){.op = OP_THREAD_CREATE, .other = (uint16_t)i});
  for (int i = 1; i < threads; i++)
    trace_append(t, &(struct trace_step){.op = OP_THREAD_START, .thread = (uint16_t)i, .why = WHY_PREEMPTED});
  while (trace_steps(t) + 4 <= steps) {
    uint16_t thread = (uint16_t)prng_below(&r, (uint32_t)threads);
    trace_append(t, &(struct trace_step){.op = OP_MUTEX_LOCK, .thread = thread, .object = mutex, .why = WHY_BLOCKED});
    trace_append(t, &(struct trace_step){
                        .op = OP_READ, .thread = thread, .object = var, .size = 4, .flags = STEP_VALUE, .value = 7});
    trace_append(t, &(struct trace_step){
                        .op = OP_WRITE, .thread = thread, .object = var, .size = 4, .flags = STEP_VALUE, .value = 8});
    trace_append(t, &(struct trace_step){.op = OP_MUTEX_UNLOCK, .thread = thread, .object = mutex});
  }
  return t;
}

/* Wherever the cursor goes, in small steps and in leaps, it stays in the window, and the thread that moved has its
 * lane on the screen. */
static void scrolling(void **state) {
  (void)state;
  uint64_t r;
  r = 20;
  struct screens s;
  screens_open(&s, turns(30, 900, 1), 0, 80, 24, true);
  uint32_t at = 0, n = trace_steps(s.trace);
  for (int i = 0; i < 1500; i++) {
    uint32_t kind = prng_below(&r, 10);
    at = kind == 0 ? prng_below(&r, n + 1) : kind < 4 ? (at ? at - 1 : 0) : at < n ? at + 1 : n;
    screens_seek(&s, at);
    screen_draw(&s.view, &s.grid);
    int reversed = 0, current = 0;
    for (int x = 0; x < 80; x++)
      reversed += grid_at(&s.grid, x, 3)->reverse;
    for (int y = 2; y < 10; y++)
      current += grid_at(&s.grid, 0, y)->ch[0] == '>';
    assert_int_equal(reversed, at ? 3 : 0);
    assert_int_equal(current, at ? 1 : 0);
    assert_int_equal(world_step(s.view.world), at);
  }
  screens_close(&s);
}

/* One step on changes the window as little as possible: it stays until the cursor would leave it. */
static void scrolls_rarely(void **state) {
  (void)state;
  struct screens s;
  screens_open(&s, turns(3, 600, 2), 0, 80, 24, true);
  uint32_t moved = 0, first = 1;
  for (uint32_t at = 1; at <= trace_steps(s.trace); at++) {
    screens_seek(&s, at);
    screen_draw(&s.view, &s.grid);
    moved += s.view.lanes_first != first;
    first = s.view.lanes_first;
  }
  assert_true(moved > 0);
  assert_true(moved <= trace_steps(s.trace) / 7);
  screens_close(&s);
}

/* The same step shows the same frame, however one got there, once the window is the same. */
static void no_memory(void **state) {
  (void)state;
  struct screens a, b;
  struct buf ta = {0}, tb = {0};
  screens_open(&a, turns(5, 400, 3), 0, 120, 40, false);
  screens_open(&b, turns(5, 400, 3), 0, 120, 40, false);
  for (uint32_t at = 1; at < 200; at++) {
    screens_seek(&a, at);
    screen_draw(&a.view, &a.grid);
  }
  screens_seek(&b, 199);
  b.view.lanes_first = a.view.lanes_first;
  screen_draw(&b.view, &b.grid);
  screens_text(&a.grid, &ta);
  screens_text(&b.grid, &tb);
  assert_string_equal(buf_str(&ta), buf_str(&tb));
  buf_fini(&ta);
  buf_fini(&tb);
  screens_close(&a);
  screens_close(&b);
}

int main(int argc, char **argv) {
  (void)argc;
  lanes_program = argv[0];
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_lock), cmocka_unit_test(with_lock), cmocka_unit_test(notation),
      cmocka_unit_test(legend),       cmocka_unit_test(parts),     cmocka_unit_test(scrolling),
      cmocka_unit_test(scrolls_rarely), cmocka_unit_test(no_memory),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_view_calls.c — the calls of plait/sync.h as one column, one sentence and one move, and opened to what is inside. */
#include "screens.h"

#include "view/actions.h"
#include "view/lanes.h"
#include "view/names.h"
#include "wire/prng.h"

/* A queue of one item: T2 must wait to put the second. */
#define QUEUE "made queue q 1; part mutex q.lock q; part cond q.not_full q; main create T1; main create T2; T1 start; T2 start; "
#define PUT(thread, item, unfinished)                                                                                \
  thread " call q put " item "; " thread " lock q.lock; " thread " tell q put " item " " unfinished "; " thread " unlock q.lock; " thread \
         " back q put; "
#define FULL                                                                                                         \
  QUEUE PUT("T1", "7", "1") "T2 call q put 8 @5; T2 lock q.lock; T2 wait q.not_full q.lock; T1 write x 1; T1 call q get; T1 lock q.lock; " \
        "T1 tell q get 7 1; T1 signal q.not_full T2; T1 unlock q.lock; T1 back q get; T2 wake q.not_full q.lock waited; "                 \
        "T2 tell q put 8 2; T2 unlock q.lock; T2 back q put; T1 done; T2 done"

static void check_lanes(const char *text, bool open, const char *want) {
  struct trace *t = tracegen(text);
  struct buf b = {0};
  lanes_text(t, 1, trace_steps(t), 150, true, open, &b);
  assert_string_equal(buf_str(&b), want);
  buf_fini(&b);
  trace_free(t);
}

static void a_call_is_a_column(void **state) {
  (void)state;
  check_lanes(FULL, false,
              "       1           7              24\n"
              "                !  !  !        !  !\n"
              "main  -&--&----------------------------\n"
              "T1     ------>-----+-----W--=-----#\n"
              "T2        ------>-----w.wait q.+-----#\n");
}

static void open_it_is_all_its_steps(void **state) {
  (void)state;
  check_lanes(QUEUE PUT("T1", "7", "1") "T1 done", true,
              "       1           5              10\n"
              "                !\n"
              "main  -&--&-------------------------\n"
              "T1     ------>-----{--[--+--]--}--#\n"
              "T2        ------>-------------------\n");
}

/* A pool starts threads, and a task is one: the steps that start them are what one sees, on the line of the program's call. */
static void threads_of_the_library(void **state) {
  (void)state;
#define POOL "made pool p 2; main call p start @4; main create T1; main create T2; T1 start; main back p start; main write x 1"
  check_lanes(POOL, false,
              "       2\n"
              "             !\n"
              "main  -&--&-----W-\n"
              "T1     ------>----\n"
              "T2        --------\n");
  struct trace *t = tracegen(POOL);
  struct cols c = {0};
  cols_update(&c, t);
  uint32_t at = trace_step(t, 1)->site;
  assert_int_equal(trace_site(t, at)->line, 4);
  assert_int_equal(cols_site(&c, 2), at);
  assert_int_equal(cols_site(&c, 3), at);
  assert_int_not_equal(cols_site(&c, 4), at);
  cols_turn_all(&c);
  cols_update(&c, t);
  assert_int_equal(cols_site(&c, 2), trace_step(t, 2)->site);
  cols_fini(&c);
  trace_free(t);
}

static void short_names(void **state) {
  (void)state;
  static const struct {
    const char *name;
    int most;
    const char *want;
  } cases[] = {{"visitor 12", 64, "visitor 12"}, {"visitor 12", 10, "visitor 12"}, {"visitor 12", 9, "visitor12"}, {"visitor 12", 4, "vi12"},
               {"visitor 12", 2, "vi"},          {"producer", 3, "pro"},           {"T1", 2, "T1"},                {"zählerin", 2, "zä"},
               {"a b", 2, "a"}};
  char out[NAMES_FULL * 4 + 1];
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    names_short(cases[i].name, cases[i].most, out);
    assert_string_equal(out, cases[i].want);
  }
}

/* Locks of their own kind are drawn between their brackets, and what they are made of is not. */
static void locks(void **state) {
  (void)state;
#define TAKE(l, verb, told) "main call " l " " verb "; main lock " l ".m; main tell " l " " told "; main unlock " l ".m; main back " l " " verb "; "
  check_lanes("made rlock r; part mutex r.m r; made rwlock w 0 1; part mutex w.m w; " TAKE("r", "acquire", "put 1") TAKE("r", "acquire", "put 2")
                  TAKE("w", "acquire_write", "put 0") "main write x 1; " TAKE("w", "release_write", "get 0") TAKE("r", "release", "get 1")
                      TAKE("r", "release", "get 0") "main write x 2",
              false,
              "       3           19\n"
              "main  A[-A[-B[--W--]B-]A-]A-W-\n"
              "\n"
              "A = r   B = w\n");
}

/* Who would have to wait and need not has a symbol for that: neither that of waiting nor that of going on afterwards. */
static void at_once(void **state) {
  (void)state;
  check_lanes("made event go; part mutex go.m go; made group g; made queue q; made once o; made future f; main call go set; main tell go put 1; main back go set; "
              "main call go wait; main lock go.m; main unlock go.m; main back go wait; main call g wait; main back g wait; main call q join; "
              "main back q join; main call o do; main back o do; main call f result; main back f result; main call go wait_for; "
              "main back go wait_for ETIMEDOUT; main call go wait",
              false,
              "       2           13\n"
              "main  -^--/--/--/--/--/--x--w-\n");
}

struct sentence {
  uint32_t step; /* of the column */
  const char *want;
};

static void check_sentences(const char *text, const struct sentence *s, size_t n) {
  struct trace *t = tracegen(text);
  struct world *w = world_new(t);
  struct cols c = {0};
  struct buf b = {0};
  cols_update(&c, t);
  for (size_t i = 0; i < n; i++) {
    buf_clear(&b);
    uint32_t column = cols_of(&c, s[i].step);
    explain_column(w, &c, column, &b);
    if (strcmp(buf_str(&b), s[i].want) != 0)
      fail_msg("step %u\n  is     '%s'\n  wanted '%s'", s[i].step, buf_str(&b), s[i].want);
  }
  buf_fini(&b);
  cols_fini(&c);
  world_free(w);
  trace_free(t);
}
#define CHECK(text, ...)                                                                                            \
  do {                                                                                                              \
    static const struct sentence s[] = {__VA_ARGS__};                                                               \
    check_sentences(text, s, sizeof s / sizeof *s);                                                                 \
  } while (0)

static void sentences(void **state) {
  (void)state;
  CHECK(FULL, {7, "T1 puts 7 into q (1 of 1)"}, {10, "T2 waits to put 8 into q: it is full; a get frees it"},
        {16, "T1 gets 7 from q (0 left); T2 can go on now"}, {21, "T2 puts 8 into q (1 of 1)"});
  CHECK("made event go; part cond go.c go; part mutex go.m go; main create T1; T1 start; T1 call go wait; T1 lock go.m; T1 wait go.c go.m; "
        "main call go set; main lock go.m; main tell go put 1; main broadcast go.c 1; main unlock go.m; main back go set; "
        "T1 wake go.c go.m waited; T1 unlock go.m; T1 back go wait; T1 call go clear; T1 tell go get 0; T1 back go clear",
        {3, "T1 waits for go to be set"}, {8, "main sets go; T1 can go on now"}, {14, "T1 goes on: go is set"}, {16, "T1 clears go"});
  CHECK("made rlock r; part mutex r.m r; main call r acquire; main tell r put 1; main back r acquire; main call r acquire; "
        "main tell r put 2; main back r acquire; main call r release; main tell r get 1; main back r release",
        {2, "main takes lock r"}, {5, "main takes lock r again (depth 2)"}, {8, "main gives lock r back once and still holds it (depth 1)"});
  CHECK("made rlock r; part mutex r.m r; part cond r.c r; main create T1; T1 start; main call r acquire; main tell r put 1 @7; main back r acquire; "
        "T1 call r acquire; T1 lock r.m; T1 wait r.c r.m; main write x 1",
        {6, "T1 waits for lock r, held by main since step 4 (prog.c:7)"});
  CHECK("made barrier b 2; part mutex b.m b; part cond b.c b; main create T1; T1 start; T1 call b wait; T1 lock b.m; T1 tell b put 1 0; "
        "T1 wait b.c b.m; main call b wait; main lock b.m; main tell b put 2 0; main tell b get 0 1; main broadcast b.c 1; main unlock b.m; "
        "main back b wait; T1 wake b.c b.m waited; T1 unlock b.m; T1 back b wait",
        {5, "T1 arrives at b, 1 of 2. Now T1 waits at b for 1 more"}, {10, "main arrives at b, 2 of 2: the barrier opens; T1 can go on now"});
  CHECK("made sem s 2; main call s acquire; main tell s get 1; main back s acquire; main call s acquire_try; main back s acquire_try EAGAIN",
        {2, "main takes a permit of s, 1 left"}, {5, "main cannot take a permit of s: it would have to wait (EAGAIN)"});
  CHECK("made queue q; main call q get_for; main back q get_for ETIMEDOUT; main call q task_done; main back q task_done EOVERFLOW",
        {2, "main gives up: it could not get from q"}, {4, "main cannot say that a task of q is done: more tasks done than were put (EOVERFLOW)"});
  CHECK("made channel c; made group g; main call c send 4; main tell c put 4; main back c send; main call g add 2; main tell g put 2; "
        "main back g add; main call g done; main tell g get 1; main back g done; main call c close; main tell c so 0 fail; main back c close",
        {2, "main sends 4 into c"}, {5, "main adds to g: 2 to wait for"}, {8, "main counts g down: 1 to wait for"}, {11, "main closes c"});
  CHECK("made rwlock l 0 1; main call l acquire_read; main tell l put 1 shared; main back l acquire_read; main call l release_read; "
        "main tell l get 0 shared; main back l release_read; main call l acquire_write; main tell l put 0; main back l acquire_write",
        {2, "main locks l for reading (1 reader)"}, {5, "main unlocks l, done with reading"}, {8, "main locks l for writing"});
  CHECK("made event go; part mutex go.m go; made group g; made queue q; made cond c; made future f 0; main call go wait; main lock go.m; main unlock go.m; "
        "main back go wait; main call g wait; main back g wait; main call q join; main back q join; main call f await; main back f await; "
        "main call f begin; main back f begin; main call f create; main back f create",
        {4, "main goes on at once: go is set already"}, {6, "main goes on at once: g is at 0 already"},
        {8, "main goes on at once: every task of q is done already"}, {10, "main goes on at once: f is done already"},
        {12, "main begins as a task"}, {14, "main creates task f"});
  CHECK("made pool frobs; main call frobs whirl; main back frobs whirl", {2, "main has called whirl of frobs"});
}

/* Red is for what went wrong: not for what is closed when all is said. */
static void closing_is_no_failure(void **state) {
  (void)state;
  struct trace *t = tracegen("made channel c; made barrier b 2; main call c close; main tell c so 0 fail; main back c close; main call c send 1; "
                             "main back c send EPIPE; main call b abort; main tell b so 0 fail; main back b abort");
  assert_int_equal(lanes_op_element(t, trace_step(t, 2)), EL_OP_QUEUE);
  assert_int_equal(lanes_op_element(t, trace_step(t, 5)), EL_OP_BAD);
  assert_int_equal(lanes_op_element(t, trace_step(t, 7)), EL_OP_BAD);
  trace_free(t);
}

/* What a thread that has not begun its call would do, at the end of a live trace and within one. */
static void choices(void **state) {
  (void)state;
  struct trace *t = tracegen(FULL);
  struct world *w = world_new(t);
  struct cols c = {0};
  struct buf b = {0};
  cols_update(&c, t);
  world_seek(w, 4);
  explain_pending(w, &c, 1, &b);
  assert_string_equal(buf_str(&b), "put 7 into q");
  buf_clear(&b);
  world_seek(w, cols_rest(&c, cols_of(&c, 10)));
  explain_thread(w, &c, 2, &b);
  assert_string_equal(buf_str(&b), "T2 waits to put 8 into q: it is full; a get frees it");
  buf_clear(&b);
  explain_thread(w, NULL, 2, &b);
  assert_string_equal(buf_str(&b), "T2 waits for a signal on q.not_full since step 12");
  buf_fini(&b);
  cols_fini(&c);
  world_free(w);
  trace_free(t);
}

static void press(struct actions *a, const char *keys) {
  for (const char *p = keys; *(p += strspn(p, " "));) {
    int len = (int)strcspn(p, " ");
    actions_key(a, keymap_key(p, len));
    p += len;
  }
}

/* One key is one column, in both directions; x opens the call at the cursor, X all of them. */
static void keys(void **state) {
  (void)state;
  struct trace *t = tracegen(FULL);
  struct actions a;
  actions_init(&a, t, NULL, "calls");
  press(&a, "Right Right Right Right Right");
  assert_int_equal(view_step(&a.view), 7);
  assert_int_equal(a.view.cursor, 9); /* the call has returned */
  press(&a, "Right");
  assert_int_equal(view_step(&a.view), 10);
  assert_int_equal(a.view.cursor, 12); /* it waits */
  assert_int_equal(world_thread(a.view.world, 2)->status, STATUS_BLOCKED);
  press(&a, "Left");
  assert_int_equal(a.view.cursor, 9);
  press(&a, ": 8 Enter"); /* inside of the call: the column that shows it */
  assert_int_equal(view_step(&a.view), 7);
  press(&a, "x");
  assert_string_equal(a.view.message, "this put of q is open: every step inside is shown; x closes it");
  assert_int_equal(view_step(&a.view), 9);
  press(&a, "Left Left");
  assert_int_equal(a.view.cursor, 7);
  press(&a, "Right Right Right");
  assert_int_equal(view_step(&a.view), 10); /* the other call is still closed */
  assert_int_equal(a.view.cursor, 12);
  press(&a, "Left x");
  assert_int_equal(view_step(&a.view), 7);
  press(&a, "X g");
  for (uint32_t i = 1; i <= trace_steps(t); i++) {
    press(&a, "Right");
    assert_int_equal(a.view.cursor, i);
  }
  press(&a, "X");
  assert_string_equal(a.view.message, "every call is closed: one column for the whole call");
  press(&a, "g n n"); /* who begins to wait is of interest */
  press(&a, ": 1 0 Enter");
  assert_int_equal(view_step(&a.view), 10);
  actions_fini(&a);
  trace_free(t);
}

static void nothing_to_open(void **state) {
  (void)state;
  struct trace *t = tracegen("main write x 1; main write x 2");
  struct actions a;
  actions_init(&a, t, NULL, "none");
  press(&a, "Right x");
  assert_string_equal(a.view.message, "there is no call of plait/sync.h so far: every step is shown");
  assert_int_equal(a.view.cursor, 1);
  actions_fini(&a);
  trace_free(t);
}

/* Whom the switch model keeps from moving is told why. */
static void switch_models(void **state) {
  (void)state;
  struct trace *t = tracegen("model gil; main create T1; main create T2; T1 start; T1 read x 0 hint; T1 write x 1 hint; T2 start; T2 read x 1");
  struct actions a;
  struct buf b = {0};
  actions_init(&a, t, NULL, "gil");
  press(&a, ": 3 Enter");
  assert_int_equal(view_only(&a.view), 2); /* T1 */
  press(&a, "3");
  assert_string_equal(a.view.message, "T2 cannot move here: under gil a switch needs a call that blocks, a sleep or I/O; T1 goes on");
  assert_int_equal(a.view.cursor, 3);
  press(&a, "2");
  assert_int_equal(a.view.cursor, 4);
  explain_world(a.view.world, &b);
  assert_string_equal(buf_str(&b), "T1 reads x = 0; no switch was possible before it (gil)");
  press(&a, "2");
  assert_int_equal(view_only(&a.view), 0);
  press(&a, "3");
  assert_int_equal(a.view.cursor, 6);
  buf_fini(&b);
  actions_fini(&a);
  trace_free(t);
}

/* What a program does itself within a call (a routine that is run once) stays visible. */
static void callbacks(void **state) {
  (void)state;
  check_lanes("made once o; part mutex o.m o; main call o do; main lock o.m; main tell o put 0; main unlock o.m; main write x 1; "
              "main lock o.m; main tell o get 1; main unlock o.m; main back o do; main write x 2",
              false, "       3\n"
                     "main  -o--W--o--W-\n");
}

/* -- the list of columns, however the trace came to be ------------------------------------ */

/* Calls of several threads, interleaved at random; some wait, some fail, some never end. */
static void random_steps(struct trace *t, uint64_t *r, uint32_t n, uint32_t queue, uint32_t lock) {
  enum { THREADS = 4 };
  static const uint8_t ops[] = {OP_SPAN_BEGIN, OP_MUTEX_LOCK, OP_NOTE, OP_MUTEX_UNLOCK, OP_SPAN_END};
  uint32_t at[THREADS] = {0};
  uint32_t verb = trace_add_text(t, "put", 3);
  for (uint32_t i = 0; i < n; i++) {
    uint16_t thread = (uint16_t)prng_below(r, THREADS);
    uint32_t phase = at[thread];
    if (phase == 5 || prng_below(r, 8) == 0) { /* something of its own */
      trace_append(t, &(struct trace_step){.thread = thread, .op = OP_YIELD});
      at[thread] = phase == 5 ? 0 : phase;
      continue;
    }
    struct trace_step s = {.thread = thread, .op = ops[phase], .object = phase == 1 || phase == 3 ? lock : queue, .text = verb};
    if (phase == 1 && prng_below(r, 3) == 0)
      s.flags |= STEP_WAITED;
    if (phase == 4 && prng_below(r, 3) == 0)
      s.flags |= STEP_FAILED;
    if (phase == 2 && prng_below(r, 3) == 0)
      s.op = OP_MUTEX_LOCK, s.object = lock; /* nothing is told */
    trace_append(t, &s);
    at[thread]++;
  }
}

static void assert_same(const struct cols *a, const struct cols *b, uint32_t steps) {
  assert_int_equal(cols_count(a), cols_count(b));
  uint32_t last = 0;
  for (uint32_t n = 1; n <= cols_count(a); n++) {
    uint32_t step = cols_step(a, n), rest = cols_rest(a, n);
    assert_int_equal(step, cols_step(b, n));
    assert_true(step > last);
    assert_true(rest >= step && rest <= steps);
    assert_true(n == cols_count(a) || rest < cols_step(a, n + 1));
    assert_int_equal(cols_before(a, rest), n);
    assert_int_equal(cols_of(a, step), n);
    last = step;
  }
}

static void columns_follow_the_trace(void **state) {
  (void)state;
  for (uint64_t seed = 1; seed <= 30; seed++) {
    uint64_t r = seed;
    struct trace *t = tracegen("made queue q; part mutex q.m q; main create T1; main create T2; main create T3");
    struct cols grown = {0};
    for (int piece = 0; piece < 60; piece++) {
      random_steps(t, &r, 1 + prng_below(&r, 6), 1, 2);
      cols_update(&grown, t);
      struct cols fresh = {0};
      cols_update(&fresh, t);
      assert_same(&grown, &fresh, trace_steps(t));
      cols_fini(&fresh);
    }
    cols_turn_all(&grown);
    cols_update(&grown, t);
    assert_int_equal(cols_count(&grown), trace_steps(t));
    cols_fini(&grown);
    trace_free(t);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_call_is_a_column), cmocka_unit_test(at_once), cmocka_unit_test(threads_of_the_library), cmocka_unit_test(short_names), cmocka_unit_test(open_it_is_all_its_steps), cmocka_unit_test(locks),
      cmocka_unit_test(sentences), cmocka_unit_test(closing_is_no_failure),          cmocka_unit_test(choices),                  cmocka_unit_test(keys),
      cmocka_unit_test(nothing_to_open),    cmocka_unit_test(switch_models),            cmocka_unit_test(callbacks),
                     cmocka_unit_test(columns_follow_the_trace),
  };
  return cmocka_run_group_tests_name("view_calls", tests, NULL, NULL);
}

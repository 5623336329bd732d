/* Schedules as text: both directions, and what is said about every mistake. */
#include "trace/schedule.h"
#include "tracegen.h"
#include "wire/prng.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define STEP(t) WIRE_CHOICE(CHOICE_STEP, t)

static void parses_to(const char *text, const struct schedule_names *names, const uint32_t *want, size_t n_want) {
  struct plait_err err = {0};
  uint32_t *got;
  size_t n;
  if (!schedule_parse(text, names, &got, &n, &err))
    fail_msg("'%s': %s", text, err.text);
  assert_int_equal(n, n_want);
  if (n)
    assert_memory_equal(got, want, n * sizeof *got);
  free(got);
}

static void the_example_is_understood(void **state) {
  (void)state;
  const uint32_t want[] = {STEP(0),
                           STEP(0),
                           STEP(0),
                           STEP(1),
                           STEP(2),
                           STEP(2),
                           STEP(1),
                           WIRE_CHOICE(CHOICE_COND, 2),
                           WIRE_CHOICE(CHOICE_TIMEOUT, 3),
                           STEP(0),
                           STEP(0)};
  parses_to("main*3 T1 T2*2 T1! cond:T2 timeout:T3 main*2", NULL, want, 11);
  parses_to("  main*3\tT1 T2*2!\n T1 cond:T2\r\n timeout:T3! main # all of it: T9\nmain ", NULL, want, 11);
  parses_to("", NULL, NULL, 0);
  parses_to(" # nothing", NULL, NULL, 0);
  const uint32_t more[] = {WIRE_CHOICE(CHOICE_SPURIOUS, 255), WIRE_CHOICE(CHOICE_SEM, 10)};
  parses_to("spurious:T255 sem:T10", NULL, more, 2);
}

static void refused(const char *text, const char *message) {
  struct plait_err err = {0};
  uint32_t *got = (uint32_t *)1;
  size_t n = 1;
  const char *const at[] = {"main", "producer", "T2"};
  const struct schedule_names names = {at, 3};
  bool named = strstr(message, "producer") != NULL;
  assert_false(schedule_parse(text, named ? &names : NULL, &got, &n, &err));
  assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  assert_string_equal(err.text, message);
  assert_null(got);
  assert_int_equal(n, 0);
}

static void mistakes_are_told_with_their_column(void **state) {
  (void)state;
  refused("main*3 T1 T9x",
          "schedule column 11: unknown thread 'T9x' (threads are called main, T1, T2, ... in the order "
          "of their creation)");
  refused("consumer", "schedule column 1: unknown thread 'consumer' (known: main, producer, T2)");
  refused("T1 T256", "schedule column 4: 'T256' is beyond the 256 threads that plait can handle");
  refused("T99999999999999999999999",
          "schedule column 1: 'T99999999999999999999999' is beyond the 256 threads that plait can handle");
  refused(
      "T01",
      "schedule column 1: unknown thread 'T01' (threads are called main, T1, T2, ... in the order of their creation)");
  refused("T1 main*", "schedule column 9: '*' wants a number of steps, at least 1, as in T1*3");
  refused("main*0", "schedule column 6: '*' wants a number of steps, at least 1, as in T1*3");
  refused("main*-1", "schedule column 6: '*' wants a number of steps, at least 1, as in T1*3");
  refused("main*99999999999999999999", "schedule column 6: a schedule has at most 4194304 choices");
  refused("main*4194304 T1", "schedule column 14: a schedule has at most 4194304 choices");
  refused("main*2x", "schedule column 7: 'x' does not belong here");
  refused("T1!!", "schedule column 4: '!' does not belong here");
  refused("T1 conf:T2", "schedule column 4: unknown choice 'conf:' (known: cond: sem: timeout: spurious:)");
  refused("T1 cond:", "schedule column 9: a thread is missing here");
  refused("*3", "schedule column 1: a thread is missing here");
  refused("T1 timeout:T2*2", "schedule column 14: only plain steps can be repeated; write timeout:T2 again instead");
  refused("cond:T2", "schedule column 1: cond: stands behind the step that wakes the thread");
  refused("T1 cond:T2 cond:T3", "schedule column 12: cond: stands behind the step that wakes the thread");
  refused("a=T1", "schedule column 1: '=' gives a name to main, T1, T2, ... and not to 'a'");
  refused("T1=T2", "schedule column 4: 'T2' cannot be the name of a thread (letters, digits, _ . -)");
  refused("T1=", "schedule column 4: '' cannot be the name of a thread (letters, digits, _ . -)");
  refused("T1=a T2=a", "schedule column 9: 'a' is the name of another thread already");
  refused("T1=a=b", "schedule column 4: 'a=b' cannot be the name of a thread (letters, digits, _ . -)");
  refused("T1 cond:T2!", "schedule column 11: '!' does not belong here");
  refused("m\xc3\xa4in T1",
          "schedule column 1: unknown thread 'm\xc3\xa4in' (threads are called main, T1, T2, ... in the order of "
          "their creation)");
  refused("T1 # \xc3\xa4\n x",
          "schedule column 9: unknown thread 'x' (threads are called main, T1, T2, ... in the order of their "
          "creation)");
}

static void names_of_the_program_are_used_when_they_are_clear(void **state) {
  (void)state;
  const char *const at[] = {"main", "producer", "two words", "T1", "twin", "twin", "T6", "", NULL, "a.b-c_9"};
  const struct schedule_names names = {at, 10};
  const uint32_t all[] = {STEP(0), STEP(1), STEP(2), STEP(3), STEP(4), STEP(5),
                          STEP(6), STEP(7), STEP(8), STEP(9), STEP(10)};
  struct buf b = {0};
  schedule_print_choices(all, 11, &names, &b);
  assert_string_equal(b.at, "main T1=producer T2 T3 T4 T5 T6 T7 T8 T9=a.b-c_9 T10");
  parses_to(b.at, &names, all, 11);
  parses_to(b.at, NULL, all, 11); /* also where the names are not known */
  const uint32_t twice[] = {STEP(1), STEP(1), STEP(2), WIRE_CHOICE(CHOICE_COND, 9), STEP(1), STEP(9)};
  buf_clear(&b);
  schedule_print_choices(twice, 6, &names, &b);
  assert_string_equal(b.at, "T1=producer*2 T2 cond:T9=a.b-c_9 producer a.b-c_9");
  parses_to(b.at, NULL, twice, 6);
  parses_to("main T1 T2 T3 T4 T5 T6 T7 T8 T9 T10", &names, all, 11); /* the canonical ones always work */
  buf_fini(&b);
}

static void a_trace_prints_its_schedule(void **state) {
  (void)state;
  struct trace *t = tracegen(
      "main create T1; main create T2; T1 start; T1 wait c m; T2 start blocked; T2 wait c m; main fence blocked;"
      "main signal c T2 choice; main signal c T1; main fence; T2 wake c m preempted; T1 wake c m timeout; main "
      "deadlock");
  struct buf b = {0};
  schedule_print(t, &b);
  assert_string_equal(b.at, "main*2 T1*2! T2*2 main*2 cond:T2 main*2 T2! timeout:T1");
  uint32_t *choices;
  size_t n = trace_choices(t, 1, trace_steps(t), &choices);
  parses_to(b.at, NULL, choices, n);
  free(choices);
  buf_clear(&b);
  schedule_print_range(t, 8, 9, &b);
  assert_string_equal(b.at, "main cond:T2 main");
  trace_name_thread(t, 1, "worker");
  buf_clear(&b);
  schedule_print_range(t, 11, 99, &b);
  assert_string_equal(b.at, "T2! timeout:T1=worker");
  buf_clear(&b);
  schedule_print_choice(t, WIRE_CHOICE(CHOICE_SPURIOUS, 1), &b);
  schedule_print_thread(t, 2, &b);
  assert_string_equal(b.at, "spurious:workerT2");
  buf_fini(&b);
  trace_free(t);
}

/* Any choices, any names: printing and parsing gives the same choices. */
static void printing_and_parsing_are_inverse(void **state) {
  (void)state;
  static const char *const pool[] = {"main", "T1", "T2", "T3", "a",   "b", "a b",  "x:y", "w*2",
                                     "w!",   "",   "T",  "T0", "T02", "9", "cond", "-"};
  uint64_t random = 7;
  for (int round = 0; round < 2000; round++) {
    const char *at[8];
    for (int i = 0; i < 8; i++)
      at[i] = pool[prng_below(&random, sizeof pool / sizeof *pool)];
    const struct schedule_names names = {at, prng_below(&random, 9)};
    uint32_t choices[64];
    size_t n = prng_below(&random, 64);
    for (size_t i = 0; i < n; i++) {
      uint32_t kind = prng_below(&random, 3) ? CHOICE_STEP : prng_below(&random, 5);
      bool after_step = i && WIRE_CHOICE_KIND(choices[i - 1]) < CHOICE_COND;
      if (kind >= CHOICE_COND && !after_step)
        kind = CHOICE_STEP;
      choices[i] = WIRE_CHOICE(kind, prng_below(&random, prng_below(&random, 8) ? 3 : 256));
    }
    struct buf b = {0};
    schedule_print_choices(choices, n, &names, &b);
    parses_to(buf_str(&b), &names, choices, n);
    parses_to(buf_str(&b), NULL, choices, n);
    buf_fini(&b);
  }
}

/* ---- files ------------------------------------------------------------------------------ */

static void schedule_files_are_read(void **state) {
  (void)state;
  static const char text[] = "# what the report says\r\n"
                             "program:  ./bank # 1\r\n"
                             "args: 4 \"two words\"\n"
                             "\n"
                             "  options :--model gil --seed 3\n"
                             "schedule: main*3 T1   # first\n"
                             "schedule: T2*2\n"
                             "shared: m0+0x4010:4 h1.3+8:40\n"
                             "shared: s1-64:4 t2-0x10:8 a0x7f000000:4096\n"
                             "outcome: exit 0 \"2\\n\"";
  struct plait_err err;
  struct schedule_file f;
  if (!schedule_file_parse("x.schedule", text, sizeof text - 1, &f, &err))
    fail_msg("%s", err.text);
  assert_string_equal(f.program, "./bank # 1");
  assert_string_equal(f.args, "4 \"two words\"");
  assert_string_equal(f.options, "--model gil --seed 3");
  assert_string_equal(f.outcome, "exit 0 \"2\\n\"");
  assert_int_equal(f.schedule_line, 6);
  const uint32_t want[] = {STEP(0), STEP(0), STEP(0), STEP(1), STEP(2), STEP(2)};
  parses_to(f.schedule, NULL, want, 6);
  assert_int_equal(f.shared_len, 5);
  const struct trace_shared ranges[] = {{{PLACE_MODULE, 0, 0, 0x4010}, 4},
                                        {{PLACE_HEAP, 1, 3, 8}, 40},
                                        {{PLACE_STACK, 1, 0, 64}, 4},
                                        {{PLACE_TLS, 2, 0, 16}, 8},
                                        {{PLACE_ABS, 0, 0, 0x7f000000}, 4096}};
  for (int i = 0; i < 5; i++) {
    assert_int_equal(f.shared[i].place.kind, ranges[i].place.kind);
    assert_int_equal(f.shared[i].place.owner, ranges[i].place.owner);
    assert_int_equal(f.shared[i].place.seq, ranges[i].place.seq);
    assert_int_equal(f.shared[i].place.off, ranges[i].place.off);
    assert_int_equal(f.shared[i].len, ranges[i].len);
  }
  struct buf b = {0}, again = {0};
  schedule_file_print(&f, &b);
  schedule_file_fini(&f);
  assert_string_equal(b.at,
                      "program: ./bank # 1\nargs: 4 \"two words\"\noptions: --model gil --seed 3\n"
                      "schedule: main*3 T1   # first\nschedule: T2*2\n"
                      "shared: m0+0x4010:4 h1.3+8:40 s1-64:4 t2-16:8 a0x7f000000:4096\noutcome: exit 0 \"2\\n\"\n");
  assert_true(schedule_file_parse("x", b.at, b.len, &f, &err));
  schedule_file_print(&f, &again);
  assert_string_equal(b.at, again.at);
  schedule_file_fini(&f);
  buf_fini(&b);
  buf_fini(&again);
}

static void long_schedules_are_cut_into_lines(void **state) {
  (void)state;
  struct plait_err err;
  struct buf text = {0}, b = {0};
  uint32_t want[2000];
  for (int i = 0; i < 2000; i++)
    want[i] = STEP(i % 3);
  schedule_print_choices(want, 2000, NULL, &text);
  struct schedule_file f = {.schedule = text.at}, back;
  schedule_file_print(&f, &b);
  for (const char *line = b.at; *line; line += strcspn(line, "\n") + 1)
    assert_true(strcspn(line, "\n") < 120);
  assert_true(schedule_file_parse("x", b.at, b.len, &back, &err));
  parses_to(back.schedule, NULL, want, 2000);
  schedule_file_fini(&back);
  buf_fini(&text);
  buf_fini(&b);
}

static void printing_a_file_again_changes_nothing(void **state) {
  (void)state;
  struct buf wide = {0};
  buf_puts(&wide, "schedule: main");
  for (int i = 0; i < 150; i++)
    buf_putc(&wide, i % 80 ? ' ' : '\t');
  buf_puts(&wide, "T1");
  const char *const texts[] = {wide.at, "schedule:  \nschedule:\r\noutcome: a\rb\t\t\n",
                               "schedule: # \xff\nprogram:\n"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct plait_err err;
    struct schedule_file f;
    struct buf once = {0}, twice = {0};
    assert_true(schedule_file_parse("f", texts[i], strlen(texts[i]), &f, &err));
    schedule_file_print(&f, &once);
    schedule_file_fini(&f);
    assert_true(schedule_file_parse("f", once.at, once.len, &f, &err));
    schedule_file_print(&f, &twice);
    schedule_file_fini(&f);
    assert_string_equal(once.at, twice.at);
    buf_fini(&once);
    buf_fini(&twice);
  }
  buf_fini(&wide);
}

static void mistakes_in_files_are_told_with_their_line(void **state) {
  (void)state;
  static const struct {
    const char *text, *message;
  } bad[] = {
      {"schedule: main\nprogam: x\n",
       "f:2: unknown key 'progam' (known: program, args, options, schedule, shared, outcome)"},
      {"schedule: main\n\nhello\n", "f:3: expected 'key: value', as in 'schedule: main T1'"},
      {"program: a\nprogram: b\nschedule: main", "f:2: 'program:' is there twice"},
      {"program: a\n", "f has no 'schedule:' line"},
      {"", "f has no 'schedule:' line"},
      {"schedule: main\nshared: m0+0x4010", "f:2: 'm0+0x4010' is not a range of memory (m0+0x4010:4)"},
      {"schedule: main\nshared: m70000+1:1", "f:2: 'm70000+1:1' is not a range of memory (m0+0x4010:4)"},
      {"schedule: main\nshared: q1+1:1", "f:2: 'q1+1:1' is not a range of memory (m0+0x4010:4)"},
  };
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct plait_err err = {0};
    struct schedule_file f;
    assert_false(schedule_file_parse("f", bad[i].text, strlen(bad[i].text), &f, &err));
    assert_string_equal(err.text, bad[i].message);
    assert_int_equal(err.code, PLAIT_EXIT_USAGE);
  }
  struct plait_err err = {0};
  struct schedule_file f;
  assert_false(schedule_file_parse("f", "sched\0ule", 9, &f, &err));
  assert_string_equal(err.text, "f is not a schedule file: it is not text");
  assert_false(schedule_file_read("/nonexistent/x.schedule", &f, &err));
  assert_string_equal(err.text, "cannot open /nonexistent/x.schedule: No such file or directory");
}

static void arguments_survive_quoting(void **state) {
  (void)state;
  const char *args[] = {"plain", "", "two words", "a\"b", "c\\d", "it's", "$HOME", "-x=1", "a\tb"};
  struct buf b = {0};
  struct plait_err err;
  size_t n;
  schedule_args_join(args, 9, &b);
  char **back = schedule_args_split(b.at, &n, &err);
  assert_non_null(back);
  assert_int_equal(n, 9);
  for (size_t i = 0; i < n; i++)
    assert_string_equal(back[i], args[i]);
  assert_null(back[9]);
  schedule_args_free(back);
  back = schedule_args_split("a 'b c'\\ d", &n, &err);
  assert_int_equal(n, 2);
  assert_string_equal(back[1], "b c d");
  schedule_args_free(back);
  assert_null(schedule_args_split("a 'b", &n, &err));
  assert_string_equal(err.text, "a quote is never closed in: a 'b");
  buf_fini(&b);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_example_is_understood),
      cmocka_unit_test(mistakes_are_told_with_their_column),
      cmocka_unit_test(names_of_the_program_are_used_when_they_are_clear),
      cmocka_unit_test(a_trace_prints_its_schedule),
      cmocka_unit_test(printing_and_parsing_are_inverse),
      cmocka_unit_test(schedule_files_are_read),
      cmocka_unit_test(long_schedules_are_cut_into_lines),
      cmocka_unit_test(printing_a_file_again_changes_nothing),
      cmocka_unit_test(mistakes_in_files_are_told_with_their_line),
      cmocka_unit_test(arguments_survive_quoting),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

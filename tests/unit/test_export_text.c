/* test_export_text.c — JSON, the table of steps, objects and endings of small executions, word by word. */
#include "tracegen.h"

#include "export/export.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static bool collect(void *ctx, const char *bytes, size_t len) {
  buf_add(ctx, bytes, len);
  return true;
}

static bool stop_at_once(void *ctx, const char *bytes, size_t len) {
  (void)bytes, (void)len;
  ++*(int *)ctx;
  return false;
}

static void assert_json_step(const char *text, uint32_t step, const char *want) {
  struct trace *t = tracegen(text);
  struct buf b = {0};
  json_step(t, NULL, step, &b);
  assert_string_equal(buf_str(&b), want);
  buf_fini(&b);
  trace_free(t);
}

static void json_has_the_fields_of_the_design(void **state) {
  (void)state;
  assert_json_step("file lost-update.c; main create T1; main create T2; T1 start; T2 start; T2 write counter 1 @increment:21",
                   5,
                   "{\"step\":5,\"thread\":\"T2\",\"op\":\"write\",\"object\":\"counter\",\"value\":1,\"type\":\"int\","
                   "\"file\":\"lost-update.c\",\"line\":21,\"func\":\"increment\",\"why\":\"chosen\",\"time_ns\":0}");
}

static void json_leaves_out_what_says_nothing(void **state) {
  (void)state;
  assert_json_step("main create T1", 1,
                   "{\"step\":1,\"thread\":\"main\",\"op\":\"thread_create\",\"other\":\"T1\",\"why\":\"chosen\",\"time_ns\":0}");
}

static void json_tells_calls_and_what_they_change(void **state) {
  (void)state;
  static const char text[] =
      "made queue q 2 2; part mutex q.lock q; made rwlock l; made barrier b 2; main call q put 3; main lock q.lock;"
      "main tell q put 3 5 2; main unlock q.lock; main back q put; main call q get; main back q get EPIPE;"
      "main tell l put 2 shared; main tell b so 0 4 fail; main read x 1; main exit 0";
  static const char *const want[] = {
      "\"op\":\"span_begin\",\"object\":\"q\",\"value\":3,\"verb\":\"put\",\"span\":1,",
      "\"op\":\"mutex_lock\",\"object\":\"q.lock\",\"span\":1,",
      "\"op\":\"note\",\"object\":\"q\",\"value\":3,\"effect\":\"put\",\"unfinished\":5,\"place\":2,\"span\":1,",
      "\"op\":\"mutex_unlock\",\"object\":\"q.lock\",\"span\":1,",
      "\"op\":\"span_end\",\"object\":\"q\",\"verb\":\"put\",\"span\":1,",
      "\"op\":\"span_begin\",\"object\":\"q\",\"verb\":\"get\",\"span\":6,",
      "\"op\":\"span_end\",\"object\":\"q\",\"verb\":\"get\",\"result\":32,\"error\":\"EPIPE\",\"span\":6,",
      "\"op\":\"note\",\"object\":\"l\",\"value\":2,\"effect\":\"put\",\"shared\":true,\"why\"",
      "\"op\":\"note\",\"object\":\"b\",\"value\":0,\"effect\":\"change\",\"generation\":4,\"broken\":true,\"why\"",
      "\"op\":\"read\",\"object\":\"x\",\"value\":1,\"type\":\"int\",\"why\"",
  };
  struct trace *t = tracegen(text);
  struct buf b = {0};
  export_json(t, 1, trace_steps(t), collect, &b);
  const char *line = buf_str(&b);
  for (size_t i = 0; i < sizeof want / sizeof *want; i++, line = strchr(line, '\n') + 1) {
    const char *found = strstr(line, want[i]), *end = strchr(line, '\n');
    if (!found || found > end)
      fail_msg("no %s in %.*s", want[i], (int)(end - line), line);
  }
  buf_fini(&b);
  trace_free(t);
}

static void objects_made_of_others(void **state) {
  (void)state;
  struct trace *t = tracegen(
      "made queue q 4; part mutex q.lock q; made event ready; made barrier gate 3; made rlock r; made pool crew 2; made group g; made future f;"
      "made channel c 0; made sem s 2; main tell q put 3 5; main tell q put 7 5; main tell gate put 2 4; main tell gate so 2 4 fail;"
      "main tell r put 2; main tell crew put 1 2; main tell g put 2; main tell f put 9; main tell c so 0 fail; main tell ready put 1; main tell s get 1;"
      "main call q put; main lock q.lock");
  struct buf b = {0};
  export_objects(t, trace_steps(t), true, &b);
  assert_string_equal(buf_str(&b), "after step 13 of 13\n"
                                   "object   kind         state\n"
                                   "ready    event        set\n"
                                   "gate     barrier      2 of 3 arrived, generation 4, broken\n"
                                   "r        rlock        held by main since step 5, 2 times\n"
                                   "g        wait group   counts 2\n"
                                   "s        semaphore    1 of 2 permits left\n"
                                   "q        queue        [3 7 . .] 2 of 4\n"
                                   "  .lock  mutex        held by main since step 13\n"
                                   "crew     thread pool  [1] 1 job waits, 2 unfinished\n"
                                   "f        future       result 9\n"
                                   "c        channel      [] 0, unbuffered, closed\n");
  buf_clear(&b);
  export_objects(t, trace_steps(t), false, &b); /* closed: what they are made of is not listed */
  assert_null(strstr(buf_str(&b), ".lock"));
  assert_non_null(strstr(buf_str(&b), "q       queue        [3 7 . .] 2 of 4\n"));
  trace_free(t);
  t = tracegen("made queue q 4; main tell q put 3 1; main call q join_try; main back q join_try EAGAIN"); /* somebody counts */
  buf_clear(&b);
  export_objects(t, trace_steps(t), false, &b);
  assert_non_null(strstr(buf_str(&b), "1 of 4, 1 unfinished\n"));
  buf_fini(&b);
  trace_free(t);
}

/* One row for the lock that the program knows, none for what lies inside. */
static void contention_of_composites(void **state) {
  (void)state;
  struct trace *t = tracegen(
      "made rlock r; part mutex r.lock r; part cond r.freed r; made queue q 1; part mutex q.lock q; main create T1; T1 start;"
      "T1 call r acquire; T1 lock r.lock; T1 tell r put 1; T1 unlock r.lock; T1 back r acquire;"    /* 3-7 */
      "main call r acquire; main lock r.lock; main wait r.freed r.lock;"                            /* 8-10 */
      "T1 call q put 1; T1 lock q.lock; T1 tell q put 1 1; T1 unlock q.lock; T1 back q put;"        /* 11-15 */
      "T1 call r release; T1 lock r.lock; T1 tell r get 0; T1 signal r.freed main; T1 unlock r.lock; T1 back r release;" /* 16-21 */
      "main wake r.freed r.lock waited; main tell r put 1; main unlock r.lock; main back r acquire; main exit 0");
  struct contention *c;
  size_t n = contention_of(t, &c);
  assert_int_equal(n, 2);
  assert_string_equal(trace_object(t, c[0].object)->name, "r");
  assert_int_equal(c[0].acquired, 2);
  assert_int_equal(c[0].contended, 1);
  assert_int_equal(c[0].waited_steps, 23 - 8);
  assert_int_equal(c[0].most_waiters, 1);
  assert_int_equal(c[0].held_steps, (18 - 5) + (26 - 23));
  assert_string_equal(trace_object(t, c[1].object)->name, "q");
  assert_int_equal(c[1].acquired, 1);
  assert_int_equal(c[1].waited_steps, 0);
  free(c);
  trace_free(t);
}

static void json_of_output_has_text_and_fd(void **state) {
  (void)state;
  assert_json_step("time 1500; main print \"a\\t\\\"b\\\"\\n\" @4", 1,
                   "{\"step\":1,\"thread\":\"main\",\"op\":\"output\",\"object\":\"stdout\",\"text\":\"a\\t\\\"b\\\"\\n\","
                   "\"fd\":1,\"file\":\"prog.c\",\"line\":4,\"why\":\"chosen\",\"time_ns\":1500}");
}

/* Its result is a signal, and signal 6 is no ENXIO. */
static void json_of_an_end_names_no_errno(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1");
  struct buf b = {0};
  trace_append(t, &(struct trace_step){.op = OP_ASSERT_FAIL, .result = SIGABRT});
  json_step(t, NULL, 2, &b);
  assert_string_equal(buf_str(&b), "{\"step\":2,\"thread\":\"main\",\"op\":\"assert_fail\",\"result\":6,\"why\":\"chosen\",\"time_ns\":0}");
  buf_fini(&b);
  trace_free(t);
}

static void json_values_are_what_the_type_says(void **state) {
  (void)state;
  static const struct {
    const char *text, *value;
  } cases[] = {
      {"var x int; main write x -1", "-1"},
      {"var x unsigned; main write x 4294967295", "4294967295"},
      {"var x bool; main write x 1", "true"},
      {"var x char; main write x 65", "65"},
      {"var x pointer; main write x 4096", "\"0x1000\""},
      {"var x double; main write x 0.5", "0.5"},
      {"var x float; main write x -2.25", "-2.25"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct trace *t = tracegen(cases[i].text);
    struct buf b = {0}, want = {0};
    json_step(t, NULL, 1, &b);
    buf_printf(&want, ",\"value\":%s,", cases[i].value);
    if (!strstr(buf_str(&b), buf_str(&want)))
      fail_msg("%s: no %s in %s", cases[i].text, buf_str(&want), buf_str(&b));
    buf_fini(&b);
    buf_fini(&want);
    trace_free(t);
  }
}

static void json_end_closes_the_stream(void **state) {
  (void)state;
  struct trace *t = tracegen("main print \"2\\n\"; main eprint \"oh\"; main exit 3");
  struct buf b = {0}, want = {0};
  assert_true(export_json(t, 2, UINT32_MAX, collect, &b));
  const char *last = strstr(buf_str(&b), "{\"end\"");
  assert_non_null(last);
  buf_printf(&want,
             "{\"end\":\"exit\",\"status\":3,\"steps\":3,\"output\":\"2\\n\",\"stderr\":\"oh\",\"findings\":[],"
             "\"schedule\":\"main*3\",\"log_hash\":\"%016llx\"}\n",
             (unsigned long long)trace_hash(t));
  assert_string_equal(last, buf_str(&want));
  assert_memory_equal(b.at, "{\"step\":2,", 10);
  buf_fini(&b);
  buf_fini(&want);
  trace_free(t);
}

static void exports_stop_when_the_reader_has_gone(void **state) {
  (void)state;
  struct trace *t = tracegen("main print \"1\"; main print \"2\"; main exit 0");
  int calls = 0;
  assert_false(export_json(t, 1, UINT32_MAX, stop_at_once, &calls));
  assert_int_equal(calls, 1);
  assert_false(export_steps(t, 1, UINT32_MAX, false, stop_at_once, &calls));
  assert_int_equal(calls, 2);
  trace_free(t);
}

static const char crossing[] = "main create T1; main create T2; T1 start; T1 lock a @10; T2 start; T2 lock b @20;"
                               "main deadlock; T1 next lock b blocked @11; T2 next lock a blocked @21;"
                               "main next join T1 blocked @30";

static void a_deadlock_points_at_the_circle_first(void **state) {
  (void)state;
  struct trace *t = tracegen(crossing);
  struct analysis *a = analysis_new(t);
  struct buf b = {0};
  findings_text(a, t, true, &b);
  assert_memory_equal(b.at, "prog.c:11: deadlock: ", 21);
  assert_int_equal(b.at[b.len - 1], '\n');
  assert_true(findings_counts(a, false));
  buf_clear(&b);
  findings_json(a, t, &b);
  static const char begins[] = "[{\"kind\":\"deadlock\",\"severity\":\"error\",\"object\":\"a\",\"step\":6,\"message\":\"";
  assert_memory_equal(b.at, begins, sizeof begins - 1);
  static const char places[] = "\"locations\":[{\"thread\":\"T1\",\"file\":\"prog.c\",\"line\":11,\"step\":4,"
                               "\"role\":\"waits for b, held by T2\"},"
                               "{\"thread\":\"T2\",\"file\":\"prog.c\",\"line\":21,\"step\":6,"
                               "\"role\":\"waits for a, held by T1\"}]}]";
  assert_non_null(strstr(buf_str(&b), places));
  buf_fini(&b);
  analysis_free(a);
  trace_free(t);
}

static void crashes_and_assertions_are_findings_and_exits_are_not(void **state) {
  (void)state;
  static const struct {
    const char *text, *line;
  } cases[] = {
      {"main create T1; T1 start; T1 crash 11 @7", "prog.c:7: crash: "},
      {"main create T1; T1 start; T1 assert \"x == 2\" @9", "prog.c:9: assert: "},
      {"main exit 1 @3", ""},
      {"main print \"x\"; stopped step_limit", ""},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct trace *t = tracegen(cases[i].text);
    struct analysis *a = analysis_new(t);
    struct buf b = {0};
    findings_text(a, t, true, &b);
    if (*cases[i].line)
      assert_memory_equal(buf_str(&b), cases[i].line, strlen(cases[i].line));
    else
      assert_string_equal(buf_str(&b), "");
    assert_int_equal(findings_counts(a, false), *cases[i].line != 0);
    buf_fini(&b);
    analysis_free(a);
    trace_free(t);
  }
}

static void notes_are_for_those_who_ask_and_never_count(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1 @5; T1 start; T1 done; main exit 0");
  struct analysis *a = analysis_new(t);
  struct buf b = {0};
  findings_text(a, t, false, &b);
  assert_string_equal(buf_str(&b), "");
  findings_text(a, t, true, &b);
  assert_string_equal(buf_str(&b), "prog.c:5: leak: T1 was neither joined nor detached\n");
  assert_false(findings_counts(a, true));
  buf_fini(&b);
  analysis_free(a);
  trace_free(t);
}

static void contention_is_a_table(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; main lock m @4; main write x 1; T1 start; main unlock m; T1 lock m waited @9; T1 unlock m");
  struct buf b = {0};
  export_contention(t, &b);
  static const char want[] = "object  kind         taken contended waiters  waited    held  longest\n"
                             "m       mutex            2         1       1       2       4        3  from step 2\n";
  assert_memory_equal(buf_str(&b), want, sizeof want - 1);
  buf_fini(&b);
  trace_free(t);
}

static void the_story_has_a_sentence_for_every_step(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1; T1 start; T1 lock m @9; T1 unlock m; main next lock m @5");
  struct buf b = {0};
  assert_true(export_explain(t, 1, UINT32_MAX, false, collect, &b));
  int lines = 0;
  for (size_t i = 0; i < b.len; i++)
    lines += b.at[i] == '\n';
  assert_int_equal(lines, (int)trace_steps(t));
  assert_non_null(strstr(buf_str(&b), "3  T1 locks m"));
  int calls = 0;
  assert_false(export_explain(t, 1, UINT32_MAX, false, stop_at_once, &calls));
  assert_int_equal(calls, 1);
  buf_fini(&b);
  trace_free(t);
}

static size_t rows(const char *text) {
  size_t n = 0;
  for (; *text; text++)
    n += *text == '\n';
  return n;
}

/* A call is one row, where it changed its object or ended; open, what lies inside is indented. */
static void calls_are_rows(void **state) {
  (void)state;
  struct trace *t = tracegen("made queue q 2; part mutex q.lock q; main call q put 3 @5; main lock q.lock @90; main tell q put 3 1 @5;"
                             "main unlock q.lock @92; main back q put @5; main read x 1 @6");
  struct buf closed = {0}, open = {0};
  assert_true(export_steps(t, 1, UINT32_MAX, false, collect, &closed));
  assert_true(export_steps(t, 1, UINT32_MAX, true, collect, &open));
  assert_int_equal(rows(buf_str(&closed)), 3);
  assert_non_null(strstr(buf_str(&closed), "\n   3  main    puts 3 into q"));
  assert_non_null(strstr(buf_str(&closed), "\n   6  main    reads x = 1"));
  assert_int_equal(rows(buf_str(&open)), 7);
  assert_non_null(strstr(buf_str(&open), "\n   2  main      locks q.lock "));
  assert_non_null(strstr(buf_str(&open), "\n   3  main      puts 3 into q"));
  assert_non_null(strstr(buf_str(&open), "\n   6  main    reads x = 1"));
  buf_fini(&closed);
  buf_fini(&open);
  trace_free(t);
}

static void steps_are_a_table(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1 @5; T1 start; T1 lock m @10; main print \"two\\nlines\\n\"");
  struct buf b = {0};
  assert_true(export_steps(t, 2, 4, false, collect, &b));
  int lines = 0;
  size_t where = 0;
  for (const char *p = buf_str(&b); *p; lines++) {
    const char *end = strchr(p, '\n');
    if (lines == 0) {
      const char *column = strstr(p, "where\n");
      assert_non_null(column);
      where = (size_t)(column - p);
      assert_memory_equal(p, "step  thread  what", 18);
    }
    if (lines == 2) /* step 3 is the only one of these with a position */
      assert_memory_equal(p + where, "prog.c:10\n", 10);
    p = end + 1;
  }
  assert_int_equal(lines, 4);
  buf_fini(&b);
  trace_free(t);
}

static void objects_say_who_holds_and_who_waits(void **state) {
  (void)state;
  struct trace *t = tracegen("sem chairs 2; queue q 3; barrier b 2; cond c; var x int;"
                             "main create T1; main create T2; T1 start; T2 start; T1 lock m @10; main semwait chairs;"
                             "main put q 7; main write x 5; T2 next lock m blocked; main next join T1 blocked");
  struct buf b = {0};
  export_objects(t, trace_steps(t), false, &b);
  assert_memory_equal(b.at, "after step 8 of 8\n", 18);
  static const char *const want[] = {
      "held by T1 since step 5; T2 waits\n", "1 of 2 permits left\n", "[7 . .] 1 of 3\n",
      "0 of 2 arrived, opened 0 times\n",    "nobody waits\n",        "5, written by main in step 8\n",
  };
  for (size_t i = 0; i < sizeof want / sizeof *want; i++)
    if (!strstr(buf_str(&b), want[i]))
      fail_msg("no line '%s' in:\n%s", want[i], buf_str(&b));
  buf_clear(&b);
  export_objects(t, 4, false, &b);
  assert_memory_equal(b.at, "after step 4 of 8\n", 18);
  assert_null(strstr(buf_str(&b), "held by"));
  buf_fini(&b);
  trace_free(t);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(json_has_the_fields_of_the_design),
      cmocka_unit_test(json_leaves_out_what_says_nothing),
      cmocka_unit_test(json_of_output_has_text_and_fd),
      cmocka_unit_test(json_tells_calls_and_what_they_change),
      cmocka_unit_test(objects_made_of_others),
      cmocka_unit_test(contention_of_composites),
      cmocka_unit_test(json_of_an_end_names_no_errno),
      cmocka_unit_test(json_values_are_what_the_type_says),
      cmocka_unit_test(json_end_closes_the_stream),
      cmocka_unit_test(exports_stop_when_the_reader_has_gone),
      cmocka_unit_test(a_deadlock_points_at_the_circle_first),
      cmocka_unit_test(crashes_and_assertions_are_findings_and_exits_are_not),
      cmocka_unit_test(notes_are_for_those_who_ask_and_never_count),
      cmocka_unit_test(contention_is_a_table),
      cmocka_unit_test(the_story_has_a_sentence_for_every_step),
      cmocka_unit_test(calls_are_rows),
      cmocka_unit_test(steps_are_a_table),
      cmocka_unit_test(objects_say_who_holds_and_who_waits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

/* test_export_text.c — JSON, the table of steps, objects and endings of small executions, word by word. */
#include "tracegen.h"

#include "export/export.h"

#include <setjmp.h>
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
  json_step(t, step, &b);
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

static void json_of_output_has_text_and_fd(void **state) {
  (void)state;
  assert_json_step("time 1500; main print \"a\\t\\\"b\\\"\\n\" @4", 1,
                   "{\"step\":1,\"thread\":\"main\",\"op\":\"output\",\"object\":\"stdout\",\"text\":\"a\\t\\\"b\\\"\\n\","
                   "\"fd\":1,\"file\":\"prog.c\",\"line\":4,\"why\":\"chosen\",\"time_ns\":1500}");
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
    json_step(t, 1, &b);
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
  assert_false(export_steps(t, 1, UINT32_MAX, stop_at_once, &calls));
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

static void steps_are_a_table(void **state) {
  (void)state;
  struct trace *t = tracegen("main create T1 @5; T1 start; T1 lock m @10; main print \"two\\nlines\\n\"");
  struct buf b = {0};
  assert_true(export_steps(t, 2, 4, collect, &b));
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
  export_objects(t, trace_steps(t), &b);
  assert_memory_equal(b.at, "after step 8 of 8\n", 18);
  static const char *const want[] = {
      "held by T1 since step 5; T2 waits\n", "1 of 2 permits left\n", "[7 . .] 1 of 3\n",
      "0 of 2 arrived, opened 0 times\n",    "nobody waits\n",        "5, written by main in step 8\n",
  };
  for (size_t i = 0; i < sizeof want / sizeof *want; i++)
    if (!strstr(buf_str(&b), want[i]))
      fail_msg("no line '%s' in:\n%s", want[i], buf_str(&b));
  buf_clear(&b);
  export_objects(t, 4, &b);
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
      cmocka_unit_test(json_values_are_what_the_type_says),
      cmocka_unit_test(json_end_closes_the_stream),
      cmocka_unit_test(exports_stop_when_the_reader_has_gone),
      cmocka_unit_test(a_deadlock_points_at_the_circle_first),
      cmocka_unit_test(crashes_and_assertions_are_findings_and_exits_are_not),
      cmocka_unit_test(notes_are_for_those_who_ask_and_never_count),
      cmocka_unit_test(contention_is_a_table),
      cmocka_unit_test(the_story_has_a_sentence_for_every_step),
      cmocka_unit_test(steps_are_a_table),
      cmocka_unit_test(objects_say_who_holds_and_who_waits),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}

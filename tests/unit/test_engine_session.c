/* Whole executions of real programs: how they end, what they print, that they repeat. */
#include "live.h"
#include "scratch.h"

#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

static struct buf text;

static int tear_down(void **state) {
  (void)state;
  buf_fini(&text);
  live_fini();
  return 0;
}

static struct session *start(const struct session_options *o) {
  struct plait_err err = {0};
  struct session *s = session_new(o, &err);
  if (!s)
    fail_msg("%s", err.text);
  return s;
}

static void run(struct session *s) {
  struct plait_err err = {0};
  if (!session_run(s, NULL, NULL, &err))
    fail_msg("%s", err.text);
}

/* Runs NAME with OPTIONS once and compares how it ended and what it printed on both streams. */
static struct session *expect(const char *name, struct session_options o, enum plait_end end, int status, const char *output) {
  o.program = live_program(name);
  struct session *s = start(&o);
  run(s);
  struct trace *t = session_trace(s);
  live_output(t, 0, &text);
  if (trace_end(t)->kind != end || trace_end(t)->status != status || strcmp(buf_str(&text), output) != 0) {
    live_print(t, stderr);
    enum plait_end kind = trace_end(t)->kind;
    int was = trace_end(t)->status;
    session_free(s); /* or its processes would fail other tests too */
    fail_msg("%s: end %s, status %d, output \"%s\"", name, plait_end_names[kind], was, buf_str(&text));
  }
  return s;
}

static void check(const char *name, struct session_options o, enum plait_end end, int status, const char *output) {
  session_free(expect(name, o, end, status, output));
}

static const struct session_options defaults;

/* ---- endings --------------------------------------------------------------------- */

static void ends_normally(void **state) {
  (void)state;
  check("counter", defaults, END_EXIT, 0, "2\n");
  check("mutex", defaults, END_EXIT, 0, "2\n");
  check("detached", defaults, END_EXIT, 0, "all done\n");
  check("pthread_exit_main", defaults, END_EXIT, 0, "main leaves\nthe rest\n");
}

static void ends_by_exit_of_a_thread(void **state) {
  (void)state;
  check("exit_thread", defaults, END_EXIT, 7, "hello bye\n");
}

static void ends_when_main_returns(void **state) {
  (void)state;
  check("main_returns", defaults, END_EXIT, 3, "main\n");
  struct session_options o = {.strategy = STRATEGY_ROUND_ROBIN};
  check("main_returns", o, END_EXIT, 3, "main\nlate\n");
}

static void ends_by_crash(void **state) {
  (void)state;
  struct session *s = expect("crash", defaults, END_CRASH, SIGSEGV, "before\n");
  const struct trace *t = session_trace(s);
  assert_int_equal(trace_step(t, trace_steps(t))->op, OP_CRASH);
  session_free(s);
}

static void ends_by_abort_and_assert(void **state) {
  (void)state;
  check("abort", defaults, END_ABORT, SIGABRT, "");
  struct session_options o = {.program = live_program("assert")};
  struct session *s = start(&o);
  run(s);
  assert_int_equal(trace_end(session_trace(s))->kind, END_ASSERT);
  assert_non_null(strstr(trace_end(session_trace(s))->text, "Assertion `ready == 1' failed"));
  live_output(session_trace(s), 2, &text);
  assert_non_null(strstr(buf_str(&text), "Assertion `ready == 1' failed"));
  session_free(s);
}

static uint64_t deadlocking_seed(void) {
  struct plait_err err = {0};
  struct session_outcome out = {0};
  struct session_options o = {.program = live_program("deadlock"), .strategy = STRATEGY_RANDOM};
  struct session *s = start(&o);
  run(s);
  uint64_t seed = 0;
  while (out.end != END_DEADLOCK && ++seed < 1000)
    assert_true(session_run_blind(s, seed, &out, &err));
  session_free(s);
  return seed;
}

static void ends_by_deadlock(void **state) {
  (void)state;
  check("deadlock", defaults, END_EXIT, 0, "done\n");
  struct session_options o = {.strategy = STRATEGY_RANDOM, .seed = deadlocking_seed()};
  struct session *s = expect("deadlock", o, END_DEADLOCK, 0, "");
  const struct trace *t = session_trace(s);
  assert_int_equal(trace_step(t, trace_steps(t))->op, OP_DEADLOCK);
  size_t n;
  const struct trace_pending *p = trace_pending(t, &n);
  size_t locks = 0;
  for (size_t i = 0; i < n; i++) {
    assert_false(p[i].enabled);
    locks += p[i].op == OP_MUTEX_LOCK;
  }
  assert_int_equal(n, 3); /* main, which joins, and the two */
  assert_int_equal(locks, 2);
  session_free(s);
}

static void ends_at_the_step_limit(void **state) {
  (void)state;
  struct session_options o = {.max_steps = 500, .strategy = STRATEGY_ROUND_ROBIN};
  struct session *s = expect("endless", o, END_STEP_LIMIT, 0, "");
  assert_int_equal(trace_steps(session_trace(s)), 500);
  session_free(s);
}

static bool site(void *ctx, const char *module, uint64_t off, struct trace_site *out) {
  (void)ctx, (void)module, (void)off;
  *out = (struct trace_site){.func = "spin", .file = "spin.c", .line = 7};
  return true;
}
static bool place(void *ctx, const struct trace_place *p, size_t size, const char *module, const char *frame_module,
                  uint64_t frame_off, int64_t cfa, struct trace_object *out) {
  (void)ctx, (void)p, (void)size, (void)module, (void)frame_module, (void)frame_off, (void)cfa, (void)out;
  return false;
}

static void ends_when_it_gets_nowhere(void **state) {
  (void)state;
  const struct trace_resolver resolver = {.site = site, .place = place};
  struct session_options o = {.stall = 0.2, .resolver = &resolver};
  struct session *s = expect("spin", o, END_STALL, 0, "");
  assert_string_equal(trace_end(session_trace(s))->text,
                      "T1 has not reached a scheduling point for 0.2 s; it is in spin at spin.c:7");
  session_free(s);
}

static bool at_once(void *ctx, uint64_t steps) {
  (void)steps;
  ++*(int *)ctx;
  return false;
}

static void stops_when_told_to(void **state) {
  (void)state;
  int calls = 0;
  struct plait_err err = {0};
  struct session_options o = {.program = live_program("endless"), .max_steps = 1000000000};
  struct session *s = start(&o);
  assert_true(session_run(s, at_once, &calls, &err));
  assert_int_equal(calls, 1);
  assert_int_equal(trace_end(session_trace(s))->kind, END_NONE);
  session_free(s);
}

/* ---- input and output ---------------------------------------------------------------- */

static void captures_output(void **state) {
  (void)state;
  char *args[] = {"you", NULL};
  struct session_options o = {.args = args};
  struct session *s = expect("output", o, END_EXIT, 0, "hello you\nerr 1\nraw\na\nb\nend");
  live_output(session_trace(s), 2, &text);
  assert_string_equal(buf_str(&text), "err 1\n");
  session_free(s);
}

static void reads_input_from_the_start_each_time(void **state) {
  (void)state;
  struct scratch scratch;
  scratch_init(&scratch);
  struct session_options o = {.stdin_file = scratch_text(&scratch, "input", "one\ntwo\nthree\n")};
  struct session *s = expect("stdin", o, END_EXIT, 0, "3 lines\n");
  run(s);
  live_output(session_trace(s), 1, &text);
  assert_string_equal(buf_str(&text), "3 lines\n");
  session_free(s);
  check("stdin", defaults, END_EXIT, 0, "0 lines\n");
  scratch_fini(&scratch);
}

static void reads_a_pipe_more_than_once(void **state) {
  (void)state;
  struct scratch scratch;
  scratch_init(&scratch);
  const char *fifo = scratch_path(&scratch, "fifo");
  assert_int_equal(mkfifo(fifo, 0600), 0);
  pid_t writer = fork();
  if (writer == 0) {
    FILE *f = fopen(fifo, "w");
    fputs("one\ntwo\n", f);
    fclose(f);
    _exit(0);
  }
  struct session_options o = {.stdin_file = fifo};
  struct session *s = expect("stdin", o, END_EXIT, 0, "2 lines\n");
  waitpid(writer, NULL, 0);
  run(s);
  live_output(session_trace(s), 1, &text);
  assert_string_equal(buf_str(&text), "2 lines\n");
  session_free(s);
  scratch_fini(&scratch);
}

static void shows_the_program_what_the_user_set(void **state) {
  (void)state;
  char *args[] = {"a b", "c", NULL}, *env[] = {"GREETING=hello", NULL};
  struct session_options o = {.args = args, .env = env, .cwd = "/", .title = "some/where.c"};
  unsetenv("LD_PRELOAD");
  setenv("LD_LIBRARY_PATH", "/tmp", 1);
  check("environment", o, END_EXIT, 0,
        "argv some/where a b c\ncwd /\nGREETING hello\nLD_PRELOAD -\nLD_LIBRARY_PATH /tmp\nPLAIT_FD -\n"
        "PLAIT_LD_PRELOAD -\nfd 3\n");
  unsetenv("LD_LIBRARY_PATH");
}

/* ---- what cannot be started -------------------------------------------------------------- */

static void refused(struct session_options o, enum plait_exit code, const char *message) {
  struct plait_err err = {0};
  assert_null(session_new(&o, &err));
  assert_string_equal(err.text, message);
  assert_int_equal(err.code, code);
}

static void says_why_it_does_not_start(void **state) {
  (void)state;
  struct session_options o = {.program = "/no/such/program"};
  refused(o, PLAIT_EXIT_USAGE, "'/no/such/program' does not exist");
  o = (struct session_options){.program = live_program("counter"), .cwd = "/no/such/folder", .title = "counter.c"};
  refused(o, PLAIT_EXIT_USAGE, "cannot go to the folder '/no/such/folder': No such file or directory");
  o = (struct session_options){.program = live_program("counter"), .stdin_file = "/no/such/file"};
  refused(o, PLAIT_EXIT_USAGE, "cannot open the standard input '/no/such/file': No such file or directory");
  o.stdin_file = "/";
  refused(o, PLAIT_EXIT_USAGE, "the standard input '/' is a folder");
  setenv("PLAIT_RUNTIME", "/no/such/runtime.so", 1);
  o.stdin_file = NULL;
  refused(o, PLAIT_EXIT_TARGET, "PLAIT_RUNTIME names '/no/such/runtime.so', which does not exist");
  unsetenv("PLAIT_RUNTIME");
}

/* The dynamic linker's own message is shown, not the fact that the process is gone. */
static void says_what_the_dynamic_linker_said(void **state) {
  (void)state;
  struct scratch scratch;
  scratch_init(&scratch);
  const char *lib = scratch_program(&scratch, "libgone.so", "int gone(void);\nint gone(void) { return 1; }\n", "cc", "-shared",
                                    "-fPIC", "-Wl,-soname,libgone.so", NULL);
  const char *program = scratch_program(&scratch, "needs", "int gone(void);\nint main(void) { return gone(); }\n", "cc", lib,
                                        NULL, NULL, NULL);
  assert_non_null(program);
  unlink(lib);
  struct plait_err err = {0};
  struct session_options o = {.program = program, .title = "needs"};
  assert_null(session_new(&o, &err));
  assert_non_null(strstr(err.text, "'needs' did not start: "));
  assert_non_null(strstr(err.text, "libgone.so: cannot open shared object file"));
  assert_int_equal(err.code, PLAIT_EXIT_TARGET);
  scratch_fini(&scratch);
}

/* ---- repetition ---------------------------------------------------------------------------- */

static void finds_the_same_again(void **state) {
  (void)state;
  static const char *const names[] = {"counter", "mutex", "deadlock", "detached", "output", "late_share"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (uint64_t seed = 1; seed <= 3; seed++) {
      struct session_options o = {.program = live_program(names[i]), .strategy = STRATEGY_RANDOM, .seed = seed};
      uint64_t first = 0;
      for (int process = 0; process < 2; process++) {
        struct session *s = start(&o);
        for (int again = 0; again < 20; again++) {
          run(s);
          uint64_t hash = trace_hash(session_trace(s));
          if (first && hash != first) {
            live_print(session_trace(s), stderr);
            fail_msg("%s: seed %d gave another execution", names[i], (int)seed);
          }
          first = hash;
        }
        session_free(s);
      }
    }
}

/* Follows the choices and the shared set of another run, as a recording would have them. */
static void follows_a_recorded_schedule(void **state) {
  (void)state;
  static const char *const names[] = {"counter", "mutex", "deadlock", "detached", "late_share"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    for (uint64_t seed = 1; seed <= 5; seed++) {
      struct session_options o = {.program = live_program(names[i]), .strategy = STRATEGY_RANDOM, .seed = seed};
      struct session *a = start(&o);
      run(a);
      const struct trace *t = session_trace(a);
      uint32_t *choices = NULL;
      o.prefix_len = trace_choices(t, 1, trace_steps(t), &choices);
      o.prefix = choices;
      o.shared = trace_shared(t, &o.shared_len);
      o.strategy = STRATEGY_REPLAY;
      o.seed = 0;
      struct session *b = start(&o);
      run(b);
      if (trace_hash(session_trace(b)) != trace_hash(t)) {
        live_print(t, stderr);
        live_print(session_trace(b), stderr);
        fail_msg("%s: seed %d was not followed", names[i], (int)seed);
      }
      session_free(b);
      session_free(a);
      free(choices);
    }
}

static void stops_where_a_schedule_cannot_be_followed(void **state) {
  (void)state;
  const uint32_t prefix[] = {WIRE_CHOICE(CHOICE_STEP, 0), WIRE_CHOICE(CHOICE_STEP, 9)};
  struct session_options o = {.program = live_program("mutex"), .strategy = STRATEGY_REPLAY, .prefix = prefix, .prefix_len = 2};
  struct session *s = start(&o);
  run(s);
  assert_int_equal(trace_end(session_trace(s))->kind, END_DIVERGED);
  assert_int_equal(trace_steps(session_trace(s)), 1);
  session_free(s);
}

/* What is shared does not depend on which execution found it. */
static void shows_every_access_once_memory_is_shared(void **state) {
  (void)state;
  struct session_options o = {.program = live_program("counter")};
  struct session *s = start(&o);
  run(s);
  int reads = 0, writes = 0;
  for (uint32_t i = 1; i <= trace_steps(session_trace(s)); i++) {
    reads += trace_step(session_trace(s), i)->op == OP_READ;
    writes += trace_step(session_trace(s), i)->op == OP_WRITE;
  }
  assert_int_equal(reads, 3); /* by each thread, and by main for printf */
  assert_int_equal(writes, 2);
  size_t n;
  trace_shared(session_trace(s), &n);
  assert_true(n >= 1);
  session_free(s);
}

static void runs_without_watching(void **state) {
  (void)state;
  struct plait_err err = {0};
  struct session_outcome out;
  struct session_options o = {.program = live_program("mutex"), .strategy = STRATEGY_RANDOM};
  struct session *s = start(&o);
  run(s);
  uint64_t before = trace_hash(session_trace(s));
  for (uint64_t seed = 1; seed <= 50; seed++) {
    assert_true(session_run_blind(s, seed, &out, &err));
    assert_int_equal(out.end, END_EXIT);
    assert_true(out.steps > 10 && out.records > out.steps);
  }
  assert_true(trace_hash(session_trace(s)) == before);
  session_free(s);
}

/* ---- nothing is left behind -------------------------------------------------------------------- */

static pid_t server_of_the_only_child(void) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
  FILE *f = fopen(path, "r");
  int pid = 0, more = 0, n = f ? fscanf(f, "%d %d", &pid, &more) : 0;
  if (f)
    fclose(f);
  assert_true(n <= 1);
  return pid;
}

static void leaves_no_process(void **state) {
  (void)state;
  struct plait_err err = {0};
  int calls = 0;
  assert_int_equal(server_of_the_only_child(), 0);
  struct session_options o = {.program = live_program("endless"), .max_steps = 1000000000};
  struct session *s = start(&o);
  assert_int_not_equal(server_of_the_only_child(), 0);
  assert_true(session_run(s, at_once, &calls, &err));
  assert_true(session_begin(s, NULL, 0, &err)); /* and it is freed in the middle */
  pid_t server = server_of_the_only_child();
  session_free(s);
  assert_int_equal(server_of_the_only_child(), 0);
  /* Whoever adopts the execution's process may take its time to bury it; one that is still alive would never go. */
  alarm(60);
  while (kill(-server, 0) == 0)
    sched_yield();
  alarm(0);
  o.program = "/no/such/program";
  assert_null(session_new(&o, &err));
  assert_int_equal(server_of_the_only_child(), 0);
}

static void survives_the_death_of_the_server(void **state) {
  (void)state;
  struct plait_err err = {0};
  struct session_options o = {.program = live_program("counter"), .title = "counter.c"};
  struct session *s = start(&o);
  run(s);
  kill(server_of_the_only_child(), SIGKILL);
  assert_false(session_run(s, NULL, NULL, &err));
  assert_string_equal(err.text, "the process that runs 'counter.c' was killed by signal 9 (Killed)");
  assert_int_equal(err.code, PLAIT_EXIT_TARGET);
  assert_int_equal(session_poll(s, 0, &err), SESSION_FAILED);
  session_free(s);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ends_normally),
      cmocka_unit_test(ends_by_exit_of_a_thread),
      cmocka_unit_test(ends_when_main_returns),
      cmocka_unit_test(ends_by_crash),
      cmocka_unit_test(ends_by_abort_and_assert),
      cmocka_unit_test(ends_by_deadlock),
      cmocka_unit_test(ends_at_the_step_limit),
      cmocka_unit_test(ends_when_it_gets_nowhere),
      cmocka_unit_test(stops_when_told_to),
      cmocka_unit_test(captures_output),
      cmocka_unit_test(reads_input_from_the_start_each_time),
      cmocka_unit_test(reads_a_pipe_more_than_once),
      cmocka_unit_test(shows_the_program_what_the_user_set),
      cmocka_unit_test(says_why_it_does_not_start),
      cmocka_unit_test(says_what_the_dynamic_linker_said),
      cmocka_unit_test(finds_the_same_again),
      cmocka_unit_test(follows_a_recorded_schedule),
      cmocka_unit_test(stops_where_a_schedule_cannot_be_followed),
      cmocka_unit_test(shows_every_access_once_memory_is_shared),
      cmocka_unit_test(runs_without_watching),
      cmocka_unit_test(leaves_no_process),
      cmocka_unit_test(survives_the_death_of_the_server),
  };
  return cmocka_run_group_tests(tests, NULL, tear_down);
}

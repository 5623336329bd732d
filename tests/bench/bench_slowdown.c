/* bench_slowdown.c — how much longer a program takes under plait than alone, and than under the tools
 * that people use for the same question.
 *
 * What plait is timed with is what `plait record` does: start, runs until the shared memory is known, the recorded run,
 * the file. */
#include "bench.h"

#include "bench_session.h"
#include "scratch.h"
#include "trace/file.h"

static struct scratch scratch;

static double timed(char *const *argv) {
  struct buf out = {0};
  double s[3];
  for (int i = 0; i < 3; i++) {
    int64_t start = bench_now();
    buf_clear(&out);
    int status = command_run(argv, NULL, &out);
    s[i] = (double)(bench_now() - start) / 1e9;
    /* A race found is a finding, not a failure: ThreadSanitizer then exits with 66. */
    if (status != 0 && status != 66) {
      buf_fini(&out);
      return 0;
    }
  }
  buf_fini(&out);
  return bench_median(s, 3);
}

static double native(const char *name, const char *flag, const char *runner, char *arg) {
  char source[128], program[160];
  struct buf out = {0};
  snprintf(source, sizeof source, "tests/programs/%s.c", name);
  snprintf(program, sizeof program, "%s", scratch_path(&scratch, "program"));
  const char *cc[] = {"gcc", "-g", "-O0", "-pthread", source, "-o", program, flag, NULL};
  int status = command_run((char *const *)cc, NULL, &out);
  buf_fini(&out);
  if (status != 0)
    return 0;
  const char *with[] = {runner, "--tool=helgrind", "-q", program, arg, NULL}, *alone[] = {program, arg, NULL};
  return timed((char *const *)(runner ? with : alone));
}

static double recorded(const char *name, char *arg) {
  char *args[] = {arg, NULL};
  struct plait_err err = {0};
  double s[3];
  const char *program = live_program(name), *path = scratch_path(&scratch, "out.plait");
  for (int i = 0; i < 3; i++) {
    int64_t start = bench_now();
    struct session_options o = {.program = program, .args = args, .max_steps = 1u << 30};
    struct session *session = session_new(&o, &err);
    if (!session || !session_run(session, NULL, NULL, &err) || !recording_write(path, session_trace(session), &err))
      bench_fail("%s", err.text);
    s[i] = (double)(bench_now() - start) / 1e9;
    session_free(session);
  }
  return bench_median(s, 3);
}

static void compare(const char *name, char *arg, const char *title) {
  double alone = native(name, NULL, NULL, arg), helgrind = native(name, NULL, "valgrind", arg);
  double tsan = native(name, "-fsanitize=thread", NULL, arg), plait = recorded(name, arg);
  bench_title(title, "native");
  bench_row("recorded by plait, to a file", plait * 1e3, "ms", alone * 1e3, "");
  if (tsan > 0)
    bench_row("gcc -fsanitize=thread", tsan * 1e3, "ms", alone * 1e3, "(ratio: tool / native)");
  if (helgrind > 0)
    bench_row("valgrind --tool=helgrind", helgrind * 1e3, "ms", alone * 1e3, "(ratio: tool / native)");
}

void bench_slowdown(void) {
  scratch_init(&scratch);
  compare("mutex", "200000", "400 k locked increments");
  compare("solo_memory", "2000000", "4 M accesses to shared memory");
  scratch_fini(&scratch);
}

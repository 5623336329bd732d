/* bench_recordings.c — how large recordings are, and how quickly one of a million steps is opened and looked at. */
#include "bench.h"

#include "bench_session.h"
#include "model/world.h"
#include "scratch.h"
#include "trace/file.h"
#include "view/actions.h"
#include "wire/prng.h"

enum { LOOKS = 200 };

/* The seeks go to random steps; each is followed by drawing the whole screen there. */
static void look_at(const char *path) {
  struct plait_err err = {0};
  double open_ms[BENCH_ROUNDS], seek_ms[LOOKS], first_ms[LOOKS], frame_ms[LOOKS];
  struct trace *t = NULL;
  for (int i = 0; i < BENCH_ROUNDS; i++) {
    trace_free(t);
    int64_t start = bench_now();
    t = recording_read(path, NULL, &err);
    if (!t)
      bench_fail("%s", err.text);
    open_ms[i] = (double)(bench_now() - start) / 1e6;
  }
  struct actions a;
  struct grid g;
  actions_init(&a, t, NULL, "bench");
  grid_init(&g, 120, 40);
  int64_t start = bench_now();
  screen_draw(&a.view, &g);
  double whole_ms = (double)(bench_now() - start) / 1e6;
  uint64_t random = 1;
  for (int i = 0; i < LOOKS; i++) {
    uint32_t step = 1 + prng_below(&random, trace_steps(t));
    int64_t from = bench_now();
    actions_seek(&a, step);
    int64_t there = bench_now();
    screen_draw(&a.view, &g);
    int64_t drawn = bench_now();
    screen_draw(&a.view, &g);
    seek_ms[i] = (double)(there - from) / 1e6;
    first_ms[i] = (double)(drawn - there) / 1e6;
    frame_ms[i] = (double)(bench_now() - drawn) / 1e6;
  }
  char title[80];
  snprintf(title, sizeof title, "A recording of %.2f M steps, 120x40", trace_steps(t) / 1e6);
  bench_title(title, "-");
  bench_row("open", bench_median(open_ms, BENCH_ROUNDS), "ms", 0, "");
  bench_row("the first frame after that", whole_ms, "ms", 0, "");
  bench_row("seek to a random step, median", bench_median(seek_ms, LOOKS), "ms", 0, "<= 50 ms");
  bench_row("seek to a random step, slowest", seek_ms[LOOKS - 1], "ms", 0, "<= 50 ms");
  bench_row("first frame there, median", bench_median(first_ms, LOOKS), "ms", 0, "<= 5 ms");
  bench_row("first frame there, slowest", first_ms[LOOKS - 1], "ms", 0, "");
  bench_row("frame again, median", bench_median(frame_ms, LOOKS), "ms", 0, "<= 5 ms");
  grid_fini(&g);
  actions_fini(&a);
  trace_free(t);
}

/* Memory in use, as the system sees it. */
static double resident(void) {
  long pages = 0, all = 0;
  FILE *f = fopen("/proc/self/statm", "r");
  if (!f || fscanf(f, "%ld %ld", &all, &pages) != 2)
    pages = 0;
  if (f)
    fclose(f);
  return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

void bench_recordings(void) {
  char *args[] = {"130000", NULL};
  struct plait_err err = {0};
  struct scratch scratch;
  struct session *s = bench_session("mutex", (struct session_options){.args = args, .max_steps = 1u << 30, .strategy = STRATEGY_RANDOM});
  scratch_init(&scratch);
  double before = resident();
  if (!session_run(s, NULL, NULL, &err))
    bench_fail("%s", err.text);
  double memory = resident() - before;
  const struct trace *t = session_trace(s);
  const char *path = scratch_path(&scratch, "mutex.plait");
  double write_s[BENCH_ROUNDS], steps = trace_steps(t);
  for (int i = 0; i < BENCH_ROUNDS; i++) {
    int64_t start = bench_now();
    if (!recording_write(path, t, &err))
      bench_fail("%s", err.text);
    write_s[i] = (double)(bench_now() - start) / 1e9;
  }
  struct stat st;
  stat(path, &st);
  bench_title("Two threads, one mutex, a random schedule", "-");
  bench_row("bytes per event on disk", (double)st.st_size / steps, "B", 0, "<= 6");
  bench_row("bytes per event in memory", memory / steps, "B", 0, "");
  bench_row("events written", steps / bench_median(write_s, BENCH_ROUNDS), "/s", 0, "");
  session_free(s);
  look_at(path);
  scratch_fini(&scratch);
}

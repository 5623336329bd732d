/* bench_explore.c — executions per second of a search, beside what no search of real threads in processes can beat: fork, two
 * threads, as many hand-overs from one to the other as the executions of the search have switches, and wait. */
#include "bench.h"

#include "live.h"

#include "engine/explore.h"
#include "engine/explore_log.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { BARE = 1000, EXECUTIONS = 3000 };

/* ---- bare ------------------------------------------------------------------------------- */

static _Atomic uint32_t turn; /* whose it is: the parity */
static uint32_t hand_overs;

static void *hand_over(void *arg) {
  uint32_t me = (uint32_t)(uintptr_t)arg;
  for (uint32_t at = me; at < hand_overs; at += 2) {
    uint32_t now;
    while ((now = atomic_load(&turn)) != at)
      syscall(SYS_futex, &turn, FUTEX_WAIT_PRIVATE, now, NULL, NULL, 0);
    atomic_store(&turn, at + 1);
    syscall(SYS_futex, &turn, FUTEX_WAKE_PRIVATE, 2, NULL, NULL, 0);
  }
  return NULL;
}

static void bare_child(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, hand_over, (void *)0);
  pthread_create(&b, NULL, hand_over, (void *)1);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  _exit(0);
}

static double bare(uint32_t switches) {
  hand_overs = switches;
  bench_pin();
  int64_t start = bench_now();
  for (int i = 0; i < BARE; i++) {
    pid_t pid = fork();
    if (pid == 0)
      bare_child();
    waitpid(pid, NULL, 0);
  }
  double rate = BARE / ((double)(bench_now() - start) / 1e9);
  bench_unpin();
  return rate;
}

/* ---- searches ----------------------------------------------------------------------------- */

struct counted {
  uint64_t executions, steps, switches;
};

static void count(void *ctx, const struct explore_log *log) {
  struct counted *c = ctx;
  const struct explore_run *r = &log->run;
  c->executions++;
  c->steps += r->steps;
  for (size_t i = 1; i < r->events.len; i++)
    c->switches += r->events.at[i].thread != r->events.at[i - 1].thread;
}

static double searched(const char *size, const char *strategy, uint32_t jobs, struct counted *c) {
  struct plait_err err = {0};
  struct explore_result r;
  struct session_options o = {.program = live_program("rate"), .args = (char *[]){(char *)size, NULL}, .free_time = true};
  struct session *s = session_new(&o, &err);
  *c = (struct counted){0};
  if (!s || !explore(s, &(struct explore_options){.strategy = strategy, .executions = 10, .jobs = jobs}, &r, &err))
    bench_fail("rate.c: %s", err.text);
  explore_result_fini(&r);
  double elapsed = 0;
  while (c->executions < EXECUTIONS) { /* a small program has fewer: again */
    if (!explore(s, &(struct explore_options){.strategy = strategy, .executions = EXECUTIONS, .jobs = jobs, .seen = count, .ctx = c}, &r, &err))
      bench_fail("rate.c: %s", err.text);
    elapsed += r.elapsed_s;
    explore_result_fini(&r);
  }
  session_free(s);
  return (double)c->executions / elapsed;
}

static void measure(const char *size, const char *strategy) {
  double one[BENCH_ROUNDS], two[BENCH_ROUNDS], limit[BENCH_ROUNDS];
  struct counted c;
  char what[64];
  for (int i = 0; i < BENCH_ROUNDS; i++) {
    one[i] = searched(size, strategy, 1, &c);
    limit[i] = bare((uint32_t)(c.switches / c.executions));
    two[i] = searched(size, strategy, 2, &c);
  }
  double rate = bench_median(one, BENCH_ROUNDS);
  snprintf(what, sizeof what, "%s, %.0f steps, %.0f switches", strategy, (double)c.steps / (double)c.executions, (double)c.switches / (double)c.executions);
  bench_row(what, rate, "/s", bench_median(limit, BENCH_ROUNDS), ">= 0.70");
  bench_row("  two jobs, beside one", bench_median(two, BENCH_ROUNDS), "/s", rate, ">= 1.70");
}

void bench_explore(void) {
  bench_title("Executions of a search, with all detectors", "fork+threads");
  static const char *const sizes[] = {"2", "15", "95"};
  for (int i = 0; i < 3; i++) {
    measure(sizes[i], "dpor");
    measure(sizes[i], "random");
  }
}

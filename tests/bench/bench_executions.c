/* bench_executions.c — executions per second of a very short program, from its start to its end. */
#include "bench.h"

#include "bench_session.h"

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXECUTIONS = 1000 };

static void *nothing(void *arg) { return arg; }

/* What no way of running a two-threaded program in a process of its own can beat. */
static double bare(void) {
  int64_t start = bench_now();
  for (int i = 0; i < EXECUTIONS; i++) {
    pid_t pid = fork();
    if (pid == 0) {
      pthread_t a, b;
      pthread_create(&a, NULL, nothing, NULL);
      pthread_create(&b, NULL, nothing, NULL);
      pthread_join(a, NULL);
      pthread_join(b, NULL);
      _exit(0);
    }
    waitpid(pid, NULL, 0);
  }
  return EXECUTIONS / ((double)(bench_now() - start) / 1e9);
}

static double bare_on_one(void) {
  bench_pin();
  double r = bare();
  bench_unpin();
  return r;
}

static double repeated(struct session *s, bool watched) {
  struct plait_err err = {0};
  struct session_outcome out;
  int64_t start = bench_now();
  for (int i = 0; i < EXECUTIONS; i++)
    if (watched ? !session_run(s, NULL, NULL, &err) : !session_run_blind(s, 0, &out, &err))
      bench_fail("%s", err.text);
  return EXECUTIONS / ((double)(bench_now() - start) / 1e9);
}

void bench_executions(void) {
  struct session *s = bench_session("counter", (struct session_options){.strategy = STRATEGY_RANDOM});
  double watched[BENCH_ROUNDS], blind[BENCH_ROUNDS], any[BENCH_ROUNDS], one[BENCH_ROUNDS];
  for (int i = 0; i < BENCH_ROUNDS; i++) {
    watched[i] = repeated(s, true);
    blind[i] = repeated(s, false);
    any[i] = bare();
    one[i] = bare_on_one();
  }
  session_free(s);
  bench_title("Whole executions of counter.c", "fork+2 threads");
  double limit = bench_median(any, BENCH_ROUNDS), pinned = bench_median(one, BENCH_ROUNDS);
  if (pinned > limit)
    limit = pinned; /* the faster of both ways */
  bench_row("executions, recorded in memory", bench_median(watched, BENCH_ROUNDS), "/s", limit, ">= 0.70");
  bench_row("executions, log thrown away", bench_median(blind, BENCH_ROUNDS), "/s", limit, ">= 0.70");
}

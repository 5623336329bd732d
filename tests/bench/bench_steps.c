/* bench_steps.c — steps per second, when every step is a switch and when none is. */
#include "bench.h"

#include "bench_session.h"

#include <linux/futex.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/syscall.h>
#include <unistd.h>

/* ---- the baseline: two threads that wake each other, on one processor --------------- */

enum { TURNS = 200000 };
static _Atomic uint32_t turn[2];

static void *ping(void *arg) {
  int me = arg != NULL;
  for (int i = 0; i < TURNS; i++) {
    while (!atomic_exchange(&turn[me], 0))
      syscall(SYS_futex, &turn[me], FUTEX_WAIT_PRIVATE, 0, NULL, NULL, 0);
    atomic_store(&turn[!me], 1);
    syscall(SYS_futex, &turn[!me], FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
  }
  return NULL;
}

static double ping_pong(void) {
  pthread_t a, b;
  bench_pin();
  atomic_store(&turn[0], 1);
  atomic_store(&turn[1], 0);
  int64_t start = bench_now();
  pthread_create(&a, NULL, ping, NULL);
  pthread_create(&b, NULL, ping, &turn);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  double seconds = (double)(bench_now() - start) / 1e9;
  bench_unpin();
  return 2.0 * TURNS / seconds;
}

/* ---- plait ------------------------------------------------------------------------------ */

static void alternating(void) {
  char *args[] = {"200000", NULL};
  struct session_options o = {.args = args, .strategy = STRATEGY_ROUND_ROBIN, .max_steps = 1u << 30};
  struct session *s = bench_session("atomic_pair", o);
  double watched[BENCH_ROUNDS], blind[BENCH_ROUNDS], kernel[BENCH_ROUNDS];
  for (int i = 0; i < BENCH_ROUNDS; i++) {
    blind[i] = bench_blind(s);
    watched[i] = bench_watched(s);
    kernel[i] = ping_pong();
  }
  session_free(s);
  bench_title("Two threads alternate at every step", "futex ping-pong");
  double limit = bench_median(kernel, BENCH_ROUNDS);
  bench_row("steps, recorded in memory", bench_median(watched, BENCH_ROUNDS), "/s", limit, ">= 0.70");
  bench_row("steps, log thrown away", bench_median(blind, BENCH_ROUNDS), "/s", limit, "");
}

static void alone(void) {
  char *args[] = {"2000000", NULL};
  struct session_options o = {.args = args, .max_steps = 1u << 30};
  struct session *s = bench_session("solo_memory", o);
  double watched[BENCH_ROUNDS], blind[BENCH_ROUNDS];
  for (int i = 0; i < BENCH_ROUNDS; i++) {
    blind[i] = bench_blind(s);
    watched[i] = bench_watched(s);
  }
  session_free(s);
  bench_title("One thread alone on shared memory", "-");
  bench_row("events, recorded in memory", bench_median(watched, BENCH_ROUNDS), "/s", 0, ">= 5 M/s");
  bench_row("events, log thrown away", bench_median(blind, BENCH_ROUNDS), "/s", 0, ">= 5 M/s");
}

void bench_steps(void) {
  alternating();
  alone();
}

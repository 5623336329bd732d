/* bench.c — `make bench`: runs all measurements, or those named on the command line. */
#include "bench.h"

#include "live.h"

#include <sched.h>
#include <stdarg.h>
#include <time.h>
#include <unistd.h>

int64_t bench_now(void) {
  struct timespec ts;
  clock_gettime(CLOCK_MONOTONIC, &ts);
  return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static int by_size(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

double bench_median(double *values, int n) {
  qsort(values, (size_t)n, sizeof *values, by_size);
  return values[n / 2];
}

void bench_fail(const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vfprintf(stderr, fmt, ap);
  va_end(ap);
  fputc('\n', stderr);
  exit(1);
}

void bench_title(const char *title, const char *baseline) {
  printf("\n%-46s %14s %14s %7s  %s\n", title, "plait", baseline, "ratio", "aim");
}

static void bench_number(double v, const char *unit) {
  if (v >= 1e6)
    printf(" %9.2f M", v / 1e6);
  else if (v >= 1e4)
    printf(" %9.1f k", v / 1e3);
  else
    printf(" %11.2f", v);
  printf("%-3s", unit);
}

void bench_row(const char *what, double figure, const char *unit, double baseline, const char *target) {
  printf("  %-44s", what);
  bench_number(figure, unit);
  if (baseline > 0) {
    bench_number(baseline, unit);
    printf(" %7.2f", figure / baseline);
  } else {
    printf(" %14s %7s", "-", "-");
  }
  printf("  %s\n", target);
  fflush(stdout);
}

static cpu_set_t all;

void bench_pin(void) {
  cpu_set_t one;
  sched_getaffinity(0, sizeof all, &all);
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  sched_setaffinity(0, sizeof one, &one);
}

void bench_unpin(void) { sched_setaffinity(0, sizeof all, &all); }

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    void (*run)(void);
  } all_parts[] = {{"steps", bench_steps},
                   {"executions", bench_executions},
                   {"explore", bench_explore},
                   {"recordings", bench_recordings},
                   {"terminal", bench_terminal},
                   {"slowdown", bench_slowdown},
                   {"strategies", bench_strategies}};
  printf("Median of %d rounds; %ld processors. Ratio: plait / baseline.\n", BENCH_ROUNDS, sysconf(_SC_NPROCESSORS_ONLN));
  for (size_t i = 0; i < sizeof all_parts / sizeof *all_parts; i++) {
    int wanted = argc < 2;
    for (int k = 1; k < argc; k++)
      wanted |= strcmp(argv[k], all_parts[i].name) == 0;
    if (wanted)
      all_parts[i].run();
  }
  live_fini();
  return 0;
}

/* bench_strategies.c — how many executions each sampling strategy needs until a mistake shows.
 *
 * The programs are those of tests/buggy. A search is over with its first execution that does not end as `exit 0`; what is
 * counted are executions, so that the figures mean the same on every machine and come out the same every time. Each program
 * is searched with SEEDS seeds, at most LIMIT executions each; a search that finds nothing is a miss, and goes into the mean
 * with LIMIT.
 *
 *   PLAIT_BENCH_SEEDS=20 PLAIT_BENCH_LIMIT=10000   how thorough
 *   PLAIT_BENCH_ONLY="lost_update relay"           only these programs */
#include "bench.h"

#include "engine/compile.h"
#include "engine/explore_inner.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS_MOST = 100, PROGRAMS_MOST = 100 };

static const struct {
  const char *title;
  const struct strategy *strategy;
  uint32_t depth;
  bool single; /* what the portfolio is compared with */
} columns[] = {
    {"random", &strategy_random, 0, true}, {"pct", &strategy_pct, 0, true}, {"pos", &strategy_pos, 0, true},
    {"surw", &strategy_surw, 0, true},     {"portfolio", &strategy_portfolio, 0, false},
};
enum { COLUMNS = sizeof columns / sizeof *columns };

struct figure {
  double mean, median;
  int misses;
};

static int bench_number_of(const char *name, int otherwise) {
  const char *text = getenv(name);
  int n = text ? atoi(text) : 0;
  return n > 0 ? n : otherwise;
}

/* Executions up to the first that shows the mistake; 0: none in LIMIT. */
static uint32_t search(struct explore_worker *w, const struct strategy *strategy, const struct explore_options *o, uint32_t limit) {
  struct plait_err err = {0};
  struct strategy_root root = {0};
  explore_log_fini(&w->log);
  explore_log_init(&w->log);
  void *state = strategy->begin(o, &root);
  uint32_t found = 0;
  for (uint32_t n = 1; n <= limit && !found; n++) {
    explore_worker_clear(w);
    if (!strategy->next(state, &w->plan))
      break;
    if (!explore_worker_run(w, &err))
      bench_fail("%s", err.text);
    if (session_learn(w->session)) { /* as explore does: from the beginning */
      strategy->end(state);
      return search(w, strategy, o, limit);
    }
    strategy->learn(state, &w->log);
    if (w->log.run.end != END_EXIT || w->log.run.status != 0)
      found = n;
  }
  strategy->end(state);
  return found;
}

static struct figure measure(struct explore_worker *w, size_t column, int seeds, uint32_t limit) {
  double found[SEEDS_MOST], sum = 0;
  struct figure f = {0};
  struct explore_options o = {.depth = columns[column].depth};
  for (int i = 0; i < seeds; i++) {
    o.seed = (uint64_t)i + 1;
    uint32_t n = search(w, columns[column].strategy, &o, limit);
    f.misses += n == 0;
    found[i] = n ? n : limit;
    sum += found[i];
  }
  f.mean = sum / seeds;
  f.median = bench_median(found, seeds);
  return f;
}

static void measure_program(const char *name, int seeds, uint32_t limit, struct figure out[COLUMNS]) {
  char path[256];
  struct plait_err err = {0};
  struct buf messages = {0};
  snprintf(path, sizeof path, "tests/buggy/%s.c", name);
  struct compiled *c = compiled_new(path, &messages, &err);
  if (!c)
    bench_fail("%s: %s\n%s", name, err.text, buf_str(&messages));
  struct session_options so = {.program = compiled_program(c), .free_time = true};
  struct session *s = session_new(&so, &err);
  if (!s)
    bench_fail("%s: %s", name, err.text);
  struct explore_options o = {.blind = true};
  struct explore_result result = {0};
  struct explorer x = {.o = &o, .session = &so, .result = &result};
  pthread_mutex_init(&x.lock, NULL);
  struct explore_worker w;
  explore_worker_init(&w, &x, s);
  if (!session_ready(s, &err) || !explore_worker_settle(&w, &err))
    bench_fail("%s: %s", name, err.text);
  for (size_t i = 0; i < COLUMNS; i++)
    out[i] = measure(&w, i, seeds, limit);
  explore_worker_fini(&w);
  pthread_mutex_destroy(&x.lock);
  session_free(s);
  compiled_free(c);
  buf_fini(&messages);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* The programs, by name; how many. */
static size_t programs(char *names[PROGRAMS_MOST]) {
  const char *only = getenv("PLAIT_BENCH_ONLY");
  DIR *d = opendir("tests/buggy");
  if (!d)
    bench_fail("cannot read tests/buggy");
  size_t n = 0;
  for (struct dirent *e; (e = readdir(d)) && n < PROGRAMS_MOST;) {
    size_t len = strlen(e->d_name);
    if (len < 3 || strcmp(e->d_name + len - 2, ".c") != 0)
      continue;
    e->d_name[len - 2] = '\0';
    if (!only || strstr(only, e->d_name))
      names[n++] = xstrdup(e->d_name);
  }
  closedir(d);
  qsort(names, n, sizeof *names, by_name);
  return n;
}

static double best_single(const struct figure f[COLUMNS]) {
  double best = INFINITY;
  for (size_t i = 0; i < COLUMNS; i++)
    if (columns[i].single && f[i].mean < best)
      best = f[i].mean;
  return best;
}

void bench_strategies(void) {
  int seeds = bench_number_of("PLAIT_BENCH_SEEDS", 20), limit = bench_number_of("PLAIT_BENCH_LIMIT", 10000);
  seeds = seeds < SEEDS_MOST ? seeds : SEEDS_MOST;
  char *names[PROGRAMS_MOST];
  size_t n = programs(names);
  struct figure sum[COLUMNS] = {0};
  double worst = 0;
  size_t found[COLUMNS] = {0}, within = 0;
  printf("\nExecutions to the first finding: mean, median, misses of %d seeds; at most %d executions\n%-22s", seeds, limit, "");
  for (size_t i = 0; i < COLUMNS; i++)
    printf(" %16s   ", columns[i].title);
  printf(" portfolio / best\n");
  for (size_t p = 0; p < n; p++) {
    struct figure f[COLUMNS];
    measure_program(names[p], seeds, (uint32_t)limit, f);
    printf("%-22s", names[p]);
    for (size_t i = 0; i < COLUMNS; i++) {
      printf(" %8.1f %7.0f ", f[i].mean, f[i].median);
      printf(f[i].misses ? "%2d" : "  ", f[i].misses);
      sum[i].mean += log(f[i].mean);
      sum[i].misses += f[i].misses;
      found[i] += f[i].misses == 0;
    }
    double ratio = f[COLUMNS - 1].mean / best_single(f);
    worst = ratio > worst ? ratio : worst;
    within += ratio <= 2;
    printf(" %8.2f\n", ratio);
    fflush(stdout);
    free(names[p]);
  }
  printf("%-22s", "geometric mean, misses");
  for (size_t i = 0; i < COLUMNS; i++)
    printf(" %8.1f %7s %2d", exp(sum[i].mean / (double)n), "", sum[i].misses);
  printf("\n%-22s", "found by every seed");
  for (size_t i = 0; i < COLUMNS; i++)
    printf(" %8zu of %-3zu     ", found[i], n);
  printf("\nThe portfolio takes at most %.2f times what the best single strategy for that program takes; at most twice for %zu of %zu (aim: all).\n", worst, within, n);
}

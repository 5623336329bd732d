/* bench_strategies.c — how many executions each sampling strategy needs until a mistake shows.
 *
 * The programs are those of tests/buggy. A search is over with its first execution that does not end as `exit 0`; what is
 * counted are executions, so that the figures mean the same on every machine and come out the same every time. Each program
 * is searched with SEEDS seeds, at most LIMIT executions each; a search that finds nothing is a miss, and goes into the mean
 * with LIMIT. A strategy that misses with its first PATIENCE seeds is taken to miss with the others. Two programs are
 * searched at a time.
 *
 *   PLAIT_BENCH_SEEDS=20 PLAIT_BENCH_LIMIT=10000   how thorough
 *   PLAIT_BENCH_ONLY="lost_update relay"           only these programs
 *   PLAIT_BENCH_WITH="surw portfolio"              only these strategies */
#include "bench.h"

#include "sampling.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEEDS_MOST = 100, PROGRAMS_MOST = 100, PATIENCE = 3, JOBS = 2 };

static const struct {
  const char *title;
  const struct strategy *strategy;
  bool single; /* what the portfolio is compared with */
} columns[] = {
    {"random", &strategy_random, true}, {"pct", &strategy_pct, true}, {"pos", &strategy_pos, true},
    {"surw", &strategy_surw, true},     {"portfolio", &strategy_portfolio, false},
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

static bool is_word_of(const char *list, const char *word) {
  size_t len = strlen(word);
  for (const char *at = list; (at = strstr(at, word)); at += len)
    if ((at == list || at[-1] == ' ') && (at[len] == ' ' || !at[len]))
      return true;
  return false;
}

static bool is_wanted(size_t column) {
  const char *with = getenv("PLAIT_BENCH_WITH");
  return !with || is_word_of(with, columns[column].title);
}

/* Executions up to the first that shows the mistake; 0: none in LIMIT. */
static uint32_t search(struct sampling *s, const struct strategy *strategy, uint64_t seed, uint32_t limit) {
  sampling_begin(s, strategy, seed);
  for (uint32_t n = 1; n <= limit; n++)
    if (!sampling_next(s)) {
      sampling_begin(s, strategy, seed); /* as explore does: from the beginning */
      n = 0;
    } else if (!sampling_passed(s)) {
      return n;
    }
  return 0;
}

static struct figure measure(struct sampling *s, size_t column, int seeds, uint32_t limit) {
  double found[SEEDS_MOST], sum = 0;
  struct figure f = {0};
  for (int i = 0; i < seeds; i++) {
    bool hopeless = i >= PATIENCE && f.misses == i;
    uint32_t n = hopeless ? 0 : search(s, columns[column].strategy, (uint64_t)i + 1, limit);
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
  struct sampling s;
  snprintf(path, sizeof path, "tests/buggy/%s.c", name);
  sampling_open(&s, path);
  for (size_t i = 0; i < COLUMNS; i++)
    if (is_wanted(i))
      out[i] = measure(&s, i, seeds, limit);
  sampling_close(&s);
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
    if (!only || is_word_of(only, e->d_name))
      names[n++] = xstrdup(e->d_name);
  }
  closedir(d);
  qsort(names, n, sizeof *names, by_name);
  return n;
}

static double best_single(const struct figure f[COLUMNS]) {
  double best = INFINITY;
  for (size_t i = 0; i < COLUMNS; i++)
    if (columns[i].single && is_wanted(i) && f[i].mean < best)
      best = f[i].mean;
  return best;
}

static double ratio(const struct figure f[COLUMNS]) { return f[COLUMNS - 1].mean / best_single(f); }

/* Are the portfolio and what it is compared with all there? */
static bool compares(void) {
  for (size_t i = 0; i < COLUMNS; i++)
    if (!is_wanted(i))
      return false;
  return true;
}

struct table {
  pthread_mutex_t lock;
  char *names[PROGRAMS_MOST];
  struct figure figure[PROGRAMS_MOST][COLUMNS];
  bool done[PROGRAMS_MOST];
  size_t len, next, printed;
  int seeds;
  uint32_t limit;
};

static void print_row(const struct table *t, size_t p) {
  printf("%-20s", t->names[p]);
  for (size_t i = 0; i < COLUMNS; i++) {
    if (!is_wanted(i))
      continue;
    const struct figure *f = &t->figure[p][i];
    char misses[8] = "";
    if (f->misses)
      snprintf(misses, sizeof misses, "%d", f->misses);
    printf(" %8.1f %6.0f %2s", f->mean, f->median, misses);
  }
  if (compares())
    printf(" %6.2f", ratio(t->figure[p]));
  printf("\n");
  fflush(stdout);
}

static void *fill(void *arg) {
  struct table *t = arg;
  pthread_mutex_lock(&t->lock);
  while (t->next < t->len) {
    size_t p = t->next++;
    pthread_mutex_unlock(&t->lock);
    measure_program(t->names[p], t->seeds, t->limit, t->figure[p]);
    pthread_mutex_lock(&t->lock);
    t->done[p] = true;
    while (t->printed < t->len && t->done[t->printed])
      print_row(t, t->printed++);
  }
  pthread_mutex_unlock(&t->lock);
  return NULL;
}

static void print_means(const struct table *t, const char *title, bool geometric) {
  printf("%-20s", title);
  for (size_t i = 0; i < COLUMNS; i++) {
    double sum = 0;
    int misses = 0;
    if (!is_wanted(i))
      continue;
    for (size_t p = 0; p < t->len; p++) {
      double mean = t->figure[p][i].mean;
      sum += geometric ? log(mean) : mean;
      misses += t->figure[p][i].misses;
    }
    sum /= (double)t->len;
    printf(" %8.1f %6s %2d", geometric ? exp(sum) : sum, "", misses);
  }
  printf("\n");
}

static void print_summary(const struct table *t) {
  size_t within = 0, worst = 0;
  print_means(t, "mean", false);
  print_means(t, "geometric mean", true);
  if (!compares() || !t->len)
    return;
  for (size_t p = 0; p < t->len; p++) {
    within += ratio(t->figure[p]) <= 2;
    worst = ratio(t->figure[p]) > ratio(t->figure[worst]) ? p : worst;
  }
  printf("The portfolio takes at most twice what the best single strategy for the program takes for %zu of %zu (aim: all); the worst is %s with %.2f times.\n",
         within, t->len, t->names[worst], ratio(t->figure[worst]));
  printf("Beyond twice:");
  for (size_t p = 0; p < t->len; p++)
    if (ratio(t->figure[p]) > 2)
      printf(" %s %.2f", t->names[p], ratio(t->figure[p]));
  printf("\n");
}

void bench_strategies(void) {
  struct table *t = calloc(1, sizeof *t);
  t->seeds = bench_number_of("PLAIT_BENCH_SEEDS", 20);
  t->seeds = t->seeds < SEEDS_MOST ? t->seeds : SEEDS_MOST;
  t->limit = (uint32_t)bench_number_of("PLAIT_BENCH_LIMIT", 10000);
  t->len = programs(t->names);
  pthread_mutex_init(&t->lock, NULL);
  printf("\nExecutions to the first finding, %d seeds, at most %u executions each: mean, median, misses\n%-20s", t->seeds, t->limit, "");
  for (size_t i = 0; i < COLUMNS; i++)
    if (is_wanted(i))
      printf(" %18s", columns[i].title);
  printf("%s\n", compares() ? "   / best" : "");
  pthread_t job[JOBS];
  for (int i = 0; i < JOBS; i++)
    pthread_create(&job[i], NULL, fill, t);
  for (int i = 0; i < JOBS; i++)
    pthread_join(job[i], NULL);
  print_summary(t);
  for (size_t p = 0; p < t->len; p++)
    free(t->names[p]);
  pthread_mutex_destroy(&t->lock);
  free(t);
}

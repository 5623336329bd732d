/* standalone.c — a fuzzer's main for compilers without libFuzzer.
 *
 *   fuzz_NAME SECONDS [NUMBER [FILE…]]   mutates its seeds and the files for that long, beginning
 *                                        with this random number; prints how many inputs it tried
 *   fuzz_NAME --seeds DIR                writes its seeds as files, for libFuzzer
 *   fuzz_NAME FILE…                      tries these inputs
 *
 * It knows nothing of coverage, so it is no match for libFuzzer; but the seeds reach every
 * part of the format, and what breaks is near a seed. When the program under test dies,
 * the input is in a file next to the program, PROGRAM.crash. */
#include "fuzz.h"

#include "base/array.h"
#include "wire/prng.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#if defined(__SANITIZE_ADDRESS__)
#define HAVE_DEATH_CALLBACK 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAVE_DEATH_CALLBACK 1
#endif
#endif
#ifdef HAVE_DEATH_CALLBACK
#include <sanitizer/common_interface_defs.h>
const char *__asan_default_options(void);
const char *__asan_default_options(void) { return "handle_abort=1:detect_leaks=1"; }
#endif

enum { SEEDS_MAX = 64, INPUT_MAX = 1 << 16 };

static struct buf seeds[SEEDS_MAX];
static size_t seeds_len;
static struct buf input;
static struct buf crash; /* path of the file for what broke it */

static void spit(const char *path, const struct buf *b) {
  FILE *f = fopen(path, "wb");
  if (f) {
    fwrite(b->at, 1, b->len, f);
    fclose(f);
  }
}

#ifdef HAVE_DEATH_CALLBACK
static void on_death(void) { spit(crash.at, &input); }
#endif

/* A copy of exactly the input's size, so that the sanitizer sees a read behind it. */
static void try_input(void) {
  uint8_t *exact = xmalloc(input.len);
  if (input.len)
    memcpy(exact, input.at, input.len);
  LLVMFuzzerTestOneInput(exact, input.len);
  free(exact);
}

static void insert(size_t at, const char *bytes, size_t len) {
  struct buf grown = {0};
  buf_add(&grown, input.at, at);
  buf_add(&grown, bytes, len);
  buf_add(&grown, input.at + at, input.len - at);
  buf_fini(&input);
  input = grown;
}

static void mutate(uint64_t *random) {
  static const unsigned char interesting[] = {0, 1, 0x7f, 0x80, 0xff, '*', '!', ':', ' ', '9', '\n'};
  size_t at = input.len ? prng_below(random, (uint32_t)input.len) : 0;
  size_t left = input.len - at, n = left ? 1 + prng_below(random, left < 16 ? (uint32_t)left : 16) : 0;
  switch (prng_below(random, 8)) {
  case 0:
    if (left)
      input.at[at] = (char)(input.at[at] ^ 1 << prng_below(random, 8));
    break;
  case 1:
    if (left)
      input.at[at] = (char)interesting[prng_below(random, sizeof interesting)];
    break;
  case 2:
    if (left)
      input.at[at] = (char)prng_next(random);
    break;
  case 3: /* delete */
    if (left) {
      memmove(input.at + at, input.at + at + n, left - n);
      input.len -= n;
    }
    break;
  case 4: { /* repeat */
    char copy[16] = {0};
    if (left)
      memcpy(copy, input.at + at, n);
    insert(at, copy, n);
    break;
  }
  case 5: { /* a piece of a seed */
    const struct buf *s = &seeds[prng_below(random, (uint32_t)seeds_len)];
    size_t from = s->len ? prng_below(random, (uint32_t)s->len) : 0, most = s->len - from;
    insert(at, s->at + from, most ? prng_below(random, (uint32_t)most) : 0);
    break;
  }
  case 6: /* cut off */
    input.len = at;
    break;
  default: { /* a long number */
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRIu64, prng_next(random) >> prng_below(random, 64));
    insert(at, digits, strlen(digits));
  }
  }
  if (input.len > INPUT_MAX)
    input.len = INPUT_MAX;
}

static int run(double seconds, uint64_t random) {
  struct timespec begin, now;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  uint64_t tried = 0;
  double passed = 0;
  for (size_t i = 0; i < seeds_len; i++, tried++) { /* the seeds themselves first */
    buf_clear(&input);
    buf_add(&input, seeds[i].at, seeds[i].len);
    try_input();
  }
  while (passed < seconds) {
    for (int k = 0; k < 64; k++, tried++) {
      const struct buf *s = &seeds[prng_below(&random, (uint32_t)seeds_len)];
      buf_clear(&input);
      buf_add(&input, s->at, s->len);
      for (uint32_t m = 1 + prng_below(&random, 8); m > 0; m--)
        mutate(&random);
      try_input();
    }
    clock_gettime(CLOCK_MONOTONIC, &now);
    passed = (double)(now.tv_sec - begin.tv_sec) + 1e-9 * (double)(now.tv_nsec - begin.tv_nsec);
  }
  printf("%" PRIu64 " inputs tried, none broke it\n", tried);
  return 0;
}

static int write_seeds(const char *dir) {
  mkdir(dir, 0777);
  for (size_t i = 0; i < seeds_len; i++) {
    struct buf path = {0};
    buf_printf(&path, "%s/seed-%zu", dir, i);
    spit(path.at, &seeds[i]);
    buf_fini(&path);
  }
  return 0;
}

static bool slurp(const char *path, struct buf *out) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    fprintf(stderr, "%s: %s\n", path, strerror(errno));
    return false;
  }
  char chunk[4096];
  buf_puts(out, "");
  for (size_t n; (n = fread(chunk, 1, sizeof chunk, f)) > 0;)
    buf_add(out, chunk, n);
  fclose(f);
  return true;
}

static int try_file(const char *path) {
  buf_clear(&input);
  if (!slurp(path, &input))
    return 1;
  try_input();
  return 0;
}

int main(int argc, char **argv) {
  buf_printf(&crash, "%s.crash", argv[0]);
#ifdef HAVE_DEATH_CALLBACK
  __sanitizer_set_death_callback(on_death);
#endif
  while (fuzz_seed && seeds_len < SEEDS_MAX && fuzz_seed(seeds_len, &seeds[seeds_len]))
    seeds_len++;
  int status = 0;
  char *end;
  double seconds = argc > 1 ? strtod(argv[1], &end) : 1;
  if (argc == 3 && strcmp(argv[1], "--seeds") == 0) {
    status = write_seeds(argv[2]);
  } else if (argc < 2 || *end == '\0') {
    for (int i = 3; i < argc && seeds_len < SEEDS_MAX; i++)
      if (slurp(argv[i], &seeds[seeds_len]))
        seeds_len++;
    if (seeds_len == 0)
      buf_puts(&seeds[seeds_len++], "");
    status = run(seconds, argc > 2 ? strtoull(argv[2], NULL, 0) : 1);
  } else {
    for (int i = 1; i < argc && status == 0; i++)
      status = try_file(argv[i]);
  }
  for (size_t i = 0; i < SEEDS_MAX; i++)
    buf_fini(&seeds[i]);
  buf_fini(&input);
  buf_fini(&crash);
  return status;
}

/* random_program.h — small programs for tests/programs/exp_random.c, from a seed.
 *
 * Two threads of a few operations or three of fewer: small enough that every schedule can be tried. A program keeps to a few
 * kinds of operations and mostly to one object of each, so that its threads meet. What is locked is unlocked, in any
 * order, so that programs can deadlock but do nothing that is undefined. */
#ifndef PLAIT_TESTS_RANDOM_PROGRAM_H
#define PLAIT_TESTS_RANDOM_PROGRAM_H

#include "wire/prng.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { RANDOM_TEXT = 64 };

struct random_program {
  char text[RANDOM_TEXT];
  size_t len;
  uint64_t state;
};

static inline uint32_t random_below(struct random_program *p, uint32_t n) { return (uint32_t)(prng_next(&p->state) % n); }

static inline void random_put(struct random_program *p, char op, uint32_t k) {
  if (p->len + 2 < RANDOM_TEXT) {
    p->text[p->len++] = op;
    p->text[p->len++] = (char)('0' + k);
  }
}

/* The number of the object: mostly 0, as it is with people. Semaphores begin with as many permits. */
static inline uint32_t random_object(struct random_program *p) {
  uint32_t k = random_below(p, 8);
  return k < 5 ? 0 : k < 7 ? 1 : 2;
}

/* What there is, by kinds; plain and atomic memory twice as often. */
static const char *const random_kinds[] = {"RWI?", "AGSC", "TD", "PVYZ", "ef", "cdnbh", "RWI", "AC", "o", "k", "B", "y", "X", "LrwL", "LLr", "PVV", "cnnh", "LT", "ijp", "iijo", NULL};

static inline void random_thread(struct random_program *p, const char *const kind[2], uint32_t ops) {
  char held[RANDOM_TEXT];
  size_t depth = 0;
  for (uint32_t i = 0; i < ops; i++) {
    const char *letters = kind[random_below(p, 2)];
    char op = letters[random_below(p, (uint32_t)strlen(letters))];
    uint32_t k = random_object(p);
    bool lock = op == 'L' || op == 'r' || op == 'w';
    /* Not a second time: that would be for ever, or undefined. */
    for (size_t h = 0; lock && h < depth; h += 2)
      lock = !(held[h + 1] == (char)('0' + k) && (held[h] == 'L') == (op == 'L'));
    if ((op == 'L' || op == 'r' || op == 'w') && !lock)
      op = 'R';
    if (op == 'T' || op == 'D' || op == 'e' || op == 'f' || op == 'c' || op == 'd' || op == 'h')
      for (size_t h = 0; h < depth; h += 2)
        if (op == 'c' || op == 'd' || op == 'h' || held[h + 1] == (char)('0' + k)) {
          op = 'G';
          break;
        }
    /* Two threads that exit: undefined until POSIX 2024. */
    if (op == 'X' && memchr(p->text, 'X', p->len))
      op = 'o';
    random_put(p, op, k);
    if (lock) {
      held[depth++] = op;
      held[depth++] = (char)('0' + k);
    }
    while (depth && random_below(p, 3) == 0) {
      size_t h = 2 * random_below(p, (uint32_t)depth / 2);
      random_put(p, held[h] == 'L' ? 'U' : 'q', (uint32_t)(held[h + 1] - '0'));
      memmove(held + h, held + h + 2, depth - h - 2);
      depth -= 2;
    }
    /* A skipped lock must not be unlocked. */
    if (op == '?')
      random_put(p, "RIAoG"[random_below(p, 5)], 0);
  }
  while (depth) {
    depth -= 2;
    random_put(p, held[depth] == 'L' ? 'U' : 'q', (uint32_t)(held[depth + 1] - '0'));
  }
}

static inline void random_program(struct random_program *p, uint64_t seed) {
  *p = (struct random_program){.state = seed * 0x9e3779b97f4a7c15u + 1};
  size_t kinds = 0;
  while (random_kinds[kinds])
    kinds++;
  const char *const kind[2] = {random_kinds[random_below(p, (uint32_t)kinds)], random_kinds[random_below(p, (uint32_t)kinds)]};
  uint32_t threads = 2 + random_below(p, 2);
  for (uint32_t t = 0; t < threads; t++) {
    if (t && p->len + 1 < RANDOM_TEXT)
      p->text[p->len++] = '/';
    random_thread(p, kind, threads == 2 ? 1 + random_below(p, 3) : 1);
  }
}

#endif

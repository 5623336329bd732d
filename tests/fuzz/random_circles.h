/* random_circles.h — small programs for tests/programs/exp_circles.c, from a seed: threads that try, give way and try again, and
 * some that do something in between. */
#ifndef PLAIT_TESTS_RANDOM_CIRCLES_H
#define PLAIT_TESTS_RANDOM_CIRCLES_H

#include "wire/prng.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* %1$d, %2$d: two objects. Each ends what it begins, so that others can go on, and has a step in every round even where nobody else
 * touches the objects. */
static const char *const circles_loops[] = {
    "{L%1$dt%2$d(U%1$d)}U%1$dU%2$d", "{t%1$d}U%1$d", "{L%1$dR%2$dU%1$d}", "{S%1$dG%2$d(C%1$dy)}C%1$d", "{V%1$d[t%2$d(P%1$d)]}U%2$dP%1$d",
    "{f%1$d[t%2$d(q%1$d)]}U%2$dq%1$d", "{e%1$d[f%2$d(q%1$d)]}q%2$dq%1$d", "{t%1$d(y)}U%1$d", "{L%1$dt%2$d(U%1$ds)}U%1$dU%2$d",
    "{R%1$d(y)}", "{V%1$d(s)}P%1$d", "{W%1$dR%2$d(Z%1$dy)}", "{L%1$dG%2$dU%1$d(y)}", "{V%1$d[V%2$d(P%1$d)]}P%2$dP%1$d",
};
static const char *const circles_others[] = {
    "L%1$dU%1$d", "W%1$d", "S%1$d", "C%1$d", "L%1$dW%2$dU%1$d", "L%1$dL%2$dU%2$dU%1$d", "V%1$d[P%1$d]", "W%1$dZ%1$d", "S%1$dC%1$d", "t%1$d[o0U%1$d]", "f%1$d[q%1$d]", "o0",
};

struct random_circles { char text[160]; };

static inline void random_circles(struct random_circles *p, uint64_t seed) {
  uint64_t state = seed * 0x9e3779b97f4a7c15u + 1;
  enum { LOOPS = sizeof circles_loops / sizeof *circles_loops, OTHERS = sizeof circles_others / sizeof *circles_others };
  size_t threads = 2 + (prng_next(&state) % 4 == 0), len = 0;
  for (size_t i = 0; i < threads; i++) {
    bool loop = i == 0 || (i == 1 && prng_next(&state) % 2);
    int a = (int)(prng_next(&state) % 2);
    const char *form = loop ? circles_loops[prng_next(&state) % LOOPS] : circles_others[prng_next(&state) % OTHERS];
    if (i)
      p->text[len++] = '/';
    len += (size_t)snprintf(p->text + len, sizeof p->text - len, form, a, 1 - a);
  }
}

#endif

/* compare_align.c — which steps of two executions stand beside each other.
 *
 * The longest common subsequence of the steps by what they are; so a block of steps that one execution makes earlier
 * shows as such, instead of shifting all that follows. It takes quadratic room, so only so many are compared: what is
 * further away from the place where they part is a consequence. */
#include "analysis/compare_inner.h"

#include <stdlib.h>

enum { WINDOW = 1500 };

static bool align_matches(const struct compare_id *a, const struct compare_id *b) {
  return a->nth == b->nth && a->what == b->what && a->thread == b->thread;
}

static void align_row(struct comparison *c, uint32_t a, uint32_t b, bool same) {
  *ARRAY_PUSH(&c->rows) = (struct compare_row){.step = {a, b}, .same = same};
}

void compare_align(struct comparison *c, const struct compare_names *n) {
  uint32_t left[2];
  for (int side = 0; side < 2; side++) {
    uint32_t all = trace_steps(c->t[side]) - c->common;
    left[side] = all < WINDOW ? all : WINDOW;
    c->unaligned[side] = all - left[side];
  }
  const struct compare_id *a = n->ids[0].at + c->common + 1, *b = n->ids[1].at + c->common + 1;
  size_t wide = left[1] + 1u;
  /* length[i][j]: of what a[i..] and b[j..] have in common */
  uint16_t *length = xcalloc((left[0] + 1u) * wide, sizeof *length);
  for (size_t i = left[0]; i-- > 0;)
    for (size_t j = left[1]; j-- > 0;) {
      uint16_t down = length[(i + 1) * wide + j], right = length[i * wide + j + 1];
      length[i * wide + j] = align_matches(&a[i], &b[j]) ? (uint16_t)(length[(i + 1) * wide + j + 1] + 1) : down > right ? down : right;
    }
  uint32_t i = 0, j = 0;
  while (i < left[0] || j < left[1]) {
    uint32_t x = c->common + 1 + i, y = c->common + 1 + j;
    if (i < left[0] && j < left[1] && align_matches(&a[i], &b[j])) {
      align_row(c, x, y, a[i].did == b[j].did);
      i++;
      j++;
    } else if (i < left[0] && (j == left[1] || length[(i + 1) * wide + j] >= length[i * wide + j + 1])) {
      align_row(c, x, 0, false);
      i++;
    } else {
      align_row(c, 0, y, false);
      j++;
    }
  }
  free(length);
}

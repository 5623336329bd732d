/* Data handed over by C11 atomics with no more order than it takes.
 * finding: none
 * run: release consume exchange fences half_fence update chain own_store reference failed_swap spinlock seqlock count dekker */
#include "fine.h"

#include <stdatomic.h>
#include <stdbool.h>

static int data, more;
static atomic_int flag, other, total;
static atomic_flag taken = ATOMIC_FLAG_INIT;

#define STORE(x, v, order) atomic_store_explicit(&x, v, memory_order_##order)
#define LOAD(x, order) atomic_load_explicit(&x, memory_order_##order)
#define ADD(x, v, order) atomic_fetch_add_explicit(&x, v, memory_order_##order)
#define FENCE(order) atomic_thread_fence(memory_order_##order)

static bool swap(atomic_int *x, int from, int to, memory_order good, memory_order bad) {
  return atomic_compare_exchange_strong_explicit(x, &from, to, good, bad);
}

BODY(give) { data = 1; STORE(flag, 1, release); END; }
BODY(take) { if (LOAD(flag, acquire)) data++; END; }
BODY(take_consumed) { if (LOAD(flag, consume)) data++; END; }
BODY(give_exchange) { data = 1; atomic_exchange_explicit(&flag, 1, memory_order_release); END; }
BODY(take_exchange) { if (atomic_exchange_explicit(&flag, 2, memory_order_acquire) == 1) data++; END; }
BODY(give_fenced) { data = 1; FENCE(release); STORE(flag, 1, relaxed); END; }
BODY(take_fenced) { if (LOAD(flag, relaxed)) { FENCE(acquire); data++; } END; }
BODY(give_updating) { data = 1; ADD(flag, 1, release); END; }
BODY(also_update) { if (ADD(flag, 1, relaxed)) { FENCE(acquire); data++; } END; }
BODY(give_again) { data = 1; STORE(flag, 1, release); STORE(flag, 2, relaxed); END; }
BODY(take_second) { if (LOAD(flag, acquire) == 2) data++; END; }
/* The last one to let go cleans up. */
static void let_go(int mine) {
  if (mine)
    data = 1;
  else
    more = 1;
  if (atomic_fetch_sub_explicit(&total, 1, memory_order_release) == -1) {
    FENCE(acquire);
    data = more = 0;
  }
}
BODY(let_go_one) { let_go(1); END; }
BODY(let_go_two) { let_go(0); END; }
BODY(see_when_it_fails) { if (!swap(&flag, 0, 5, memory_order_relaxed, memory_order_acquire)) data++; END; }
BODY(spin) {
  while (atomic_flag_test_and_set_explicit(&taken, memory_order_acquire))
    ;
  data++;
  atomic_flag_clear_explicit(&taken, memory_order_release);
  END;
}
/* A sequence lock: what it guards is atomic too, and looked at again when it changed meanwhile. */
BODY(seq_write) { STORE(flag, 1, relaxed); FENCE(release); STORE(other, 7, relaxed); STORE(total, 7, relaxed); STORE(flag, 2, release); END; }
BODY(seq_read) {
  int before = LOAD(flag, acquire), a = LOAD(other, relaxed), b = LOAD(total, relaxed);
  FENCE(acquire);
  if (before % 2 == 0 && LOAD(flag, relaxed) == before && a != b)
    puts("torn");
  END;
}
BODY(count) { ADD(total, 1, relaxed); END; }
BODY(dekker_one) { STORE(flag, 1, relaxed); FENCE(seq_cst); if (!LOAD(other, relaxed)) data++; END; }
BODY(dekker_two) { STORE(other, 1, relaxed); FENCE(seq_cst); if (!LOAD(flag, relaxed)) data++; END; }

static void pass_on(void) { /* an update by somebody else goes on with the release */
  swap(&flag, 1, 2, memory_order_relaxed, memory_order_relaxed);
}

int main(int argc, char **argv) {
  static const struct fine cases[] = {
      {"release", give, take, NULL},
      {"consume", give, take_consumed, NULL},
      {"exchange", give_exchange, take_exchange, NULL},
      {"fences", give_fenced, take_fenced, NULL},
      {"half_fence", give_fenced, take, NULL},
      {"update", give_updating, also_update, NULL},
      {"chain", give, take, pass_on},
      {"own_store", give_again, take_second, NULL},
      {"reference", let_go_one, let_go_two, NULL},
      {"failed_swap", give, see_when_it_fails, NULL},
      {"spinlock", spin, spin, NULL},
      {"seqlock", seq_write, seq_read, NULL},
      {"count", count, count, NULL},
      {"dekker", dekker_one, dekker_two, NULL},
  };
  atomic_init(&total, 0);
  return FINE(cases, argc, argv);
}

/* Data handed over by atomics with too little order: right on this machine perhaps, promised by nobody.
 * finding: race data
 * when: some
 * run: relaxed late_fence one_sided overwritten failed */
#include "fine.h"

#include <stdatomic.h>

static int data;
static atomic_int flag;

#define STORE(v, order) atomic_store_explicit(&flag, v, memory_order_##order)
#define LOAD(order) atomic_load_explicit(&flag, memory_order_##order)

BODY(give_relaxed) { data = 1; STORE(1, relaxed); END; }
BODY(give) { data = 1; STORE(1, release); END; }
BODY(take) { if (LOAD(acquire)) data++; END; }
BODY(take_relaxed) { if (LOAD(relaxed)) data++; END; }
BODY(give_late) { data = 1; STORE(1, relaxed); atomic_thread_fence(memory_order_release); END; }
BODY(take_two) { if (LOAD(acquire) == 2) data++; END; }
BODY(take_failing) {
  int zero = 0;
  if (!atomic_compare_exchange_strong_explicit(&flag, &zero, 5, memory_order_acq_rel, memory_order_relaxed))
    data++;
  END;
}
static void overwrite(void) { /* a store, not an update: what it replaces is lost, and so is its release */
  if (LOAD(relaxed) == 1)
    STORE(2, release);
}

int main(int argc, char **argv) {
  static const struct fine cases[] = {
      {"relaxed", give_relaxed, take_relaxed, NULL}, {"late_fence", give_late, take, NULL},  {"one_sided", give_relaxed, take, NULL},
      {"overwritten", give, take_two, overwrite},    {"failed", give, take_failing, NULL},
  };
  return FINE(cases, argc, argv);
}

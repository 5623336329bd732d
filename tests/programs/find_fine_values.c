/* Read here, written there, changed by somebody else meanwhile: and nothing is lost.
 * finding: none
 * large: token_passed
 * run: look_again retry add_up swap_loop one_writer flag_again other_variable peak token_passed debt */
#include "fine.h"

#include <stdatomic.h>
#include <stdbool.h>

static pthread_mutex_t m = LOCK, n = LOCK;
static int x, y, version, best, owner, balance;
static atomic_int hits, mine, total;
static bool stop;

static int get(void) {
  pthread_mutex_lock(&m);
  int v = x;
  pthread_mutex_unlock(&m);
  return v;
}

/* What it had seen is only a hint: it looks again before it writes. */
BODY(look_again) {
  if (get() < 3) {
    pthread_mutex_lock(&m);
    if (x < 3)
      x = x + 2;
    pthread_mutex_unlock(&m);
  }
  END;
}

/* Works outside of the lock, and starts over when somebody was faster. */
BODY(retry) {
  for (;;) {
    pthread_mutex_lock(&m);
    int seen = version, v = x;
    pthread_mutex_unlock(&m);
    v = v + 5;
    pthread_mutex_lock(&m);
    bool same = seen == version;
    if (same) {
      x = v;
      version++;
    }
    pthread_mutex_unlock(&m);
    if (same)
      END;
  }
}

/* Reads for one purpose, adds for another. */
BODY(add_up) {
  int before = get();
  pthread_mutex_lock(&m);
  x += 10;
  pthread_mutex_unlock(&m);
  if (before < 0)
    puts("never");
  END;
}

BODY(swap_loop) {
  int v = atomic_load(&hits);
  while (!atomic_compare_exchange_weak(&hits, &v, v + 1))
    ;
  END;
}

/* Only one thread writes it, so a load and a store are enough. */
BODY(only_writer) {
  for (int i = 0; i < 2; i++)
    atomic_store_explicit(&mine, atomic_load_explicit(&mine, memory_order_relaxed) + 1, memory_order_relaxed);
  END;
}
BODY(only_reader) {
  if (atomic_load(&mine) > 2)
    puts("never");
  END;
}

/* Setting a flag that somebody else has set in between. */
BODY(flag_again) {
  pthread_mutex_lock(&m);
  bool was = stop;
  pthread_mutex_unlock(&m);
  if (!was) {
    pthread_mutex_lock(&m);
    stop = true;
    pthread_mutex_unlock(&m);
  }
  END;
}

/* What it read goes into another variable, under another lock. */
BODY(copy) {
  int v = get();
  pthread_mutex_lock(&n);
  y = v;
  pthread_mutex_unlock(&n);
  END;
}
BODY(bump) {
  pthread_mutex_lock(&m);
  x++;
  pthread_mutex_unlock(&m);
  END;
}

/* The greatest so far: a smaller one does not replace it. */
static void offer(int v) {
  pthread_mutex_lock(&m);
  if (v > best)
    best = v;
  pthread_mutex_unlock(&m);
}
BODY(offer_three) { offer(3); offer(2); END; }
BODY(offer_five) { offer(5); offer(4); END; }

/* Who holds the token may write; it is passed on under the lock. */
static void pass(int from, int to) {
  for (bool done = false; !done;) {
    pthread_mutex_lock(&m);
    if (owner == from) {
      y++;
      owner = to;
      done = true;
    }
    pthread_mutex_unlock(&m);
  }
}
BODY(pass_there) { pass(0, 1); END; }
BODY(pass_back) { pass(1, 0); END; }

/* A balance that may well be below zero. */
BODY(borrow) {
  pthread_mutex_lock(&m);
  balance -= 7;
  pthread_mutex_unlock(&m);
  pthread_mutex_lock(&m);
  balance += 3;
  pthread_mutex_unlock(&m);
  END;
}

int main(int argc, char **argv) {
  static const struct fine cases[] = {
      {"look_again", look_again, look_again, NULL},  {"retry", retry, retry, NULL},       {"add_up", add_up, add_up, NULL},
      {"swap_loop", swap_loop, swap_loop, NULL},     {"one_writer", only_writer, only_reader, NULL},
      {"flag_again", flag_again, flag_again, NULL},  {"other_variable", copy, bump, NULL}, {"peak", offer_three, offer_five, NULL},
      {"token_passed", pass_there, pass_back, NULL}, {"debt", borrow, borrow, NULL},
  };
  atomic_init(&total, 0);
  return FINE(cases, argc, argv);
}

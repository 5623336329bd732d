/* Lamport's bakery without the door: a number is chosen while others look, so two customers are served at once.
 * preemptions: 2
 * ends: assert */
#include "buggy.h"

enum { THREADS = 3 };
static atomic_int number[THREADS];
static atomic_int inside;

THREAD(customer) {
  int me = ME, most = 0;
  for (int i = 0; i < THREADS; i++) {
    int n = atomic_load(&number[i]);
    most = n > most ? n : most;
  }
  atomic_store(&number[me], most + 1);
  for (int i = 0; i < THREADS; i++) {
    int n;
    while ((n = atomic_load(&number[i])) != 0 && i != me && (n < most + 1 || (n == most + 1 && i < me)))
      continue;
  }
  assert(atomic_fetch_add(&inside, 1) == 0);
  atomic_fetch_sub(&inside, 1);
  atomic_store(&number[me], 0);
  return arg;
}

int main(void) {
  many(THREADS, customer);
  return 0;
}

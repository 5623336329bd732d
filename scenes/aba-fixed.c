/* scene:    aba-fixed
 * title:    A, then B, then another A
 * topics:   compare and swap, lock-free, ABA problem, version tag
 * lesson:   The top is a plate's number together with a count of changes, swapped as one. The same plate on top again comes
 *           with another count, so the comparison fails and pop looks afresh. (Java: AtomicStampedReference.)
 * outcomes: "each plate has one owner\n"
 * try:      main*2 T1*3 T2*14 T1*6   # T1 has read top and below; T2 takes both and puts one back; T1 must look again
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

enum { NONE, CHANGE = 256 }; /* top = number of changes * 256 + number of the plate */

static atomic_uint below[3] = {[1] = 2};
static atomic_int owners[3];
static atomic_uint top = 1;

static unsigned pop(void) {
  unsigned seen = top, p = seen % CHANGE;
  while (p && !atomic_compare_exchange_strong(&top, &seen, seen - p + CHANGE + below[p]))
    p = seen % CHANGE;
  if (p) {
    int now = ++owners[p];
    assert(now == 1);
  }
  return p;
}

static void push(unsigned p) {
  owners[p]--;
  unsigned seen = top;
  below[p] = seen % CHANGE;
  while (!atomic_compare_exchange_strong(&top, &seen, seen - seen % CHANGE + CHANGE + p))
    below[p] = seen % CHANGE;
}

static void *take_two(void *unused) {
  pop();
  pop();
  return unused;
}

static void *put_one_back(void *unused) {
  unsigned p = pop();
  pop();
  if (p)
    push(p);
  return unused;
}

int main(void) {
  pthread_t a, b;
  pthread_create(&a, NULL, take_two, NULL);
  pthread_create(&b, NULL, put_one_back, NULL);
  pthread_join(a, NULL);
  pthread_join(b, NULL);
  puts("each plate has one owner");
  return 0;
}

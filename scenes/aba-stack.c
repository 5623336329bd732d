/* scene:    aba-stack
 * title:    A, then B, then A again: a lock-free stack is fooled
 * topics:   compare and swap, lock-free, ABA problem
 * lesson:   To pop, a thread reads the top and what lies below it, then swaps the top if it is still the same. It may be
 *           the same and yet another stack: taken away and put back meanwhile, with something else below. The
 *           comparison succeeds, and a plate that somebody holds is on the stack again.
 * outcomes: "each plate has one owner\n" assert
 * finding:  assert
 * try:      main*2 T1*3 T2*14 T1*7   # T1 has read top and below; T2 takes both plates and puts the first back
 * fixed-by: aba-fixed
 */
#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

/* The plates are 1 and 2; 0 is none. 1 lies on 2. */

static atomic_uint below[3] = {[1] = 2};
static atomic_int owners[3];
static atomic_uint top = 1;

static unsigned pop(void) {
  unsigned p = top;
  while (p && !atomic_compare_exchange_strong(&top, &p, below[p]))
    continue;
  if (p) {
    int now = ++owners[p];
    assert(now == 1);
  }
  return p;
}

static void push(unsigned p) {
  owners[p]--;
  below[p] = atomic_load(&top);
  top = p; /* only one thread pushes */
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

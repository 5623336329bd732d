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

static struct plate {
  _Atomic(struct plate *) below;
  atomic_int owners;
} plate[2] = {{.below = &plate[1]}};

static _Atomic(struct plate *) top = &plate[0];

static struct plate *pop(void) {
  struct plate *p = top;
  while (p && !atomic_compare_exchange_strong(&top, &p, p->below))
    continue;
  if (p) {
    int owners = ++p->owners;
    assert(owners == 1);
  }
  return p;
}

static void push(struct plate *p) {
  p->owners--;
  p->below = atomic_load(&top);
  top = p; /* only one thread pushes */
}

static void *take_two(void *unused) {
  pop();
  pop();
  return unused;
}

static void *put_one_back(void *unused) {
  struct plate *p = pop();
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

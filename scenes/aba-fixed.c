/* scene:    aba-fixed
 * title:    The top carries a version
 * topics:   lock-free stack, ABA problem, tagged pointer
 * lesson:   Each change of the top raises its version, kept in the same word: 01 becomes
 *           12, then 23, and when node 1 is back on top the word is 31, not 01. The
 *           compare-and-swap fails, and T1 looks again. Compare with aba-stack.
 * outcomes: "every node in one place\n"
 * try:      main*2 T1*3 T2*12 T1*3   # T1's swap fails: the top is node 1 again, but a newer one
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int top = 1;                 /* 10 * version + number of the top node */
static atomic_int below[4] = {0, 2, 3, 0}; /* 1 on 2 on 3 */
static int taken[2];

static int newer(int old, int node) { return (old / 10 + 1) * 10 + node; }

static int pop(void) {
  int old, next;
  do {
    old = atomic_load(&top);
    next = atomic_load(&below[old % 10]);
  } while (!atomic_compare_exchange_strong(&top, &old, newer(old, next)));
  return old % 10;
}

static void push(int node) {
  int old = atomic_load(&top);
  do
    atomic_store(&below[node], old % 10);
  while (!atomic_compare_exchange_strong(&top, &old, newer(old, node)));
}

static void *take_one(void *unused) {
  taken[0] = pop();
  return unused;
}

static void *take_two_give_one(void *unused) {
  int first = pop();
  taken[1] = pop();
  push(first);
  return unused;
}

int main(void) {
  pthread_t one, two;
  pthread_create(&one, NULL, take_one, NULL);
  pthread_create(&two, NULL, take_two_give_one, NULL);
  pthread_join(one, NULL);
  pthread_join(two, NULL);
  for (int node = top % 10; node; node = below[node])
    if (node == taken[0] || node == taken[1]) {
      printf("node %d is taken and on the stack\n", node);
      return 0;
    }
  puts("every node in one place");
  return 0;
}

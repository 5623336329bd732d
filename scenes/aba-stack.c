/* scene:    aba-stack
 * title:    The top is the same, the stack is not
 * topics:   lock-free stack, compare and swap, ABA problem
 * lesson:   T1 sees node 1 on top and node 2 below. Before it swaps, T2 takes 1 and 2
 *           and puts 1 back. The top is 1 again, so T1's compare-and-swap succeeds and
 *           puts node 2 on top, which T2 owns. "Equal" is not "unchanged".
 * outcomes: "every node in one place\n" "node 2 is taken and on the stack\n"
 * try:      main*2 T1*3 T2*12   # T2 takes 1 and 2 and puts 1 back while T1 is about to swap
 * fixed-by: aba-fixed
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

static atomic_int top = 1;                 /* number of the top node, 0: none */
static atomic_int below[4] = {0, 2, 3, 0}; /* 1 on 2 on 3 */
static int taken[2];

static int pop(void) {
  int node, next;
  do {
    node = atomic_load(&top);
    next = atomic_load(&below[node]);
  } while (!atomic_compare_exchange_strong(&top, &node, next));
  return node;
}

static void push(int node) {
  int old = atomic_load(&top);
  do
    atomic_store(&below[node], old);
  while (!atomic_compare_exchange_strong(&top, &old, node));
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
  for (int node = top; node; node = below[node])
    if (node == taken[0] || node == taken[1]) {
      printf("node %d is taken and on the stack\n", node);
      return 0;
    }
  puts("every node in one place");
  return 0;
}
